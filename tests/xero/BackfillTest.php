<?php
/**
 * Old orders on their way to Xero.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Delivery\QueueStore;
use WcAccounting\Delivery\Run;
use WcAccounting\Delivery\Status;
use WcAccounting\Intake\Backfill;
use WcAccounting\Intake\BackfillPlan;
use WcAccounting\Intake\BackfillReport;
use WcAccounting\Intake\BackfillState;
use WcAccounting\Intake\BackfillTally;
use WcAccounting\Order\Subject;

/** Issue 13.2: found in bulk, sent within what a day bears, each once. */
final class BackfillTest extends XeroTestCase {

	private static int $noon = 0;

	protected function setUp(): void {
		parent::setUp();
		self::$noon = ( self::$noon ?: strtotime( '2025-03-02 12:00 +0700' ) ) - 2 * DAY_IN_SECONDS;
	}

	/** Paid on that day, before the shop was connected. */
	private function old_order( int $after_noon = 0 ): \WC_Order {
		$enabled = self::xero()->connector->description()->connection['enabled_option'];
		update_option( $enabled, 'no' );
		$order = $this->paid_order();
		update_option( $enabled, 'yes' );
		$order->set_date_created( self::$noon + $after_noon );
		$order->set_date_paid( self::$noon + $after_noon );
		$order->save();
		return $order;
	}

	private static function stands(): Backfill {
		return self::xero()->backfill_store->current();
	}

	private static function run_as_cron(): void {
		self::xero()->worker->run( new Run( 20, brings_over: true ) );
	}

	/** @param array{statuses?: list<string>} $chosen Beside the day. */
	private static function begin( array $chosen = array() ): void {
		$day    = wp_date( 'Y-m-d', self::$noon );
		$chosen = $chosen + array( 'from' => $day, 'to' => $day );
		$plan   = BackfillPlan::chosen( $chosen, self::xero()->connector->description(), self::xero()->settings );
		self::xero()->backfiller->begin( $plan );
	}

	private static function counted( array $chosen = array() ): BackfillTally {
		self::begin( $chosen );
		self::run_as_cron();
		self::assertSame( BackfillState::Counted, self::stands()->state );
		return self::stands()->counted;
	}

	private static function bring_over(): void {
		self::assertTrue( self::xero()->backfill_store->bring_into( BackfillState::Running ) );
		for ( $minute = 0; $minute < 4; $minute++ ) {
			self::run_as_cron();
			self::pass( 15 * self::MINUTE );
		}
		self::assertSame( BackfillState::Done, self::stands()->state );
	}

	public function test_invoices_and_payments_arrive_once_and_what_is_there_is_found_in_one_question(): void {
		$there  = $this->old_order( 1 );
		$orders = array( $there, $this->old_order( 2 ), $this->old_order( 3 ) );
		$invoice = self::xero()->connector->description()->document( 'invoice' );
		self::xero()->intake->enqueue( Subject::all( $invoice, $there )[0], true );
		self::send_until_settled( 2 );
		self::assert_delivered( 'invoice', $there );
		self::sql( 'DELETE FROM {deliveries}' );
		$there = wc_get_order( $there->get_id() );
		$there->delete_meta_data( $invoice->synced_meta );
		$there->save();
		$before = Books::calls();

		$tally = self::counted();

		$asked = array_diff_assoc( Books::calls(), $before );
		self::assertSame( ( $before['GET Invoices'] ?? 0 ) + 1, $asked['GET Invoices'] );
		self::assertSame( 1, $tally->documents['invoice'][ BackfillTally::THERE ] );
		self::assertSame( 2, $tally->documents['invoice'][ BackfillTally::SEND ] );
		self::assertSame( 3, $tally->documents['payment'][ BackfillTally::SEND ] );

		self::bring_over();
		foreach ( $orders as $order ) {
			self::assert_delivered( 'invoice', $order );
			self::assert_delivered( 'payment', $order );
		}
		self::assertCount( 3, Books::all( 'invoices' ) );
		self::assertCount( 3, Books::all( 'payments' ) );
	}

