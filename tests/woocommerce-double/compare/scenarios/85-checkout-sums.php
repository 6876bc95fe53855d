<?php
/**
 * Orders from the till with shipping, taxes, coupons and a variation, over HTTP: every sum.
 *
 * Needs TRACE_URL, the address of the site.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

return static function ( Trace $t ): void {
	global $wpdb;
	$base = (string) getenv( 'TRACE_URL' );
	if ( '' === $base ) {
		$t->line( 'skipped: no TRACE_URL' );
		return;
	}
	update_option( 'woocommerce_cod_settings', array( 'enabled' => 'yes', 'title' => 'Cash on delivery' ) );
	update_option( 'woocommerce_ship_to_countries', '' );
	update_option( 'woocommerce_tax_based_on', 'shipping' );
	wp_update_post( array( 'ID' => (int) wc_get_page_id( 'checkout' ), 'post_content' => '[woocommerce_checkout]' ) );
	update_option( 'permalink_structure', '/%postname%/' );
	flush_rewrite_rules();
	foreach ( array( 'zones', 'zone_locations', 'zone_methods' ) as $table ) {
		$wpdb->query( "DELETE FROM {$wpdb->prefix}woocommerce_shipping_$table" );
	}
	$zone = new WC_Shipping_Zone();
	$zone->set_zone_name( 'Indonesia' );
	$zone->set_locations( array( array( 'code' => 'ID', 'type' => 'country' ) ) );
	$zone->save();
	$method = $zone->add_shipping_method( 'flat_rate' );
	update_option( "woocommerce_flat_rate_{$method}_settings", array( 'title' => 'JNE Reguler', 'tax_status' => 'taxable', 'cost' => '15000' ) );
	delete_transient( 'wc_shipping_method_count' );
	delete_transient( 'wc_shipping_method_count_legacy' );
	WC_Cache_Helper::get_transient_version( 'shipping', true );

	foreach ( get_posts( array( 'post_type' => 'shop_coupon', 'posts_per_page' => -1 ) ) as $old ) {
		wp_delete_post( $old->ID, true );
	}
	foreach ( array( 'hemat10' => array( 'percent', '10' ), 'potong' => array( 'fixed_cart', '7777' ), 'satuan' => array( 'fixed_product', '333' ) ) as $code => [ $type, $amount ] ) {
		$coupon = new WC_Coupon();
		$coupon->set_code( $code );
		$coupon->set_discount_type( $type );
		$coupon->set_amount( $amount );
		$coupon->save();
	}
	$simple = new WC_Product_Simple();
	$simple->set_name( 'Kopi' );
	$simple->set_regular_price( '33333' );
	$simple->set_sale_price( '29999.99' );
	$simple->save();
	$attribute = new WC_Product_Attribute();
	$attribute->set_name( 'Ukuran' );
	$attribute->set_options( array( 'S', 'M' ) );
	$attribute->set_variation( true );
	$parent = new WC_Product_Variable();
	$parent->set_name( 'Kaos' );
	$parent->set_attributes( array( $attribute ) );
	$parent->save();
	$variation = new WC_Product_Variation();
	$variation->set_parent_id( $parent->get_id() );
	$variation->set_attributes( array( 'ukuran' => 'M' ) );
	$variation->set_regular_price( '75000.55' );
	$variation->save();
	$t->name( $simple->get_id(), 'simple' );
	$t->name( $parent->get_id(), 'parent' );
	$t->name( $variation->get_id(), 'variation' );

	foreach ( array( array( 'no', 'no', '0', '' ), array( 'yes', 'no', '0', '' ), array( 'yes', 'no', '0', 'hemat10' ), array( 'yes', 'yes', '0', 'hemat10' ), array( 'yes', 'no', '2', 'potong' ), array( 'yes', 'yes', '2', 'potong' ), array( 'yes', 'yes', '2', 'satuan' ) ) as [ $taxes, $inclusive, $decimals, $code ] ) {
		echo "\n=== taxes $taxes, inclusive $inclusive, decimals $decimals, coupon $code\n";
		update_option( 'woocommerce_calc_taxes', $taxes );
		update_option( 'woocommerce_prices_include_tax', $inclusive );
		update_option( 'woocommerce_price_num_decimals', $decimals );
		$wpdb->query( "DELETE FROM {$wpdb->prefix}woocommerce_tax_rates" );
		$t->name( (int) WC_Tax::_insert_tax_rate( array( 'tax_rate_country' => 'ID', 'tax_rate' => '11.0000', 'tax_rate_name' => 'PPN 11%', 'tax_rate_priority' => 1, 'tax_rate_shipping' => 1, 'tax_rate_order' => 1 ) ), 'rate' );
		WC_Cache_Helper::invalidate_cache_group( 'taxes' );
		$jar = (string) tempnam( sys_get_temp_dir(), 'jar' );
		$ask = static function ( string $path, array $post = array() ) use ( $base, $jar ): string {
			$curl = curl_init( $base . $path );
			curl_setopt_array( $curl, array( CURLOPT_RETURNTRANSFER => true, CURLOPT_COOKIEJAR => $jar, CURLOPT_COOKIEFILE => $jar, CURLOPT_TIMEOUT => 60 ) );
			if ( $post ) {
				curl_setopt( $curl, CURLOPT_POSTFIELDS, http_build_query( $post ) );
			}
			return (string) curl_exec( $curl );
		};
		$ask( '/?add-to-cart=' . $simple->get_id() . '&quantity=3' );
		$ask( '/?add-to-cart=' . $variation->get_id() . '&quantity=2' );
		$page = $ask( '/checkout/' );
		preg_match( '/name="woocommerce-process-checkout-nonce"\s+value="(\w+)"/', $page, $m );
		$nonce = $m[1] ?? '';
		if ( '' !== $code ) {
			preg_match( '/"apply_coupon_nonce":"(\w+)"/', $page, $m );
			$answer = $ask( '/?wc-ajax=apply_coupon', array( 'coupon_code' => $code, 'security' => $m[1] ?? '' ) );
			$t->line( 'coupon', array( str_contains( $answer, 'woocommerce-message' ), str_contains( $answer, 'woocommerce-error' ) ) );
			$answer = $ask( '/?wc-ajax=apply_coupon', array( 'coupon_code' => 'nope', 'security' => $m[1] ?? '' ) );
			$t->line( 'no coupon', array( str_contains( $answer, 'woocommerce-message' ), str_contains( $answer, 'woocommerce-error' ) ) );
		}
		$t->line( 'shipping', array( preg_match_all( '/name="shipping_method\[0\]"/', $page ), (bool) preg_match( '/name="shipping_method\[0\]"[^>]*value="flat_rate:' . $method . '"/', $page ) ) );
		$json = (array) json_decode( $ask( '/?wc-ajax=checkout', array( 'billing_first_name' => 'Budi', 'billing_last_name' => 'S', 'billing_country' => 'ID', 'billing_address_1' => 'Jl. 1', 'billing_city' => 'Bandung', 'billing_state' => 'JB', 'billing_postcode' => '40111', 'billing_phone' => '0812', 'billing_email' => 'b@example.test', 'payment_method' => 'cod', 'shipping_method' => array( 'flat_rate:' . $method ), 'woocommerce-process-checkout-nonce' => $nonce ) ), true );
		wp_cache_flush();
		$order = wc_get_order( (int) ( $json['order_id'] ?? 0 ) );
		unlink( $jar );
		if ( ! $order ) {
			$t->line( 'no order', $json );
			continue;
		}
		$t->name( $order->get_id(), 'order' );
		$t->name( $method, 'method' );
		$t->order( 'order', $order );
	}
};
