<?php
/**
 * The filter of the list of orders over a long past (13.6): it shows the right orders, and reads few rows.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\OrderForms;
use WcAccounting\Admin\OrdersList;
use WcAccounting\Admin\StatusView;
use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\OrdersInView;
use WcAccounting\Delivery\Status;

/**
 * A plain filter in PHP over all rows says what is right; the server's own counters say what was read.
 *
 * @group woocommerce
 */
final class OrdersInViewTest extends ShopTestCase {

	/** Orders of other tests come before. */
	private const BEFORE = 1000000;

	private const VIEWS = array(
		Status::VIEW_SUCCESS,
		Status::VIEW_RETRYING,
		Status::VIEW_FAILED,
		Status::VIEW_ASIDE,
		Status::VIEW_CHANGED,
		Status::VIEW_DIFFERS,
		OrdersInView::WITHOUT,
	);

	/** So many orders that a scan of them, or of their deliveries, cannot be taken for anything else. */
	private const MANY = 10000;

	/** Rows that a page and its count may read of MANY and of the few thousand orders of other tests; of a million it would be as many. */
	private const MOST_READ = 6000;

	/** How many are found, and in how many is looked, where there are MANY. */
	private const LISTED = 50;
	private const LOOKED = 100;

	protected function tearDown(): void {
		( new OrdersSeed( self::BEFORE ) )->clear();
		parent::tearDown();
	}

	// --- The right orders ---------------------------------------------------------------------------------------------

	/** @dataProvider views */
	public function test_a_view_has_its_orders_the_newest_first( string $view ): void {
		self::seed( 400 );
		$in_view = self::in_view( 5000, 20000 );

		$found = $this->listed( $in_view, $view );

		self::assertNotSame( array(), $found );
		self::assertSame( self::expected( $view ), $found );
		self::assertTrue( $in_view->is_complete() );
	}

	/** @dataProvider views */
	public function test_of_many_it_has_the_newest_and_says_that_they_are_not_all( string $view ): void {
		self::seed( 3000 );
		$in_view  = self::in_view( 5, 60 );
		$expected = self::expected( $view );

		$found = $this->listed( $in_view, $view );

		self::assertNotSame( array(), $found );
		self::assertSame( array(), array_diff( $found, $expected ), 'only orders in the view' );
		self::assertLessThanOrEqual( 2 * 5, count( $found ) );
		self::assertContains( self::newest( $view, $expected ), $found, 'the newest' );
		self::assertFalse( $in_view->is_complete() );
	}

	/** @dataProvider views */
	public function test_a_list_that_is_narrowed_already_has_its_own_orders_however_old( string $view ): void {
		self::seed( 3000 );
		$in_view  = self::in_view( 40, 400 );
		$oldest   = array_slice( self::expected( $view ), -3 );
		$last     = get_date_from_gmt( self::created( $oldest[0] ) );
		$narrowed = array( 'date_before' => $last );

		$found = $this->listed( $in_view, $view, $narrowed );

		self::assertSame( array(), array_diff( $oldest, $found ) );
		self::assertSame( array(), array_diff( $found, self::expected( $view ) ) );
	}

	public function test_where_our_table_cannot_be_read_the_page_goes_on_and_shows_none(): void {
		self::seed( 20 );
		$in_view = self::in_view( 5, 60 );
		$this->hook( 'query', static fn ( $sql ) => str_replace( 'wc_accounting_deliveries', 'wc_accounting_gone', (string) $sql ) );
		$GLOBALS['wpdb']->suppress_errors( true );
		try {
			self::assertSame( array(), $this->listed( $in_view, Status::VIEW_FAILED ) );
			self::assertFalse( $in_view->is_complete() );
		} finally {
			$GLOBALS['wpdb']->suppress_errors( false );
		}
	}

	public function test_the_list_says_beside_the_filter_when_not_all_were_looked_through(): void {
		self::seed( 400 );
		$print = function ( OrdersInView $in_view ): string {
			$this->listed( $in_view, OrdersInView::WITHOUT );
			ob_start();
			$show = fn () => $this->print_filter( 'shop_order' );
			$show->call( self::orders_list( $in_view ) );
			return (string) ob_get_clean();
		};

		self::assertStringContainsString( 'Not all orders were looked through.', $print( self::in_view( 5, 60 ) ) );
		self::assertStringNotContainsString( 'Not all orders were looked through.', $print( self::in_view( 5000, 20000 ) ) );
	}