	/** A refunded order makes no invoice any more, and a credit note belongs to one. */
	public function test_a_credit_note_of_an_invoice_that_does_not_come_is_not_promised(): void {
		$over = $this->old_order();
		$this->while_nobody_listens( fn () => $this->refund( $over, $over->get_total() ) );
		self::assertSame( 'refunded', wc_get_order( $over->get_id() )->get_status() );
		$part = $this->old_order( 1 );
		$this->while_nobody_listens( fn () => $this->refund( $part, '10' ) );

		$tally = self::counted( array( 'statuses' => array( 'processing', 'completed', 'refunded' ) ) );

		self::assertSame( 1, $tally->documents['invoice'][ BackfillTally::SEND ] );
		self::assertSame( 1, $tally->documents['credit_note'][ BackfillTally::SEND ], 'its invoice goes with it' );
		self::assertSame( 1, $tally->documents['credit_note'][ BackfillTally::NOTHING ] );
		$report = new BackfillReport( self::xero()->connector, self::xero()->queue, self::xero()->messages );
		self::assertStringContainsString( 'is not brought over: nothing to do', implode( ' ', $report->before( self::stands() ) ) );
	}

	/** @param callable(): mixed $work */
	private function while_nobody_listens( callable $work ): void {
		$enabled = self::xero()->connector->description()->connection['enabled_option'];
		update_option( $enabled, 'no' );
		$work();
		update_option( $enabled, 'yes' );
	}

	public function test_the_days_are_named_and_a_day_that_is_nearly_used_up_is_left_to_the_orders_of_today(): void {
		$old = $this->old_order();
		self::counted();
		// By hand: of 1,000 requests a day 50 are kept; 950 at three a document are 316; 5,000 are 15.8 of those.
		$counted = wp_json_encode( array( 'documents' => array( 'invoice' => array( 'send' => 5000 ) ) ) );
		self::sql( "UPDATE {backfills} SET counted = '$counted'" );
		$report = new BackfillReport( self::xero()->connector, self::xero()->queue, self::xero()->messages );
		$said   = implode( ' ', $report->before( self::stands() ) );
		self::assertStringContainsString( 'It takes about 16 days, since Xero takes a limited number', $said );

		$now = time();
		self::have_spent( 950 );
		self::assertTrue( self::xero()->backfill_store->bring_into( BackfillState::Running ) );
		$today = $this->paid_order();
		self::run_as_cron();
		self::run_as_cron();
		self::assertSame( Status::Confirmed, self::delivery( 'invoice', $today->get_id() )->status );
		self::assertNull( self::delivery( 'invoice', $old->get_id() ) );
		self::assertGreaterThan( $now + 3600, self::xero()->backfiller->next_at() );
	}

	/** So many requests of this day. */
	private static function have_spent( int $requests ): void {
		$now   = time();
		$spent = array(
			'minute' => array(),
			'day'    => array( array( 'at' => $now - $now % 3600, 'requests' => $requests ) ),
		);
		$store = new QueueStore( self::xero()->database );
		$store->change( 'xero', static fn ( array $queue ): array => array( 'spent' => $spent ) + $queue );
	}

	public function test_counting_takes_nothing_of_a_day_that_is_nearly_used_up(): void {
		$this->old_order();
		self::have_spent( 950 );
		$before = Books::calls();
		self::begin();
		self::run_as_cron();
		self::assertSame( array( BackfillState::Counting, 0 ), array( self::stands()->state, self::stands()->counted->orders ) );
		self::assertSame( $before, Books::calls() );

		self::have_spent( 900 );
		self::run_as_cron();
		self::assertSame( array( BackfillState::Counted, 1 ), array( self::stands()->state, self::stands()->counted->orders ) );
	}
}
