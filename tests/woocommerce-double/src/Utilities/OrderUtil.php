<?php
/**
 * Questions about orders that do not depend on their storage.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace Automattic\WooCommerce\Utilities;

/**
 * What plugins ask to be compatible with both storages.
 */
class OrderUtil {

	/** Whether the order tables are the storage. */
	public static function custom_orders_table_usage_is_enabled(): bool {
		return 'yes' === get_option( 'woocommerce_custom_orders_table_enabled' );
	}

	/** Whether both storages are kept the same. The double never does that. */
	public static function is_custom_order_tables_in_sync(): bool {
		return false;
	}

	/** Screen of the orders. */
	public static function get_order_admin_screen(): string {
		return self::custom_orders_table_usage_is_enabled() ? 'woocommerce_page_wc-orders' : 'shop_order';
	}

	/**
	 * The order of a post or an order.
	 *
	 * @param \WP_Post|\WC_Order $post_or_order_object Either.
	 */
	public static function init_theorder_object( $post_or_order_object ) {
		global $theorder;
		$id       = $post_or_order_object instanceof \WC_Abstract_Order ? $post_or_order_object->get_id() : (int) ( $post_or_order_object->ID ?? 0 );
		$theorder = $theorder instanceof \WC_Abstract_Order && $theorder->get_id() === $id ? $theorder : ( $post_or_order_object instanceof \WC_Abstract_Order ? $post_or_order_object : wc_get_order( $id ) );
		return $theorder;
	}

	/**
	 * Id of a post or an order.
	 *
	 * @param mixed $post_or_order_object Either.
	 */
	public static function get_post_or_order_id( $post_or_order_object ): int {
		return match ( true ) {
			is_numeric( $post_or_order_object ) => (int) $post_or_order_object,
			$post_or_order_object instanceof \WC_Abstract_Order => $post_or_order_object->get_id(),
			default => (int) ( $post_or_order_object->ID ?? 0 ),
		};
	}

	/**
	 * Whether it is an order of one of the types.
	 *
	 * @param mixed $order_id Id, order or post.
	 * @param array $types    Types.
	 */
	public static function is_order( $order_id, $types = array( 'shop_order' ) ): bool {
		return in_array( self::get_order_type( $order_id ), (array) $types, true );
	}

	/**
	 * Type of an order. Posts are asked for any type and give false where there is none; the order tables know orders only and give ''.
	 *
	 * @param mixed $order_id Id, order or post.
	 */
	public static function get_order_type( $order_id ) {
		$id   = self::get_post_or_order_id( $order_id );
		return self::custom_orders_table_usage_is_enabled() ? \WC_Data_Store::load( 'order' )->type_of( $id ) : get_post_type( $id );
	}

	/**
	 * Page to edit an order.
	 *
	 * @param int $order_id Order.
	 */
	public static function get_order_admin_edit_url( int $order_id ): string {
		return self::custom_orders_table_usage_is_enabled()
			? admin_url( "admin.php?page=wc-orders&action=edit&id=$order_id" )
			: admin_url( "post.php?post=$order_id&action=edit" );
	}

	/** Page to make an order. */
	public static function get_order_admin_new_url(): string {
		return admin_url( self::custom_orders_table_usage_is_enabled() ? 'admin.php?page=wc-orders&action=new' : 'post-new.php?post_type=shop_order' );
	}

	/**
	 * Whether the list of orders is shown.
	 *
	 * @param string $order_type Type.
	 */
	public static function is_order_list_table_screen( $order_type = 'shop_order' ): bool {
		$screen = function_exists( 'get_current_screen' ) ? get_current_screen() : null;
		return $screen && ( "edit-$order_type" === $screen->id || ( self::get_order_admin_screen() === $screen->id && ! self::is_order_edit_screen( $order_type ) ) );
	}

	/**
	 * Whether one order is shown.
	 *
	 * @param string $order_type Type.
	 */
	public static function is_order_edit_screen( $order_type = 'shop_order' ): bool {
		$screen = function_exists( 'get_current_screen' ) ? get_current_screen() : null;
		// phpcs:ignore WordPress.Security.NonceVerification
		return $screen && self::get_order_admin_screen() === $screen->id && ( ! self::custom_orders_table_usage_is_enabled() || 'edit' === ( $_GET['action'] ?? '' ) );
	}

	/** Table of the orders. */
	public static function get_table_for_orders(): string {
		global $wpdb;
		return self::custom_orders_table_usage_is_enabled() ? "{$wpdb->prefix}wc_orders" : $wpdb->posts;
	}

	/** Table of the orders' meta. */
	public static function get_table_for_order_meta(): string {
		global $wpdb;
		return self::custom_orders_table_usage_is_enabled() ? "{$wpdb->prefix}wc_orders_meta" : $wpdb->postmeta;
	}
}
