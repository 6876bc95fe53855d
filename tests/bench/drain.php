<?php
/**
 * Makes due deliveries, or drains them and prints what it cost: milliseconds a delivery, KiB, times the ideal.
 *
 * drain.php seed ROWS | drain.php drain ROWS CONCURRENCY
 */

declare(strict_types=1);

require getenv( 'SITE_PATH' ) . '/wp-load.php';

const LATENCY = 0.2;

add_filter( 'wc_accounting_after_response_seconds', '__return_zero' );

/** So many orders in Processing, their deliveries due. */
function seed( int $rows ): void {
	$product = new WC_Product_Simple();
	$product->set_name( 'Kopi' );
	$product->set_regular_price( '85000' );
	$product->save();
	for ( $made = 0; $made < $rows; $made++ ) {
		$order = wc_create_order();
		$order->add_product( $product, 2 );
		$order->set_billing_first_name( 'Siti' );
		$order->calculate_totals();
		$order->update_status( 'processing' );
	}
}

/** KiB of this process: `VmRSS` is what it has now, `VmHWM` the most it ever had. */
function memory( string $which ): int {
	preg_match( "/$which:\s+(\d+)/", file_get_contents( '/proc/self/status' ), $match );
	return (int) $match[1];
}

/** Delivers all that is due, so many at a time. */
function drain( int $rows, int $concurrency ): void {
	add_filter(
		'wc_accounting_concurrency',
		static fn (): array => array(
			'min_concurrency' => $concurrency,
			'max_concurrency' => $concurrency,
		)
	);
	$worker = \WcAccounting\Shell::runtime( 'kledo' )->worker;
	// The most that loading WordPress took does not count.
	file_put_contents( '/proc/self/clear_refs', '5' );
	$memory  = memory( 'VmRSS' );
	$started = hrtime( true );
	$report  = $worker->run( new \WcAccounting\Delivery\Run( 3600, 1.0 ) );
	$seconds = ( hrtime( true ) - $started ) / 1e9;
	if ( $report->sent !== $rows ) {
		fwrite( STDERR, "drain: sent {$report->sent} of $rows\n" );
		exit( 1 );
	}
	$ideal = ceil( $rows / $concurrency ) * LATENCY;
	printf( "%.3f %d %.3f\n", $seconds / $rows * 1000, memory( 'VmHWM' ) - $memory, $seconds / $ideal );
}

'seed' === $argv[1] ? seed( (int) $argv[2] ) : drain( (int) $argv[2], (int) $argv[3] );
