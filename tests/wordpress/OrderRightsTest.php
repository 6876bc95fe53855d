<?php
/**
 * The right for each single order (10.26), which code of the shop may keep from somebody who edits orders. Needs the site to
 * be served.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\DeliveryActions;
use WcAccounting\Admin\Notices;
use WcAccounting\Admin\Guard;
use WcAccounting\Admin\OrderForms;
use WcAccounting\Admin\OrderPreview;
use WcAccounting\Admin\OrdersList;
use WcAccounting\Admin\StatusView;
use WcAccounting\Connector\Account;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\OrdersInView;
use WcAccounting\Delivery\Transactions;
use WcAccounting\Intake\OrderActions;
use WcAccounting\Order\Subject;

final class OrderRightsTest extends ShopTestCase {

	private const BULK = 'handle_bulk_actions-edit-shop_order';

	private int $manager = 0;

	protected function setUp(): void {
		parent::setUp();
		$this->manager = self::user( 'shop_manager' );
	}

	protected function tearDown(): void {
		remove_all_filters( self::BULK );
		remove_role( 'only_orders' );
		unset( $_GET['id'] );
		parent::tearDown();
	}

	private static function user( string $role ): int {
		$known = get_user_by( 'login', "rights-$role" );
		return $known instanceof \WP_User
			? $known->ID
			: (int) wp_insert_user( array( 'user_login' => "rights-$role", 'user_pass' => 'x', 'role' => $role ) );
	}

	/** As plugins do that divide orders among vendors or warehouses; in this process. */
	private function deny( \WC_Order $order ): void {
		$id = $order->get_id();
		$this->hook(
			'map_meta_cap',
			static fn ( $needed, $right, $user, $arguments ) => str_starts_with( $right, 'edit_' ) && $id === (int) ( $arguments[0] ?? 0 )
				? array( 'do_not_allow' )
				: $needed,
			10,
			4
		);
	}

	private function failed_order(): \WC_Order {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		Sandbox::heal();
		self::assertSame( Status::Failed, self::row( $order )->status );
		return $order;
	}

	private static function what_is_said(): string {
		ob_start();
		Notices::show_said();
		return (string) ob_get_clean();
	}

	public function test_10_26_who_edits_orders_may_edit_this_one_and_who_only_edits_the_blog_may_not(): void {
		add_role( 'only_orders', 'Only orders', array( 'read' => true, 'edit_shop_orders' => true, 'edit_others_shop_orders' => true ) );
		$id  = $this->order()->get_id();
		$may = static function ( string $role ) use ( $id ): bool {
			wp_set_current_user( self::user( $role ) );
			return Guard::may_edit_order( $id );
		};

		self::assertTrue( $may( 'administrator' ) );
		self::assertTrue( $may( 'shop_manager' ) );
		self::assertTrue( $may( 'only_orders' ), 'no right for posts is needed' );
		self::assertFalse( $may( 'editor' ), 'the right for others\' posts is none for orders' );
		self::assertFalse( $may( 'customer' ) );
		wp_set_current_user( 0 );
		self::assertFalse( Guard::may_edit_order( $id ) );
	}

	public function test_10_26_a_filter_denies_one_order_and_no_other(): void {
		$denied = $this->order();
		$other  = $this->order();
		wp_set_current_user( $this->manager );
		$this->deny( $denied );

		self::assertFalse( Guard::may_edit_order( $denied->get_id() ) );
		self::assertTrue( Guard::may_edit_order( $other->get_id() ) );

		$this->hook(
			'user_has_cap',
			static fn ( $has, $needed, $asked ) => ( $asked[2] ?? 0 ) === $other->get_id() && 'edit_shop_order' === $asked[0]
				? array()
				: $has,
			10,
			3
		);
		self::assertFalse( Guard::may_edit_order( $other->get_id() ), 'in the other way to deny it' );
	}

	public function test_10_26_bulk_leaves_alone_what_one_may_not_edit_and_counts_it(): void {
		$denied = $this->failed_order();
		$other  = $this->failed_order();
		$this->deny( $denied );
		wp_set_current_user( $this->manager );
		$plugin = self::plugin();
		$list   = new OrdersList(
			$plugin->connector->description(),
			$plugin->store,
			$plugin->orders,
			$plugin->order_actions,
			self::order_forms(),
			new OrdersInView( $plugin->database, new Account( 'kledo' ) ),
			new StatusView( $plugin->connector->description(), $plugin->messages )
		);
		$list->register();

		apply_filters( self::BULK, '', OrderForms::choice( 'kledo', 'send', 'order' ), array( $denied->get_id(), $other->get_id() ) );

		self::assertSame( Status::Failed, self::row( $denied )->status );
		self::assertSame( Status::Accepted, self::row( $other )->status );
		$said = self::what_is_said();
		self::assertStringContainsString( '1 was accepted', $said );
		self::assertStringContainsString( '1 skipped: You are not allowed to edit this order.', $said );
	}

	public function test_10_26_the_box_and_the_list_of_actions_offer_nothing_for_an_order_that_is_denied(): void {
		$denied = $this->failed_order();
		$other  = $this->failed_order();
		$this->deny( $denied );
		self::order_forms()->register();

		self::assertStringNotContainsString( '<button', $this->box_of( $denied, $this->manager ) );
		self::assertStringNotContainsString( 'type="checkbox"', $this->box_of( $denied, $this->manager ) );
		self::assertStringContainsString( '<button', $this->box_of( $other, $this->manager ) );
		self::assertArrayNotHasKey( 'wc_accounting_kledo_send_order', apply_filters( 'woocommerce_order_actions', array(), $denied ) );
		self::assertArrayHasKey( 'wc_accounting_kledo_send_order', apply_filters( 'woocommerce_order_actions', array(), $other ) );

		do_action( 'woocommerce_order_action_wc_accounting_kledo_send_order', $denied );
		do_action( 'woocommerce_order_action_wc_accounting_kledo_send_order', $other );
		self::assertSame( Status::Failed, self::row( $denied )->status );
		self::assertSame( Status::Accepted, self::row( $other )->status );
	}

	public function test_10_26_no_request_does_anything_to_an_order_that_is_denied(): void {
		$denied = $this->failed_order();
		$other  = $this->failed_order();
		$id     = $denied->get_id();
		$before = count( Sandbox::requests() );
		$this->foreign_code(
			"add_filter( 'map_meta_cap', static fn ( \$needed, \$right, \$user, \$arguments ) =>
				str_starts_with( \$right, 'edit_' ) && $id === (int) ( \$arguments[0] ?? 0 ) ? array( 'do_not_allow' ) : \$needed, 10, 4 );"
		);
		$manager = Visitor::of( 'shop_manager' );
		$act     = static fn ( \WC_Order $order, string $what ): array => $manager->visit(
			'/wp-admin/admin-post.php',
			array(
				'action'    => OrderForms::action( 'kledo' ),
				'do'        => $what,
				'document'  => 'order',
				'order_id'  => (string) $order->get_id(),
				'confirmed' => '1',
				'_wpnonce'  => $manager->nonce( OrderForms::nonce_action( 'kledo', 'order', $order->get_id(), $what ) ),
			)
		);
		$look    = static fn ( \WC_Order $order ): array => $manager->visit(
			'/wp-admin/admin-ajax.php',
			array(
				'action'   => OrderPreview::action( 'kledo' ),
				'document' => 'order',
				'order_id' => (string) $order->get_id(),
				'nonce'    => $manager->nonce( OrderPreview::nonce_action( 'kledo', 'order', $order->get_id() ) ),
			)
		);
		foreach ( array( OrderActions::CHECK, OrderActions::SEND, OrderActions::RESEND ) as $what ) {
			self::assertSame( 403, $act( $denied, $what )['status'], $what );
		}
		self::assertSame( 403, $look( $denied )['status'] );
		self::assertSame( 200, $look( $other )['status'] );
		$items   = array_map(
			static fn ( \WC_Order $order ): string => self::row( $order )->id . ':'
				. $manager->nonce( DeliveryActions::nonce_action( 'kledo', 'retry', self::row( $order )->id ) ),
			array( $denied, $other )
		);
		self::assertCount( $before, Sandbox::requests() );

		$answer = json_decode(
			$manager->visit(
				'/wp-admin/admin-ajax.php',
				array( 'action' => DeliveryActions::action( 'kledo' ), 'do' => 'retry', 'items' => $items )
			)['body'],
			true
		)['data'];

		self::assertSame( array( 'accepted' => 1, 'not_allowed' => 1 ), $answer['counts'] );
		self::assertStringContainsString( '1 skipped: you are not allowed to edit its order', $answer['summary'] );
		self::assertSame( Status::Failed, self::row( $denied )->status );
		self::assertSame( Status::Accepted, self::row( $other )->status );
	}

	public function test_10_26_a_delivery_whose_order_is_gone_can_still_be_cleared_away(): void {
		$order = $this->failed_order();
		$id    = self::row( $order )->id;
		$order->delete( true );
		self::pass( 10 * self::MINUTE );
		wp_set_current_user( $this->manager );
		$actions = new DeliveryActions(
			self::plugin()->store,
			new Transactions( self::plugin()->database, new Account( 'kledo' ) ),
			self::plugin()->by_hand,
			self::plugin()->connector->description(),
			static fn () => self::fail( 'no table is needed' )
		);

		$actions->perform( DeliveryActions::RETRY, array( $id ) );

		self::assertSame( array(), self::rows() );
	}

	public function test_10_26_sending_again_from_the_list_of_actions_asks_on_the_next_page_and_sends_only_when_answered(): void {
		$order = $this->order_in_kledo();
		$other = $this->order_in_kledo();
		$sent  = count( Sandbox::documents() );
		wp_set_current_user( $this->manager );
		self::order_forms()->register();
		self::assertArrayHasKey( 'wc_accounting_kledo_resend_order', apply_filters( 'woocommerce_order_actions', array(), $order ) );
		self::assertArrayNotHasKey( 'wc_accounting_kledo_resend_invoice', apply_filters( 'woocommerce_order_actions', array(), $order ) );
		self::assertArrayNotHasKey( 'wc_accounting_kledo_resend_order', self::order_forms()->add_actions( array() ), 'never in bulk' );

		do_action( 'woocommerce_order_action_wc_accounting_kledo_resend_order', $order );

		self::assertCount( $sent, Sandbox::documents(), 'nothing leaves before the answer' );
		self::assertSame( '', $this->question_on( $other ) );
		$question = $this->question_on( $order );
		self::assertStringContainsString( 'Sending it again makes a second one', $question );
		self::assertSame( '', $this->question_on( $order ), 'it is asked once' );

		preg_match_all( '/name="([^"]+)" value="([^"]*)"/', $question, $fields );
		$form = array_combine( $fields[1], $fields[2] );
		self::assertStringContainsString( '<form method="post"', $question );
		self::assertSame(
			1,
			wp_verify_nonce( $form['_wpnonce'], OrderForms::nonce_action( 'kledo', 'order', $order->get_id(), OrderActions::RESEND ) )
		);
		$visitor = Visitor::of( 'shop_manager' );
		$nonce   = $visitor->nonce( OrderForms::nonce_action( 'kledo', 'order', $order->get_id(), OrderActions::RESEND ) );
		$visitor->visit( '/wp-admin/admin-post.php', array( '_wpnonce' => $nonce ) + array_diff_key( $form, array( 'confirmed' => 1 ) ) );
		self::assertCount( $sent, Sandbox::documents(), 'the form says that the person was warned' );
		$visitor->visit( '/wp-admin/admin-post.php', array( '_wpnonce' => $nonce ) + $form );
		self::assertCount( $sent + 1, Sandbox::documents() );
	}

	public function test_10_26_a_question_is_forgotten_after_some_minutes(): void {
		$order = $this->order_in_kledo();
		wp_set_current_user( $this->manager );
		OrderForms::ask( Subject::all( self::plugin()->connector->description()->document( 'order' ), $order )[0] );
		$question = get_user_option( OrderForms::question_option( 'kledo' ) );
		update_user_option( $this->manager, OrderForms::question_option( 'kledo' ), array( 'until' => time() - 1 ) + $question );

		self::assertSame( '', $this->question_on( $order ) );
	}

	private function question_on( \WC_Order $order ): string {
		$_GET['id'] = (string) $order->get_id();
		ob_start();
		$plugin = self::plugin();
		( new OrderForms( $plugin->connector->description(), $plugin->orders, $plugin->order_actions ) )->show_question();
		return (string) ob_get_clean();
	}
}
