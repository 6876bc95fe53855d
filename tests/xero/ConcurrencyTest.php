<?php
/**
 * Several processes at once.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Tests\Process;

/** Issue 12: whoever works on the queue at the same time, there is one of each, and one renewal at a time. */
final class ConcurrencyTest extends XeroTestCase {

	private const WORKERS = 8;

	private const CUSTOMERS = 4;

	/** Rounds in which tokens end while everybody is at work. */
	private const ROUNDS_OF_TROUBLE = 4;

	/** At most; five places for eight workers are soon refused, and all rest for some seconds. */
	private const ROUNDS = 24;

	/** How long a renewal takes: two that overlap begin closer together than that. */
	private const RENEWAL_MS = 200;

	/** @var list<\WC_Order> */
	private array $paid = array();

	/** @var list<\WC_Order> */
	private array $unpaid = array();

	/** @var list<\WC_Order_Refund> Of orders that were paid. */
	private array $paid_back = array();

	/** @var list<\WC_Order_Refund> Of orders that were not. */
	private array $allocated = array();

	public function test_eight_workers_on_one_queue_make_one_of_each_while_tokens_run_out(): void {
		$this->settings( array( 'item_codes' => 'yes', 'make_items' => 'yes' ) );
		$this->queue_orders();
		// New tokens are old a second later, and in the midst of the work they end.
		Books::settings( array( 'client' => array( 'token_life' => 121 ), 'chance' => array( 'latency_ms' => 20 ) ) );
		Books::fault( 'POST', 'connect/token', array( 'kind' => 'latency', 'ms' => self::RENEWAL_MS ) );

		for ( $round = 0; $round < self::ROUNDS && ( $round < self::ROUNDS_OF_TROUBLE || self::is_at_work() ); $round++ ) {
			$then = $round < self::ROUNDS_OF_TROUBLE ? self::let_tokens_end( ... ) : null;
			foreach ( Process::workers( self::WORKERS, array( 'ready' ), 'xero', $then ) as $report ) {
				self::assertSame( 0, $report['faults'] );
			}
			wp_cache_flush();
			self::pass( 15 * self::MINUTE );
			// What left in those minutes counts no more.
			self::sql( 'UPDATE {queues} SET spent = NULL' );
		}

		$this->assert_one_of_each();
		$this->assert_totals();
		self::assert_one_renewal_at_a_time();
	}

	/** Half are paid, half are not; each second one has a refund. Customers have bought more than once. */
	private function queue_orders(): void {
		for ( $number = 0; $number < 2 * self::CUSTOMERS; $number++ ) {
			$email          = 'customer-' . $number % self::CUSTOMERS . '@example.test';
			$this->paid[]   = $this->paid_order( $email );
			$this->unpaid[] = $this->unpaid_order( $email );
		}
		foreach ( array_keys( $this->paid ) as $number ) {
			if ( 0 === $number % 2 ) {
				$this->paid_back[] = $this->refund_one_piece( $this->paid[ $number ] );
				$this->allocated[] = $this->refund_one_piece( $this->unpaid[ $number ] );
			}
		}
	}

	private function refund_one_piece( \WC_Order $order ): \WC_Order_Refund {
		return $this->refund( $order, '75000', array( (int) array_key_first( $order->get_items() ) => 1 ) );
	}

	private static function is_at_work(): bool {
		return array() !== array_diff( array_keys( self::xero()->store->counts() ), array( 'confirmed', 'set_aside' ) );
	}

	private static function let_tokens_end(): void {
		usleep( 700_000 );
		Books::expire();
	}

	private function assert_one_of_each(): void {
		self::assert_delivered( 'invoice', ...$this->paid, ...$this->unpaid );
		self::assert_delivered( 'payment', ...$this->paid );
		self::assert_delivered( 'credit_note', ...$this->paid_back, ...$this->allocated );
		self::assert_delivered( 'allocation', ...$this->allocated );
		self::assert_delivered( 'refund_payment', ...$this->paid_back );
		$there = array();
		foreach ( array( 'contacts', 'items', 'invoices', 'credit_notes', 'allocations', 'payments' ) as $what ) {
			$there[ $what ] = count( Books::all( $what ) );
		}
		$expected = array(
			'contacts'     => self::CUSTOMERS,
			'items'        => 1,
			'invoices'     => count( $this->paid ) + count( $this->unpaid ),
			'credit_notes' => count( $this->paid_back ) + count( $this->allocated ),
			'allocations'  => count( $this->allocated ),
			'payments'     => count( $this->paid ) + count( $this->paid_back ),
		);
		self::assertSame( $expected, $there );
	}

	private function assert_totals(): void {
		$of       = static fn ( string $what, string $number ): array => array_column( Books::all( $what ), null, $number );
		$invoices = $of( 'invoices', 'InvoiceNumber' );
		$notes    = $of( 'credit_notes', 'CreditNoteNumber' );
		foreach ( array( ...$this->paid, ...$this->unpaid ) as $order ) {
			self::assertSame( (float) $order->get_total(), (float) $invoices[ 'WC-' . $order->get_id() ]['Total'] );
		}
		foreach ( array( ...$this->paid_back, ...$this->allocated ) as $refund ) {
			$note = $notes[ 'WC-CN-' . $refund->get_id() ];
			self::assertSame( array( 75000.0, 0.0 ), array( (float) $note['Total'], (float) $note['RemainingCredit'] ) );
		}
		$due = array_sum( array_map( 'floatval', array_column( $invoices, 'AmountDue' ) ) );
		self::assertSame( 150000.0 * count( $this->unpaid ) - 75000.0 * count( $this->allocated ), $due );
	}

	private static function assert_one_renewal_at_a_time(): void {
		$is_renewal = static fn ( array $request ): bool => 'refresh_token' === ( $request['form']['grant_type'] ?? '' );
		$renewals   = array_values( array_filter( Books::requests(), $is_renewal ) );
		self::assertGreaterThanOrEqual( self::ROUNDS_OF_TROUBLE, count( $renewals ) );
		$used = array_column( array_column( $renewals, 'form' ), 'refresh_token' );
		self::assertSame( $used, array_unique( $used ), 'each token renews once' );
		$at = array_map( static fn ( array $request ): float => (float) date_create( $request['at'] )->format( 'U.u' ), $renewals );
		for ( $next = 1; $next < count( $at ); $next++ ) {
			self::assertGreaterThanOrEqual( self::RENEWAL_MS / 1000, round( $at[ $next ] - $at[ $next - 1 ], 3 ), 'one after the other' );
		}
	}
}
