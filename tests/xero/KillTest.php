<?php
/**
 * kill -9 at the worst moments.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Delivery\Run;
use WcAccounting\Tests\Process;

/** Issue 12: nothing is lost and nothing is doubled, whichever write a worker dies of. */
final class KillTest extends XeroTestCase {

	/** How often a worker dies at each moment. */
	private const TIMES = 3;

	/**
	 * What the shop sends => method and path of its writes, in the order in which they happen.
	 */
	private const WRITES = array(
		'order'          => array( 'PUT Contacts', 'PUT Items', 'PUT Invoices', 'PUT Payments' ),
		'credit_note'    => array( 'PUT CreditNotes' ),
		'refund_payment' => array( 'PUT Payments' ),
		'allocation'     => array( 'PUT Allocations' ),
		'quote'          => array( 'PUT Quotes' ),
		'void'           => array( 'POST Invoices' ),
	);

	/** What is in the books for each of them in the end. */
	private const THERE = array(
		'order'          => array( 'contacts' => 3, 'items' => 3, 'invoices' => 3, 'payments' => 3 ),
		'credit_note'    => array( 'contacts' => 3, 'items' => 3, 'invoices' => 3, 'credit_notes' => 3, 'payments' => 6 ),
		'refund_payment' => array( 'contacts' => 3, 'items' => 3, 'invoices' => 3, 'credit_notes' => 3, 'payments' => 6 ),
		'allocation'     => array( 'contacts' => 3, 'items' => 3, 'invoices' => 3, 'credit_notes' => 3, 'allocations' => 3 ),
		'quote'          => array( 'contacts' => 3, 'items' => 3, 'quotes' => 3 ),
		'void'           => array( 'contacts' => 3, 'items' => 3, 'invoices' => 3 ),
	);

	/**
	 * What is sent, the moment, and the method and path of the request that it belongs to.
	 *
	 * @return array<string, array{0: string, 1: string, 2: string}>
	 */
	public static function moments(): array {
		$moments = array( 'after the claim' => array( 'order', 'claim', 'PUT ' ) );
		foreach ( self::WRITES as $what => $writes ) {
			$moments[ "$what: before the row is finished" ] = array( $what, 'finish', 'PUT ' );
			foreach ( $writes as $write ) {
				$moments[ "$what: before $write leaves" ]      = array( $what, 'sending', $write );
				$moments[ "$what: after $write was answered" ] = array( $what, 'answer', $write );
			}
		}
		return $moments;
	}

	/**
	 * @dataProvider moments
	 */
	public function test_a_worker_killed( string $what, string $moment, string $write ): void {
		list( $method, $path ) = explode( ' ', $write );
		$this->settings( array( 'item_codes' => 'yes', 'make_items' => 'yes', 'enable_void' => 'yes' ) );
		$this->settings( array( 'document' => 'quote' === $what ? 'quote' : 'invoice' ) );
		$documents = array();
		for ( $time = 0; $time < self::TIMES; $time++ ) {
			$documents[] = $this->queue( $what, "customer-$time@example.test" );
			$of_xero     = array( 'SERVICE' => 'xero', 'METHOD' => $method );
			Process::start( 'die-at-request.php', array( $moment, $path ), $of_xero )->assert_killed();
			wp_cache_flush();
			self::pass( 15 * self::MINUTE );
		}

		self::send_until_settled( 8 );

		foreach ( $documents as $of_one ) {
			array_walk( $of_one, static fn ( \WC_Abstract_Order $of, string $kind ) => self::assert_delivered( $kind, $of ) );
		}
		self::assertSame( self::THERE[ $what ], self::counts() );
		self::assert_totals( $what );
	}

	/**
	 * @return array<string, \WC_Abstract_Order> Kind of document => what it is of, as it must be in the books in the end.
	 */
	private function queue( string $what, string $email ): array {
		$product = $this->product();
		$order   = $this->order( array( array( $product, 2 ) ) );
		$order->set_billing_email( $email );
		$is_paid = in_array( $what, array( 'order', 'credit_note', 'refund_payment', 'quote' ), true );
		$order->set_payment_method( $is_paid ? 'bacs' : 'cod' );
		$order->save();
		$is_paid ? $order->payment_complete( 'transfer 7' ) : $this->leave_unpaid( $order );
		if ( in_array( $what, array( 'order', 'quote' ), true ) ) {
			return 'quote' === $what ? array( 'quote' => $order ) : array( 'invoice' => $order, 'payment' => $order );
		}
		// What is of the order itself is there already.
		self::send();
		self::pass( 15 * self::MINUTE );
		self::send();
		self::assert_delivered( 'invoice', $order );
		if ( 'void' === $what ) {
			$order->update_status( 'cancelled' );
			return array( 'void' => $order );
		}
		$refund = $this->refund( $order, '75000', array( (int) array_key_first( $order->get_items() ) => 1 ) );
		if ( 'refund_payment' === $what ) {
			// It comes last, as soon as Xero has said that nothing is due: only what comes before it is sent here.
			$before = array_map(
				static fn ( string $kind ): int => (int) self::delivery( $kind, $refund->get_id() )?->id,
				array( 'credit_note', 'allocation' )
			);
			self::xero()->worker->run( new Run( 20, only: $before ) );
			self::pass( 15 * self::MINUTE );
			self::assertSame( 'set_aside', self::delivery( 'allocation', $refund->get_id() )?->status->value );
			self::assertSame( array(), Books::all( 'allocations' ) );
		}
		return array(
			'credit_note' => $refund,
			'allocation' === $what ? 'allocation' : 'refund_payment' => $refund,
		);
	}

	private static function assert_totals( string $what ): void {
		$documents = Books::all( 'quote' === $what ? 'quotes' : 'invoices' );
		self::assertSame( array_fill( 0, self::TIMES, 150000.0 ), array_map( 'floatval', array_column( $documents, 'Total' ) ) );
		$due = 'allocation' === $what ? 75000.0 : 0.0;
		if ( 'quote' !== $what && 'void' !== $what ) {
			self::assertSame( array_fill( 0, self::TIMES, $due ), array_map( 'floatval', array_column( $documents, 'AmountDue' ) ) );
		}
		$left = array_sum( array_map( 'floatval', array_column( Books::all( 'credit_notes' ), 'RemainingCredit' ) ) );
		self::assertSame( 0.0, (float) $left );
	}
}
