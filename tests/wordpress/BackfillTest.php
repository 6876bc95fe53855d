<?php
/**
 * Bringing over old orders (13.2).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Status;
use WcAccounting\Intake\Backfill;
use WcAccounting\Intake\BackfillPlan;
use WcAccounting\Intake\BackfillReport;
use WcAccounting\Intake\BackfillState;
use WcAccounting\Intake\BackfillTally;
use WcAccounting\Order\Subject;
use WcAccounting\Order\Wanted;

/**
 * Old orders of WooCommerce's own tables or posts.
 *
 * @group woocommerce
 */
final class BackfillTest extends ShopTestCase {

	/** Noon of a day of its own for each test: orders of earlier tests stay where they are. */
	private static int $noon = 0;

	protected function setUp(): void {
		parent::setUp();
		self::$noon = ( self::$noon ?: strtotime( '2025-06-01 12:00 +0700' ) ) - 2 * DAY_IN_SECONDS;
	}

	/** An order of that day of which the shop has sent nothing. */
	private function old_order( string $status, int $after_noon = 0 ): \WC_Order {
		$order = $this->order_without_hook( $status );
		$order->set_date_created( self::$noon + $after_noon );
		$order->save();
		return $order;
	}

	/**
	 * @param array<string, mixed> $chosen
	 */
	private static function begin( array $chosen = array() ): void {
		$day  = wp_date( 'Y-m-d', self::$noon );
		$plan = BackfillPlan::chosen(
			$chosen + array( 'from' => $day, 'to' => $day ),
			self::plugin()->connector->description(),
			self::plugin()->settings
		);
		self::plugin()->backfiller->begin( $plan );
	}

	private static function go( BackfillState $state ): bool {
		return self::plugin()->backfill_store->bring_into( $state );
	}

	private static function stands(): Backfill {
		return self::plugin()->backfill_store->current();
	}

	private static function counted(): BackfillTally {
		self::run_cron_worker();
		self::assertSame( BackfillState::Counted, self::stands()->state );
		return self::stands()->counted;
	}

	/** Runs, a minute after the other, until all is there. */
	private static function bring_over(): void {
		self::assertTrue( self::go( BackfillState::Running ) );
		for ( $minute = 0; $minute < 30 && BackfillState::Done !== self::stands()->state; $minute++ ) {
			self::run_cron_worker();
			self::pass( self::MINUTE );
		}
		// An invoice leaves when its sales order is there.
		for ( $wait = 0; $wait < 3; $wait++ ) {
			self::pass( 2 * self::MINUTE );
			self::run_cron_worker();
		}
	}

	/** @return list<string> Kind and order of each document in Kledo. */
	private static function in_kledo(): array {
		$there = array_map( static fn ( array $one ): string => "{$one['kind']} {$one['order_id']}", Sandbox::documents() );
		sort( $there );
		return $there;
	}

	public function test_the_orders_are_counted_by_what_becomes_of_them_and_nothing_is_sent(): void {
		$this->old_order( 'processing' );
		$both     = $this->old_order( 'completed' );
		$marked   = $this->old_order( 'completed' );
		$withheld = $this->old_order( 'processing' );
		$empty    = $this->old_order( 'processing' );
		$this->old_order( 'on-hold' );
		$this->old_order( 'processing', DAY_IN_SECONDS );
		self::mark( $marked );
		self::mark( $marked, 'invoice' );
		Wanted::withhold( $withheld, true );
		$withheld->save();
		foreach ( $empty->get_items() as $id => $item ) {
			$empty->remove_item( $id );
		}
		$empty->calculate_totals();
		$empty->save();

		self::begin();
		$tally = self::counted();

		self::assertSame( 5, $tally->orders, 'of that day, in one of the statuses' );
		self::assertEquals(
			array(
				'order'   => array( BackfillTally::SEND => 2, BackfillTally::KNOWN => 1, BackfillTally::NOTHING => 1 ),
				'invoice' => array( BackfillTally::SEND => 1, BackfillTally::KNOWN => 1 ),
			),
			$tally->documents
		);
		// Both orders are two pieces at 75,000.
		self::assertSame( array( 'IDR' => '300000' ), array_map( static fn ( $total ): string => (string) (int) $total, $tally->totals ) );
		self::assertSame( 'completed', $both->get_status() );
		self::assertSame( array( 'none:nothing_to_bill' => 1 ), $tally->reasons );
		self::assertSame( array(), Sandbox::requests( 'POST' ) );
		self::assertSame( array(), self::rows() );
	}

