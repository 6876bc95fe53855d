<?php
/**
 * How long mapping takes: the extension, boundary included, against plain PHP that fills the same fields (with floats,
 * without refunds, splits and reconciliation: the least that could be called the same). A line for each call, in an order that
 * chance decides.
 *
 * mapping.php LINES TIMES
 */

declare(strict_types=1);

use WcAccounting\Tests\Extension\Snapshots;

require dirname( __DIR__ ) . '/extension/Snapshots.php';

/** @return array<string, mixed> An order of so many lines at 85,000. */
function snapshot( int $lines ): array {
	$snapshot = array(
		'billing' => array(
			'first_name' => 'Siti',
			'last_name'  => 'Rahayu',
			'address_1'  => 'Jl. Kebon Sirih No. 10',
			'city'       => 'Jakarta',
		),
		'lines'   => array(),
		'totals'  => array( 'total' => (string) ( $lines * 2 * 85000 ) ),
	) + Snapshots::order( 4711 );
	for ( $line = 1; $line <= $lines; $line++ ) {
		$snapshot['lines'][] = array(
			'id'                => $line,
			'name'              => "Kopi Gayo &amp; Toraja $line",
			'product_id'        => $line,
			'sku'               => "KOPI-$line",
			'quantity'          => '2',
			'subtotal'          => '170000',
			'total'             => '170000',
			'regular_price'     => '90000',
			'short_description' => '<p>Dipanggang di <b>Takengon</b>, 250 g.</p>',
			'image_url'         => "https://toko.example/kopi-$line.jpg",
			'product_exists'    => true,
		);
	}
	return $snapshot;
}

/** @return array<string, mixed> */
function plain( array $order ): array {
	$text  = static fn ( string $markup, int $most ): string => mb_substr(
		trim( preg_replace( '/\s+/u', ' ', html_entity_decode( strip_tags( $markup ) ) ) ),
		0,
		$most
	);
	$items = array();
	foreach ( $order['lines'] as $line ) {
		$price   = (float) $line['subtotal'] / (float) $line['quantity'];
		$items[] = array(
			'name'          => $text( $line['name'], 255 ),
			'code'          => $line['sku'],
			'desc'          => $text( $line['short_description'], 1000 ),
			'qty'           => $line['quantity'],
			'regular_price' => (string) max( (float) $line['regular_price'], $price ),
			'sale_price'    => (string) round( $price, $order['currency_decimals'] ),
			'photo'         => $line['image_url'],
			'category_name' => 'WooCommerce',
		);
	}
	$created = new DateTimeImmutable( $order['created_at'] );
	return array(
		'contact_name'               => $text( $order['billing']['first_name'] . ' ' . $order['billing']['last_name'], 255 ),
		'contact_address'            => implode( ', ', array_filter( array( $order['billing']['address_1'], $order['billing']['city'] ) ) ),
		'ref_number_prefix'          => 'WC/SO/',
		'ref_number'                 => (string) $order['order_id'],
		'trans_date'                 => $created->format( 'Y-m-d' ),
		'due_date'                   => $created->modify( 'last day of next month' )->format( 'Y-m-d' ),
		'has_tax'                    => 'no',
		'items'                      => $items,
		'shipping_cost'              => '0',
		'additional_discount_amount' => '0',
		'tags'                       => array( 'WooCommerce' ),
	);
}

/** Milliseconds of a call. */
function milliseconds( callable $call ): float {
	$started = hrtime( true );
	$call();
	return ( hrtime( true ) - $started ) / 1e6;
}

list( , $lines, $times ) = array_map( 'intval', $argv );
$order = snapshot( $lines );
$calls = array(
	'extension' => static fn () => \WcAccounting\Extension\map( 'kledo', 'order', $order, array() ),
	'plain-php' => static fn () => plain( $order ),
);
foreach ( $calls as $call ) {
	$call();
}
for ( $run = 0; $run < $times; $run++ ) {
	$names = array_keys( $calls );
	shuffle( $names );
	foreach ( $names as $name ) {
		printf( "%s %.6f\n", $name, milliseconds( $calls[ $name ] ) );
	}
}
