<?php
/**
 * Measures all that the Transactions screen asks for, and what its indexes cost whoever writes.
 *
 * transactions.php ROWS RUNS VERBOSE [DISTRIBUTION…]
 */

declare(strict_types=1);

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\Schema;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;
use WcAccounting\Tests\TransactionsSeed;

define( 'SAVEQUERIES', true );
require getenv( 'SITE_PATH' ) . '/wp-load.php';
require dirname( __DIR__ ) . '/wordpress/support/TransactionsSeed.php';

define( 'BEGAN', microtime( true ) );

const COUNTED = 10000;
const PAGE    = 20;
const SORTS   = array( 'created', 'order', 'type', 'status', 'attempts', 'next' );

/** How long a row of the table may spend on what it is compared with. */
const NAIVE_SECONDS = 1;

/** What most servers have that nobody has tuned. */
const BUFFER_POOL = 128 * 1024 * 1024;

/** Indexes that are there for delivering; the others are for the screen. */
const WORK_KEYS = array( 'PRIMARY', 'document_of_subject', 'due', 'of_order', 'lease_token' );

list( , $rows, $runs, $verbose ) = array_map( 'intval', $argv );
$table        = "{$wpdb->prefix}wc_accounting_deliveries";
$transactions = new Transactions( new Database(), new Account( 'kledo' ) );

/** A statement that must not fail. */
function sql( string $sql ): array {
	global $wpdb;
	$rows = (array) $wpdb->get_results( $sql, ARRAY_A );
	if ( '' !== $wpdb->last_error ) {
		throw new RuntimeException( $wpdb->last_error );
	}
	return $rows;
}

// --- Measuring ------------------------------------------------------------------------------------------------------------

/**
 * Median and least SQL time of some runs, and rows read by one.
 *
 * @return array{ms: float, least: float, read: int, result: mixed}
 */
function measure( callable $ask, int $runs ): array {
	global $wpdb;
	$times = array();
	for ( $run = 0; $run < $runs; $run++ ) {
		sql( 'FLUSH STATUS' );
		$wpdb->queries = array();
		$result        = $ask();
		$times[]       = 1000 * array_sum( array_column( $wpdb->queries, 1 ) );
		sort( $times );
	}
	$read = (int) array_sum( array_column( sql( "SHOW SESSION STATUS LIKE 'Handler\\_read%'" ), 'Value' ) );
	return array( 'ms' => $times[ intdiv( count( $times ), 2 ) ], 'least' => $times[0], 'read' => $read, 'result' => $result );
}

/** The median. */
function middle( array $values ): float {
	sort( $values );
	return $values[ intdiv( count( $values ), 2 ) ];
}

/** Median microseconds. */
function median( array $nanoseconds ): float {
	return middle( $nanoseconds ) / 1000;
}

// --- What is asked --------------------------------------------------------------------------------------------------------

/** @return array<string, array<string, int|string>> */
function filters( string $table, int $rows ): array {
	$some  = sql( "SELECT order_id, created_at FROM $table WHERE id = " . intdiv( $rows * 95, 100 ) )[0];
	$next  = sql( "SELECT next_attempt_at FROM $table WHERE next_attempt_at IS NOT NULL LIMIT 1" )[0]['next_attempt_at'];
	$day   = array( 'created_on' => wp_date( 'Y-m-d', strtotime( "{$some['created_at']} UTC" ) ) );
	$next  = array( 'next_on' => wp_date( 'Y-m-d', strtotime( "$next UTC" ) ) );
	$type  = array( 'document' => 'invoice' );
	$error = array( 'error' => 'refused' );
	$rare  = array( 'error' => '#' . ( 100 + 3 * intdiv( $rows, 3 ) ) );
	return array(
		'no filter'           => array(),
		'order'               => array( 'document' => 'order' ),
		'invoice'             => $type,
		'1 attempt'           => array( 'attempts' => 1 ),
		'2 attempts'          => array( 'attempts' => 2 ),
		'20 attempts'         => array( 'attempts' => 20 ),
		'999 attempts'        => array( 'attempts' => 999 ),
		'invoice, 1 attempt'  => $type + array( 'attempts' => 1 ),
		'invoice, 20 attempts' => $type + array( 'attempts' => 20 ),
		'day'                 => $day,
		'day, invoice'        => $day + $type,
		'day, 20 attempts'    => $day + array( 'attempts' => 20 ),
		'next'                => $next,
		'next, invoice'       => $next + $type,
		'next, 1 attempt'     => $next + array( 'attempts' => 1 ),
		'number'              => array( 'order_id' => (int) $some['order_id'] ),
		'number, invoice'     => array( 'order_id' => (int) $some['order_id'] ) + $type,
		'error, common'       => $error,
		'error, rare'         => $rare,
		'error, not there'    => array( 'error' => 'no such text' ),
		'error, older'        => $rare + array( 'before' => intdiv( $rows * 75, 100 ) ),
		'error, invoice'      => $error + $type,
		'error, 20 attempts'  => $error + array( 'attempts' => 20 ),
		'error, day'          => $error + $day,
		'error, next'         => $error + $next,
	);
}