	public function test_each_document_arrives_once_whatever_the_shop_or_kledo_has_of_it(): void {
		$fresh  = $this->old_order( 'completed' );
		$before = $this->old_order( 'processing' );
		// The official plugin of 2024 wrote no mark.
		$document = self::plugin()->connector->description()->document( 'order' );
		self::plugin()->intake->enqueue_in_order( Subject::all( $document, $before )[0], true );
		self::run_worker();
		self::pass( 2 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Confirmed, self::row( $before )->status );
		self::sql( 'DELETE FROM {deliveries}' );
		$before = self::reread( $before );
		$before->delete_meta_data( '_wc_kledo_order_synced' );
		$before->save();

		self::begin();
		self::assertSame( 1, self::counted()->of( BackfillTally::THERE ) );
		self::bring_over();

		self::assertSame( BackfillState::Done, self::stands()->state );
		$expected = array( "invoice {$fresh->get_id()}", "order {$before->get_id()}", "order {$fresh->get_id()}" );
		sort( $expected );
		self::assertSame( $expected, self::in_kledo() );
		self::assertSame( array( Status::Confirmed->value => 3 ), self::plugin()->store->counts() );
		self::assertSame( 1, self::stands()->done->of( BackfillTally::THERE ) );
		self::assertSame( 2, self::stands()->done->of( BackfillTally::SEND ) );

		// Once more finds nothing to do.
		self::begin();
		self::assertSame( 3, self::counted()->of( BackfillTally::KNOWN ) );
	}

