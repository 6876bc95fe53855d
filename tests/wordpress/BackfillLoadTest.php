<?php
/**
 * Thousands of old orders, with all that can go wrong on the way (13.2).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Status;
use WcAccounting\Intake\Backfill;
use WcAccounting\Intake\BackfillPlan;
use WcAccounting\Intake\BackfillState;
use WcAccounting\Intake\BackfillTally;

/**
 * Five thousand documents, one request in twenty spoilt, five runs killed, two pauses: each arrives once.
 *
 * @group woocommerce
 * @group long
 */
final class BackfillLoadTest extends ShopTestCase {

	private const ORDERS = 5_000;

	/** What happens to the first request for every twentieth order. */
	private const FAULTS = array(
		array( 'kind' => 'created_answer_lost' ),
		array( 'kind' => 'status', 'code' => 500 ),
		array( 'kind' => 'reset', 'create' => true ),
		array( 'kind' => 'cut_body' ),
		array( 'kind' => 'html', 'code' => 502 ),
	);

	private static function stands(): Backfill {
		return self::plugin()->backfill_store->current();
	}

	/**
	 * Every one of them was created in the same second, which is the worst a page can end in.
	 *
	 * @return list<int>
	 */
	private function old_orders(): array {
		$order = $this->order_without_hook( 'processing' );
		$order->set_date_created( strtotime( '2024-02-29 23:59:59 +0700' ) );
		$order->save();
		return array( $order->get_id(), ...OrderCopies::of( $order, self::ORDERS - 1 ) );
	}

	/**
	 * @param list<int> $ids
	 */
	private static function spoil_every_twentieth( array $ids ): void {
		$rules = array();
		foreach ( array_chunk( $ids, 20 ) as $number => $some ) {
			$rules[] = array(
				'match' => array( 'method' => 'POST', 'path' => 'woocommerce/order', 'order_id' => (string) $some[7] ),
				'fault' => self::FAULTS[ $number % count( self::FAULTS ) ],
				'times' => 1,
			);
		}
		self::assertCount( self::ORDERS / 20, $rules );
		Sandbox::script( $rules );
	}

	private function count_them(): void {
		$plan = BackfillPlan::chosen(
			array( 'from' => '2024-02-29', 'to' => '2024-02-29' ),
			self::plugin()->connector->description(),
			self::plugin()->settings
		);
		self::assertTrue( self::plugin()->backfill_store->begin( $plan ) );
		self::run_cron_worker( 6 );
		$memory = memory_get_usage();
		for ( $run = 0; $run < 60 && BackfillState::Counting === self::stands()->state; $run++ ) {
			self::run_cron_worker( 30 );
		}
		self::assertSame( self::ORDERS, self::stands()->counted->of( BackfillTally::SEND ) );
		self::assertLessThan( 8_000_000, memory_get_usage() - $memory, 'memory does not grow with the orders' );
	}

	/** @return int Simulated minutes until all were queued. */
	private function bring_over(): int {
		$kills  = array( 3 => 7, 5 => 31, 8 => 101, 12 => 1, 15 => 200 );
		$pauses = array( 6, 13 );
		self::assertTrue( self::plugin()->backfill_store->bring_into( BackfillState::Running ) );
		for ( $minute = 1; $minute < 60 && BackfillState::Done !== self::stands()->state; $minute++ ) {
			if ( in_array( $minute, $pauses, true ) ) {
				$this->pause_for_a_while();
			}
			$process = Process::start( 'bring-over.php', array( (string) ( $kills[ $minute ] ?? 0 ) ) );
			if ( isset( $kills[ $minute ] ) ) {
				$process->assert_killed();
			} else {
				$process->output();
			}
			self::pass( self::MINUTE );
		}
		return $minute;
	}

	private function pause_for_a_while(): void {
		self::assertTrue( self::plugin()->backfill_store->bring_into( BackfillState::Paused ) );
		$before = array_sum( self::plugin()->store->counts() );
		Process::start( 'bring-over.php' )->output();
		self::assertSame( $before, array_sum( self::plugin()->store->counts() ), 'a pause is a pause' );
		self::assertTrue( self::plugin()->backfill_store->bring_into( BackfillState::Running ) );
	}

	public function test_five_thousand_orders_arrive_once_each(): void {
		$ids = $this->old_orders();
		self::spoil_every_twentieth( $ids );
		$this->count_them();
		$minutes = $this->bring_over();
		self::assertSame( BackfillState::Done, self::stands()->state );
		self::assertSame( self::ORDERS, array_sum( self::plugin()->store->counts() ) );
		// The official plugin takes 10 a minute. Three runs that were killed early lose most of their minute.
		self::assertLessThanOrEqual( 30, $minutes );

		for ( $wait = 0; $wait < 40 && array( 'confirmed' => self::ORDERS ) !== self::plugin()->store->counts(); $wait++ ) {
			self::pass( 10 * self::MINUTE );
			Process::start( 'bring-over.php' )->output();
		}
		self::assertSame( array( Status::Confirmed->value => self::ORDERS ), self::plugin()->store->counts() );
		$there = array_column( Sandbox::documents(), 'order_id' );
		self::assertCount( self::ORDERS, $there );
		self::assertCount( self::ORDERS, array_unique( $there ), 'none is there twice' );
	}
}
