<?php
/**
 * Who may do what: every kind of user, every action of ours, every nonce. Needs the site to be served.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\BackfillPage;
use WcAccounting\Admin\ConnectionCheck;
use WcAccounting\Admin\DeliveryActions;
use WcAccounting\Admin\FirstSteps;
use WcAccounting\Admin\Lookups;
use WcAccounting\Admin\OrderPreview;
use WcAccounting\Admin\StartQuestion;
use WcAccounting\Admin\SweepAction;
use WcAccounting\Admin\TransactionsForm;
use WcAccounting\Delivery\Status;
use WcAccounting\Admin\OrderForms;
use WcAccounting\Intake\OrderActions;

final class RightsTest extends ShopTestCase {

	private const ALLOWED = array( 'shop_manager', 'administrator' );

	private const REFUSED = array( 'anonymous', 'customer', 'subscriber', 'author', 'editor' );

	private static \WC_Order $order;

	private static \WC_Order $other;

	/** To be found by a sweep. */
	private static \WC_Order $missed;

	/** What had reached Kledo before anybody did anything. */
	private static int $requests;

	protected function setUp(): void {
		parent::setUp();
		self::hide_earlier_orders();
		self::$missed   = $this->order_without_hook( 'processing' );
		self::$order    = $this->failed_order();
		self::$other    = $this->failed_order();
		Sandbox::heal();
		self::$requests = count( Sandbox::requests() );
	}

	private function failed_order(): \WC_Order {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( Status::Failed, self::row( $order )->status );
		return $order;
	}

	/**
	 * Name => path, action of the right nonce, of another object's, and the form with `NONCE` where the nonce goes.
	 *
	 * @return array<string, array{path: string, nonce: string, other: string, form: array<string, mixed>}>
	 */
	private static function actions(): array {
		$id       = self::row( self::$order )->id;
		$other    = self::row( self::$other )->id;
		$order_id = self::$order->get_id();
		$actions  = array();
		$add      = static function ( string $name, string $path, string $nonce, string $otherwise, array $form ) use ( &$actions ): void {
			$actions[ $name ] = array(
				'path'  => $path,
				'nonce' => $nonce,
				'other' => $otherwise,
				'form'  => $form,
			);
		};
		$ajax     = '/wp-admin/admin-ajax.php';
		$post     = '/wp-admin/admin-post.php';
		$add(
			'test the connection',
			$ajax,
			ConnectionCheck::action( 'kledo' ),
			ConnectionCheck::action( 'kledo' ) . '-x',
			array( 'action' => ConnectionCheck::action( 'kledo' ), 'nonce' => 'NONCE' )
		);
		foreach ( array( 'accounts' => 'tags', 'warehouses' => 'accounts', 'tags' => 'warehouses' ) as $kind => $another ) {
			$add(
				"look up $kind",
				$ajax,
				Lookups::nonce_action( 'kledo', $kind ),
				Lookups::nonce_action( 'kledo', $another ),
				array( 'action' => Lookups::action( 'kledo' ), 'kind' => $kind, 'nonce' => 'NONCE' )
			);
		}
		foreach ( array( 'check', 'retry' ) as $what ) {
			$add(
				"$what a delivery",
				$ajax,
				DeliveryActions::nonce_action( 'kledo', $what, $id ),
				DeliveryActions::nonce_action( 'kledo', $what, $other ),
				array( 'action' => DeliveryActions::action( 'kledo' ), 'do' => $what, 'items' => array( "$id:NONCE" ) )
			);
		}
		$add(
			'retry all',
			$ajax,
			DeliveryActions::retry_failed_action( 'kledo' ),
			DeliveryActions::action( 'kledo' ),
			array( 'action' => DeliveryActions::retry_failed_action( 'kledo' ), 'nonce' => 'NONCE' )
		);
		$add(
			'sweep',
			$ajax,
			SweepAction::action( 'kledo' ),
			DeliveryActions::retry_failed_action( 'kledo' ),
			array( 'action' => SweepAction::action( 'kledo' ), 'nonce' => 'NONCE' )
		);
		$add(
			'preview',
			$ajax,
			OrderPreview::nonce_action( 'kledo', 'order', $order_id ),
			OrderPreview::nonce_action( 'kledo', 'order', self::$other->get_id() ),
			array( 'action' => OrderPreview::action( 'kledo' ), 'document' => 'order', 'order_id' => $order_id, 'nonce' => 'NONCE' )
		);
		foreach ( array( 'check', 'send', 'resend' ) as $what ) {
			$add(
				"$what a document",
				$post,
				OrderForms::nonce_action( 'kledo', 'order', $order_id, $what ),
				OrderForms::nonce_action( 'kledo', 'order', self::$other->get_id(), $what ),
				array(
					'action' => OrderForms::action( 'kledo' ),
					'do' => $what,
					'document' => 'order',
					'order_id' => $order_id,
					'confirmed' => '1',
					'_wpnonce' => 'NONCE',
				)
			);
		}
		$answers = array( StartQuestion::action( 'kledo' ), FirstSteps::action( 'kledo' ) );
		foreach ( array_combine( $answers, array_reverse( $answers ) ) as $action => $another ) {
			$form = array( 'action' => $action, 'documents' => array( 'order' ), 'from_when' => 'keep', '_wpnonce' => 'NONCE' );
			$add( "answer $action", $post, $action, $another, $form );
		}
		$backfill = array( BackfillPage::action( 'kledo' ), BackfillPage::progress_action( 'kledo' ) );
		$add(
			'how far old orders are',
			$ajax,
			$backfill[1],
			$backfill[0],
			array( 'action' => $backfill[1], 'nonce' => 'NONCE' )
		);
		$add(
			'count old orders',
			$post,
			$backfill[0],
			$backfill[1],
			array(
				'action'           => $backfill[0],
				BackfillPage::STEP => BackfillPage::COUNT,
				'documents'        => array( 'order' ),
				'statuses'         => array( 'processing' ),
				'from'             => '2026-01-01',
				'to'               => '2026-01-31',
				'most'             => '5',
				'_wpnonce'         => 'NONCE',
			)
		);
		foreach ( array( 'configure' => 'order', 'invoice' => 'configure', 'order' => 'invoice' ) as $tab => $another ) {
			$add(
				"save $tab",
				"/wp-admin/admin.php?page=wc-kledo&tab=$tab",
				"wc_accounting_kledo_save_$tab",
				"wc_accounting_kledo_save_$another",
				array(
					'_wpnonce' => 'NONCE',
					'wc_accounting' => array(
						'enabled' => 'yes',
						'endpoint' => (string) getenv( 'SANDBOX_API' ),
						'invoice_status' => 'unpaid',
						'invoice_prefix' => 'CHANGED',
						'order_prefix' => 'CHANGED',
						'order_statuses' => array( 'processing' ),
						'invoice_statuses' => array( 'completed' ),
					),
				)
			);
		}
		return $actions + self::actions_without_a_script( $id, $other );
	}

	/**
	 * The buttons of Transactions as plain forms (10.26).
	 *
	 * @return array<string, array{path: string, nonce: string, other: string, form: array<string, mixed>}>
	 */
	private static function actions_without_a_script( int $id, int $other ): array {
		$form = static fn ( string $nonce, string $otherwise, array $fields ): array => array(
			'path'  => '/wp-admin/admin.php?page=wc-kledo&tab=transactions',
			'nonce' => $nonce,
			'other' => $otherwise,
			'form'  => $fields + array( '_wp_http_referer' => '/wp-admin/admin.php?page=wc-kledo&tab=transactions&view=failed' ),
		);
		$bulk = 'bulk-' . TransactionsForm::plural( 'kledo' );
		return array(
			'retry a delivery by a form'     => $form(
				DeliveryActions::nonce_action( 'kledo', 'retry', $id ),
				DeliveryActions::nonce_action( 'kledo', 'retry', $other ),
				array( TransactionsForm::ONE => "retry:$id:NONCE" )
			),
			'retry in bulk by a form'        => $form(
				$bulk,
				"$bulk-x",
				array( 'action' => 'retry', 'ids' => array( $id ), '_wpnonce' => 'NONCE' )
			),
			'retry all by a form'            => $form(
				DeliveryActions::retry_failed_action( 'kledo' ),
				SweepAction::action( 'kledo' ),
				array( TransactionsForm::ALL_FAILED => 'NONCE' )
			),
			'look for what was missed by a form' => $form(
				SweepAction::action( 'kledo' ),
				DeliveryActions::retry_failed_action( 'kledo' ),
				array( TransactionsForm::MISSED => 'NONCE' )
			),
		);
	}

	public static function refused_users(): array {
		return array_combine( self::REFUSED, array_map( static fn ( string $role ): array => array( $role ), self::REFUSED ) );
	}

	public static function allowed_users(): array {
		return array_combine( self::ALLOWED, array_map( static fn ( string $role ): array => array( $role ), self::ALLOWED ) );
	}

	/**
	 * @dataProvider refused_users
	 */
	public function test_who_has_no_business_here_is_refused_even_with_the_right_nonce( string $role ): void {
		foreach ( self::actions() as $name => $action ) {
			self::assertFalse( self::passes( $role, $action, $action['nonce'] ), "$role: $name" );
		}
		self::assert_nothing_happened();
		foreach ( array( '', '&tab=invoice', '&tab=transactions', '&tab=support' ) as $tab ) {
			self::assertStringNotContainsString(
				'class="wrap woocommerce wc-accounting"',
				Visitor::of( $role )->visit( "/wp-admin/admin.php?page=wc-kledo$tab" )['body']
			);
		}
	}

	/**
	 * @dataProvider allowed_users
	 */
	public function test_who_may_needs_the_nonce_of_this_very_action_and_object( string $role ): void {
		foreach ( self::actions() as $name => $action ) {
			self::assertFalse( self::passes( $role, $action, null ), "$role: $name without a nonce" );
			self::assertFalse( self::passes( $role, $action, 'something-else' ), "$role: $name with a wrong nonce" );
			self::assertFalse( self::passes( $role, $action, $action['other'] ), "$role: $name with another object's nonce" );
		}
		self::assert_nothing_happened();
		foreach ( self::actions() as $name => $action ) {
			self::assertTrue( self::passes( $role, $action, $action['nonce'] ), "$role: $name" );
		}
		self::assertContains( self::row( self::$order )->status, array( Status::Accepted, Status::Confirmed ) );
		self::assertSame( 'CHANGED', get_option( 'wc_kledo_order_prefix' ) );
		self::assertNotNull( self::row( self::$missed ) );
		self::assertSame( 5, self::plugin()->backfill_store->current()?->plan->most );
		self::assertStringContainsString(
			'class="wrap woocommerce wc-accounting"',
			Visitor::of( $role )->visit( '/wp-admin/admin.php?page=wc-kledo' )['body']
		);
	}

	public function test_a_get_changes_nothing(): void {
		foreach ( self::actions() as $name => $action ) {
			$nonce = Visitor::of( 'administrator' )->nonce( $action['nonce'] );
			$query = str_replace( 'NONCE', $nonce, http_build_query( $action['form'] ) );
			$got   = Visitor::of( 'administrator' )->visit(
				$action['path'] . ( str_contains( $action['path'], '?' ) ? '&' : '?' ) . $query
			);
			self::assertFalse( self::is_success( $action, $got ), $name );
			self::assertCount( self::$requests, Sandbox::requests(), "$name reached Kledo" );
		}
		self::assert_nothing_happened();
	}

	private static function assert_nothing_happened(): void {
		self::assertCount( self::$requests, Sandbox::requests(), 'something reached Kledo' );
		wp_cache_delete( 'alloptions', 'options' );
		wp_cache_delete( 'notoptions', 'options' );
		wp_cache_delete( 'wc_kledo_order_prefix', 'options' );
		self::assertSame( Status::Failed, self::row( self::$order )->status );
		self::assertSame( Status::Failed, self::row( self::$other )->status );
		self::assertNull( self::row( self::$missed ) );
		self::assertNull( self::plugin()->backfill_store->current() );
		self::assertNotSame( 'CHANGED', get_option( 'wc_kledo_order_prefix', '' ) );
		self::assertNotSame( 'CHANGED', get_option( 'wc_kledo_invoice_prefix', '' ) );
	}

	/**
	 * @param array{path: string, form: array<string, mixed>} $action
	 */
	private static function passes( string $role, array $action, ?string $nonce_action ): bool {
		$nonce = null === $nonce_action ? '' : Visitor::of( $role )->nonce( $nonce_action );
		$form  = str_replace( 'NONCE', $nonce, http_build_query( $action['form'] ) );
		$got   = Visitor::of( $role )->visit( $action['path'], $form );
		wp_cache_flush();
		return self::is_success( $action, $got );
	}

	/**
	 * @param array{path: string, form: array<string, mixed>}     $action
	 * @param array{status: int, location: string, body: string} $got
	 */
	private static function is_success( array $action, array $got ): bool {
		if ( str_contains( $action['path'], 'admin-ajax' ) ) {
			return true === ( json_decode( $got['body'], true )['success'] ?? null );
		}
		$wanted = match ( true ) {
			isset( $action['form']['order_id'] ) => (string) self::$order->get_id(),
			str_contains( $action['path'], 'transactions' ) => 'view=failed',
			str_contains( $action['path'], 'admin-post' ) => 'page=wc-kledo',
			default => 'settings-updated',
		};
		return 302 === $got['status'] && str_contains( $got['location'], $wanted ) && ! str_contains( $got['location'], 'wp-login' );
	}
}
