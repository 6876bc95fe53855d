<?php
/**
 * Makes orders and items of ids.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

use Automattic\WooCommerce\Utilities\OrderUtil;

/**
 * Finds out the class; false where there is nothing.
 */
class WC_Order_Factory {

	/**
	 * An order.
	 *
	 * @param mixed $order_id Id, order, post, or false for the post of the page.
	 * @return WC_Order|WC_Order_Refund|false
	 */
	public static function get_order( $order_id = false ) {
		$id = self::id_of( $order_id );
		if ( ! $id ) {
			return false;
		}
		$type = WC_Data_Store::load( 'order' )->type_of( $id );
		if ( ! wc_is_order_type( $type ) ) {
			return false;
		}
		$class = apply_filters( 'woocommerce_order_class', wc_get_order_type( $type )['class_name'], $type, $id );
		try {
			return new $class( $id );
		} catch ( Exception $e ) {
			return false;
		}
	}

	/**
	 * Several orders.
	 *
	 * @param list<int> $order_ids Ids.
	 */
	public static function get_orders( $order_ids = array() ) {
		return array_values( array_filter( array_map( array( self::class, 'get_order' ), $order_ids ) ) );
	}

	/**
	 * Id of whatever is given.
	 *
	 * @param mixed $order Anything.
	 */
	public static function get_order_id( $order ) {
		$id = self::id_of( $order );
		return $id ? $id : false;
	}

	/**
	 * Id of whatever is given, 0 where there is none.
	 *
	 * @param mixed $order Anything.
	 */
	private static function id_of( $order ): int {
		global $post, $theorder;
		return match ( true ) {
			false === $order && $theorder instanceof WC_Abstract_Order => $theorder->get_id(),
			false === $order => $post instanceof WP_Post && in_array( $post->post_type, wc_get_order_types(), true ) ? $post->ID : 0,
			is_numeric( $order ) => (int) $order,
			$order instanceof WC_Abstract_Order => $order->get_id(),
			is_object( $order ) && ! empty( $order->ID ) => (int) $order->ID,
			default => 0,
		};
	}

	/**
	 * An item.
	 *
	 * @param int|object $item_id Id, or a row of the items.
	 * @return WC_Order_Item|false
	 */
	public static function get_order_item( $item_id = 0 ) {
		global $wpdb;
		if ( $item_id instanceof WC_Order_Item ) {
			return $item_id;
		}
		$id   = is_object( $item_id ) ? (int) $item_id->order_item_id : (int) $item_id;
		$type = $id ? (string) $wpdb->get_var( $wpdb->prepare( "SELECT order_item_type FROM {$wpdb->prefix}woocommerce_order_items WHERE order_item_id = %d", $id ) ) : '';
		$types = array( 'line_item' => 'WC_Order_Item_Product', 'product' => 'WC_Order_Item_Product', 'coupon' => 'WC_Order_Item_Coupon', 'fee' => 'WC_Order_Item_Fee', 'shipping' => 'WC_Order_Item_Shipping', 'tax' => 'WC_Order_Item_Tax' );
		$class = apply_filters( 'woocommerce_get_order_item_classname', $types[ $type ] ?? false, $type, $id );
		if ( ! $class || ! class_exists( $class ) ) {
			return false;
		}
		try {
			return new $class( $id );
		} catch ( Exception $e ) {
			return false;
		}
	}
}
