<?php
/**
 * The list of transactions over a long past: it shows the right rows, and reads few.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Schema;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;

/**
 * A plain filter in PHP over all rows says what is right; the server's own counters and EXPLAIN say what was read. There is a
 * small case of each, and a large one that takes minutes.
 *
 * @group load
 */
final class TransactionsSqlTest extends ShopTestCase {

	private const SEARCHED_VIEWS = array( '', Status::VIEW_SUCCESS, Status::VIEW_FAILED, Status::VIEW_RETRYING );

	private const VIEWS = array( ...self::SEARCHED_VIEWS, Status::VIEW_CHANGED, Status::VIEW_DIFFERS );

	private const SORTS = array( 'created', 'order', 'type', 'status', 'attempts', 'next' );

	/** So many that a scan of the table or of an index cannot be taken for anything else. */
	private const MANY = 20000;

	/** How many rows a query may read of MANY; of a million it would be as many. */
	private const MOST_READ = 2500;

	/** Rows of a page, rows that are counted and paged through, and rows that a text is searched for in. */
	private const PAGE     = 5;
	private const COUNTED  = 50;
	private const SEARCHED = 50;

	/** @var array<int, string> Id => last error. */
	private static array $errors = array();

	// --- The right rows -----------------------------------------------------------------------------------------------

	/**
	 * @dataProvider distributions
	 */
	public function test_each_view_filter_and_sort_gives_the_rows_that_fit_in_order_and_each_once( string $distribution ): void {
		$this->give_the_rows_that_fit( $distribution, 400 );
	}

	/**
	 * @group long
	 * @dataProvider distributions
	 */
	public function test_each_view_filter_and_sort_gives_the_rows_that_fit_of_two_thousand( string $distribution ): void {
		$this->give_the_rows_that_fit( $distribution, 2000 );
	}

	private function give_the_rows_that_fit( string $distribution, int $rows ): void {
		$all          = self::seed( $distribution, $rows );
		$transactions = self::transactions( $rows );
		foreach ( self::filters( $all ) as $name => $filter ) {
			$fitting = array_values( array_filter( $all, static fn ( Delivery $delivery ): bool => self::fits( $delivery, $filter ) ) );
			self::assertSame( count( $fitting ), $transactions->count( $filter, 5000 ), $name );
			foreach ( self::SORTS as $sort ) {
				foreach ( array( true, false ) as $descending ) {
					self::assertSame(
						self::sorted( $fitting, $sort, $descending ),
						self::paged( $transactions, $filter, $sort, $descending, intdiv( $rows, 3 ) ),
						"$name by $sort"
					);
				}
			}
		}
	}

	public function test_counting_ends_where_it_is_told_to(): void {
		$all = self::seed( TransactionsSeed::HOSTILE, 2000 );
		foreach ( self::filters( $all ) as $name => $filter ) {
			$fitting = array_filter( $all, static fn ( Delivery $delivery ): bool => self::fits( $delivery, $filter ) );
			self::assertSame( min( 7, count( $fitting ) ), self::transactions( 2000 )->count( $filter, 7 ), $name );
		}
	}

	public function test_a_search_for_a_text_says_where_it_ended_and_goes_on_there(): void {
		$all          = self::seed( TransactionsSeed::HOSTILE, 2000 );
		$transactions = self::transactions( self::SEARCHED );
		foreach ( self::SEARCHED_VIEWS as $view ) {
			$filter = new TransactionFilter( $view, error: 'not known' );
			$fit    = array_filter( $all, static fn ( Delivery $delivery ): bool => self::fits( $delivery, $filter ) );
			$found  = array();
			for ( $windows = 1; ; $windows++ ) {
				array_push( $found, ...self::paged( $transactions, $filter, 'created', true, 20 ) );
				$left_out = $transactions->left_out( $filter );
				if ( null === $left_out ) {
					break;
				}
				$filter = new TransactionFilter( $view, error: 'not known', before: $left_out->id + 1 );
			}
			$searchable = array_filter(
				$all,
				static fn ( Delivery $delivery ): bool => Status::Confirmed !== $delivery->status
					&& self::fits( $delivery, new TransactionFilter( $view ) )
			);
			self::assertSame( self::sorted( $fit, 'created', true ), $found, $view );
			self::assertSame( (int) ceil( count( $searchable ) / self::SEARCHED ), $windows, $view );
		}
	}

