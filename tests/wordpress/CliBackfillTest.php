<?php
/**
 * `wp accounting backfill`.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Cli\BackfillCommand;
use WcAccounting\Cli\ExitCode;
use WcAccounting\Intake\BackfillState;

/** @group woocommerce */
final class CliBackfillTest extends CliTestCase {

	/** Noon of a day of its own for each test, years before those of BackfillTest. */
	private static int $noon = 0;

	protected function setUp(): void {
		parent::setUp();
		self::$noon = ( self::$noon ?: strtotime( '2021-06-01 12:00 +0700' ) ) - 2 * DAY_IN_SECONDS;
		$that_day = ( self::$noon - DAY_IN_SECONDS / 2 ) . '...' . ( self::$noon + DAY_IN_SECONDS / 2 );
		foreach ( wc_get_orders( array( 'date_created' => $that_day, 'limit' => -1, 'type' => 'shop_order' ) ) as $of_an_earlier_run ) {
			$of_an_earlier_run->delete( true );
		}
	}

	private function old_order(): \WC_Order {
		$order = $this->order_without_hook( 'processing' );
		$order->set_date_created( self::$noon );
		$order->save();
		return $order;
	}

	/** @param array<string, string|bool> $options */
	private function backfill( array $options, ?RecordingTerminal $terminal = null ): int {
		$day = wp_date( 'Y-m-d', self::$noon );
		return $this->command( BackfillCommand::class, array(), $options + array( 'from' => $day, 'to' => $day ), $terminal );
	}

	private static function state(): BackfillState {
		return self::plugin()->backfill_store->current()->state;
	}

	public function test_a_trial_counts_and_forgets(): void {
		$order = $this->old_order();
		self::assertSame( ExitCode::OK, $this->backfill( array( 'dry-run' => true ) ) );
		self::assertStringContainsString( 'Sales order · To be sent: 1, ', implode( "\n", $this->terminal->lines ) );
		self::assertSame( BackfillState::Cancelled, self::state() );
		self::assertNull( self::row( $order ) );
		self::assertSame( array( 100, 100, true ), array_slice( array_values( $this->terminal->progress[0] ), 1, 3 ) );
	}

	public function test_who_says_no_has_sent_nothing_and_may_go_on_later(): void {
		$order = $this->old_order();
		self::assertSame( ExitCode::INCOMPLETE, $this->backfill( array(), new RecordingTerminal( false ) ) );
		self::assertSame( array( 'Bring them over?' ), $this->terminal->questions );
		self::assertSame( BackfillState::Counted, self::state() );
		self::assertNull( self::row( $order ) );

		self::assertSame( ExitCode::OK, $this->command( BackfillCommand::class, array( 'resume' ) ) );
		self::assertSame( BackfillState::Done, self::state() );
		self::assertNotNull( self::row( $order ) );
	}

	public function test_who_says_yes_beforehand_is_not_asked(): void {
		$order = $this->old_order();
		self::assertSame( ExitCode::OK, $this->backfill( array( 'yes' => true, 'documents' => 'order', 'most' => '600' ) ) );
		self::assertSame( array(), $this->terminal->questions );
		self::assertNotNull( self::row( $order ) );
		self::assertSame( ExitCode::OK, $this->command( BackfillCommand::class, array( 'status' ) ) );
		self::assertSame( ExitCode::USAGE, $this->command( BackfillCommand::class, array( 'pause' ) ), 'it is over' );
	}

	public function test_whoever_holds_the_queue_meanwhile_ends_it_and_it_goes_on_when_it_is_released(): void {
		$orders = array( $this->old_order(), $this->old_order() );
		$holds  = static fn () => self::plugin()->queue->hold_by_hand( 'somebody', null, 'lunch' );
		$this->hook( 'wc_accounting_queued', $holds );
		self::assertSame( ExitCode::OBSTACLE, $this->backfill( array( 'yes' => true, 'most' => '1' ) ) );
		self::assertStringContainsString( 'It goes on by cron as soon as it may.', $this->terminal->complaints[0] );
		self::assertSame( BackfillState::Running, self::state() );
		self::assertCount( 1, self::rows(), 'one a minute' );

		self::assertSame( ExitCode::OBSTACLE, $this->command( BackfillCommand::class, array( 'resume' ) ) );
		remove_filter( 'wc_accounting_queued', $holds );
		self::plugin()->queue->release();
		for ( $minute = 0; $minute < 5; $minute++ ) {
			self::pass( self::MINUTE );
			self::run_cron_worker();
		}
		self::assertNotNull( self::row( $orders[0] ) );
		self::assertNotNull( self::row( $orders[1] ) );
	}

