<?php
/**
 * Functions that are only there in the admin, as in WooCommerce.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

// phpcs:disable Squiz.Commenting.FunctionComment -- Signatures and meaning are WooCommerce's own; a comment is only given where there is something to know.

function wc_get_screen_ids() {
	$menu = sanitize_title( 'WooCommerce' );
	return apply_filters(
		'woocommerce_screen_ids',
		array( "toplevel_page_$menu", "{$menu}_page_wc-orders", "{$menu}_page_wc-orders--refund", "{$menu}_page_wc-reports", "{$menu}_page_wc-shipping", "{$menu}_page_wc-settings", "{$menu}_page_wc-status", "{$menu}_page_wc-addons", 'edit-shop_order', 'shop_order', 'edit-product', 'product', 'edit-shop_coupon', 'shop_coupon', 'profile', 'user-edit' )
	);
}

/** Screen of the orders: a post's in one storage, a page's in the other. */
function wc_get_page_screen_id( $for ) {
	$id = str_replace( '-', '_', (string) $for );
	if ( in_array( $id, wc_get_order_types( 'admin-menu' ), true ) || 'shop_order' === $id ) {
		return Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled()
			? 'woocommerce_page_wc-orders' . ( 'shop_order' === $id ? '' : "--$id" )
			: $id;
	}
	return '';
}

function wc_admin_get_feature_config() {
	return array();
}

function woocommerce_admin_fields( $options ) {
	WC_Admin_Settings::output_fields( $options );
}

function woocommerce_update_options( $options, $data = null ) {
	WC_Admin_Settings::save_fields( $options, $data );
}

function woocommerce_settings_get_option( $option_name, $default = '' ) {
	return WC_Admin_Settings::get_option( $option_name, $default );
}
