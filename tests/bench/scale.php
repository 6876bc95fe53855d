<?php
/**
 * Measures what is asked of the database of a large shop, a page or a step at a time. See scale.sh.
 *
 * scale.php ORDERS RUNS LIMIT_MS LIMIT_KIB VERBOSE
 */

declare(strict_types=1);

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\BookStore;
use WcAccounting\Delivery\Counters;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Flags;
use WcAccounting\Delivery\Glance;
use WcAccounting\Delivery\MonthStore;
use WcAccounting\Delivery\OrdersInView;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;
use WcAccounting\Order\ChangedOrders;
use WcAccounting\Order\OrderPages;
use WcAccounting\Order\Orders;
use WcAccounting\Shell;
use WcAccounting\Tests\OrdersSeed;
use WcAccounting\Tests\TransactionsSeed;
use WcAccounting\Watch\Metrics;
use WcAccounting\Watch\Troubles;

define( 'SAVEQUERIES', true );
// The screens are there in wp-admin only.
define( 'WP_ADMIN', true );
require getenv( 'SITE_PATH' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
require dirname( __DIR__ ) . '/wordpress/support/TransactionsSeed.php';
require dirname( __DIR__ ) . '/wordpress/support/OrdersSeed.php';

/** Rows of a page of WordPress's lists, and orders of a step of our own walks. */
const ROWS = 20;
const STEP = 200;

/** What most servers have that nobody has tuned. */
const BUFFER_POOL = 128 * 1024 * 1024;

list( , $orders, $runs, $limit_ms, $limit_kib, $verbose ) = array_map( 'intval', $argv );

/** A statement that must not fail. */
function sql( string $sql ): array {
	global $wpdb;
	$rows = (array) $wpdb->get_results( $sql, ARRAY_A );
	if ( '' !== $wpdb->last_error ) {
		throw new RuntimeException( $wpdb->last_error );
	}
	return $rows;
}

// --- The list of orders ---------------------------------------------------------------------------------------------------

/** As WooCommerce, or WordPress, asks for a page of the list of orders and counts it. */
function list_of_orders( string $state, array $statuses, int $page ): void {
	// Only the screen's own query is narrowed, by what is in the address.
	$_GET['wc_accounting_kledo_state'] = $state;
	if ( 'posts' === getenv( 'STORAGE' ) ) {
		$GLOBALS['pagenow']      = 'edit.php';
		$GLOBALS['wp_the_query'] = new WP_Query();
		$GLOBALS['wp_the_query']->query(
			array(
				'post_type'      => 'shop_order',
				'post_status'    => $statuses,
				'posts_per_page' => ROWS,
				'paged'          => $page,
				'orderby'        => 'date',
				'order'          => 'DESC',
				'fields'         => 'ids',
			)
		);
		return;
	}
	wc_get_orders(
		apply_filters(
			'woocommerce_order_list_table_prepare_items_query_args',
			array(
				'limit'    => ROWS,
				'page'     => $page,
				'paginate' => true,
				'type'     => 'shop_order',
				'status'   => $statuses,
				'orderby'  => 'date',
				'order'    => 'DESC',
				'return'   => 'ids',
			)
		)
	);
}

/** @return array<string, array{0: Closure, 1: Closure}> Each choice of the filter beside the list without it. */
function lists(): array {
	$all   = array_values( array_diff( array_keys( wc_get_order_statuses() ), array( 'wc-checkout-draft' ) ) );
	$views = array(
		Status::VIEW_SUCCESS,
		Status::VIEW_RETRYING,
		Status::VIEW_FAILED,
		Status::VIEW_ASIDE,
		Status::VIEW_CHANGED,
		Status::VIEW_DIFFERS,
		OrdersInView::WITHOUT,
	);
	$cases = array();
	foreach ( $views as $view ) {
		$cases[ "orders: $view" ]            = array( $view, $all, 1 );
		$cases[ "orders: $view, completed" ] = array( $view, array( 'wc-completed' ), 1 );
	}
	$cases[ 'orders: success, page 100' ] = array( Status::VIEW_SUCCESS, $all, 100 );
	$cases[ 'orders: success, on hold' ]  = array( Status::VIEW_SUCCESS, array( 'wc-on-hold' ), 1 );
	return array_map(
		static fn ( array $case ): array => array(
			static fn () => list_of_orders( ...$case ),
			static fn () => list_of_orders( '', $case[1], $case[2] ),
		),
		$cases
	);
}

// --- Screens of ours ------------------------------------------------------------------------------------------------------

/** @return array<string, array{0: Closure, 1: string}> */
function screens( Account $account, int $orders ): array {
	global $wpdb;
	$database     = new Database();
	$transactions = new Transactions( $database, $account );
	$store        = new Store( $database, $account );
	$books        = new BookStore( $database, $account );
	$rows         = "SELECT * FROM {$wpdb->prefix}wc_accounting_deliveries ORDER BY id DESC LIMIT ";
	$week         = time() - 30 * DAY_IN_SECONDS;
	$steps        = array(
		'each page of wp-admin'      => array(
			static fn () => ( new Glance( $database, $account, Shell::runtime( 'kledo' )->logger ) )->failed(),
			$rows . 1,
		),
		'column of the orders list'  => array(
			static fn ( int $turn ) => array_map(
				static fn ( int $row ) => $store->find_of_order( 100 + 3 * ( $orders - ROWS * $turn - $row ) ),
				range( 1, ROWS )
			),
			$rows . 2 * ROWS,
		),
		'overview: by day'           => array( static fn () => $transactions->by_day( $week, 0 ), $rows . ROWS ),
		'overview: oldest waiting'   => array( static fn () => $transactions->oldest_waiting(), $rows . 1 ),
		'overview: other companies'  => array( static fn () => $transactions->of_other_companies( 1000 ), $rows . 1 ),
		'books: latest ten'          => array( static fn () => $books->latest( 10 ), $rows . 10 ),
	);
	foreach ( array( '', 'success', 'failed', 'retrying', 'not_sent', 'changed', 'differs' ) as $view ) {
		$filter = new TransactionFilter( $view );
		$name   = 'transactions: ' . ( '' === $view ? 'all' : $view );

		$steps[ $name ]              = array(
			static fn () => $transactions->find( $filter, 'created', true, ROWS, 0 ),
			$rows . ROWS,
		);
		$steps[ "$name, their number" ] = array( static fn () => $transactions->count( $filter, 10001 ), $rows . ROWS );
	}
	return $steps;
}

/** @return array<string, array{0: Closure, 1: string}> What watches the shop: a scrape, and what a run of cron looks for. */
function watching(): array {
	global $wpdb;
	$database = new Database();
	$runtime  = Shell::runtime( 'kledo' );
	$rows     = "SELECT * FROM {$wpdb->prefix}wc_accounting_deliveries ORDER BY id DESC LIMIT ";
	// Something was counted, and something failed since.
	$runtime->counters->count( Counters::FAILURES, 'invoice' );
	$runtime->counters->took( Counters::DELIVERY, 60000, 'invoice' );
	$runtime->counters->flush();
	return array(
		'metrics: a scrape' => array(
			static fn () => ( new Metrics( array( 'kledo' => $runtime ), $database, $runtime->logger ) )->text(),
			$rows . 20,
		),
		'digest: what is wrong' => array( static fn () => ( new Troubles( array( $runtime ) ) )->all( array() ), $rows . 20 ),
	);
}

/** @return array<string, array{0: Closure, 1: string}> Steps of the page of a month, a day and a document at a time. */
function month( Account $account ): array {
	global $wpdb;
	$store = new MonthStore( new Database(), $account );
	$rows  = "SELECT * FROM {$wpdb->prefix}wc_accounting_deliveries ORDER BY id DESC LIMIT " . STEP;
	$day   = static fn ( int $turn ): string => gmdate( 'Y-m-d', time() - ( 20 + $turn ) * DAY_IN_SECONDS );
	return array(
		'month: what there is of a day' => array(
			static fn ( int $turn ) => $store->streams( $day( $turn ), array( 'order', 'invoice' ) ),
			$rows,
		),
		'month: sums of a day'          => array( static fn ( int $turn ) => $store->sums( $day( $turn ), 'invoice', 0, STEP ), $rows ),
		'month: what differs in a day'  => array(
			static fn ( int $turn ) => $store->differing( $day( $turn ), 'invoice', 0, PHP_INT_MAX ),
			$rows,
		),
		'month: prefixes of a day'      => array( static fn ( int $turn ) => $store->prefixes( $day( $turn ), 'invoice', 0, STEP ), $rows ),
		'month: what failed in a day'   => array(
			static fn ( int $turn ) => $store->page( $day( $turn ), 'invoice', Status::Failed, 0, STEP ),
			$rows,
		),
	);
}

// --- The queue and the sweep ----------------------------------------------------------------------------------------------

/** @return array<string, array{0: Closure, 1: string}> */
function queue( Account $account, int $orders ): array {
	global $wpdb;
	$database = new Database();
	$store    = new Store( $database, $account );
	$flags    = new Flags( $database, $account );
	$books    = new BookStore( $database, $account );
	$rows     = "SELECT * FROM {$wpdb->prefix}wc_accounting_deliveries ORDER BY id DESC LIMIT ";
	$order    = static fn ( int $number ): int => 100 + 3 * $number;
	$saved    = static fn ( int $turn ): array => array_map( $order, range( 1 + 20 * $turn, 20 + 20 * $turn ) );
	$to_see   = array( Status::Failed, Status::Confirmed );
	return array(
		'queue: claim 16'               => array(
			static function () use ( $store ): void {
				$store->release( $store->claim( 16, 60 ) );
			},
			$rows . 16,
		),
		'queue: claim for approval'     => array(
			static fn () => $store->release( $store->claim_those_that_wait_for_approval( 50, 60 ) ),
			$rows . 50,
		),
		'queue: when is something due'  => array( static fn () => $store->next_due(), $rows . 1 ),
		'queue: flag orders'            => array( static fn ( int $turn ) => $flags->flag_orders( $saved( $turn ), 0, true ), $rows . 40 ),
		'queue: oldest flagged'         => array( static fn () => $flags->oldest( $to_see, 20 ), $rows . 20 ),
		'books: to be read'             => array( static fn () => $books->due( 20 ), $rows . 20 ),
		'report: counts of statuses'    => array( static fn () => $store->counts(), $rows . 1 ),
	);
}

/** @return array<string, array{0: Closure, 1: string}> */
function sweep( Account $account, int $number ): array {
	$database = new Database();
	$orders   = new Orders();
	$pages    = new OrderPages( $database );
	$changed  = new ChangedOrders( $database );
	$store    = new Store( $database, $account );
	$sent     = array( 'processing', 'completed' );
	$since    = time() - 7 * DAY_IN_SECONDS;
	$moment   = (string) Database::datetime( time() - 547 * DAY_IN_SECONDS );
	$middle   = array( 'moment' => $moment, 'id' => 100 + intdiv( 3 * $number, 2 ) );
	$step     = static function ( array $step, string $document ) use ( $store ): array {
		array() === $step['ids'] || $store->known_subjects( $document, $step['ids'] );
		return null === $step['next'] ? array() : array( $step['next'] );
	};
	return array(
		'sweep: a step'               => array(
			walk( static fn ( ?array $after ) => $step( $changed->orders( $sent, $since, $after, STEP ), 'invoice' ), null ),
			plain_page(),
		),
		'sweep: a step of long ago'   => array(
			walk( static fn ( ?array $after ) => $step( $changed->orders( $sent, 0, $after, STEP ), 'invoice' ), $middle ),
			plain_page(),
		),
		'sweep: a step of refunds'    => array(
			walk( static fn ( ?array $after ) => $step( $changed->refunds( 0, $after, STEP ), 'credit_note' ), $middle ),
			plain_page(),
		),
		'start day: newest order'     => array( static fn () => $orders->newest(), plain_page() ),
		'start day: open orders'      => array( static fn () => $orders->open_before( time(), 1000 ), plain_page() ),
		'start day: orders of a week' => array( static fn () => $pages->count( $sent, $since ), plain_page() ),
	);
}

/** As many ids as a step has. */
function plain_page(): string {
	global $wpdb;
	return 'posts' === getenv( 'STORAGE' )
		? "SELECT ID FROM $wpdb->posts ORDER BY ID LIMIT " . STEP
		: "SELECT id FROM {$wpdb->prefix}wc_orders ORDER BY id LIMIT " . STEP;
}

// --- Walking through old orders -------------------------------------------------------------------------------------------

/**
 * Pages one after another from some place on.
 *
 * @param Closure(?array): array $page The page after that place.
 * @param ?array                 $from
 */
function walk( Closure $page, ?array $from ): Closure {
	return static function ( int $turn ) use ( $page, $from, &$after ): void {
		$after = 0 === $turn ? $from : $after;
		$found = $page( $after );
		$after = array() === $found ? $from : end( $found );
	};
}

/** @return array<string, array{0: Closure, 1: string}> */
function walks(): array {
	$pages   = new OrderPages( new Database() );
	$all     = array( 'pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded', 'failed' );
	$days    = static fn ( int $days ): int => time() - $days * DAY_IN_SECONDS;
	$periods = array(
		'everything' => array( 0, time() + DAY_IN_SECONDS, array( 'beginning' => null, 'middle' => $days( 547 ), 'end' => $days( 12 ) ) ),
		'a month'    => array( $days( 60 ), $days( 30 ), array( 'beginning' => null, 'middle' => $days( 45 ), 'end' => $days( 31 ) ) ),
	);
	$steps   = array();
	foreach ( $periods as $period => list( $from, $to, $places ) ) {
		foreach ( $places as $place => $after ) {
			$start = null === $after ? null : array( 'created' => (string) Database::datetime( $after ), 'id' => 0 );
			foreach ( array( 'completed' => array( 'completed' ), 'any status' => $all ) as $name => $statuses ) {
				$steps[ "old orders: $period, $place, $name" ] = array(
					walk( static fn ( ?array $after ): array => $pages->orders( $statuses, $from, $to, $after, STEP ), $start ),
					plain_page(),
				);
			}
		}
	}
	$steps['old refunds: everything'] = array(
		walk( static fn ( ?array $after ): array => $pages->refunds( 0, time(), $after, STEP ), null ),
		plain_page(),
	);
	return $steps;
}

// --- Measuring ------------------------------------------------------------------------------------------------------------

/**
 * One step, as a page of its own would do it: without what the one before has left in memory.
 *
 * @return list<array{0: string, 1: float}> Statements, and milliseconds of each.
 */
function statements( Closure|string $step, int $turn ): array {
	global $wpdb;
	wp_cache_flush();
	$wpdb->queries = array();
	is_string( $step ) ? sql( $step ) : $step( $turn );
	// Options are read by every page, whatever it is about.
	$asked = array_filter( $wpdb->queries, static fn ( array $query ): bool => ! str_contains( $query[0], $wpdb->options ) );
	return array_values( array_map( static fn ( array $query ): array => array( $query[0], 1000 * $query[1] ), $asked ) );
}

function middle( array $values ): float {
	sort( $values );
	return $values[ intdiv( count( $values ), 2 ) ];
}

/** How much more memory fifty steps take than one, KiB. */
function growth( Closure $step ): int {
	$peak = static function ( int $steps ) use ( $step ): int {
		gc_collect_cycles();
		$before = memory_get_usage();
		memory_reset_peak_usage();
		for ( $turn = 0; $turn < $steps; $turn++ ) {
			statements( $step, $turn );
		}
		return memory_get_peak_usage() - $before;
	};
	$one = $peak( 1 );
	return intdiv( max( 0, $peak( 50 ) - $one ), 1024 );
}

/**
 * @return array{
 *     ours: float, least: float, plain: float, queries: int, slowest: float, kib: int, statements: list<array{0: string, 1: float}>
 * }
 */
function measure( Closure $ours, Closure|string $plain, int $runs ): array {
	$times   = array();
	$slowest = array();
	$arms    = array( 'ours' => $ours, 'plain' => $plain );
	array_map( static fn ( $arm ) => statements( $arm, 0 ), $arms );
	for ( $run = 0; $run < $runs; $run++ ) {
		$names = array_keys( $arms );
		shuffle( $names );
		foreach ( $names as $name ) {
			$asked            = statements( $arms[ $name ], $run );
			$times[ $name ][] = array_sum( array_column( $asked, 1 ) );
			if ( 'ours' === $name ) {
				$last      = $asked;
				$slowest[] = array() === $asked ? 0.0 : max( array_column( $asked, 1 ) );
			}
		}
	}
	return array(
		'ours'       => middle( $times['ours'] ),
		'least'      => min( $times['ours'] ),
		'plain'      => middle( $times['plain'] ),
		'queries'    => count( $last ),
		'slowest'    => middle( $slowest ),
		'kib'        => growth( $ours ),
		'statements' => $last,
	);
}

// ----------------------------------------------------------------------------------------------------------------------------

$pool = (int) sql( 'SELECT @@innodb_buffer_pool_size AS size' )[0]['size'];
register_shutdown_function( static fn () => sql( "SET GLOBAL innodb_buffer_pool_size = $pool" ) );
sql( 'SET GLOBAL innodb_buffer_pool_size = ' . BUFFER_POOL );

$seconds  = ( new OrdersSeed() )->fill( $orders );
$seconds += ( new TransactionsSeed( "{$wpdb->prefix}wc_accounting_deliveries" ) )->fill( TransactionsSeed::BUSY, 2 * $orders );
printf(
	"%s orders in %s, %s deliveries, made in %.0f s\n",
	number_format( $orders * 11 / 10 ),
	'posts' === getenv( 'STORAGE' ) ? 'posts' : 'tables',
	number_format( 2 * $orders ),
	$seconds
);

wp_set_current_user( 1 );
set_current_screen( 'posts' === getenv( 'STORAGE' ) ? 'edit-shop_order' : 'woocommerce_page_wc-orders' );
$account = new Account( 'kledo' );
$steps   = array(
	...lists(),
	...screens( $account, $orders ),
	...month( $account ),
	...queue( $account, $orders ),
	...watching(),
	...sweep( $account, $orders ),
	...walks(),
);

$over = array();
printf(
	"  %-44s %8s %8s %8s %8s %8s %8s %10s\n",
	'a page or a step',
	'ms',
	'at best',
	'slowest',
	'queries',
	'plain',
	'ratio',
	'memory KiB'
);
foreach ( $steps as $name => list( $ours, $plain ) ) {
	$measured = measure( $ours, $plain, $runs );
	printf(
		"  %-44s %8.1f %8.1f %8.1f %8d %8.1f %8.2f %10d\n",
		$name,
		$measured['ours'],
		$measured['least'],
		$measured['slowest'],
		$measured['queries'],
		$measured['plain'],
		$measured['ours'] / max( 0.01, $measured['plain'] ),
		$measured['kib']
	);
	$is_slow = $measured['least'] > $limit_ms;
	if ( $is_slow || $measured['kib'] > $limit_kib ) {
		$over[] = $name;
	}
	foreach ( $verbose ? $measured['statements'] : array() as list( $statement, $ms ) ) {
		printf( "      %8.1f %s\n", $ms, substr( (string) preg_replace( '/\s+/', ' ', $statement ), 0, 300 ) );
	}
}
printf( "whole; %d steps, %d of them over %d ms or %d KiB", count( $steps ), count( $over ), $limit_ms, $limit_kib );
echo array() === $over ? "\n" : ': ' . implode( '; ', $over ) . "\n";
exit( array() === $over ? 0 : 1 );