	public function test_what_is_confirmed_has_no_error_so_that_it_need_not_be_searched(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'created_answer_lost' ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		self::assertNotNull( self::rows()[0]['last_error'] );
		self::pass( 20 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertNull( self::rows()[0]['last_error'] );
	}

	public function test_what_failed_is_listed_bit_by_bit_for_trying_again(): void {
		$all    = self::seed( TransactionsSeed::HOSTILE, 2000 );
		$failed = array_values(
			array_column( array_filter( $all, static fn ( Delivery $delivery ): bool => Status::Failed === $delivery->status ), 'id' )
		);
		$ids    = array();
		$last   = self::transactions()->last_failed();
		while ( array() !== ( $more = self::transactions()->failed_after( end( $ids ) ?: 0, $last, 150 ) ) ) {
			array_push( $ids, ...$more );
		}
		self::assertSame( $failed, $ids );
		self::assertSame( end( $failed ), $last );
	}

	public function test_the_oldest_that_waits_and_an_empty_table(): void {
		self::assertNull( self::transactions()->oldest_waiting() );
		self::assertSame( 0, self::transactions()->last_failed() );
		self::assertSame( 0, self::transactions()->count( new TransactionFilter( attempts: 1 ), 10 ) );
		self::assertSame( array(), self::transactions()->find( new TransactionFilter( error: 'x' ), 'created', true, 10, 0 ) );

		$all     = self::seed( TransactionsSeed::HEALTHY, 2000 );
		$waiting = array_filter( $all, static fn ( Delivery $delivery ): bool => Status::VIEW_RETRYING === $delivery->status->view() );
		self::assertSame( min( array_column( $waiting, 'created_at' ) ), self::transactions()->oldest_waiting() );
	}

	// --- Few of them --------------------------------------------------------------------------------------------------

	/**
	 * @dataProvider distributions
	 */
	public function test_no_view_filter_or_sort_reads_more_when_there_are_more( string $distribution ): void {
		// Every seventh of them: no view, filter or sort is left out by that.
		$this->read_few( $distribution, 7 );
	}

	/**
	 * @group long
	 * @dataProvider distributions
	 */
	public function test_nothing_at_all_reads_more_when_there_are_more( string $distribution ): void {
		$this->read_few( $distribution, 1 );
	}

	private function read_few( string $distribution, int $every ): void {
		$all   = self::seed( $distribution, self::MANY );
		$place = 0;
		foreach ( self::queries( $all ) as $name => $query ) {
			if ( 0 !== $place++ % $every ) {
				continue;
			}
			list( $read, $statements ) = self::reads( $query );
			self::assertLessThan( self::MOST_READ, $read, $name );
			foreach ( $statements as $statement ) {
				self::assert_uses_indexes( $statement, $name );
			}
		}
	}

	public function test_each_order_has_the_index_that_gives_it(): void {
		self::seed( TransactionsSeed::HOSTILE, self::MANY );
		$transactions = self::transactions();
		$indexes      = array(
			'stream_created'        => array( 'created', null ),
			'stream_order'          => array( 'order', null ),
			'stream_next'           => array( 'next', null ),
			'stream_attempts'       => array( 'attempts', null ),
			'stream_attempts_order' => array( 'order', 2 ),
			'stream_attempts_next'  => array( 'next', 2 ),
		);
		foreach ( $indexes as $index => list( $sort, $attempts ) ) {
			$query      = static fn () => $transactions->find(
				new TransactionFilter( Status::VIEW_SUCCESS, 'order', $attempts ),
				$sort,
				true,
				self::PAGE,
				self::COUNTED
			);
			$statements = self::reads( $query )[1];
			$steps      = self::explain( end( $statements ) );
			self::assertContains( $index, array_column( $steps, 'key' ) );
		}
	}

	public function test_without_its_index_a_sort_would_be_seen_to_read_too_much(): void {
		if ( ! str_contains( self::plugin()->store->server(), 'MariaDB' ) ) {
			self::markTestSkipped( 'MySQL finds another way, so that nothing could be seen.' );
		}
		$all   = self::seed( TransactionsSeed::HOSTILE, self::MANY );
		$query = self::queries( $all )['success, by order desc'];
		try {
			self::sql( 'ALTER TABLE {deliveries} DROP KEY stream_order' );
			self::assertGreaterThan( self::MOST_READ, self::reads( $query )[0] );
		} finally {
			( new Schema( new Database() ) )->install();
		}
		self::assertLessThan( self::MOST_READ, self::reads( $query )[0] );
	}

	/** @return array<string, list<string>> */
	public static function distributions(): array {
		return array(
			'healthy' => array( TransactionsSeed::HEALTHY ),
			'hostile' => array( TransactionsSeed::HOSTILE ),
		);
	}

	// --- What is asked ------------------------------------------------------------------------------------------------

	/**
	 * Each view with each filter.
	 *
	 * @param list<Delivery> $all
	 * @return array<string, TransactionFilter>
	 */
	private static function filters( array $all ): array {
		$some    = $all[ intdiv( count( $all ) * 7, 10 ) ];
		$waiting = array_values( array_filter( $all, static fn ( Delivery $delivery ): bool => null !== $delivery->next_attempt_at ) )[0];
		$day     = array( 'created_on' => wp_date( 'Y-m-d', $some->created_at ) );
		$next    = array( 'next_on' => wp_date( 'Y-m-d', $waiting->next_attempt_at ) );
		$number  = array( 'order_id' => $some->order_id );
		$type    = array( 'document' => 'invoice' );
		$error   = array( 'error' => 'kledo REFUSED' );
		$filters = array(
			array(),
			$type,
			$day,
			$next,
			$number,
			$error,
			$type + $day,
			$type + $next,
			$type + $number,
			$type + $error,
			$day + $error,
			$next + $error,
		);
		foreach ( array( array(), $type, $day, $next, $error, $type + $error ) as $filter ) {
			$filters[] = $filter + array( 'attempts' => 1 );
		}
		array_push(
			$filters,
			array( 'attempts' => 2 ),
			array( 'attempts' => 20 ),
			$type + array( 'attempts' => 20 ),
			array( 'attempts' => 999 ),
			array( 'error' => '%' ),
			array( 'error' => 'no such text' ),
			array( 'document' => 'order' )
		);
		$named = array();
		foreach ( $filters as $filter ) {
			foreach ( self::VIEWS as $view ) {
				$name           = http_build_query( $filter );
				$named[ trim( "$view, $name", ', ' ) ] = new TransactionFilter( ...$filter + array( 'view' => $view ) );
			}
		}
		return $named;
	}

	/**
	 * All that the screens ask the database for.
	 *
	 * @param list<Delivery> $all
	 * @return array<string, \Closure>
	 */
	private static function queries( array $all ): array {
		$transactions = self::transactions( self::SEARCHED );
		$queries      = array(
			'bubble'         => static fn () => $transactions->failed( self::COUNTED ),
			'last failed'    => static fn () => $transactions->last_failed(),
			'failed after'   => static fn () => $transactions->failed_after( self::MANY / 2, self::MANY, 20 ),
			'oldest waiting' => static fn () => $transactions->oldest_waiting(),
			'by day'         => static fn () => $transactions->by_day( time() - 30 * 24 * self::HOUR, 0 ),
		);
		foreach ( self::filters( $all ) as $name => $filter ) {
			$queries[ "$name, counted" ]     = static fn () => $transactions->count( $filter, self::COUNTED );
			$queries[ "$name, searched to" ] = static fn () => $transactions->left_out( $filter );
			foreach ( self::SORTS as $sort ) {
				foreach ( array( 'desc', 'asc' ) as $direction ) {
					$queries[ "$name, by $sort $direction" ]       = static fn () => $transactions->find(
						$filter,
						$sort,
						'desc' === $direction,
						self::PAGE,
						0
					);
					$queries[ "$name, last by $sort $direction" ] = static fn () => $transactions->find(
						$filter,
						$sort,
						'desc' === $direction,
						self::PAGE,
						self::COUNTED - self::PAGE
					);
				}
			}
		}
		return $queries;
	}

	private static function transactions( int $searched = Transactions::MOST_SEARCHED ): Transactions {
		return new Transactions( new Database(), new Account( 'kledo' ), $searched );
	}

	/**
	 * @return list<Delivery>
	 */
	private static function seed( string $distribution, int $rows ): array {
		global $wpdb;
		( new TransactionsSeed( "{$wpdb->prefix}wc_accounting_deliveries" ) )->fill( $distribution, $rows );
		$rows         = self::rows();
		self::$errors = array_filter( array_column( $rows, 'last_error', 'id' ), 'is_string' );
		return array_map( Delivery::from_row( ... ), $rows );
	}

	/**
	 * @return list<int> Ids on all the pages.
	 */
	private static function paged(
		Transactions $transactions,
		TransactionFilter $filter,
		string $sort,
		bool $descending,
		int $limit
	): array {
		$ids = array();
		do {
			$page = $transactions->find( $filter, $sort, $descending, $limit, count( $ids ) );
			array_push( $ids, ...array_column( $page, 'id' ) );
		} while ( count( $page ) === $limit );
		return $ids;
	}

	// --- What is right ------------------------------------------------------------------------------------------------

	private static function fits( Delivery $delivery, TransactionFilter $filter ): bool {
		$is_in = static function ( string $day, ?int $time ): bool {
			return '' === $day || ( null !== $time && wp_date( 'Y-m-d', $time ) === $day );
		};
		$error = self::$errors[ $delivery->id ] ?? '';
		$is_of = match ( $filter->view ) {
			Status::VIEW_CHANGED => null !== $delivery->changed_at,
			// As TransactionsSeed has it.
			Status::VIEW_DIFFERS => Status::Confirmed === $delivery->status && 7 === $delivery->id % 100,
			default => '' === $filter->view || $delivery->status->view() === $filter->view,
		};
		return $is_of
			&& ( '' === $filter->document || $delivery->document === $filter->document )
			&& ( null === $filter->attempts || $delivery->attempts === $filter->attempts )
			&& ( null === $filter->order_id || $delivery->order_id === $filter->order_id )
			&& $is_in( $filter->created_on, $delivery->created_at )
			&& $is_in( $filter->next_on, $delivery->next_attempt_at )
			&& ( '' === $filter->error || false !== stripos( $error, $filter->error ) );
	}

	/**
	 * @param array<Delivery> $deliveries
	 * @return list<int> Their ids in order.
	 */
	private static function sorted( array $deliveries, string $sort, bool $descending ): array {
		$keys = array();
		foreach ( $deliveries as $delivery ) {
			$keys[ $delivery->id ] = array(
				match ( $sort ) {
					'created' => 0,
					'order' => $delivery->order_id,
					'type' => $delivery->document,
					'status' => $delivery->status->value,
					'attempts' => $delivery->attempts,
					'next' => $delivery->next_attempt_at ?? 0,
				},
				$delivery->id,
			);
		}
		uasort( $keys, static fn ( array $one, array $other ): int => ( $one <=> $other ) * ( $descending ? -1 : 1 ) );
		return array_keys( $keys );
	}

	// --- What is read -------------------------------------------------------------------------------------------------

	/**
	 * @return array{0: int, 1: list<string>} Rows that the server read for it, of tables and in between; statements.
	 */
	private static function reads( \Closure $query ): array {
		$statements = array();
		$listen     = static function ( string $statement ) use ( &$statements ): string {
			$statements[] = $statement;
			return $statement;
		};
		self::sql( 'FLUSH STATUS' );
		add_filter( 'query', $listen );
		$query();
		remove_filter( 'query', $listen );
		return array( (int) array_sum( array_column( self::sql( "SHOW SESSION STATUS LIKE 'Handler\\_read%'" ), 'Value' ) ), $statements );
	}

	private static function assert_uses_indexes( string $statement, string $name ): void {
		foreach ( self::explain( $statement ) as $step ) {
			if ( str_contains( (string) $step['table'], 'wc_accounting_deliveries' ) || 'd' === $step['table'] ) {
				self::assertNotNull( $step['key'], "$name: $statement" );
				self::assertNotSame( 'ALL', $step['type'], "$name: $statement" );
				$sorted = str_contains( (string) $step['Extra'], 'filesort' ) ? (int) $step['rows'] : 0;
				self::assertLessThan( self::MOST_READ, $sorted, "$name: $statement" );
			}
		}
	}
}
