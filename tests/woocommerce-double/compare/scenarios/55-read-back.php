<?php
/**
 * What was stored and what is read: old tax items, decimals that are no longer shown, edited lines, refunds in their order, shared SKUs, HTML.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

return static function ( Trace $t ): void {
	$read = static function ( WC_Order $order ) {
		wp_cache_flush();
		return wc_get_order( $order->get_id() );
	};

	update_option( 'woocommerce_calc_taxes', 'yes' );
	$rate = (int) WC_Tax::_insert_tax_rate( array( 'tax_rate_country' => 'ID', 'tax_rate' => '11.0000', 'tax_rate_name' => 'PPN', 'tax_rate_priority' => 1, 'tax_rate_shipping' => 1, 'tax_rate_order' => 1 ) );
	$t->name( $rate, 'rate' );
	$order = new WC_Order();
	$known = new WC_Order_Item_Tax();
	$known->set_rate( $rate );
	$known->set_tax_total( '11000' );
	$order->add_item( $known );
	$bare = new WC_Order_Item_Tax();
	$bare->set_props( array( 'rate_id' => 0, 'label' => 'Pajak lama', 'tax_total' => '100' ) );
	$order->add_item( $bare );
	$order->save();
	foreach ( $order->get_taxes() as $item ) {
		$t->line( 'per cent before', $item->get_rate_percent( 'edit' ) );
	}
	wc_delete_order_item_meta( $known->get_id(), 'rate_percent' );
	foreach ( $read( $order )->get_taxes() as $item ) {
		$t->line( 'per cent of an old order', $item->get_rate_percent( 'edit' ) );
		$t->line( 'label', $item->get_label( 'edit' ) );
	}

	update_option( 'woocommerce_price_num_decimals', '2' );
	$order = new WC_Order();
	$item  = new WC_Order_Item_Product();
	$item->set_props( array( 'name' => 'Kopi', 'quantity' => 2, 'total' => '571650.55' ) );
	$item->set_subtotal( '100000' );
	$order->add_item( $item );
	$order->save();
	$t->line( 'raised line, stored', array( wc_get_order_item_meta( $item->get_id(), '_line_subtotal' ), wc_get_order_item_meta( $item->get_id(), '_line_total' ) ) );
	$order = $read( $order );
	$t->order( 'raised line, read', $order );
	$order->calculate_totals( false );
	$t->order( 'raised line, added up', $read( $order ) );
	update_option( 'woocommerce_price_num_decimals', '0' );
	$t->order( 'without decimals today', $read( $order ) );
	update_option( 'woocommerce_price_num_decimals', '3' );
	$t->order( 'with three today', $read( $order ) );
	update_option( 'woocommerce_price_num_decimals', '2' );

	$order = new WC_Order();
	$item  = new WC_Order_Item_Product();
	$item->set_props( array( 'name' => 'Teh', 'quantity' => 3, 'subtotal' => '90', 'total' => '90' ) );
	$order->add_item( $item );
	$order->set_status( 'processing' );
	$order->calculate_totals( false );
	foreach ( array( '2026-01-05', '2026-01-07', '2026-01-06' ) as $at => $day ) {
		$refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => (string) ( 10 + $at ), 'line_items' => array( $item->get_id() => array( 'qty' => 0 === $at ? '0' : '1', 'refund_total' => (string) ( 10 + $at ) ) ) ) );
		$refund->set_date_created( $day . 'T10:00:00+07:00' );
		$refund->save();
	}
	foreach ( $read( $order )->get_refunds() as $refund ) {
		$line = current( $refund->get_items() );
		$t->line( 'refund', array( $refund->get_amount( 'edit' ), $refund->get_date_created()->date( 'Y-m-d' ), $line->get_quantity( 'edit' ), $line->get_total( 'edit' ) ) );
	}
	wc_delete_order_item( $item->get_id() );
	$t->line( 'refunded lines of a deleted line', count( current( $read( $order )->get_refunds() )->get_items() ) );

	$first = new WC_Product_Simple();
	$first->set_props( array( 'name' => 'Satu', 'sku' => 'KEMBAR' ) );
	$first->save();
	$t->name( $first->get_id(), 'first' );
	add_filter( 'wc_product_has_unique_sku', '__return_false' );
	$second = new WC_Product_Simple();
	$second->set_props( array( 'name' => 'Dua', 'sku' => 'KEMBAR' ) );
	$second->save();
	remove_filter( 'wc_product_has_unique_sku', '__return_false' );
	$t->name( $second->get_id(), 'second' );
	$t->line( 'shared SKU', array( wc_get_product( $second->get_id() )->get_sku( 'edit' ), wc_get_product_id_by_sku( 'KEMBAR' ) ) );

	foreach ( array( 0, 1 ) as $user ) {
		wp_set_current_user( $user );
		$product = new WC_Product_Simple();
		$product->set_props( array( 'name' => 'HTML', 'short_description' => '<p>Enak&nbsp;sekali</p><script>alert(1)</script>' ) );
		$product->save();
		$t->line( "short description of user $user", wc_get_product( $product->get_id() )->get_short_description( 'edit' ) );
	}
	wp_set_current_user( 0 );
};
