<?php
/**
 * Lines: variations, attributes, deleted products, missing SKUs, edited prices, fractions, meta, coupons; products themselves.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

return static function ( Trace $t ): void {
	$color = new WC_Product_Attribute();
	$color->set_name( 'Warna Baju' );
	$color->set_options( array( 'Merah', 'Biru' ) );
	$color->set_visible( true );
	$color->set_variation( true );
	$size = new WC_Product_Attribute();
	$size->set_name( 'Ukuran' );
	$size->set_options( array( 'S', 'XXL' ) );
	$size->set_variation( true );
	$parent = new WC_Product_Variable();
	$parent->set_name( 'Kaos' );
	$parent->set_sku( 'KAOS' );
	$parent->set_attributes( array( $color, $size ) );
	$parent->set_short_description( 'Pendek <em>ya</em>' );
	$t->hooks( 'a variable product', static fn() => $parent->save() );
	$t->name( $parent->get_id(), 'parent' );
	$variation = new WC_Product_Variation();
	$variation->set_parent_id( $parent->get_id() );
	$variation->set_attributes( array( 'warna-baju' => 'Merah', 'ukuran' => '' ) );
	$variation->set_regular_price( '75000' );
	$variation->set_sale_price( '60000' );
	$t->hooks( 'a variation', static fn() => $variation->save() );
	$t->name( $variation->get_id(), 'variation' );
	$own = new WC_Product_Variation();
	$own->set_parent_id( $parent->get_id() );
	$own->set_attributes( array( 'warna-baju' => 'Biru', 'ukuran' => 'XXL' ) );
	$own->set_regular_price( '80000' );
	$own->set_sku( 'KAOS-B' );
	$own->set_date_on_sale_from( time() + 86400 );
	$own->set_sale_price( '1' );
	$own->save();
	$t->name( $own->get_id(), 'own' );
	WC_Product_Variable::sync( $parent->get_id() );
	$getters = array( 'type', 'name', 'title', 'sku', 'price', 'regular_price', 'sale_price', 'parent_id', 'short_description', 'status', 'tax_status', 'tax_class', 'manage_stock', 'stock_quantity', 'stock_status', 'image_id', 'virtual', 'is_on_sale', 'is_purchasable', 'is_in_stock', 'is_taxable', 'needs_shipping', 'weight', 'exists' );
	foreach ( array( $parent, $variation, $own ) as $product ) {
		$t->getters( 'product', wc_get_product( $product->get_id() ), $getters );
	}
	$t->line( 'attributes', wc_get_product( $variation->get_id() )->get_attributes() );
	$t->line( 'variation attributes', wc_get_product( $own->get_id() )->get_variation_attributes() );
	$t->line( 'attribute', wc_get_product( $own->get_id() )->get_attribute( 'Warna Baju' ) );
	$t->line( 'parent attribute', wc_get_product( $parent->get_id() )->get_attribute( 'Ukuran' ) );
	$t->line( 'children', wc_get_product( $parent->get_id() )->get_children() );
	$t->line( 'formatted', wc_get_formatted_variation( wc_get_product( $own->get_id() ), true ) );
	$t->line( 'label', wc_attribute_label( 'warna-baju', wc_get_product( $own->get_id() ) ) );
	$t->line( 'by sku', array( wc_get_product_id_by_sku( 'KAOS-B' ), wc_get_product_id_by_sku( 'nope' ) ) );
	$twin = new WC_Product_Simple();
	try {
		$twin->set_sku( 'KAOS-B' );
		$t->line( 'twin', 'taken' );
	} catch ( WC_Data_Exception $e ) {
		$t->line( 'twin', $e->getErrorCode() );
	}
	$plain = new WC_Product_Simple();
	$plain->set_name( 'Tanpa SKU' );
	$plain->set_regular_price( '100' );
	$plain->set_sale_price( '90' );
	$plain->set_date_on_sale_to( time() - 86400 );
	$plain->save();
	$t->name( $plain->get_id(), 'plain' );
	$t->getters( 'sale is over', wc_get_product( $plain->get_id() ), $getters );
	$t->line( 'no product', array( wc_get_product( 99999999 ), wc_get_product( 1 ), wc_get_product( 0 ), wc_get_product( false ) ) );

	$order = wc_create_order();
	$t->name( $order->get_id(), 'order' );
	$lines   = array();
	$lines[] = $order->add_product( wc_get_product( $variation->get_id() ), 2, array( 'variation' => array( 'attribute_warna-baju' => 'Merah', 'attribute_ukuran' => 'S' ) ) );
	$lines[] = $order->add_product( wc_get_product( $own->get_id() ), 1 );
	$lines[] = $order->add_product( wc_get_product( $plain->get_id() ), 4, array( 'subtotal' => 500, 'total' => '333.333333' ) );
	$lines[] = $order->add_product( wc_get_product( $plain->get_id() ), 1, array( 'name' => 'Nama lain', 'total' => 10, 'subtotal' => 10 ) );
	foreach ( $lines as $at => $line ) {
		$t->name( (int) $line, "line$at" );
	}
	$item = new WC_Order_Item_Product();
	$item->set_name( 'Bebas <b>x</b> &amp; y' );
	$item->set_quantity( 2.7 );
	$item->set_total( '12,5' );
	$item->add_meta_data( 'Ucapan', "Selamat <i>ya</i> https://e.test" );
	$item->add_meta_data( '_hidden', 'x' );
	$item->add_meta_data( 'daftar', array( 1 ) );
	$item->add_meta_data( 'kosong', '' );
	$order->add_item( $item );
	$coupon = new WC_Order_Item_Coupon();
	$coupon->set_code( 'HEMAT' );
	$coupon->set_discount( '10.5' );
	$order->add_item( $coupon );
	$t->hooks( 'save', static fn() => $order->save() );
	$order->calculate_totals( false );
	$t->order( 'lines', wc_get_order( $order->get_id() ) );
	$t->sql( 'variation line', 'SELECT meta_key, meta_value FROM {p}woocommerce_order_itemmeta WHERE order_item_id = ' . (int) $lines[0] . ' ORDER BY meta_id' );
	foreach ( wc_get_order( $order->get_id() )->get_items() as $item ) {
		$product = $item->get_product();
		$t->line( 'product of line', $product );
		$t->line( 'shown without those in the name', wp_list_pluck( array_values( $item->get_formatted_meta_data() ), 'display_key' ) );
	}
	$t->line( 'array access', array( $item['name'], $item['qty'], $item['line_total'] ) );
	$t->line( 'data keys', array_keys( $item->get_data() ) );
	$t->line( 'order data keys', array_keys( wc_get_order( $order->get_id() )->get_data() ) );

	wp_delete_post( $variation->get_id(), true );
	$plain->delete( true );
	$own->delete( false );
	wp_cache_flush();
	$t->order( 'products are gone', wc_get_order( $order->get_id() ) );
	foreach ( wc_get_order( $order->get_id() )->get_items() as $item ) {
		$t->line( 'product of line', $item->get_product() );
	}
	$t->line( 'stored id', wc_get_order_item_meta( (int) $lines[2], '_product_id' ) );
	$gone = wc_get_order( $order->get_id() );
	$gone->save();
	$t->line( 'stored id after a save', wc_get_order_item_meta( (int) $lines[2], '_product_id' ) );

	$order = wc_get_order( $order->get_id() );
	$order->remove_item( (int) $lines[1] );
	$t->line( 'removed', array( count( $order->get_items() ), count( wc_get_order( $order->get_id() )->get_items() ) ) );
	$order->save();
	$t->line( 'removed and saved', count( wc_get_order( $order->get_id() )->get_items() ) );
	$t->line( 'get_item', array( $order->get_item( (int) $lines[0] ), $order->get_item( (int) $lines[1] ), $order->get_item( 99999999 ) ) );
	$many = wc_create_order();
	$many->remove_order_items();
	$t->line( 'nothing in it', array( $many->get_items(), $many->get_item_count(), $many->get_subtotal(), $many->get_total(), $many->needs_payment(), $many->needs_processing() ) );
};
