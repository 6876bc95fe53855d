<?php
/**
 * A customer's way through the shop, over HTTP: what every answer looks like, and the order that comes of it.
 *
 * Needs TRACE_URL, the address of the site, and `mu-plugin.php` in its `mu-plugins`.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

return static function ( Trace $t ): void {
	$base = (string) getenv( 'TRACE_URL' );
	if ( '' === $base ) {
		$t->line( 'skipped: no TRACE_URL' );
		return;
	}
	update_option( 'woocommerce_cod_settings', array( 'enabled' => 'yes', 'title' => 'Cash on delivery' ) );
	update_option( 'woocommerce_bacs_settings', array( 'enabled' => 'yes', 'title' => 'Direct bank transfer' ) );
	update_option( 'woocommerce_ship_to_countries', 'disabled' );
	update_option( 'woocommerce_default_country', 'ID:JB' );
	$checkout = (int) wc_get_page_id( 'checkout' );
	wp_update_post( array( 'ID' => $checkout, 'post_content' => '[woocommerce_checkout]' ) );
	wp_update_post( array( 'ID' => (int) wc_get_page_id( 'cart' ), 'post_content' => '[woocommerce_cart]' ) );
	update_option( 'permalink_structure', '/%postname%/' );
	flush_rewrite_rules();

	$product = new WC_Product_Simple();
	$product->set_name( 'Kopi' );
	$product->set_sku( 'K-1' );
	$product->set_regular_price( '25000' );
	$product->save();
	$t->name( $product->get_id(), 'product' );
	foreach ( get_posts( array( 'post_type' => 'shop_coupon', 'posts_per_page' => -1 ) ) as $old ) {
		wp_delete_post( $old->ID, true );
	}

	$jar  = (string) tempnam( sys_get_temp_dir(), 'jar' );
	$ask  = static function ( string $path, array $post = array() ) use ( $base, $jar ): array {
		$curl = curl_init( str_starts_with( $path, 'http' ) ? $path : $base . $path );
		curl_setopt_array( $curl, array( CURLOPT_RETURNTRANSFER => true, CURLOPT_HEADER => true, CURLOPT_COOKIEJAR => $jar, CURLOPT_COOKIEFILE => $jar, CURLOPT_HTTPHEADER => array( 'X-Trace: 1' ), CURLOPT_TIMEOUT => 60 ) );
		if ( $post ) {
			curl_setopt( $curl, CURLOPT_POSTFIELDS, http_build_query( $post ) );
		}
		$answer = (string) curl_exec( $curl );
		$cut    = (int) curl_getinfo( $curl, CURLINFO_HEADER_SIZE );
		return array( (int) curl_getinfo( $curl, CURLINFO_RESPONSE_CODE ), substr( $answer, $cut ), (string) curl_getinfo( $curl, CURLINFO_REDIRECT_URL ) );
	};
	$file   = wp_upload_dir()['basedir'] . '/trace.log';
	$hooks  = static function ( string $label ) use ( $file, $t ): void {
		$t->line( "-- hooks of $label" );
		echo file_exists( $file ) ? $t->renamed( (string) file_get_contents( $file ) ) : '';
		file_exists( $file ) && unlink( $file );
	};
	$fields = array( 'billing_first_name' => 'Budi', 'billing_last_name' => 'Santoso', 'billing_company' => 'PT Maju', 'billing_country' => 'ID', 'billing_address_1' => 'Jl. Braga 1', 'billing_address_2' => '', 'billing_city' => 'Bandung', 'billing_state' => 'JB', 'billing_postcode' => '40111', 'billing_phone' => '+62 812-3456-789', 'billing_email' => 'budi@example.test', 'order_comments' => "Tolong <b>cepat</b>\nya \"dong\"", 'terms' => 'on' );
	$nonce  = static fn( string $html ) => preg_match( '/name="woocommerce-process-checkout-nonce"\s+value="(\w+)"/', $html, $m ) ? $m[1] : '';

	[ $status, $body ] = $ask( '/shop/' );
	$t->line( 'shop', array( $status, str_contains( $body, 'Kopi' ) ) );
	[ $status, $body, $to ] = $ask( '/checkout/' );
	$t->line( 'checkout with nothing', array( $status, str_replace( $base, '', $to ) ) );
	[ $status, $body ] = $ask( '/?add-to-cart=99999999' );
	$t->line( 'no such product', $status );
	@unlink( $file );
	[ $status ] = $ask( '/?add-to-cart=' . $product->get_id() . '&quantity=2' );
	$t->line( 'add', $status );
	[ $status, $body ] = $ask( '/cart/' );
	$t->line( 'cart', array( $status, str_contains( $body, 'Kopi' ) ) );
	[ $status, $body ] = $ask( '/checkout/' );
	$key = $nonce( $body );
	$t->line( 'checkout', array( $status, '' !== $key, (bool) preg_match( '/<form[^>]+name="checkout"/', $body ), preg_match_all( '/name="payment_method"/', $body ) ) );
	foreach ( array_keys( $fields ) as $field ) {
		$t->line( "field $field", (bool) preg_match( '/name="' . $field . '"/', $body ) );
	}
	@unlink( $file );
	$orders = static fn() => count( wc_get_orders( array( 'limit' => -1, 'return' => 'ids', 'type' => 'shop_order' ) ) );
	$before = $orders();
	$failed = static function ( array $answer ) use ( $t ) {
		if ( getenv( 'TRACE_DEBUG' ) ) {
			echo $answer[1], "\n";
		}
		$json = (array) json_decode( $answer[1], true );
		$t->line( 'answer', array( $answer[0], $json['result'] ?? null, array_keys( $json ), substr_count( (string) ( $json['messages'] ?? '' ), '<li' ), str_contains( (string) ( $json['messages'] ?? '' ), 'woocommerce-error' ), $json['refresh'] ?? null, $json['reload'] ?? null ) );
	};
	$failed( $ask( '/?wc-ajax=checkout', $fields + array( 'payment_method' => 'cod', 'woocommerce-process-checkout-nonce' => 'wrong' ) ) );
	$hooks( 'a wrong nonce' );
	$failed( $ask( '/?wc-ajax=checkout', array( 'billing_first_name' => '', 'billing_email' => 'no mail', 'billing_city' => '', 'billing_phone' => 'abc' ) + $fields + array( 'payment_method' => 'cod', 'woocommerce-process-checkout-nonce' => $key ) ) );
	$hooks( 'a wrong mail' );
	$failed( $ask( '/?wc-ajax=checkout', array( 'billing_first_name' => '', 'billing_email' => '', 'billing_city' => '', 'billing_phone' => 'abc', 'billing_state' => '' ) + $fields + array( 'payment_method' => 'cod', 'woocommerce-process-checkout-nonce' => $key ) ) );
	$hooks( 'wrong fields' );
	$failed( $ask( '/?wc-ajax=checkout', $fields + array( 'payment_method' => 'nope', 'woocommerce-process-checkout-nonce' => $key ) ) );
	$t->line( 'no order yet', $orders() - $before );
	@unlink( $file );

	$buy = static function ( string $method ) use ( $ask, $t, $fields, $key, $hooks, $file, $base ) {
		$answer = $ask( '/?wc-ajax=checkout', $fields + array( 'payment_method' => $method, 'woocommerce-process-checkout-nonce' => $key ) );
		$json   = (array) json_decode( $answer[1], true );
		$id     = (int) ( $json['order_id'] ?? current( wc_get_orders( array( 'limit' => 1, 'orderby' => 'ID', 'return' => 'ids', 'type' => 'shop_order' ) ) ) );
		wp_cache_flush();
		$order = wc_get_order( $id );
		if ( ! $order ) {
			$t->line( 'no order', $answer );
			return;
		}
		$t->name( $id, 'order' );
		$t->name( (int) key( $order->get_items() ), 'line' );
		$t->line( $method, array( $answer[0], $json['result'], array_keys( $json ), preg_replace( array( '/\d{3,}/', '/wc_order_\w+/' ), array( 'N', 'K' ), str_replace( $base, '', (string) $json['redirect'] ) ) ) );
		$hooks( $method );
		$t->order( $method, $order );
		$t->notes( $id, false );
		$t->line( 'cart hash', '' !== $order->get_cart_hash() );
		$page = $ask( (string) $json['redirect'] );
		$t->line( 'thanks', array( $page[0], str_contains( $page[1], 'woocommerce-thankyou-order-received' ), str_contains( $page[1], (string) $id ) ) );
		$hooks( 'thanks' );
		$page = $ask( '/checkout/' );
		$t->line( 'cart is empty after', $page[0] );
		@unlink( $file );
	};
	$buy( 'cod' );
	$ask( '/?add-to-cart=' . $product->get_id() );
	$ask( '/?add-to-cart=' . $product->get_id() . '&quantity=3' );
	$page = $ask( '/checkout/' );
	$key  = $nonce( $page[1] );
	@unlink( $file );
	$buy( 'bacs' );
	$product->set_regular_price( '0' );
	$product->save();
	$ask( '/?add-to-cart=' . $product->get_id() );
	$page = $ask( '/checkout/' );
	$key  = $nonce( $page[1] );
	$t->line( 'free', preg_match_all( '/name="payment_method"/', $page[1] ) );
	@unlink( $file );
	$buy( 'cod' );
	unlink( $jar );
	$t->line( 'notices', file_exists( WP_CONTENT_DIR . '/debug.log' ) );
};
