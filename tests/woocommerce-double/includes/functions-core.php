<?php
/**
 * General functions.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

// phpcs:disable Squiz.Commenting.FunctionComment -- Signatures and meaning are WooCommerce's own; a comment is only given where there is something to know.

/** Logger. The filter may hand in a class or an object that implements the interface. */
function wc_get_logger() {
	static $made = array();
	$wanted      = apply_filters( 'woocommerce_logging_class', WC_Logger::class );
	if ( ! is_a( $wanted, WC_Logger_Interface::class, true ) ) {
		wc_doing_it_wrong( __FUNCTION__, 'This is no logger.', '3.0' );
		$wanted = WC_Logger::class;
	}
	return is_object( $wanted ) ? $wanted : $made[ $wanted ] ??= new $wanted();
}

function wc_doing_it_wrong( $function, $message, $version ) {
	if ( wp_doing_ajax() || WP_DEBUG && defined( 'REST_REQUEST' ) ) {
		do_action( 'doing_it_wrong_run', $function, $message, $version );
		return;
	}
	_doing_it_wrong( esc_html( $function ), esc_html( $message ), esc_html( $version ) );
}

function wc_deprecated_function( $function, $version, $replacement = null ) {
	_deprecated_function( esc_html( $function ), esc_html( $version ), esc_html( (string) $replacement ) );
}

function get_woocommerce_currency() {
	return apply_filters( 'woocommerce_currency', get_option( 'woocommerce_currency' ) );
}

/** Currencies by code. The names come from PHP's intl data where it is there, else the code is the name. */
function get_woocommerce_currencies() {
	static $currencies = null;
	$currencies      ??= (array) require __DIR__ . '/data/currencies.php';
	return array_unique( apply_filters( 'woocommerce_currencies', array_combine( $currencies, array_map( static fn( $code ) => array( 'IDR' => 'Indonesian rupiah', 'USD' => 'United States (US) dollar', 'EUR' => 'Euro' )[ $code ] ?? "Currency $code", $currencies ) ) ) );
}

function get_woocommerce_currency_symbols() {
	return apply_filters(
		'woocommerce_currency_symbols',
		array( 'IDR' => 'Rp', 'USD' => '&#36;', 'EUR' => '&euro;', 'GBP' => '&pound;', 'JPY' => '&yen;', 'SGD' => '&#36;', 'MYR' => '&#82;&#77;', 'AUD' => '&#36;', 'KWD' => '&#x62f;.&#x643;', 'BHD' => '.&#x62f;.&#x628;' )
	);
}

function get_woocommerce_currency_symbol( $currency = '' ) {
	$currency = $currency ? $currency : get_woocommerce_currency();
	return apply_filters( 'woocommerce_currency_symbol', get_woocommerce_currency_symbols()[ $currency ] ?? $currency, $currency );
}

function get_woocommerce_price_format() {
	$formats = array( 'left' => '%1$s%2$s', 'right' => '%2$s%1$s', 'left_space' => '%1$s&nbsp;%2$s', 'right_space' => '%2$s&nbsp;%1$s' );
	$at      = (string) get_option( 'woocommerce_currency_pos' );
	return apply_filters( 'woocommerce_price_format', $formats[ $at ] ?? '%1$s%2$s', $at );
}

function wc_tax_enabled() {
	return apply_filters( 'wc_tax_enabled', 'yes' === get_option( 'woocommerce_calc_taxes' ) );
}

function wc_shipping_enabled() {
	return apply_filters( 'wc_shipping_enabled', 'disabled' !== get_option( 'woocommerce_ship_to_countries' ) );
}

function wc_prices_include_tax() {
	return wc_tax_enabled() && apply_filters( 'woocommerce_prices_include_tax', 'yes' === get_option( 'woocommerce_prices_include_tax' ) );
}

function wc_coupons_enabled() {
	return apply_filters( 'woocommerce_coupons_enabled', 'yes' === get_option( 'woocommerce_enable_coupons', 'yes' ) );
}

function wc_get_base_location() {
	$parts = explode( ':', (string) apply_filters( 'woocommerce_get_base_location', get_option( 'woocommerce_default_country', 'US:CA' ) ) . ':' );
	return array( 'country' => $parts[0], 'state' => $parts[1] );
}

function wc_get_page_id( $page ) {
	$id = apply_filters( 'woocommerce_get_' . $page . '_page_id', get_option( 'woocommerce_' . $page . '_page_id' ) );
	return $id ? absint( $id ) : -1;
}

function wc_get_page_permalink( $page, $fallback = null ) {
	$id  = wc_get_page_id( $page );
	$url = 0 < $id ? get_permalink( $id ) : '';
	return apply_filters( 'woocommerce_get_' . $page . '_page_permalink', $url ? $url : ( $fallback ?? home_url() ) );
}

function wc_get_checkout_url() {
	return apply_filters( 'woocommerce_get_checkout_url', wc_get_page_permalink( 'checkout' ) );
}

function wc_get_cart_url() {
	return apply_filters( 'woocommerce_get_cart_url', wc_get_page_permalink( 'cart' ) );
}

/** Address of a part of a page: `/part/value/` with pretty links, `&part=value` without. */
function wc_get_endpoint_url( $endpoint, $value = '', $permalink = '' ) {
	$permalink = $permalink ? $permalink : (string) get_permalink();
	if ( get_option( 'permalink_structure' ) ) {
		[ $path, $query ] = explode( '?', $permalink . '?' );
		$url              = trailingslashit( $path ) . trailingslashit( $endpoint ) . ( '' !== (string) $value ? user_trailingslashit( (string) $value ) : '' ) . ( '' !== $query ? "?$query" : '' );
	} else {
		$url = add_query_arg( $endpoint, $value, $permalink );
	}
	return apply_filters( 'woocommerce_get_endpoint_url', $url, $endpoint, $value, $permalink );
}