	// --- Few rows -----------------------------------------------------------------------------------------------------

	/** All at once: making so many takes longer than asking for them. */
	public function test_no_view_reads_more_when_there_are_more(): void {
		self::seed( self::MANY );
		foreach ( self::VIEWS as $view ) {
			foreach ( array( array(), array( 'status' => 'wc-completed' ), array( 'status' => 'wc-on-hold' ) ) as $narrowed ) {
				$in_view = self::in_view( self::LISTED, self::LOOKED );
				self::sql( 'FLUSH STATUS' );
				$this->listed( $in_view, $view, $narrowed, 20 );
				$read = (int) array_sum( array_column( self::sql( "SHOW SESSION STATUS LIKE 'Handler\\_read%'" ), 'Value' ) );
				self::assertLessThan( self::MOST_READ, $read, $view . ' ' . implode( $narrowed ) );
			}
		}
	}

	public function test_of_many_orders_the_newest_are_met_from_the_end_of_their_table(): void {
		self::seed( self::MANY );
		$looked = array();
		$this->hook(
			'query',
			static function ( $sql ) use ( &$looked ) {
				if ( str_contains( (string) $sql, ') newest' ) ) {
					$looked[] = (string) $sql;
				}
				return $sql;
			}
		);
		$this->listed( self::in_view( self::LISTED, 2000 ), OrdersInView::WITHOUT, array(), 20 );
		$steps = array_column( self::explain( $looked[0] ), null, 'table' );
		$step  = $steps[ self::is_in_tables() ? $GLOBALS['wpdb']->prefix . 'wc_orders' : $GLOBALS['wpdb']->posts ];
		self::assertSame( 'PRIMARY', $step['key'] );
		self::assertStringNotContainsString( 'filesort', (string) $step['Extra'] );
	}

	// --- Making and asking --------------------------------------------------------------------------------------------

	/** @return array<string, array{0: string}> */
	public static function views(): array {
		return array_combine( self::VIEWS, array_map( static fn ( string $view ): array => array( $view ), self::VIEWS ) );
	}

	private static function seed( int $orders ): void {
		global $wpdb;
		( new OrdersSeed( self::BEFORE ) )->fill( $orders );
		( new TransactionsSeed( "{$wpdb->prefix}wc_accounting_deliveries", self::BEFORE ) )->fill( TransactionsSeed::BUSY, 2 * $orders );
	}

	private static function in_view( int $listed, int $looked_through ): OrdersInView {
		return new OrdersInView( new Database(), new Account( 'kledo' ), $listed, $looked_through );
	}

	private static function orders_list( OrdersInView $in_view ): OrdersList {
		$plugin = self::plugin();
		return new OrdersList(
			$plugin->connector->description(),
			$plugin->store,
			$plugin->orders,
			$plugin->order_actions,
			new OrderForms( $plugin->connector->description(), $plugin->orders, $plugin->order_actions ),
			$in_view,
			new StatusView( $plugin->connector->description(), $plugin->messages )
		);
	}

	private static function is_in_tables(): bool {
		return 'posts' !== getenv( 'STORAGE' );
	}