/**
 * The same as anybody would write it first, a count and a page: milliseconds, without any index and with those that the server
 * chooses of all there are. Measured as often as ours, in turn, unless that takes too long: a million rows without an index would be
 * most of an hour.
 *
 * @return array{plain: float, indexed: float}
 */
function naive( TransactionFilter $filter, string $table, int $runs ): array {
	global $wpdb;
	$where = array( '1 = 1' );
	$wanted = array( 'document' => $filter->document, 'attempts' => $filter->attempts, 'order_id' => $filter->order_id );
	foreach ( $wanted as $column => $value ) {
		'' === (string) $value || $where[] = "$column = '$value'";
	}
	foreach ( array( 'created_at' => $filter->created_on, 'next_attempt_at' => $filter->next_on ) as $column => $day ) {
		'' === $day || $where[] = "$column BETWEEN '"
			. implode( "' AND '", array_map( Database::datetime( ... ), TransactionFilter::day( $day ) ) ) . "'";
	}
	'' === $filter->view || $where[]  = "status IN ( '"
		. implode( "', '", array_column( Status::of_view( $filter->view ), 'value' ) ) . "' )";
	'' === $filter->error || $where[] = "last_error LIKE '%" . $wpdb->esc_like( $filter->error ) . "%'";

	$where = 'WHERE ' . implode( ' AND ', $where );
	$keys  = array_unique( array_column( sql( "SHOW INDEX FROM $table WHERE Key_name <> 'PRIMARY'" ), 'Key_name' ) );
	$ask   = static function ( string $hint ) use ( $table, $where ): void {
		sql( "SELECT COUNT(*) FROM $table $hint $where" );
		sql( "SELECT * FROM $table $hint $where ORDER BY attempts DESC, id DESC LIMIT " . PAGE );
	};
	$hints = array(
		'plain'   => 'IGNORE INDEX ( ' . implode( ', ', $keys ) . ' )',
		'indexed' => '',
	);
	$times = array();
	$ends  = microtime( true ) + NAIVE_SECONDS;
	for ( $run = 0; $run < $runs && ( 0 === $run || microtime( true ) < $ends ); $run++ ) {
		$names = array_keys( $hints );
		shuffle( $names );
		foreach ( $names as $name ) {
			$wpdb->queries = array();
			$ask( $hints[ $name ] );
			$times[ $name ][] = 1000 * array_sum( array_column( $wpdb->queries, 1 ) );
		}
	}
	return array_map( static fn ( array $of ): float => middle( $of ), $times );
}

// --- Each view, filter, sort ------------------------------------------------------------------------------------------------

/** @return array<string, array{ms: float, least: float, read: int}> By what was asked. */
function list_queries( Transactions $transactions, TransactionFilter $filter, int $runs ): array {
	$count = measure( static fn () => $transactions->count( $filter, COUNTED + 1 ), $runs );
	$last  = max( 0, intdiv( min( COUNTED, $count['result'] ) - 1, PAGE ) ) * PAGE;
	$done  = array( 'count' => $count );
	'' === $filter->error || $done['searched to'] = measure( static fn () => $transactions->left_out( $filter ), $runs );
	foreach ( SORTS as $sort ) {
		foreach ( array( 'desc', 'asc' ) as $direction ) {
			$page = static fn ( int $offset ) => measure(
				static fn () => $transactions->find( $filter, $sort, 'desc' === $direction, PAGE, $offset ),
				$runs
			);

			$done[ "first page by $sort $direction" ] = $page( 0 );
			if ( $last > 0 ) {
				$done[ "last page by $sort $direction" ] = $page( $last );
			}
		}
	}
	return $done;
}

