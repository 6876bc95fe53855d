<?php
/**
 * Walking through orders that were changed of late (13.6).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Database\Database;
use WcAccounting\Order\ChangedOrders;

final class ChangedOrdersTest extends ShopTestCase {


	/** @var list<string> Statements of a step. */
	private array $asked = array();

	protected function setUp(): void {
		parent::setUp();
		self::hide_earlier_orders();
	}

	/**
	 * @param list<string> $statuses
	 * @return list<list<int>> Ids of each step.
	 */
	private function walk( array $statuses, int $since, int $limit ): array {
		$changed = new ChangedOrders( new Database() );
		$steps   = array();
		$after   = null;
		do {
			$step    = $changed->orders( $statuses, $since, $after, $limit );
			$after   = $step['next'];
			$steps[] = $step['ids'];
			self::assertLessThan( 50, count( $steps ), 'it does not get on' );
		} while ( null !== $after );
		return $steps;
	}

	/** @return list<int> */
	private function orders( int $number, string $status = 'processing' ): array {
		$order = $this->order_without_hook( $status );
		return array( $order->get_id(), ...( $number > 1 ? OrderCopies::of( $order, $number - 1 ) : array() ) );
	}

	public function test_each_is_told_once_however_many_were_changed_in_one_second(): void {
		$ids = $this->orders( 7 );
		self::set_last_change( time() - 500, array_slice( $ids, 0, 5 ) );
		self::set_last_change( time() - 100, array_slice( $ids, 5 ) );

		$steps = $this->walk( array( 'processing' ), time() - 800, 3 );

		self::assertSame( $ids, array_merge( ...$steps ) );
		self::assertSame( array( 3, 3, 1 ), array_map( 'count', $steps ) );
	}

	public function test_status_and_time_of_change_decide(): void {
		$early      = $this->orders( 2 );
		$late       = $this->orders( 2 );
		$completed  = $this->orders( 1, 'completed' );
		$moment     = time() - 300;
		self::set_last_change( $moment - 1, $early );
		self::set_last_change( $moment, $late );
		self::set_last_change( $moment, $completed );

		self::assertSame( $late, array_merge( ...$this->walk( array( 'processing' ), $moment, 10 ) ) );
		$both = $this->walk( array( 'processing', 'completed' ), $moment, 10 );
		self::assertSame( array( ...$late, ...$completed ), array_merge( ...$both ) );
		self::assertSame( array( array() ), $this->walk( array(), $moment, 10 ), 'without a status there is none' );
	}

	public function test_what_is_changed_during_a_walk_is_neither_left_out_nor_ends_it(): void {
		$ids = $this->orders( 6 );
		self::set_last_change( time() - 500, $ids );
		$changed = new ChangedOrders( new Database() );

		$step = $changed->orders( array( 'processing' ), time() - 800, null, 2 );
		self::assertSame( array_slice( $ids, 0, 2 ), $step['ids'] );
		// The last one is changed again, the third is cancelled.
		self::set_last_change( time() - 10, array( $ids[5] ) );
		$order = wc_get_order( $ids[2] );
		$order->set_status( 'cancelled' );
		$order->save();
		$rest = array();
		while ( null !== $step['next'] ) {
			$step = $changed->orders( array( 'processing' ), time() - 800, $step['next'], 2 );
			$rest = array( ...$rest, ...$step['ids'] );
		}

		self::assertSame( array_slice( $ids, 3 ), $rest );
	}

	/** The hundredth step costs as much as the first: it begins where the one before ended, and has an end where no index helps. */
	public function test_a_step_looks_at_one_stretch_only(): void {
		$this->orders( 5 );
		$this->hook(
			'query',
			function ( $sql ) {
				$this->asked[] = (string) $sql;
				return $sql;
			}
		);

		$this->walk( array( 'processing' ), time() - 800, 2 );

		$walks = preg_grep( '/LIMIT (2|9999, 1)$/', $this->asked );
		self::assertCount( 'hpos' === getenv( 'STORAGE' ) ? 3 : 6, $walks );
		foreach ( $walks as $sql ) {
			$bounds = str_contains( $sql, 'date_updated_gmt' )
				? '/date_updated_gmt >= .* id > \d+/s'
				: '/ID > \d+ (AND ID <= \d+|ORDER BY ID LIMIT 9999)/';
			self::assertMatchesRegularExpression( $bounds, $sql );
		}
	}
}
