<?php
/**
 * Sends orders to the site's Xero one after the other, and prints what each cost.
 */

declare(strict_types=1);

use WcAccounting\Delivery\Run;
use WcAccounting\Shell;
use WcAccounting\Tests\Xero\Books;

require getenv( 'SITE_PATH' ) . '/wp-load.php';
require dirname( __DIR__ ) . '/wordpress/support/ControlApi.php';
require dirname( __DIR__ ) . '/xero/support/Books.php';

add_filter( 'wc_accounting_after_response_seconds', '__return_zero' );
update_option( 'wc_xero_item_codes', 'yes' );
update_option( 'wc_xero_make_items', 'yes' );

/** A product that Xero has not heard of. */
function product(): WC_Product {
	$product = new WC_Product_Simple();
	$product->set_props( array( 'name' => 'Kopi', 'regular_price' => '85000', 'sku' => 'BENCH-' . bin2hex( random_bytes( 5 ) ) ) );
	$product->save();
	return $product;
}

/**
 * Calls that an order took which is paid for; their names.
 *
 * @param list<WC_Product> $products
 * @return list<string>
 */
function calls( string $email, array $products ): array {
	$before = count( Books::requests() );
	$order  = wc_create_order();
	array_walk( $products, static fn ( WC_Product $product ) => $order->add_product( $product, 2 ) );
	$order->set_billing_first_name( strtok( $email, '@' ) );
	$order->set_billing_email( $email );
	$order->set_payment_method( 'bacs' );
	$order->calculate_totals();
	$order->payment_complete( 'transfer 7' );
	$worker = Shell::runtime( 'xero' )->worker;
	$worker->run( new Run( 60 ) );
	$worker->run( new Run( 60 ) );
	foreach ( Shell::runtime( 'xero' )->store->find_of_order( $order->get_id() ) as $delivery ) {
		if ( 'confirmed' !== $delivery->status->value ) {
			fwrite( STDERR, "calls: {$delivery->document} is {$delivery->status->value} " . wp_json_encode( $delivery->reason ) . "\n" );
			exit( 1 );
		}
	}
	$name = static fn ( array $request ): string => $request['method'] . ' ' . basename( (string) strtok( $request['path'], '?' ) );
	return array_map( $name, array_slice( Books::requests(), $before ) );
}

list( $cup, $pot, $tin ) = array( product(), product(), product() );
$cases                   = array(
	array( 'a new customer, a new item', 5, 'ayu@example.test', array( $cup ) ),
	array( 'a known customer, a known item', 2, 'ayu@example.test', array( $cup ) ),
	array( 'a new customer, a known item', 4, 'budi@example.test', array( $cup ) ),
	array( 'a known customer, two new items', 4, 'budi@example.test', array( $pot, $tin ) ),
	array( 'a known customer, three known items', 2, 'ayu@example.test', array( $cup, $pot, $tin ) ),
);
$is_over                 = false;
foreach ( $cases as list( $name, $at_most, $email, $products ) ) {
	$calls   = calls( $email, $products );
	$is_over = $is_over || count( $calls ) > $at_most;
	printf( "  %-36s calls %d of %d: %s\n", $name, count( $calls ), $at_most, implode( ', ', $calls ) );
}
exit( $is_over ? 1 : 0 );