/** @return array<string, array{ms: float, least: float, read: int}> */
function other_queries( Transactions $transactions, int $rows, int $runs ): array {
	return array(
		'menu bubble'    => measure( static fn () => $transactions->failed( 100 ), $runs ),
		'chart'          => measure( static fn () => $transactions->by_day( time() - 30 * DAY_IN_SECONDS, 7 * HOUR_IN_SECONDS ), $runs ),
		'oldest waiting' => measure( static fn () => $transactions->oldest_waiting(), $runs ),
		'last failed'    => measure( static fn () => $transactions->last_failed(), $runs ),
		'failed after'   => measure( static fn () => $transactions->failed_after( intdiv( $rows, 2 ), $rows, PAGE ), $runs ),
	);
}

/** The slowest of those whose names begin so. */
function slowest( array $measured, string $beginning ): float {
	$of = array_filter( $measured, static fn ( string $name ): bool => str_starts_with( $name, $beginning ), ARRAY_FILTER_USE_KEY );
	return array() === $of ? 0.0 : max( array_column( $of, 'ms' ) );
}

/** @return array<string, array{ms: float, least: float, read: int}> */
function bench( Transactions $transactions, string $table, int $rows, int $runs, bool $verbose ): array {
	$all = array();
	printf(
		"  %-7s %-34s %8s %8s %8s %10s %10s %7s %10s %7s %7s\n",
		'row',
		'ms of SQL, the slowest of all sorts',
		'count',
		'first',
		'last',
		'rows read',
		'naive',
		'ratio',
		'indexed',
		'ratio',
		'minutes'
	);
	$views = array( '', Status::VIEW_SUCCESS, Status::VIEW_FAILED, Status::VIEW_RETRYING );
	$row   = 0;
	$filters = filters( $table, $rows );
	foreach ( $filters as $name => $arguments ) {
		foreach ( $views as $view ) {
			$filter   = new TransactionFilter( ...array( 'view' => $view ) + $arguments );
			$measured = list_queries( $transactions, $filter, $runs );
			$naive    = naive( $filter, $table, $runs );
			$label    = ( '' === $view ? 'all' : $view ) . ", $name";
			$screen   = slowest( $measured, 'count' ) + max( slowest( $measured, 'first' ), slowest( $measured, 'last' ) );
			printf(
				"  %-7s %-34s %8.1f %8.1f %8.1f %10d %10.0f %7.3f %10.0f %7.3f %7.1f\n",
				++$row . '/' . count( $filters ) * count( $views ),
				$label,
				slowest( $measured, 'count' ),
				slowest( $measured, 'first' ),
				slowest( $measured, 'last' ),
				max( array_column( $measured, 'read' ) ),
				$naive['plain'],
				$screen / $naive['plain'],
				$naive['indexed'],
				$screen / $naive['indexed'],
				( microtime( true ) - BEGAN ) / 60
			);
			foreach ( $measured as $query => $one ) {
				$all[ "$label, $query" ] = $one;
				$verbose && printf( "      %-40s %8.1f ms %8d rows read\n", $query, $one['ms'], $one['read'] );
			}
		}
	}
	foreach ( other_queries( $transactions, $rows, $runs ) as $name => $one ) {
		$all[ $name ] = $one;
		printf( "  %-34s %8.1f %28d\n", $name, $one['ms'], $one['read'] );
	}
	return $all;
}

// --- What the indexes cost ------------------------------------------------------------------------------------------------

/** Nanoseconds of queueing a document, and of all else that is stored of it until it is confirmed. */
function life( Store $store, int $order_id ): array {
	$now     = $store->now();
	$started = hrtime( true );
	$store->enqueue(
		'order',
		$order_id,
		$order_id,
		array( 'status' => 'pending', 'attempts' => 0, 'checks' => 0, 'by_hand' => false, 'next_attempt_at' => $now ),
		$now
	);
	$queued = hrtime( true );
	$id     = $store->find_document( 'order', $order_id )->id;
	$found  = hrtime( true );
	$steps  = array(
		array( 'status' => 'sending', 'attempts' => 1 ),
		array( 'status' => 'accepted', 'next_attempt_at' => $now + 60 ),
		array( 'status' => 'confirmed', 'remote_id' => '1', 'next_attempt_at' => null ),
	);
	foreach ( $steps as $step ) {
		$delivery = $store->claim_one( $id, 60 );
		$store->finish( $delivery->with_state( $step + $delivery->state() ), '' );
	}
	return array( $queued - $started, hrtime( true ) - $found );
}