	public function test_the_first_minute_takes_ten_and_a_complaint_halves_the_pace(): void {
		$orders = array_map( fn ( int $second ): \WC_Order => $this->old_order( 'processing', $second ), range( 1, 36 ) );
		self::begin();
		self::counted();
		self::go( BackfillState::Running );

		self::run_cron_worker();
		self::assertCount( 10, self::rows() );
		self::run_cron_worker();
		self::assertCount( 10, self::rows(), 'the minute is not over' );
		self::assertSame( array( $orders[9]->get_id(), 10 ), array( self::stands()->after['id'], self::stands()->done->orders ) );

		self::pass( self::MINUTE );
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 429 ), 1 );
		self::run_cron_worker();
		self::assertNotNull( self::plugin()->queue->hold() );
		$sent = count( self::rows() );
		self::assertLessThan( 30, $sent );
		Sandbox::heal();
		self::pass( 6 * self::MINUTE );
		self::run_cron_worker();
		self::assertSame( 10, self::stands()->tempo['per_minute'], 'half of twenty' );

		for ( $minute = 0; $minute < 5; $minute++ ) {
			self::pass( 6 * self::MINUTE );
			self::run_cron_worker();
		}
		self::assertSame( BackfillState::Done, self::stands()->state );
		self::assertCount( 36, Sandbox::documents() );
	}

	public function test_an_order_of_today_does_not_wait_for_old_ones(): void {
		foreach ( range( 1, 30 ) as $second ) {
			$this->old_order( 'processing', $second );
		}
		self::begin();
		self::counted();
		self::go( BackfillState::Running );
		self::sql( "UPDATE {backfills} SET tempo = '{\"per_minute\":300,\"began\":" . time() . ",\"fed\":0}'" );
		$sent  = array();
		$today = null;
		$this->hook(
			'wc_kledo_http_request',
			function ( $method, $url, $request ) use ( &$sent, &$today ): void {
				if ( 'POST' !== $method ) {
					return;
				}
				parse_str( $request['body'], $form );
				$sent[] = (int) $form['ref_number'];
				// Somebody buys while the first ones are sent.
				$today ??= $this->processing_order();
			},
			10,
			3
		);

		self::run_cron_worker();

		self::assertCount( 31, $sent );
		// Four at a time, and twice as many in the queue at most.
		self::assertLessThanOrEqual( 8, array_search( $today->get_id(), $sent, true ) );
	}

	public function test_pause_resume_and_cancel(): void {
		foreach ( range( 1, 25 ) as $second ) {
			$this->old_order( 'processing', $second );
		}
		self::begin();
		self::assertFalse( self::go( BackfillState::Running ), 'nobody has seen what was counted' );
		self::counted();
		self::assertTrue( self::go( BackfillState::Running ) );
		self::assertFalse( self::go( BackfillState::Running ), 'somebody clicked twice' );
		self::run_cron_worker();
		self::assertTrue( self::go( BackfillState::Paused ) );
		self::pass( self::MINUTE );
		self::run_cron_worker();
		self::assertCount( 10, self::rows() );
		self::assertNull( self::plugin()->backfiller->next_at() );

		self::assertTrue( self::go( BackfillState::Running ) );
		self::run_cron_worker();
		self::assertCount( 25, self::rows(), 'twenty more could have followed' );

		self::begin_again_only_when_over();
	}

	private static function begin_again_only_when_over(): void {
		self::assertSame( BackfillState::Done, self::stands()->state );
		self::assertFalse( self::go( BackfillState::Cancelled ), 'it is over' );
		self::begin();
		$day  = wp_date( 'Y-m-d', self::$noon );
		$plan = BackfillPlan::chosen(
			array( 'from' => $day, 'to' => $day ),
			self::plugin()->connector->description(),
			self::plugin()->settings
		);
		self::assertFalse( self::plugin()->backfill_store->begin( $plan ), 'one at a time' );
		self::assertTrue( self::go( BackfillState::Cancelled ) );
		self::run_cron_worker();
		self::assertSame( BackfillState::Cancelled, self::stands()->state );
		self::assertSame( 0, self::stands()->counted->orders );
	}

	public function test_two_workers_at_once_count_and_queue_each_order_once(): void {
		foreach ( range( 1, 40 ) as $second ) {
			$this->old_order( 'processing', $second );
		}
		self::begin();
		$workers = array( Process::start( 'bring-over.php' ), Process::start( 'bring-over.php' ) );
		array_walk( $workers, static fn ( Process $worker ) => $worker->output() );
		self::assertSame( array( BackfillState::Counted, 40 ), array( self::stands()->state, self::stands()->counted->orders ) );

		self::go( BackfillState::Running );
		self::sql( "UPDATE {backfills} SET tempo = '{\"per_minute\":300,\"began\":" . time() . ",\"fed\":0}'" );
		$workers = array( Process::start( 'bring-over.php' ), Process::start( 'bring-over.php' ) );
		array_walk( $workers, static fn ( Process $worker ) => $worker->output() );
		self::run_cron_worker();
		$done = self::stands()->done;
		self::assertSame( BackfillState::Done, self::stands()->state );
		self::assertSame( array( 40, 40 ), array( $done->orders, $done->of( BackfillTally::SEND ) ) );
		self::assertCount( 40, Sandbox::documents() );
	}

	public function test_a_customers_request_brings_over_nothing(): void {
		$this->old_order( 'processing' );
		self::begin();
		self::run_worker();
		self::assertSame( 0, self::stands()->counted->orders );
	}

	public function test_a_service_that_cannot_be_asked_is_asked_later_and_one_that_does_not_tell_is_asked_one_by_one(): void {
		$there = $this->old_order( 'processing' );
		$fresh = $this->old_order( 'processing' );
		self::begin();
		Sandbox::fault( 'GET', 'finance/orders', array( 'kind' => 'status', 'code' => 503 ) );
		self::run_cron_worker();
		self::assertSame( array( BackfillState::Counting, 0 ), array( self::stands()->state, self::stands()->counted->orders ) );
		self::assertStringContainsString( 'Old orders have to wait', self::log() );

		Sandbox::heal();
		Sandbox::settings( array( 'may_read_documents' => false ) );
		self::assertSame( 2, self::counted()->unasked );
		$said = implode( ' ', self::report()->before( self::stands() ) );
		self::assertStringContainsString( 'Each is asked after before it is sent', $said );
		self::bring_over();
		self::assertSame( Status::Confirmed, self::row( $there )->status );
		self::assertSame( Status::Confirmed, self::row( $fresh )->status );
		self::assertCount( 2, Sandbox::documents() );
	}

	private static function report(): BackfillReport {
		return new BackfillReport( self::plugin()->connector, self::plugin()->queue, self::plugin()->messages );
	}

	public function test_it_is_said_which_documents_lie_in_a_closed_period_and_how_long_it_takes(): void {
		$this->old_order( 'completed' );
		Sandbox::settings( array( 'lock_date' => wp_date( 'Y-m-d', self::$noon ) ) );
		self::begin();
		self::assertSame( 2, self::counted()->locked );
		$said = implode( ' ', self::report()->before( self::stands() ) );
		self::assertStringContainsString( '2 are dated in a period that is closed in Kledo', $said );
		self::assertStringContainsString( 'about 1 minute', $said );
	}

	/** @return array<string, array{0: \Closure}> What somebody's code makes of a document. */
	public static function broken_filters(): array {
		return array(
			'it throws'                 => array( static fn () => throw new \RuntimeException( 'somebody\'s code' ) ),
			'what is made is no document' => array( static fn ( array $document ): array => array( 'payload' => 'none' ) + $document ),
		);
	}

	/** @dataProvider broken_filters */
	public function test_an_order_that_cannot_be_read_is_queued_so_that_somebody_sees_it( \Closure $filter ): void {
		$order = $this->old_order( 'processing' );
		$this->hook( 'wc_accounting_document', $filter );
		self::begin();
		self::assertSame( array( 'none:bad_order_data' => 1 ), self::counted()->reasons );
		self::go( BackfillState::Running );
		self::run_cron_worker();
		self::assertSame( Status::Failed, self::row( $order )->status );
		self::assertSame( 'bad_order_data', self::row( $order )->reason['code'] );
	}

	public function test_an_order_that_was_left_aside_for_its_age_is_brought_over(): void {
		$this->orders_count_from( time() - self::HOUR );
		$order = $this->old_order( 'on-hold' );
		$order->update_status( 'processing' );
		self::run_worker();
		self::assertSame( Status::SetAside, self::row( $order )->status );
		self::begin();
		self::assertSame( 1, self::counted()->of( BackfillTally::SEND ) );
		self::bring_over();
		self::assertSame( Status::Confirmed, self::row( $order )->status );
	}

	/** @dataProvider nonsense */
	public function test_nonsense_is_refused_with_a_sentence( array $chosen, string $said ): void {
		$this->expectException( \DomainException::class );
		$this->expectExceptionMessage( $said );
		self::begin( $chosen );
	}

	/** @return array<string, array{0: array<string, mixed>, 1: string}> */
	public static function nonsense(): array {
		return array(
			'no document'     => array( array( 'documents' => array( 'payslip' ) ), 'at least one kind of document' ),
			'no status'       => array( array( 'statuses' => array( 'wc-nonsense', '' ) ), 'at least one status' ),
			'no day'          => array( array( 'from' => '2026-02-31' ), 'both days' ),
			'a turned period' => array( array( 'from' => '2026-03-02', 'to' => '2026-03-01' ), 'ends before it begins' ),
		);
	}
}
