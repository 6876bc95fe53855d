<?php
/**
 * Types of posts.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * Products, orders and coupons, and the statuses of orders.
 */
final class Post_Types {

	/** Taxonomies. */
	public static function register_taxonomies(): void {
		register_taxonomy( 'product_type', 'product', array( 'public' => false, 'hierarchical' => false, 'show_ui' => false, 'rewrite' => false ) );
		register_taxonomy( 'product_visibility', array( 'product', 'product_variation' ), array( 'public' => false, 'show_ui' => false, 'rewrite' => false ) );
		register_taxonomy( 'product_cat', 'product', array( 'hierarchical' => true, 'label' => 'Product categories', 'show_ui' => true, 'rewrite' => array( 'slug' => 'product-category' ) ) );
		register_taxonomy( 'product_tag', 'product', array( 'label' => 'Product tags', 'show_ui' => true, 'rewrite' => array( 'slug' => 'product-tag' ) ) );
		do_action( 'woocommerce_after_register_taxonomy' );
	}

	/** Types. */
	public static function register_post_types(): void {
		if ( post_type_exists( 'product' ) ) {
			return;
		}
		do_action( 'woocommerce_register_post_type' );
		register_post_type(
			'product',
			array(
				'labels'          => array( 'name' => 'Products', 'singular_name' => 'Product', 'edit_item' => 'Edit product', 'add_new_item' => 'Add new product' ),
				'public'          => true,
				'capability_type' => 'product',
				'map_meta_cap'    => true,
				'has_archive'     => wc_get_page_id( 'shop' ) > 0 && get_post( wc_get_page_id( 'shop' ) ) ? (string) get_page_uri( wc_get_page_id( 'shop' ) ) : 'shop',
				'rewrite'         => array( 'slug' => 'product', 'with_front' => false ),
				'supports'        => array( 'title', 'editor', 'excerpt', 'thumbnail', 'custom-fields' ),
				'menu_icon'       => 'dashicons-archive',
			)
		);
		register_post_type( 'product_variation', array( 'label' => 'Variations', 'public' => false, 'hierarchical' => false, 'supports' => false, 'capability_type' => 'product', 'rewrite' => false ) );
		$tables = \Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled();
		wc_register_order_type(
			'shop_order',
			apply_filters(
				'woocommerce_register_post_type_shop_order',
				array(
					'labels'              => array( 'name' => 'Orders', 'singular_name' => 'Order', 'add_new' => 'Add order', 'add_new_item' => 'Add new order', 'edit_item' => 'Edit order', 'search_items' => 'Search orders', 'menu_name' => 'Orders', 'not_found' => 'No orders found' ),
					'public'              => false,
					'show_ui'             => true,
					'show_in_menu'        => $tables ? false : ( current_user_can( 'edit_others_shop_orders' ) ? 'woocommerce' : true ),
					'capability_type'     => 'shop_order',
					'map_meta_cap'        => true,
					'supports'            => array( 'title', 'comments', 'custom-fields' ),
					'rewrite'             => false,
					'query_var'           => false,
				)
			)
		);
		wc_register_order_type(
			'shop_order_refund',
			array( 'label' => 'Refunds', 'capability_type' => 'shop_order', 'public' => false, 'hierarchical' => false, 'supports' => false, 'rewrite' => false, 'exclude_from_order_meta_boxes' => true, 'exclude_from_order_count' => true, 'exclude_from_order_sales_reports' => true, 'class_name' => 'WC_Order_Refund' )
		);
		wc_register_order_type( 'shop_order_placehold', array( 'label' => 'Placeholders', 'public' => false, 'supports' => false, 'rewrite' => false, 'capability_type' => 'shop_order', 'map_meta_cap' => true, 'exclude_from_order_count' => true, 'exclude_from_order_views' => true, 'exclude_from_order_reports' => true, 'exclude_from_order_sales_reports' => true ) );
		register_post_type( 'shop_coupon', array( 'label' => 'Coupons', 'public' => false, 'show_ui' => true, 'show_in_menu' => false, 'capability_type' => 'shop_coupon', 'map_meta_cap' => true, 'supports' => array( 'title' ), 'rewrite' => false ) );
		do_action( 'woocommerce_after_register_post_type' );
	}

	/** Statuses of orders. */
	public static function register_statuses(): void {
		$statuses = array();
		foreach ( wc_get_order_statuses() as $status => $label ) {
			$statuses[ $status ] = array(
				'label'                     => $label,
				'public'                    => false,
				'exclude_from_search'       => false,
				'show_in_admin_all_list'    => true,
				'show_in_admin_status_list' => true,
				/* translators: %s: number */
				'label_count'               => _n_noop( '%s', '%s' ), // phpcs:ignore WordPress.WP.I18n
			);
			$statuses[ $status ]['label_count'] = array( 0 => "$label <span class=\"count\">(%s)</span>", 1 => "$label <span class=\"count\">(%s)</span>", 'singular' => "$label <span class=\"count\">(%s)</span>", 'plural' => "$label <span class=\"count\">(%s)</span>", 'context' => null, 'domain' => null );
		}
		foreach ( apply_filters( 'woocommerce_register_shop_order_post_statuses', $statuses ) as $status => $args ) {
			register_post_status( $status, $args );
		}
	}
}
