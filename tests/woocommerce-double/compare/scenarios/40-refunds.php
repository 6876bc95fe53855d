<?php
/**
 * Refunds: part of a line, of shipping, of an amount, all; hooks, sums, statuses.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

return static function ( Trace $t ): void {
	update_option( 'woocommerce_calc_taxes', 'yes' );
	$t->name( (int) WC_Tax::_insert_tax_rate( array( 'tax_rate_country' => 'ID', 'tax_rate' => '11.0000', 'tax_rate_name' => 'PPN', 'tax_rate_priority' => 1, 'tax_rate_shipping' => 1, 'tax_rate_order' => 1 ) ), 'rate' );
	$rate    = (int) $GLOBALS['wpdb']->get_var( "SELECT MAX( tax_rate_id ) FROM {$GLOBALS['wpdb']->prefix}woocommerce_tax_rates" );
	$product = new WC_Product_Simple();
	$product->set_name( 'Stok' );
	$product->set_regular_price( '10000.10' );
	$product->set_manage_stock( true );
	$product->set_stock_quantity( 10 );
	$product->save();
	$t->name( $product->get_id(), 'product' );
	$make = static function () use ( $product, $t ) {
		$order = wc_create_order();
		$order->set_billing_email( 'r@example.test' );
		$order->add_product( $product, 3 );
		$shipping = new WC_Order_Item_Shipping();
		$shipping->set_method_title( 'JNE' );
		$shipping->set_total( '5000' );
		$order->add_item( $shipping );
		$t->hooks( 'totals', static fn() => $order->calculate_totals() );
		$order->update_status( 'processing' );
		$order = wc_get_order( $order->get_id() );
		$t->name( $order->get_id(), 'order' );
		$t->name( (int) key( $order->get_items() ), 'line' );
		$t->name( (int) key( $order->get_shipping_methods() ), 'shipping' );
		return $order;
	};
	$look = static function ( int $id ) use ( $t, $rate, $product ) {
		$order = wc_get_order( $id );
		$line  = (int) key( $order->get_items() );
		$ship  = (int) key( $order->get_shipping_methods() );
		$t->line( 'status', $order->get_status() );
		foreach ( array( 'get_total', 'get_total_refunded', 'get_total_tax_refunded', 'get_total_shipping_refunded', 'get_remaining_refund_amount', 'get_remaining_refund_items', 'get_total_qty_refunded', 'get_item_count_refunded', 'get_item_count' ) as $getter ) {
			$t->line( $getter, is_float( $order->$getter() ) ? round( $order->$getter(), 6 ) : $order->$getter() );
		}
		$t->line( 'qty of line', $order->get_qty_refunded_for_item( $line ) );
		$t->line( 'total of line', $order->get_total_refunded_for_item( $line ) );
		$t->line( 'tax of line', $order->get_tax_refunded_for_item( $line, $rate ) );
		$t->line( 'total of shipping', $order->get_total_refunded_for_item( $ship, 'shipping' ) );
		$t->line( 'by rate', $order->get_total_tax_refunded_by_rate_id( $rate ) );
		$t->line( 'stock', wc_get_product( $product->get_id() )->get_stock_quantity() );
		$t->line( 'reduced', current( $order->get_items() )->get_meta( '_reduced_stock' ) );
		$refunds = $order->get_refunds();
		$t->line( 'refunds', count( $refunds ) );
		usort( $refunds, static fn( $a, $b ) => $a->get_id() <=> $b->get_id() );
		foreach ( $refunds as $at => $refund ) {
			$t->name( $refund->get_id(), "refund$at" );
			$t->order( "refund $at", $refund );
		}
	};

	$order = $make();
	$line  = (int) key( $order->get_items() );
	$ship  = (int) key( $order->get_shipping_methods() );
	$t->line( 'stock after order', wc_get_product( $product->get_id() )->get_stock_quantity() );
	$look( $order->get_id() );
	$t->hooks( '1 of 3', static fn() => wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '11100.11', 'reason' => 'Rusak "satu"', 'restock_items' => true, 'line_items' => array( $line => array( 'qty' => 1, 'refund_total' => '10000.10', 'refund_tax' => array( $rate => '1100.01' ) ) ) ) ) );
	$look( $order->get_id() );
	$t->hooks( 'shipping and an amount', static fn() => wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => 5650, 'line_items' => array( $ship => array( 'qty' => 0, 'refund_total' => 5000, 'refund_tax' => array( $rate => 550 ) ) ) ) ) );
	$look( $order->get_id() );
	$t->line( 'too much', $t->hooks( 'too much', static fn() => wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => 999999 ) ) ) );
	$t->line( 'negative', wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => -5 ) ) );
	$t->line( 'of nothing', wc_create_refund( array( 'order_id' => 99999999, 'amount' => 5 ) ) );
	$rest = wc_get_order( $order->get_id() )->get_remaining_refund_amount();
	$t->hooks( 'the rest', static fn() => wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => $rest ) ) );
	$look( $order->get_id() );
	$t->notes( $order->get_id() );

	$order = $make();
	$t->hooks( 'status refunded by hand', static fn() => $order->update_status( 'refunded' ) );
	$look( $order->get_id() );
	$t->line( 'note count', count( wc_get_order_notes( array( 'order_id' => $order->get_id() ) ) ) );

	$order = $make();
	$t->hooks( 'cancelled', static fn() => $order->update_status( 'cancelled' ) );
	$look( $order->get_id() );

	$order  = $make();
	$refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => 100 ) );
	$t->line( 'found by type', count( wc_get_orders( array( 'type' => 'shop_order_refund', 'parent' => $order->get_id() ) ) ) );
	$t->line( 'get_order of refund', wc_get_order( $refund->get_id() ) );
	$t->name( $refund->get_id(), 'refund' );
	$t->hooks( 'refund deleted', static fn() => $refund->delete( true ) );
	$t->line( 'refunded', wc_get_order( $order->get_id() )->get_total_refunded() );
};