	public function test_a_wrong_question_begins_nothing(): void {
		foreach ( array( array( 'from' => '1' ), array( 'documents' => 'poem' ), array( 'most' => 'all' ) ) as $wrong ) {
			self::assertSame( ExitCode::USAGE, $this->backfill( $wrong + array( 'yes' => true ) ) );
			self::assertNull( self::plugin()->backfill_store->current() );
		}
	}

	/** @return array<string, array{0: BackfillState}> */
	public static function interruptions(): array {
		return array(
			'paused'    => array( BackfillState::Paused ),
			'cancelled' => array( BackfillState::Cancelled ),
		);
	}

	/** @dataProvider interruptions */
	public function test_what_somebody_else_ends_meanwhile_is_not_done( BackfillState $state ): void {
		$this->old_order();
		$this->old_order();
		$this->hook( 'wc_accounting_queued', static fn () => self::plugin()->backfill_store->bring_into( $state ) );
		self::assertSame( ExitCode::INCOMPLETE, $this->backfill( array( 'yes' => true, 'most' => '1' ) ) );
		self::assertStringContainsString( 'somebody paused, resumed or cancelled it', $this->terminal->complaints[0] );
		self::assertSame( $state, self::state() );
	}

	public function test_what_is_cancelled_while_it_is_counted_is_not_asked_about(): void {
		$this->old_order();
		$cancels = static function ( $sends ) {
			self::plugin()->backfill_store->bring_into( BackfillState::Cancelled );
			return $sends;
		};
		$this->hook( 'wc_accounting_send_order', $cancels );
		self::assertSame( ExitCode::INCOMPLETE, $this->backfill( array(), new RecordingTerminal( true ) ) );
		self::assertSame( array(), $this->terminal->questions );
		self::assertSame( ExitCode::INCOMPLETE, $this->backfill( array( 'dry-run' => true ) ) );
	}

	public function test_a_fault_of_the_shop_that_each_page_meets_ends_it_and_is_not_met_again_at_once(): void {
		$this->old_order();
		$met = 0;
		$this->hook(
			'wc_accounting_send_order',
			static function () use ( &$met ): bool {
				// So that a command which tries for ever does not.
				if ( ++$met > 3 ) {
					self::plugin()->backfill_store->bring_into( BackfillState::Cancelled );
				}
				throw new \RuntimeException( 'somebody\'s code' );
			}
		);
		self::assertSame( ExitCode::INCOMPLETE, $this->backfill( array( 'yes' => true ) ) );
		self::assertSame( 1, $met );
		self::assertStringContainsString( 'the log under WooCommerce > Status > Logs says which', $this->terminal->complaints[0] );
		self::assertSame( BackfillState::Counting, self::state(), 'cron goes on' );
	}

	public function test_while_another_process_is_at_it_it_waits(): void {
		$this->old_order();
		$other = new \wpdb( DB_USER, DB_PASSWORD, DB_NAME, DB_HOST );
		$turns = array();
		$lock  = ( fn (): string => $this->lock_name( 'wc_accounting_kledo_backfill' ) )->call( self::plugin()->database );
		self::assertSame( '1', $other->get_var( "SELECT GET_LOCK( '$lock', 0 )" ) );
		$this->hook(
			'query',
			static function ( string $sql ) use ( &$turns, $other, $lock ): string {
				if ( str_starts_with( $sql, "SELECT GET_LOCK( '$lock'" ) ) {
					$turns[] = microtime( true );
					count( $turns ) > 1 && $other->close();
				}
				return $sql;
			}
		);
		self::assertSame( ExitCode::OK, $this->backfill( array( 'dry-run' => true ) ) );
		self::assertGreaterThan( 0.9, $turns[1] - $turns[0] );
	}
}
