<?php
/**
 * Places an order as a checkout with cash on delivery does, and prints its id. By WooCommerce's public interface alone, so it
 * works on the real one too.
 *
 * place-order.php PRODUCT[=QUANTITY]… [--customer=NAME] [--email=…] [--payment=cod|bacs] [--note=…]
 * PRODUCT is a slug, an SKU or an id.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

require getenv( 'SITE_PATH' ) . '/wp-load.php';

const PAYMENTS = array(
	'cod'  => array( 'Cash on delivery', 'processing', 'Payment to be made upon delivery.' ),
	'bacs' => array( 'Direct bank transfer', 'on-hold', 'Awaiting the transfer.' ),
);

function give_up( string $why ): never {
	fwrite( STDERR, "place-order: $why\n" );
	exit( 1 );
}

function wanted_product( string $name ): WC_Product {
	$id      = wc_get_product_id_by_sku( $name );
	$id      = 0 === $id && ctype_digit( $name ) ? (int) $name : $id;
	$id      = 0 === $id ? ( get_page_by_path( $name, OBJECT, 'product' )->ID ?? 0 ) : $id;
	$product = wc_get_product( $id );
	return $product instanceof WC_Product ? $product : give_up( "the shop has no product '$name'" );
}

$options  = array(
	'customer' => 'Siti Rahayu',
	'email'    => 'siti@example.test',
	'payment'  => 'cod',
	'note'     => '',
);
$products = array();
foreach ( array_slice( $argv, 1 ) as $argument ) {
	if ( 1 === preg_match( '/^--(\w+)=(.*)$/s', $argument, $option ) && isset( $options[ $option[1] ] ) ) {
		$options[ $option[1] ] = $option[2];
	} elseif ( str_starts_with( $argument, '-' ) ) {
		give_up( "unknown option $argument" );
	} else {
		list( $name, $quantity ) = explode( '=', $argument ) + array( 1 => '1' );
		$products[]              = array( wanted_product( $name ), (int) $quantity );
	}
}
if ( array() === $products || ! isset( PAYMENTS[ $options['payment'] ] ) ) {
	give_up( 'usage: place-order.php PRODUCT[=QUANTITY]… [--customer=NAME] [--email=…] [--payment=cod|bacs] [--note=…]' );
}

$order = wc_create_order( array( 'customer_note' => $options['note'] ) );
foreach ( $products as list( $product, $quantity ) ) {
	$order->add_product( $product, $quantity );
}
list( $first_name, $last_name ) = explode( ' ', $options['customer'], 2 ) + array( 1 => '' );

$address = array(
	'first_name' => $first_name,
	'last_name'  => $last_name,
	'phone'      => '081234567890',
	'address_1'  => 'Jl. Kebon Sirih No. 10',
	'city'       => 'Jakarta Pusat',
	'state'      => 'JK',
	'postcode'   => '10110',
	'country'    => 'ID',
);
$order->set_address( $address + array( 'email' => $options['email'] ), 'billing' );
$order->set_address( $address, 'shipping' );

$shipping = new WC_Order_Item_Shipping();
$shipping->set_method_title( 'JNE Reguler' );
$shipping->set_total( 'IDR' === $order->get_currency() ? '15000' : '15.00' );
$order->add_item( $shipping );

list( $title, $status, $remark ) = PAYMENTS[ $options['payment'] ];
$order->set_payment_method( $options['payment'] );
$order->set_payment_method_title( $title );
$order->calculate_totals();
$order->update_status( $status, $remark );

echo $order->get_id(), "\n";