function is_woocommerce() {
	return is_shop() || is_product();
}

function is_shop() {
	return is_post_type_archive( 'product' ) || ( wc_get_page_id( 'shop' ) > 0 && is_page( wc_get_page_id( 'shop' ) ) );
}

function is_product() {
	return is_singular( array( 'product' ) );
}

function is_cart() {
	return wc_get_page_id( 'cart' ) > 0 && is_page( wc_get_page_id( 'cart' ) );
}

function is_checkout() {
	return wc_get_page_id( 'checkout' ) > 0 && is_page( wc_get_page_id( 'checkout' ) ) || apply_filters( 'woocommerce_is_checkout', false );
}

function is_order_received_page() {
	global $wp;
	return is_page( wc_get_page_id( 'checkout' ) ) && isset( $wp->query_vars['order-received'] );
}

function is_account_page() {
	return wc_get_page_id( 'myaccount' ) > 0 && is_page( wc_get_page_id( 'myaccount' ) );
}

function is_ajax() {
	return wp_doing_ajax();
}

/** Starts session, customer and cart. */
function wc_load_cart() {
	$wc = WC();
	if ( null === $wc->cart ) {
		$class       = apply_filters( 'woocommerce_session_handler', 'WC_Session_Handler' );
		$wc->session = new $class();
		$wc->session->init();
		$wc->customer = new WC_Customer( get_current_user_id(), true );
		$wc->cart     = new WC_Cart();
	}
}

function wc_get_user_agent() {
	return isset( $_SERVER['HTTP_USER_AGENT'] ) ? wc_clean( wp_unslash( $_SERVER['HTTP_USER_AGENT'] ) ) : '';
}

function wc_get_notices( $type = '' ) {
	$all = WC()->session ? (array) WC()->session->get( 'wc_notices', array() ) : array();
	return $type ? ( $all[ $type ] ?? array() ) : $all;
}

function wc_notice_count( $type = '' ) {
	return $type ? count( wc_get_notices( $type ) ) : array_sum( array_map( 'count', wc_get_notices() ) );
}

function wc_add_notice( $message, $type = 'success', $data = array() ) {
	if ( WC()->session ) {
		$all            = wc_get_notices();
		$all[ $type ][] = array( 'notice' => apply_filters( "woocommerce_add_$type", $message ), 'data' => $data );
		WC()->session->set( 'wc_notices', $all );
	}
}

function wc_has_notice( $message, $type = 'success' ) {
	return in_array( $message, wp_list_pluck( wc_get_notices( $type ), 'notice' ), true );
}

function wc_clear_notices() {
	if ( WC()->session ) {
		WC()->session->set( 'wc_notices', null );
	}
}

function wc_print_notices( $return = false ) {
	$html = '';
	foreach ( wc_get_notices() as $type => $notices ) {
		$class = 'error' === $type ? 'woocommerce-error' : ( 'notice' === $type ? 'woocommerce-info' : 'woocommerce-message' );
		$role  = 'error' === $type ? 'alert' : 'status';
		$lines = array_map( static fn( $notice ) => '<li>' . wp_kses_post( $notice['notice'] ) . '</li>', $notices );
		$html .= "<ul class=\"$class\" role=\"$role\">" . implode( '', $lines ) . '</ul>';
	}
	wc_clear_notices();
	if ( $return ) {
		return $html;
	}
	echo $html; // phpcs:ignore WordPress.Security.EscapeOutput -- Built above.
}

function wc_setcookie( $name, $value, $expire = 0, $secure = false, $httponly = false ) {
	if ( ! headers_sent() ) {
		setcookie( $name, (string) $value, array( 'expires' => (int) $expire, 'path' => COOKIEPATH ? COOKIEPATH : '/', 'domain' => (string) COOKIE_DOMAIN, 'secure' => (bool) $secure, 'httponly' => (bool) $httponly ) );
	}
}

function wc_nocache_headers() {
	nocache_headers();
}

function wc_maybe_define_constant( $name, $value ) {
	if ( ! defined( $name ) ) {
		define( $name, $value );
	}
}

function wc_rand_hash() {
	return bin2hex( random_bytes( 20 ) );
}

function wc_array_cartesian( $input ) {
	$all = array( array() );
	foreach ( $input as $key => $values ) {
		$next = array();
		foreach ( $all as $one ) {
			foreach ( $values as $value ) {
				$next[] = $one + array( $key => $value );
			}
		}
		$all = $next;
	}
	return $all;
}

function wc_get_log_file_path( $handle ) {
	return WC_Log_Handler_File::get_log_file_path( $handle );
}

function wc_get_permalink_structure() {
	return array( 'product_base' => 'product', 'category_base' => 'product-category', 'product_rewrite_slug' => 'product' );
}

function wc_is_active_theme( $theme ) {
	return in_array( get_template(), (array) $theme, true );
}

function wc_get_theme_support( $prop = '', $fallback = null ) {
	return $fallback;
}

function wc_mail( $to, $subject, $message, $headers = "Content-Type: text/html\r\n", $attachments = '' ) {
	WC()->mailer()->send( $to, $subject, $message, $headers, $attachments );
}

function wc_customer_bought_product( $email, $user_id, $product_id ) {
	return false;
}

function wc_ip_is_valid( $ip ) {
	return false !== filter_var( $ip, FILTER_VALIDATE_IP );
}

function wc_empty_cart() {
	if ( WC()->cart ) {
		WC()->cart->empty_cart( false );
	}
}
