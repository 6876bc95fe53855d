<?php
/**
 * Who may look, and who may do something (14.7).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\DeliveryActions;
use WcAccounting\Admin\HoldNotice;
use WcAccounting\Admin\OrderPreview;
use WcAccounting\Admin\TransactionsForm;
use WcAccounting\Delivery\Status;
use WcAccounting\Environment\Roles;

final class RolesTest extends ShopTestCase {

	private const TRANSACTIONS = '/wp-admin/admin.php?page=wc-kledo&tab=transactions';

	protected function setUp(): void {
		parent::setUp();
		// A test before this one may have removed the plugin.
		wp_roles()->for_site();
		Roles::ensure();
	}

	private static function bookkeeper(): Visitor {
		return Visitor::of( Roles::BOOKKEEPER );
	}

	/**
	 * @param array<string, bool> $rights Of a role that is made of them.
	 * @return list<bool> Whether he may manage, and look.
	 */
	private static function may( array $rights ): array {
		$role = 'role_' . substr( md5( serialize( $rights ) ), 0, 8 );
		add_role( $role, $role, $rights );
		$user = new \WP_User( wp_insert_user( array( 'user_login' => uniqid( $role ), 'user_pass' => 'x', 'role' => $role ) ) );
		$may  = array( $user->has_cap( Roles::MANAGE ), $user->has_cap( Roles::VIEW ) );
		wp_delete_user( $user->ID );
		remove_role( $role );
		return $may;
	}

	public function test_a_role_that_manages_the_shop_loses_nothing_and_a_denied_right_stays_denied(): void {
		require_once ABSPATH . 'wp-admin/includes/user.php';

		self::assertSame( array( true, true ), self::may( array( 'manage_woocommerce' => true ) ) );
		self::assertSame( array( true, true ), self::may( array( Roles::MANAGE => true ) ) );
		self::assertSame( array( false, true ), self::may( array( Roles::VIEW => true ) ) );
		self::assertSame( array( false, false ), self::may( array( 'edit_posts' => true, 'edit_shop_orders' => true ) ) );
		$denied = array( 'manage_woocommerce' => true, Roles::MANAGE => false );
		self::assertSame( array( false, false ), self::may( $denied ) );
		self::assertSame( array( false, true ), self::may( $denied + array( Roles::VIEW => true ) ) );
	}

	public function test_the_bookkeeper_sees_deliveries_and_the_month_and_nothing_else(): void {
		$order = $this->processing_order();
		self::run_worker();

		$list = self::bookkeeper()->page( self::TRANSACTIONS );
		self::assertStringContainsString( '#' . $order->get_order_number(), $list );
		self::assertStringContainsString( 'section=month', $list );
		$hidden = array( 'section=backfill', 'tab=connection', 'tab=configure', 'name="ids[]"', 'wc-accounting-sweep"', 'data-do=' );
		foreach ( $hidden as $absent ) {
			self::assertStringNotContainsString( $absent, $list, $absent );
		}
		self::assertStringNotContainsString( $order->get_edit_order_url(), html_entity_decode( $list ), 'he may not open it' );
		$month = self::bookkeeper()->page( self::TRANSACTIONS . '&section=month' );
		self::assertStringContainsString( 'Export as CSV', $month );
		foreach ( array( 'transactions&section=backfill', 'connection', 'configure', 'support' ) as $tab ) {
			$shown = self::bookkeeper()->page( str_replace( 'transactions', $tab, self::TRANSACTIONS ) );
			self::assertStringContainsString( 'id="wc-accounting-transactions"', $shown, "$tab leads to the list" );
		}
		$customer = Visitor::of( 'customer' )->visit( self::TRANSACTIONS );
		self::assertStringNotContainsString( '#' . $order->get_order_number(), $customer['body'] );
	}

	public function test_the_bookkeeper_is_told_who_holds_the_queue_and_cannot_release_it(): void {
		self::plugin()->queue->hold_by_hand( 'Ani', null, 'Closing October' );

		$list = self::bookkeeper()->page( self::TRANSACTIONS );
		self::assertStringContainsString( 'Ani has been holding it since', $list );
		self::assertStringNotContainsString( 'Release it', $list );
		$form   = array( '_wpnonce' => self::bookkeeper()->nonce( HoldNotice::action( 'kledo' ) ) );
		$answer = self::bookkeeper()->visit( '/wp-admin/admin-post.php?action=' . HoldNotice::action( 'kledo' ), $form );
		self::assertSame( 403, $answer['status'] );
		self::assertNotNull( self::plugin()->queue->held_by_hand() );
		self::assertStringContainsString( 'Release it', Visitor::of( 'administrator' )->page( self::TRANSACTIONS ) );
	}

	public function test_the_bookkeeper_gets_the_export(): void {
		$month  = wp_date( 'Y-m' );
		$form   = array( 'export_month' => '1', '_wpnonce' => self::bookkeeper()->nonce( 'wc_accounting_kledo_export_month' ) );
		$answer = self::bookkeeper()->visit( self::TRANSACTIONS . "&section=month&month=$month", $form );

		self::assertSame( 200, $answer['status'] );
		self::assertStringStartsWith( "\u{FEFF}", $answer['body'] );
	}

	public function test_the_bookkeeper_previews_what_would_leave(): void {
		$order  = $this->order_without_hook( 'processing' );
		$nonce  = self::bookkeeper()->nonce( OrderPreview::nonce_action( 'kledo', 'order', $order->get_id() ) );
		$form   = array( 'preview_of' => "{$order->get_id()}:order:{$order->get_id()}:$nonce" );
		$answer = self::bookkeeper()->visit( '/wp-admin/admin-post.php?action=wc_accounting_kledo_preview', $form );

		self::assertSame( 200, $answer['status'], $answer['body'] );
		self::assertStringContainsString( 'wc-accounting-preview', $answer['body'] );
		self::assertNull( self::row( $order ) );
		self::assertSame( array(), Sandbox::documents(), 'nothing was sent' );
		$listed = $this->processing_order();
		$list   = self::bookkeeper()->page( self::TRANSACTIONS );
		self::assertStringContainsString( 'name="preview_of" value="' . $listed->get_id() . ':order:', $list );
		$stranger = Visitor::of( 'customer' );
		$form     = array(
			'preview_of' => "{$order->get_id()}:order:{$order->get_id()}:"
				. $stranger->nonce( OrderPreview::nonce_action( 'kledo', 'order', $order->get_id() ) ),
		);
		self::assertSame( 403, $stranger->visit( '/wp-admin/admin-post.php?action=wc_accounting_kledo_preview', $form )['status'] );
	}

	public function test_the_bookkeeper_sends_nothing_even_with_a_nonce(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		Sandbox::heal();
		$id    = self::row( $order )->id;
		$nonce = self::bookkeeper()->nonce( DeliveryActions::nonce_action( 'kledo', DeliveryActions::RETRY, $id ) );

		$form   = array( TransactionsForm::ONE => DeliveryActions::RETRY . ":$id:$nonce" );
		$posted = self::bookkeeper()->visit( self::TRANSACTIONS, $form );
		self::assertSame( 403, $posted['status'] );
		$asked = self::bookkeeper()->visit(
			'/wp-admin/admin-ajax.php',
			array( 'action' => DeliveryActions::action( 'kledo' ), 'what' => DeliveryActions::RETRY, 'id' => $id, 'nonce' => $nonce )
		);
		self::assertSame( 403, $asked['status'] );
		self::assertSame( Status::Failed, self::row( $order )->status );
		self::assertSame( array(), Sandbox::documents() );
	}
}
