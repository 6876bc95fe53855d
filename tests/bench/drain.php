<?php
/**
 * Drains due deliveries, sixteen at a time and one at a time, and prints what it cost.
 *
 * drain.php ROWS SINGLE
 */

declare(strict_types=1);

require getenv( 'SITE_PATH' ) . '/wp-load.php';

const LATENCY = 0.2;

$plugin = \WcKledo\Plugin::running();
add_filter( 'wc_kledo_after_response_seconds', '__return_zero' );

/** Asks the sandbox. */
function sandbox( string $path, string $body ): void {
	$http = array(
		'method'  => 'POST',
		'content' => $body,
	);
	file_get_contents( getenv( 'SANDBOX_URL' ) . '/_sandbox/' . $path, false, stream_context_create( array( 'http' => $http ) ) );
}

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
	wp_cache_flush();
}

/** Seconds it takes to deliver all that is due, so many at a time. */
function drain( int $concurrency, int $rows ): float {
	$bounds = static fn () => array(
		'min_concurrency' => $concurrency,
		'max_concurrency' => $concurrency,
	);
	add_filter( 'wc_kledo_concurrency', $bounds );
	$started = microtime( true );
	$report  = \WcKledo\Plugin::running()->worker->run( new \WcKledo\Delivery\Budget( 3600, 1.0 ) );
	$seconds = microtime( true ) - $started;
	remove_filter( 'wc_kledo_concurrency', $bounds );
	if ( $report->sent !== $rows ) {
		fwrite( STDERR, "drain: sent {$report->sent} of $rows\n" );
		exit( 1 );
	}
	return $seconds;
}

/** Most memory the process ever had, KiB: PHP's and the extension's. */
function high_water(): int {
	preg_match( '/VmHWM:\s+(\d+)/', file_get_contents( '/proc/self/status' ), $match );
	return (int) $match[1];
}

list( , $rows, $single ) = array_map( 'intval', $argv );
seed( $single );
sandbox( 'settings', '{"latency_ms":200,"queue_delay_ms":0}' );
$one_by_one = drain( 1, $single ) / $single * $rows;
seed( $rows );
$before  = high_water();
$seconds = drain( 16, $rows );
$ideal   = $rows / 16 * LATENCY;

printf( "%d deliveries, 200 ms each\n", $rows );
printf( "  sixteen at a time  %6.1f s\n", $seconds );
printf( "  the ideal          %6.1f s   ratio %.2f\n", $ideal, $seconds / $ideal );
printf( "  one at a time      %6.1f s   %.1f times as long (from %d)\n", $one_by_one, $one_by_one / $seconds, $single );
printf( "  extra memory       %6.1f MiB\n", ( high_water() - $before ) / 1024 );
