<?php
/**
 * Screens and addresses of the admin.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

return static function ( Trace $t ): void {
	$u  = Automattic\WooCommerce\Utilities\OrderUtil::class;
	$id = wc_create_order()->get_id();
	$t->line( 'screen', wc_get_page_screen_id( 'shop-order' ) );
	$t->line( 'screen _', wc_get_page_screen_id( 'shop_order' ) );
	$t->line( 'screen refund', wc_get_page_screen_id( 'shop_order_refund' ) );
	$t->line( 'util screen', $u::get_order_admin_screen() );
	$t->line( 'edit url', preg_replace( '/\d{3,}/', 'N', preg_replace( '~^https?://[^/]+~', '', $u::get_order_admin_edit_url( $id ) ) ) );
	$t->line( 'order edit url', preg_replace( '/\d{3,}/', 'N', preg_replace( '~^https?://[^/]+~', '', wc_get_order( $id )->get_edit_order_url() ) ) );
	$t->line( 'new url', preg_replace( '~^https?://[^/]+~', '', $u::get_order_admin_new_url() ) );
	$t->line( 'screens', array_values( array_intersect( array( 'toplevel_page_woocommerce', 'woocommerce_page_wc-orders', 'woocommerce_page_wc-settings', 'edit-shop_order', 'shop_order', 'product' ), wc_get_screen_ids() ) ) );
};
