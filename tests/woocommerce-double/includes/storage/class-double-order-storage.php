<?php
/**
 * What both storages of orders have in common.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

use WC_Abstract_Order;
use WC_Order;

/**
 * Items, and the preparation of a new order.
 */
abstract class Order_Storage {

	/**
	 * Reads an order.
	 *
	 * @param WC_Abstract_Order $order Has an id.
	 */
	abstract public function read( WC_Abstract_Order $order ): void;

	/**
	 * Inserts an order.
	 *
	 * @param WC_Abstract_Order $order An order.
	 */
	abstract public function create( WC_Abstract_Order $order ): void;

	/**
	 * Writes the changes of an order.
	 *
	 * @param WC_Abstract_Order $order An order.
	 */
	abstract public function update( WC_Abstract_Order $order ): void;

	/**
	 * Deletes an order.
	 *
	 * @param WC_Abstract_Order    $order An order.
	 * @param array<string, mixed> $args  `force_delete`.
	 */
	abstract public function delete( WC_Abstract_Order $order, array $args = array() ): void;

	/**
	 * Type of an order, '' where there is none.
	 *
	 * @param int $id Id.
	 */
	abstract public function type_of( int $id ): string;

	/**
	 * Sets a flag of an order that is kept beside its properties.
	 *
	 * @param int    $id    Order.
	 * @param string $flag  Name of the property.
	 * @param bool   $value Its value.
	 */
	abstract public function set_flag( int $id, string $flag, bool $value ): void;

	/**
	 * Properties that an order has from the shop and the request that makes it.
	 *
	 * @return array<string, mixed>
	 */
	public static function of_this_request(): array {
		return array(
			'customer_ip_address' => \WC_Geolocation::get_ip_address(),
			'customer_user_agent' => wc_get_user_agent(),
			'prices_include_tax'  => wc_string_to_bool( get_option( 'woocommerce_prices_include_tax' ) ),
			'currency'            => get_woocommerce_currency(),
		);
	}

	/**
	 * What every new order is given.
	 *
	 * @param WC_Abstract_Order $order An order.
	 */
	protected function prepare_new( WC_Abstract_Order $order ): void {
		if ( $order instanceof WC_Order && '' === (string) $order->get_order_key() ) {
			$order->set_order_key( wc_generate_order_key() );
		}
		$order->set_version( WC_VERSION );
		$order->set_currency( $order->get_currency() );
		$order->set_date_created( $order->get_date_created( 'edit' ) ?? time() );
	}

	/**
	 * Status as the database has it.
	 *
	 * @param WC_Abstract_Order $order An order.
	 */
	protected function stored_status( WC_Abstract_Order $order ): string {
		$status = $order->get_status( 'edit' );
		$status = $status ? $status : (string) apply_filters( 'woocommerce_default_order_status', 'pending' );
		return in_array( "wc-$status", array_keys( wc_get_order_statuses() ), true ) || in_array( $status, array( 'checkout-draft' ), true ) ? "wc-$status" : $status;
	}

	/**
	 * Texts that the search looks through.
	 *
	 * @param WC_Order $order An order.
	 * @return array<string, string> By meta key.
	 */
	protected function address_indexes( WC_Order $order ): array {
		return array(
			'_billing_address_index'  => implode( ' ', $order->get_address( 'billing' ) ),
			'_shipping_address_index' => implode( ' ', $order->get_address( 'shipping' ) ),
		);
	}

	/**
	 * Items of one type.
	 *
	 * @param WC_Abstract_Order $order An order.
	 * @param string            $type  Type.
	 * @return array<int, \WC_Order_Item|false>
	 */
	public function read_items( WC_Abstract_Order $order, string $type ): array {
		return Order_Item_Storage::of_order( $order->get_id(), $type );
	}

	/**
	 * Deletes items.
	 *
	 * @param WC_Abstract_Order $order An order.
	 * @param string|null       $type  Type, all where null.
	 */
	public function delete_items( WC_Abstract_Order $order, ?string $type = null ): void {
		Order_Item_Storage::delete_of_order( $order->get_id(), $type );
	}

	/**
	 * Sum of one kind of item meta over the refunds of an order, positive.
	 *
	 * @param WC_Order     $order An order.
	 * @param string       $type  Type of the items.
	 * @param list<string> $keys  Meta keys.
	 * @return float|int 0 where there is none.
	 */
	protected function refunded_item_sum( WC_Order $order, string $type, array $keys ) {
		global $wpdb;
		$refunds = wc_get_orders( array( 'type' => 'shop_order_refund', 'parent' => $order->get_id(), 'limit' => -1, 'return' => 'ids' ) );
		if ( ! $refunds ) {
			return 0;
		}
		$ids = implode( ', ', array_fill( 0, count( $refunds ), '%d' ) );
		$any = implode( ', ', array_fill( 0, count( $keys ), '%s' ) );
		// phpcs:ignore WordPress.DB.PreparedSQL, WordPress.DB.PreparedSQLPlaceholders -- Placeholders only.
		$sum = $wpdb->get_var( $wpdb->prepare( "SELECT SUM(m.meta_value) FROM {$wpdb->prefix}woocommerce_order_items i JOIN {$wpdb->prefix}woocommerce_order_itemmeta m ON m.order_item_id = i.order_item_id WHERE i.order_item_type = %s AND m.meta_key IN ( $any ) AND i.order_id IN ( $ids )", array_merge( array( $type ), $keys, $refunds ) ) );
		return abs( 0 + (string) ( $sum ?? '0' ) );
	}

	/** @param WC_Order $order An order. */
	public function get_total_tax_refunded( WC_Order $order ) {
		return $this->refunded_item_sum( $order, 'tax', array( 'tax_amount', 'shipping_tax_amount' ) );
	}

	/** @param WC_Order $order An order. */
	public function get_total_shipping_refunded( WC_Order $order ) {
		return $this->refunded_item_sum( $order, 'shipping', array( 'cost' ) );
	}

	/** @param WC_Order $order An order. */
	abstract public function get_total_refunded( WC_Order $order );
}