/** Writes to the table as it is and to a copy without the screen's indexes, in turn. */
function compare_writing( string $table, int $rows ): void {
	global $wpdb;
	$prefix = $wpdb->prefix;
	$copy   = "bare_$table";
	$keys   = array_diff( array_unique( array_column( sql( "SHOW INDEX FROM $table" ), 'Key_name' ) ), WORK_KEYS );
	sql( "CREATE TABLE $copy LIKE $table" );
	sql( "ALTER TABLE $copy DROP KEY " . implode( ', DROP KEY ', $keys ) );
	sql( "INSERT INTO $copy SELECT * FROM $table" );
	$store = new Store( new Database(), new Account( 'kledo' ) );
	$taken = array();
	for ( $order_id = 10 * $rows; $order_id < 10 * $rows + 2000; $order_id++ ) {
		$tables = array( $prefix, "bare_$prefix" );
		shuffle( $tables );
		foreach ( $tables as $which ) {
			$wpdb->prefix = $which;

			list( $taken[ $which ]['insert'][], $taken[ $which ]['rest'][] ) = life( $store, $order_id );
			$wpdb->queries = array();
		}
	}
	$wpdb->prefix = $prefix;
	foreach ( array( 'insert' => 'queueing, at the checkout', 'rest' => 'sending and confirming' ) as $part => $label ) {
		$with    = median( $taken[ $prefix ][ $part ] );
		$without = median( $taken[ "bare_$prefix" ][ $part ] );
		printf( "  %-34s with %5.0f µs   without the screen's indexes %5.0f µs   ratio %.2f\n", $label, $with, $without, $with / $without );
	}
	$size = static fn ( string $of ): float => (float) sql(
		"SELECT SUM( stat_value ) * @@innodb_page_size / 1048576 AS size FROM mysql.innodb_index_stats WHERE database_name = DATABASE() AND table_name = '$of' AND stat_name = 'size'"
	)[0]['size'];
	sql( "ANALYZE TABLE $table, $copy" );
	printf(
		"  %-34s with %5.0f MiB  without the screen's indexes %5.0f MiB  ratio %.2f\n",
		'table and indexes',
		$size( $table ),
		$size( $copy ),
		$size( $table ) / $size( $copy )
	);
	sql( "DROP TABLE $copy" );
}

/** From a table without the screen's indexes, as an update of the plugin does it. */
function time_upgrade( string $table ): void {
	$keys = array_diff( array_unique( array_column( sql( "SHOW INDEX FROM $table" ), 'Key_name' ) ), WORK_KEYS );
	sql( "ALTER TABLE $table DROP KEY " . implode( ', DROP KEY ', $keys ) );
	$started = microtime( true );
	( new Schema( new Database() ) )->install();
	printf( "  %-34s %.1f s\n", 'making the indexes in an update', microtime( true ) - $started );
}

// ----------------------------------------------------------------------------------------------------------------------------

$pool = (int) sql( 'SELECT @@innodb_buffer_pool_size AS size' )[0]['size'];
register_shutdown_function( static fn () => sql( "SET GLOBAL innodb_buffer_pool_size = $pool" ) );
sql( 'SET GLOBAL innodb_buffer_pool_size = ' . BUFFER_POOL );

$measured = array();
foreach ( array_slice( $argv, 4 ) as $distribution ) {
	$seconds = ( new TransactionsSeed( $table ) )->fill( $distribution, $rows );
	printf( "%s deliveries, %s, made in %.0f s\n", number_format( $rows ), $distribution, $seconds );
	foreach ( bench( $transactions, $table, $rows, $runs, (bool) $verbose ) as $name => $one ) {
		$measured[ "$distribution, $name" ] = $one;
	}
}
echo "writing\n";
compare_writing( $table, $rows );
time_upgrade( $table );

uasort( $measured, static fn ( array $one, array $other ): int => $other['ms'] <=> $one['ms'] );
$name = array_key_first( $measured );
printf(
	"whole; slowest of %s queries: %.0f ms (at best %.0f; %d rows read): %s\n",
	number_format( count( $measured ) ),
	$measured[ $name ]['ms'],
	$measured[ $name ]['least'],
	$measured[ $name ]['read'],
	$name
);