	/**
	 * Ids as the list of orders asks for them, sorted by date; of those that were made here.
	 *
	 * @param array{status?: string, date_before?: string} $narrowed What a person has chosen beside our filter.
	 * @return list<int>
	 */
	private function listed( OrdersInView $in_view, string $view, array $narrowed = array(), int $limit = -1 ): array {
		global $wpdb;
		wp_cache_flush();
		$status = (array) ( $narrowed['status'] ?? array_keys( wc_get_order_statuses() ) );
		if ( self::is_in_tables() ) {
			$narrow = static function ( $clauses, $query ) use ( $in_view, $view, $narrowed ) {
				$table = $query->get_table_name( 'orders' );
				if ( isset( $narrowed['date_before'] ) ) {
					$clauses['where'] .= " AND $table.date_created_gmt <= '" . get_gmt_from_date( $narrowed['date_before'] ) . "'";
				}
				return $in_view->narrow( $clauses, $view, $table, "$table.id" );
			};
			add_filter( 'woocommerce_orders_table_query_clauses', $narrow, 10, 2 );
			$found = wc_get_orders(
				array(
					'type'     => 'shop_order',
					'status'   => $status,
					'orderby'  => 'date',
					'order'    => 'DESC',
					'limit'    => $limit,
					'paginate' => $limit > 0,
					'return'   => 'ids',
				)
			);
			remove_filter( 'woocommerce_orders_table_query_clauses', $narrow );
			$found = is_object( $found ) ? $found->orders : $found;
		} else {
			$narrow = static function ( $clauses ) use ( $in_view, $view, $narrowed, $wpdb ) {
				if ( isset( $narrowed['date_before'] ) ) {
					$clauses['where'] .= " AND $wpdb->posts.post_date <= '{$narrowed['date_before']}'";
				}
				return $in_view->narrow( $clauses, $view, $wpdb->posts, "$wpdb->posts.ID" );
			};
			add_filter( 'posts_clauses', $narrow );
			$found = ( new \WP_Query(
				array(
					'post_type'      => 'shop_order',
					'post_status'    => $status,
					'posts_per_page' => $limit,
					'fields'         => 'ids',
				)
			) )->posts;
			remove_filter( 'posts_clauses', $narrow );
		}
		return array_values( array_filter( array_map( 'intval', $found ), static fn ( int $id ): bool => $id > self::BEFORE ) );
	}

	/** When an order was made, in Greenwich. */
	private static function created( int $id ): string {
		global $wpdb;
		return self::is_in_tables()
			? (string) $wpdb->get_var( "SELECT date_created_gmt FROM {$wpdb->prefix}wc_orders WHERE id = $id" )
			: (string) $wpdb->get_var( "SELECT post_date_gmt FROM $wpdb->posts WHERE ID = $id" );
	}

	/**
	 * @return list<int> Ids of the orders in a view, the newest first.
	 */
	private static function expected( string $view ): array {
		global $wpdb;
		$table = self::is_in_tables() ? "{$wpdb->prefix}wc_orders" : $wpdb->posts;
		$type  = self::is_in_tables() ? 'type' : 'post_type';
		$made  = self::is_in_tables() ? 'date_created_gmt' : 'post_date_gmt';
		$sql   = "SELECT id FROM $table WHERE id > " . self::BEFORE . " AND $type = 'shop_order' ORDER BY $made DESC, id DESC";
		$all   = array_map( 'intval', $wpdb->get_col( $sql ) );
		$found = array();
		$known = array();
		foreach ( array_map( Delivery::from_row( ... ), self::rows() ) as $delivery ) {
			$known[ $delivery->order_id ] = true;
			if ( self::is_of( $view, $delivery ) ) {
				$found[ $delivery->order_id ] = true;
			}
		}
		return array_values(
			OrdersInView::WITHOUT === $view
				? array_filter( $all, static fn ( int $id ): bool => ! isset( $known[ $id ] ) )
				: array_filter( $all, static fn ( int $id ): bool => isset( $found[ $id ] ) )
		);
	}

	/**
	 * The one of these that a person would miss first: the newest, or that which changed last.
	 *
	 * @param list<int> $orders
	 */
	private static function newest( string $view, array $orders ): int {
		$changed = array_column( self::rows(), 'changed_at', 'order_id' );
		arsort( $changed );
		return Status::VIEW_CHANGED === $view ? (int) array_key_first( $changed ) : max( $orders );
	}

	private static function is_of( string $view, Delivery $delivery ): bool {
		return match ( $view ) {
			Status::VIEW_CHANGED => null !== $delivery->changed_at,
			// As TransactionsSeed has it.
			Status::VIEW_DIFFERS => Status::Confirmed === $delivery->status && 7 === $delivery->id % 100,
			default => $delivery->status->view() === $view,
		};
	}
}
