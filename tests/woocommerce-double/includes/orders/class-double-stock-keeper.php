<?php
/**
 * What happens by itself when the status of an order changes.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * Wires counting, permissions and stock to the hooks they hang on in WooCommerce.
 */
final class Stock_Keeper {

	/** Adds the hooks, in their order. */
	public static function register(): void {
		foreach ( array( 'completed', 'processing', 'on-hold' ) as $status ) {
			add_action( "woocommerce_order_status_$status", 'wc_update_total_sales_counts' );
		}
		foreach ( array( 'completed', 'processing', 'on-hold' ) as $status ) {
			add_action( "woocommerce_order_status_{$status}_to_cancelled", 'wc_update_total_sales_counts' );
		}
		foreach ( array( 'pending', 'completed', 'processing', 'on-hold', 'cancelled' ) as $status ) {
			add_action( "woocommerce_order_status_$status", 'wc_update_coupon_usage_counts' );
		}
		foreach ( array( 'completed', 'processing' ) as $status ) {
			add_action( "woocommerce_order_status_$status", 'wc_downloadable_product_permissions' );
		}
		add_action( 'woocommerce_payment_complete', 'wc_maybe_reduce_stock_levels' );
		foreach ( array( 'completed', 'processing', 'on-hold' ) as $status ) {
			add_action( "woocommerce_order_status_$status", 'wc_maybe_reduce_stock_levels' );
		}
		foreach ( array( 'cancelled', 'pending' ) as $status ) {
			add_action( "woocommerce_order_status_$status", 'wc_maybe_increase_stock_levels' );
		}
		add_action( 'before_delete_post', array( self::class, 'before_delete_post' ) );
		add_action( 'delete_post', array( self::class, 'before_delete_post' ) );
	}

	/**
	 * The items and refunds of an order that was a post go with it.
	 *
	 * @param int $id Post.
	 */
	public static function before_delete_post( $id ): void {
		if ( ! in_array( get_post_type( $id ), array( 'shop_order', 'shop_order_refund' ), true ) ) {
			return;
		}
		foreach ( get_children( array( 'post_parent' => $id, 'post_type' => 'shop_order_refund', 'post_status' => 'any', 'fields' => 'ids' ) ) as $child ) {
			wp_delete_post( (int) $child, true );
		}
		$whole = 'shop_order' === get_post_type( $id ) || doing_action( 'before_delete_post' );
		if ( $whole ) {
			do_action( 'woocommerce_delete_order_items', (int) $id );
		}
		Order_Item_Storage::delete_of_order( (int) $id );
		if ( $whole ) {
			do_action( 'woocommerce_deleted_order_items', (int) $id );
		}
	}
}
