<?php
/**
 * Waits until the delivery of an order was tried once, which happens after the customer has the page.
 *
 * wait-for-attempt.php ORDER
 */

declare(strict_types=1);

require __DIR__ . '/bootstrap.php';

global $wpdb;
for ( $tries = 0; $tries < 60; $tries++ ) {
	$status = $wpdb->get_var(
		$wpdb->prepare( "SELECT status FROM {$wpdb->prefix}wc_accounting_deliveries WHERE order_id = %d", $argv[1] )
	);
	if ( in_array( $status, array( 'unconfirmed', 'retrying' ), true ) ) {
		exit( 0 );
	}
	usleep( 250_000 );
}
fwrite( STDERR, "The delivery of order $argv[1] was not tried: it is " . ( $status ?? 'not there' ) . ".\n" );
exit( 1 );
