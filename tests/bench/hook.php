<?php
/**
 * Makes orders, or delivers what is due and prints what it asked of the database.
 *
 * hook.php orders NUMBER | hook.php deliver
 */

declare(strict_types=1);

require getenv( 'SITE_PATH' ) . '/wp-load.php';

/** Ids of new orders, one a line. */
function orders( int $number ): void {
	// As an owner leaves it: wp-admin was visited, and it was said what is sent.
	foreach ( array( 'enable_order' => 'yes', 'enable_invoice' => 'yes', 'order_first' => 'no' ) as $setting => $value ) {
		update_option( "wc_kledo_$setting", $value );
	}
	\WcAccounting\Shell::runtime( 'kledo' )->bring_up_to_date();
	$product = new WC_Product_Simple();
	$product->set_name( 'Kopi' );
	$product->set_regular_price( '85000' );
	$product->save();
	for ( $made = 0; $made < $number; $made++ ) {
		$order = wc_create_order();
		$order->add_product( $product, 2 );
		$order->calculate_totals();
		$order->save();
		echo $order->get_id(), "\n";
	}
}

/** Deliveries sent by one run, and its queries. */
function run(): array {
	global $wpdb;
	$before = $wpdb->num_queries;
	$sent   = \WcAccounting\Shell::runtime( 'kledo' )->worker->run( new \WcAccounting\Delivery\Run( 600, 1.0 ) )->sent;
	return array( $sent, $wpdb->num_queries - $before );
}

/** Delivers all that the status changes have queued. */
function deliver(): void {
	list( $sent, $queries ) = run();
	if ( 0 === $sent ) {
		fwrite( STDERR, "hook: nothing was due\n" );
		exit( 1 );
	}
	printf( "a delivery from its claim to its end: %.1f queries, those of the run included ", $queries / $sent );
	printf( "(%d deliveries, %d queries; a run that finds nothing: %d)\n", $sent, $queries, run()[1] );
}

'orders' === $argv[1] ? orders( (int) $argv[2] ) : deliver();
