<?php
/**
 * Walking through orders of a period (13.2, 13.6).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Database\Database;
use WcAccounting\Order\OrderPages;

/**
 * Orders in pages, from WooCommerce's own tables or posts.
 *
 * @group woocommerce
 */
final class OrderPagesTest extends ShopTestCase {

	/** 1 March 2019 in Jakarta is 28 February 17:00 in Greenwich: long before the orders of other tests. */
	private const FROM = 1_551_373_200;

	private static int $periods = 0;

	private static int $from;

	private static int $to;

	protected function setUp(): void {
		parent::setUp();
		// Orders of earlier tests stay where they are.
		self::$from = self::FROM - 60 * DAY_IN_SECONDS * ++self::$periods;
		self::$to   = self::$from + 31 * DAY_IN_SECONDS;
	}

	private static function pages(): OrderPages {
		return new OrderPages( new Database() );
	}

	/**
	 * @param list<string> $statuses
	 * @return list<int>
	 */
	private static function walk( array $statuses, int $size, ?callable $between = null ): array {
		$ids   = array();
		$after = null;
		do {
			$page  = self::pages()->orders( $statuses, self::$from, self::$to, $after, $size );
			$ids   = array_merge( $ids, array_column( $page, 'id' ) );
			$after = end( $page ) ?: $after;
			null === $between || $between();
		} while ( count( $page ) === $size );
		return $ids;
	}

	private function order_of( string $status, int $created ): int {
		$order = $this->order_without_hook( $status );
		$order->set_date_created( $created );
		$order->save();
		return $order->get_id();
	}

	public function test_every_order_of_the_period_and_the_statuses_is_told_once_the_oldest_first(): void {
		$this->order_of( 'completed', self::$from - 1 );
		$last   = $this->order_of( 'completed', self::$to - 1 );
		$second = array_map(
			fn ( string $status ): int => $this->order_of( $status, self::$from + 500 ),
			array( 'processing', 'completed', 'processing' )
		);
		$first  = $this->order_of( 'processing', self::$from );
		$this->order_of( 'completed', self::$to );
		$this->order_of( 'on-hold', self::$from + 7 );

		$expected = array( $first, ...$second, ...array( $last ) );
		foreach ( array( 1, 2, 3, 50 ) as $size ) {
			self::assertSame( $expected, self::walk( array( 'processing', 'completed' ), $size ), "pages of $size" );
		}
		self::assertSame( array(), self::walk( array(), 5 ) );
		self::assertSame( array( $first, $second[0], $second[2] ), self::walk( array( 'processing' ), 2 ) );
	}

	public function test_an_order_that_changes_its_status_on_the_way_is_neither_skipped_nor_told_twice(): void {
		$ids  = array_map( fn ( int $second ): int => $this->order_of( 'processing', self::$from + intdiv( $second, 2 ) ), range( 0, 5 ) );
		$turn = 0;
		$walk = self::walk(
			array( 'processing', 'completed' ),
			2,
			static function () use ( $ids, &$turn ): void {
				// One that was told, and one that was not.
				foreach ( array( $ids[ 0 === $turn ? 1 : 3 ], $ids[ 0 === $turn ? 4 : 5 ] ) as $id ) {
					$order = wc_get_order( $id );
					$order->set_status( 'completed' );
					$order->save();
				}
				++$turn;
			}
		);
		self::assertSame( $ids, $walk );
	}

	public function test_refunds_are_walked_through_by_when_they_were_made(): void {
		$order   = wc_get_order( $this->order_of( 'completed', self::$from - 40 * DAY_IN_SECONDS ) );
		$refunds = array();
		foreach ( array( self::$from - 5, self::$from + 5, self::$from + 5, self::$to + 5 ) as $made ) {
			$refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '1000' ) );
			$refund->set_date_created( $made );
			$refund->save();
			$refunds[] = $refund->get_id();
		}
		$page = self::pages()->refunds( self::$from, self::$to, null, 1 );
		self::assertSame( array( $refunds[1] ), array_column( $page, 'id' ) );
		$page = self::pages()->refunds( self::$from, self::$to, $page[0], 5 );
		self::assertSame( array( $refunds[2] ), array_column( $page, 'id' ) );
	}

	public function test_orders_since_are_counted(): void {
		$this->order_of( 'completed', self::$from - 1 );
		$before = self::pages()->count( array( 'completed', 'processing' ), self::$from );
		$this->order_of( 'completed', self::$from );
		$this->order_of( 'processing', self::$from + 5 );
		$this->order_of( 'cancelled', self::$from + 5 );

		self::assertSame( $before + 2, self::pages()->count( array( 'completed', 'processing' ), self::$from ) );
		self::assertSame( 0, self::pages()->count( array(), self::$from ) );
	}

	/** A sort of the whole period for each page would grow with the shop. */
	public function test_a_page_is_read_from_the_index_that_woocommerce_sorts_by(): void {
		global $wpdb;
		$this->order_of( 'completed', self::$from );
		$seen = array();
		$this->hook(
			'query',
			static function ( $sql ) use ( &$seen ) {
				if ( str_contains( $sql, 'streams' ) ) {
					$seen[] = $sql;
				}
				return $sql;
			}
		);
		self::walk( array( 'completed' ), 5 );
		$keys = array_filter( array_column( $wpdb->get_results( "EXPLAIN $seen[0]", ARRAY_A ), 'key' ) );
		// In a small shop it may take two indexes together.
		self::assertNotSame( array(), $keys );
		foreach ( $keys as $key ) {
			self::assertStringContainsString( 'date', $key );
		}
	}
}
