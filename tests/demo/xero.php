<?php
/**
 * The steps of the story of Xero that happen in the shop.
 *
 * xero.php connect | wait KIND ORDER | wait-for-doubt ORDER | refund ORDER | books
 */

declare(strict_types=1);

use WcAccounting\Delivery\Run;
use WcAccounting\Order\TaxSets;
use WcAccounting\Shell;
use WcAccounting\Tests\Xero\Books;
use WcAccounting\Tests\Xero\Person;

require __DIR__ . '/bootstrap.php';
require dirname( __DIR__ ) . '/wordpress/support/ControlApi.php';
require dirname( __DIR__ ) . '/xero/support/Books.php';
require dirname( __DIR__ ) . '/xero/support/Person.php';

/** What the owner does once: he lets the shop in, and says what taxes and payment methods are in Xero. */
function connect(): void {
	wp_set_current_user( 1 );
	$xero = Shell::runtime( 'xero' );
	update_option( 'wc_xero_api_endpoint', Books::url() . '/api.xro/2.0' );
	$xero->application->store( Books::CLIENT_ID, Books::CLIENT_SECRET, false );
	$back = Person::at( $xero->round_trip->begin( admin_url( 'admin.php?page=wc-xero&tab=connection' ) ) );
	$xero->round_trip->end( $back['state'], $back['code'] );
	$organisation = $xero->round_trip->organisations()['items'][0];
	$xero->keys->store( $xero->round_trip->choose( $organisation['id'] ) );
	$xero->recognition->settle();
	$xero->settings->refresh_facts( $xero->connector );
	$bank = '';
	foreach ( Books::state()['settings']['organisation']['accounts'] as $account ) {
		$bank = 'BANK' === $account['type'] ? $account['id'] : $bank;
	}
	$taxes    = array_map( static fn ( string $label ): string => str_contains( $label, '11' ) ? 'PPN' : 'NONE', TaxSets::possible() );
	$settings = array(
		'tax_rates'        => wp_json_encode( (object) $taxes ),
		'gateways'         => wp_json_encode( array( 'bacs' => $bank, 'cod' => $bank ) ),
		'sales_account'    => '200',
		'shipping_account' => '200',
		'fee_account'      => '200',
		'rounding_account' => '860',
	);
	foreach ( $settings as $name => $value ) {
		update_option( "wc_xero_$name", $value );
	}
	// Only Xero in this shop.
	update_option( 'wc_kledo_enable_api_connection', 'no' );
	echo "The shop is connected with {$organisation['name']}.\n";
}

/** The first delivery of that kind, of the order or of its refund, once it is in one of these states. */
function await( ?string $kind, int $order_id, string ...$states ): void {
	$xero = Shell::runtime( 'xero' );
	for ( $tries = 0; $tries < 60; $tries++ ) {
		wp_cache_flush();
		foreach ( $xero->store->find_of_order( $order_id ) as $delivery ) {
			if ( ( null === $kind || $kind === $delivery->document ) && in_array( $delivery->status->value, $states, true ) ) {
				echo "Order $order_id: {$delivery->document} is {$delivery->status->value}.\n";
				return;
			}
		}
		$xero->worker->run( new Run( 5 ) );
		usleep( 250_000 );
	}
	$rows = (string) wp_json_encode( $xero->store->find_of_order( $order_id ) );
	fwrite( STDERR, "The $kind of order $order_id did not come so far: $rows\n" );
	exit( 1 );
}

/** One piece of the first line comes back. */
function refund( int $order_id ): void {
	$order = wc_get_order( $order_id );
	$item  = current( $order->get_items() );
	$each  = (float) $item->get_total() / $item->get_quantity();
	$taxes = array_map( static fn ( $tax ): float => round( (float) $tax / $item->get_quantity() ), $item->get_taxes()['total'] );
	$sum   = round( $each ) + array_sum( $taxes );
	wc_create_refund(
		array(
			'order_id'   => $order_id,
			'amount'     => $sum,
			'reason'     => 'Torn bag',
			'line_items' => array(
				$item->get_id() => array(
					'qty'          => 1,
					'refund_total' => round( $each ),
					'refund_tax'   => $taxes,
				),
			),
		)
	);
	echo "One {$item->get_name()} came back: $sum rupiah.\n";
}

function books(): void {
	foreach ( array( 'invoices' => 'InvoiceNumber', 'credit_notes' => 'CreditNoteNumber' ) as $kind => $number ) {
		foreach ( Books::all( $kind ) as $document ) {
			printf(
				"  %-12s %-10s total %-12s tax %-10s %s\n",
				$document[ $number ],
				$document['Status'],
				$document['Total'],
				$document['TotalTax'],
				isset( $document['AmountDue'] ) ? "due {$document['AmountDue']}" : "credit left {$document['RemainingCredit']}"
			);
		}
	}
}

match ( $argv[1] ) {
	'connect' => connect(),
	'wait' => await( $argv[2], (int) $argv[3], 'confirmed' ),
	'wait-for-doubt' => await( null, (int) $argv[2], 'unconfirmed' ),
	'refund' => refund( (int) $argv[2] ),
	'books' => books(),
};
