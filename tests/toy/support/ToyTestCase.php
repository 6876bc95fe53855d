<?php
/**
 * A shop that is connected with Toy Books.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Toy;

use WcAccounting\Connector\Installation;
use WcAccounting\Delivery\Budget;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Status;
use WcAccounting\ServiceRuntime;
use WcAccounting\Shell;
use WcAccounting\Tests\ShopTestCase;

/**
 * Each test starts with empty books and the default settings. Kledo is connected as well, and switched off unless a test wants
 * both.
 */
abstract class ToyTestCase extends ShopTestCase {

	protected function setUp(): void {
		parent::setUp();
		self::sql( 'TRUNCATE TABLE {links}' );
		array_map( 'delete_option', self::options_of_toy() );
		$this->option( 'wc_kledo_enable_api_connection', 'no' );
		update_option( 'wc_toy_api_endpoint', getenv( 'TOY_URL' ) );
		update_option( 'wc_toy_api_key', Books::reset(), false );
		self::toy()->settings->store_defaults();
		self::toy()->recognition->settle();
		Installation::set_steps( 'toy', Installation::STEPS_DONE );
	}

	protected function tearDown(): void {
		Books::reset();
		parent::tearDown();
	}

	protected static function toy(): ServiceRuntime {
		return Shell::runtime( 'toy' );
	}

	/** @return list<string> */
	private static function options_of_toy(): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT option_name FROM $wpdb->options WHERE option_name REGEXP '^wc_(accounting_)?toy_'" );
	}

	/** An order whose money has come: it has a date of payment. */
	protected function paid_order(): \WC_Order {
		$order = $this->order();
		$order->set_payment_method( 'bacs' );
		$order->save();
		$order->payment_complete( 'transfer 7' );
		return $order;
	}

	/** @param array<int, int> $quantities Id of a line => pieces that come back; none: only money does. */
	protected function refund( \WC_Order $order, string $amount, array $quantities = array() ): \WC_Order_Refund {
		$lines = array();
		foreach ( $order->get_items() as $id => $item ) {
			if ( isset( $quantities[ $id ] ) ) {
				$lines[ $id ] = array(
					'qty'          => $quantities[ $id ],
					'refund_total' => $amount,
				);
			}
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
		self::toy()->worker->run( new Budget( $seconds ) );
	}

	/** So many runs, and the time between them, as it takes until nothing more happens by itself. */
	protected static function send_until_settled( int $runs = 8 ): void {
		for ( $run = 0; $run < $runs; $run++ ) {
			self::send();
			self::pass( 10 * self::MINUTE );
		}
		self::send();
	}

	protected static function delivery( string $document, int $subject_id ): ?Delivery {
		return self::toy()->store->find_document( $document, $subject_id );
	}

	/** @param \WC_Order|\WC_Order_Refund ...$of The order, or its refunds. */
	protected static function assert_in_the_books( string $document, \WC_Abstract_Order ...$of ): void {
		foreach ( $of as $subject ) {
			$delivery = self::delivery( $document, $subject->get_id() );
			self::assertSame( Status::Confirmed, $delivery?->status, "$document: " . (string) wp_json_encode( $delivery?->reason ) );
			$mark = wc_get_order( $subject->get_id() )->get_meta( "_wc_toy_{$document}_synced" );
			self::assertSame( 'yes', $mark, $document );
		}
		self::assertCount( count( $of ), Books::documents( $document ), "each $document once" );
	}
}
