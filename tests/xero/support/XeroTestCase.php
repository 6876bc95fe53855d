<?php
/**
 * A shop that is connected with Xero.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Admin\MetaBox;
use WcAccounting\Admin\StatusView;
use WcAccounting\Connector\CompanyFacts;
use WcAccounting\Connector\Installation;
use WcAccounting\Delivery\Budget;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Status;
use WcAccounting\ServiceRuntime;
use WcAccounting\Shell;
use WcAccounting\Tests\ShopTestCase;

/**
 * Each test starts with empty books, in pounds, with the settings that an owner has made. Kledo is connected as well, and
 * switched off unless a test wants both.
 */
abstract class XeroTestCase extends ShopTestCase {

	protected const REDIRECT = 'https://shop.test/wp-admin/admin.php?page=wc-xero&tab=connection';

	protected function setUp(): void {
		parent::setUp();
		array_map( 'delete_option', self::options_of_xero() );
		$this->option( 'wc_kledo_enable_api_connection', 'no' );
		$this->option( 'woocommerce_currency', 'GBP' );
		$this->option( 'woocommerce_price_num_decimals', '2' );
		Books::reset();
		update_option( 'wc_xero_api_endpoint', Books::url() . '/api.xro/2.0' );
		wp_set_current_user( 1 );
		self::connect();
		self::xero()->settings->store_defaults();
		self::xero()->recognition->settle();
		( new CompanyFacts( self::xero()->connector ) )->refresh();
		Installation::set_steps( 'xero', Installation::STEPS_DONE );
		$this->settings(
			array(
				'sales_account'    => '200',
				'shipping_account' => '200',
				'fee_account'      => '200',
				'rounding_account' => '860',
				'tax_rates'        => array( '' => 'NONE' ),
				'gateways'         => array( 'bacs' => self::bank(), 'cod' => self::bank() ),
				'refund_account'   => self::bank(),
			)
		);
	}

	protected function tearDown(): void {
		Books::reset();
		array_map( 'delete_option', self::options_of_xero() );
		parent::tearDown();
	}

	protected static function xero(): ServiceRuntime {
		return Shell::runtime( 'xero' );
	}

	/** The whole way: to Xero's page, and back with a code. */
	protected static function connect(): void {
		$trip = self::xero()->round_trip;
		self::xero()->application->store( Books::CLIENT_ID, Books::CLIENT_SECRET, false );
		$back   = Person::at( $trip->begin( self::REDIRECT ) );
		self::assertTrue( $trip->end( $back['state'], $back['code'] ) );
		$found = $trip->organisations();
		self::assertTrue( $found['ok'], (string) wp_json_encode( $found ) );
		self::xero()->keys->store( $trip->choose( $found['items'][0]['id'] ) );
		$trip->finish();
	}

	/** @param array<string, string|array<string, string>> $settings Name => value. */
	protected function settings( array $settings ): void {
		foreach ( $settings as $name => $value ) {
			update_option( "wc_xero_$name", is_array( $value ) ? (string) wp_json_encode( $value ) : $value );
		}
	}

	/** The bank account of the sandbox's organisation. */
	protected static function bank(): string {
		foreach ( Books::state()['settings']['organisation']['accounts'] as $account ) {
			if ( 'BANK' === strtoupper( (string) ( $account['type'] ?? $account['Type'] ?? '' ) ) ) {
				return (string) ( $account['id'] ?? $account['AccountID'] ?? '' );
			}
		}
		throw new \RuntimeException( 'The sandbox has no bank account' );
	}

	/** @return list<string> */
	private static function options_of_xero(): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT option_name FROM $wpdb->options WHERE option_name REGEXP '^(_transient_)?wc_(accounting_)?xero_'" );
	}

	/** An order whose money has come: it has a date of payment. */
	protected function paid_order( string $email = 'siti@example.test' ): \WC_Order {
		$order = $this->order();
		$order->set_billing_email( $email );
		$order->set_payment_method( 'bacs' );
		$order->save();
		$order->payment_complete( 'transfer 7' );
		return $order;
	}

	/** @param array<int, int> $quantities Id of a line => pieces that come back; none: only money does. */
	protected function refund( \WC_Order $order, string $amount, array $quantities = array() ): \WC_Order_Refund {
		$lines = array();
		foreach ( $quantities as $id => $quantity ) {
			$lines[ $id ] = array(
				'qty'          => $quantity,
				'refund_total' => $amount,
			);
		}
		$refund = wc_create_refund(
			array(
				'order_id'   => $order->get_id(),
				'amount'     => $amount,
				'reason'     => 'Bags were torn',
				'line_items' => $lines,
			)
		);
		self::assertInstanceOf( \WC_Order_Refund::class, $refund );
		return $refund;
	}

	protected static function send( float $seconds = 20 ): void {
		self::xero()->worker->run( new Budget( $seconds ) );
	}

	/** So many runs, and the time between them, as it takes until nothing more happens by itself. */
	protected static function send_until_settled( int $runs = 6 ): void {
		for ( $run = 0; $run < $runs; $run++ ) {
			self::send();
			self::pass( 15 * self::MINUTE );
		}
		self::send();
	}

	protected static function delivery( string $document, int $subject_id ): ?Delivery {
		return self::xero()->store->find_document( $document, $subject_id );
	}

	/** Xero's box on the order's screen, as an owner sees it. */
	protected static function box_of_xero( \WC_Order $order ): string {
		wp_set_current_user( 1 );
		$xero  = self::xero();
		$words = $xero->connector->description();
		$view  = new StatusView( $words, $xero->messages );
		$box   = new MetaBox( $words, $xero->messages, $xero->documents, $xero->order_actions, $view, false );
		$show  = static function ( MetaBox $box ) use ( $order ): void {
			$box->render( wc_get_order( $order->get_id() ) );
		};
		ob_start();
		\Closure::bind( $show, null, MetaBox::class )( $box );
		return (string) ob_get_clean();
	}

	/** @param \WC_Order|\WC_Order_Refund ...$of The order, or its refunds. */
	protected static function assert_delivered( string $document, \WC_Abstract_Order ...$of ): void {
		foreach ( $of as $subject ) {
			$delivery = self::delivery( $document, $subject->get_id() );
			self::assertSame( Status::Confirmed, $delivery?->status, "$document: " . (string) wp_json_encode( $delivery?->reason ) );
			self::assertSame( 'yes', wc_get_order( $subject->get_id() )->get_meta( "_wc_xero_{$document}_synced" ), $document );
		}
	}
}
