<?php
/**
 * Runs one scenario inside one WordPress and prints its trace: `php trace.php WORDPRESS SCENARIO`.
 *
 * It deletes all orders and products of that WordPress first.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

[ , $wordpress, $scenario ] = $argv;

$_SERVER['HTTP_HOST']       = 'localhost';
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

if ( str_contains( $scenario, 'admin' ) ) {
	define( 'WP_ADMIN', true );
}
// WooCommerce sets this once, by the option that it finds when it is loaded: half down where prices include tax.
define( 'WC_TAX_ROUNDING_MODE', str_contains( $scenario, 'inclusive' ) ? PHP_ROUND_HALF_DOWN : PHP_ROUND_HALF_UP );
require $wordpress . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once __DIR__ . '/class-trace.php';

foreach ( array(
	'woocommerce_currency'             => 'IDR',
	'woocommerce_price_num_decimals'   => '2',
	'woocommerce_price_decimal_sep'    => '.',
	'woocommerce_price_thousand_sep'   => ',',
	'woocommerce_currency_pos'         => 'left',
	'woocommerce_ship_to_countries'    => '',
	'timezone_string'                  => 'Asia/Jakarta',
	'permalink_structure'              => '/%postname%/',
	'woocommerce_calc_taxes'           => 'no',
	'woocommerce_prices_include_tax'   => 'no',
	'woocommerce_tax_round_at_subtotal' => 'no',
	'woocommerce_default_country'      => 'ID:JB',
	'woocommerce_tax_based_on'         => 'base',
) as $option => $value ) {
	update_option( $option, $value );
}
$GLOBALS['wpdb']->query( "DELETE FROM {$GLOBALS['wpdb']->prefix}woocommerce_tax_rates" ); // phpcs:ignore WordPress.DB
WC_Cache_Helper::invalidate_cache_group( 'taxes' );
$GLOBALS['wp_rewrite']->init();
flush_rewrite_rules();

global $wpdb;
$orders = "SELECT ID FROM $wpdb->posts WHERE post_type IN ( 'shop_order', 'shop_order_refund', 'shop_order_placehold' )";
foreach ( array(
	"DELETE FROM $wpdb->comments WHERE comment_post_ID IN ( $orders )",
	"DELETE FROM $wpdb->postmeta WHERE post_id IN ( $orders )",
	"DELETE FROM $wpdb->posts WHERE post_type IN ( 'shop_order', 'shop_order_refund', 'shop_order_placehold' )",
	"DELETE FROM {$wpdb->prefix}wc_orders",
	"DELETE FROM {$wpdb->prefix}wc_orders_meta",
	"DELETE FROM {$wpdb->prefix}wc_order_addresses",
	"DELETE FROM {$wpdb->prefix}wc_order_operational_data",
	"DELETE FROM {$wpdb->prefix}woocommerce_order_items",
	"DELETE FROM {$wpdb->prefix}woocommerce_order_itemmeta",
	"DELETE FROM {$wpdb->prefix}woocommerce_sessions",
) as $sql ) {
	$wpdb->query( $sql ); // phpcs:ignore WordPress.DB
}
wp_cache_flush();
foreach ( wc_get_products( array( 'limit' => -1, 'status' => 'any', 'return' => 'ids', 'type' => array( 'simple', 'variable', 'variation' ) ) ) as $old ) {
	$product = wc_get_product( $old );
	if ( $product ) {
		$product->delete( true );
	}
}

$tables = array(
	'posts'                             => array( 'ID', 10001 ),
	'woocommerce_order_items'           => array( 'order_item_id', 300001 ),
	'comments'                          => array( 'comment_ID', 500001 ),
	'woocommerce_tax_rates'             => array( 'tax_rate_id', 700001 ),
	'woocommerce_shipping_zone_methods' => array( 'instance_id', 800001 ),
);
foreach ( $tables as $table => [ $column, $start ] ) {
	$name  = $wpdb->prefix . $table;
	// Ids never come twice, or what is cached under them would.
	$next  = (int) get_option( "trace_next_$table", $start );
	$next  = max( $next, 1 + (int) $wpdb->get_var( "SELECT MAX( $column ) FROM $name" ) ); // phpcs:ignore WordPress.DB
	$wpdb->query( "ALTER TABLE $name AUTO_INCREMENT = $next" ); // phpcs:ignore WordPress.DB
}

$trace = new Trace();
( require $scenario )( $trace );

foreach ( array_keys( $tables ) as $table ) {
	$row = $wpdb->get_row( $wpdb->prepare( 'SHOW TABLE STATUS LIKE %s', $wpdb->prefix . $table ) );
	update_option( "trace_next_$table", (int) $row->Auto_increment ); // phpcs:ignore WordPress.NamingConventions
}
