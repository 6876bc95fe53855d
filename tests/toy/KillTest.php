<?php
/**
 * kill -9 at the worst moments of a document that takes several requests.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Toy;

use WcAccounting\Tests\Process;

/** Issue 11: nothing is lost and nothing is doubled. */
final class KillTest extends ToyTestCase {

	/** How often a worker dies at each moment. */
	private const TIMES = 5;

	/**
	 * Moment, and the request it belongs to.
	 *
	 * @return array<string, array{0: string, 1: string}>
	 */
	public static function moments(): array {
		$moments = array( 'after the claim' => array( 'claim', '' ), 'before the row is finished' => array( 'finish', '' ) );
		foreach ( array( 'contacts', 'invoices', 'payments', 'credit-notes' ) as $path ) {
			$moments[ "before $path leaves" ]    = array( 'sending', $path );
			$moments[ "after $path was answered" ] = array( 'answer', $path );
		}
		return $moments;
	}

	/**
	 * @dataProvider moments
	 */
	public function test_a_worker_killed( string $moment, string $path ): void {
		// What belongs to an invoice leaves once that is there.
		$is_later = in_array( $path, array( 'payments', 'credit-notes' ), true );
		$orders   = $is_later ? $this->invoiced_orders() : array();
		$refunds  = array();
		for ( $time = 0; $time < self::TIMES; $time++ ) {
			$orders[ $time ] ??= $this->order_of( "customer-$time@example.test" );
			$refunds[]         = $this->refund( $orders[ $time ], '1000' );
			self::toy()->listener->reached( 'processing', $orders[ $time ]->get_id(), $orders[ $time ] );
			$of_toy = array( 'SERVICE' => 'toy', 'METHOD' => 'POST' );
			Process::start( 'die-at-request.php', array( $moment, $path ), $of_toy )->assert_killed();
			wp_cache_flush();
			self::pass( 10 * self::MINUTE );
		}

		self::send_until_settled( 12 );

		self::assertCount( self::TIMES, Books::contacts() );
		self::assert_in_the_books( 'invoice', ...$orders );
		self::assert_in_the_books( 'payment', ...$orders );
		self::assert_in_the_books( 'credit_note', ...$refunds );
	}

	/** @return list<\WC_Order> */
	private function invoiced_orders(): array {
		update_option( 'wc_toy_enable_payment', 'no' );
		$orders = array();
		for ( $time = 0; $time < self::TIMES; $time++ ) {
			$orders[] = $this->order_of( "customer-$time@example.test" );
		}
		self::send();
		self::assert_in_the_books( 'invoice', ...$orders );
		update_option( 'wc_toy_enable_payment', 'yes' );
		return $orders;
	}

	/** Of a customer who is new: a contact has to be made. */
	private function order_of( string $email ): \WC_Order {
		$order = $this->order();
		$order->set_billing_email( $email );
		$order->set_payment_method( 'bacs' );
		$order->save();
		$order->payment_complete();
		return $order;
	}
}
