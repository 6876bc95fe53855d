<?php
/**
 * The way to a storage.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

use Automattic\WooCommerce\Utilities\OrderUtil;

/**
 * Knows which storage a kind of object has at the moment and hands everything on to it.
 */
class WC_Data_Store {

	/** @var object */
	private $instance;

	/**
	 * Takes the storage.
	 *
	 * @param string $object_type Kind of object.
	 * @throws Exception Where there is no such kind.
	 */
	public function __construct( $object_type ) {
		$tables          = OrderUtil::custom_orders_table_usage_is_enabled();
		$this->instance = match ( true ) {
			'order' === $object_type, 'order-refund' === $object_type => $tables ? new WooCommerceDouble\Order_Table_Storage() : new WooCommerceDouble\Order_Post_Storage(),
			str_starts_with( $object_type, 'order-item' ) => new WooCommerceDouble\Order_Item_Storage(),
			str_starts_with( $object_type, 'product' ) => new WooCommerceDouble\Product_Storage(),
			'coupon' === $object_type => new WooCommerceDouble\Coupon_Storage(),
			default => throw new Exception( 'Invalid data store.' ),
		};
		$filtered = apply_filters( 'woocommerce_' . str_replace( '-', '_', $object_type ) . '_data_store', $this->instance );
		if ( is_object( $filtered ) ) {
			$this->instance = $filtered;
		}
	}

	/**
	 * The storage of a kind of object.
	 *
	 * @param string $object_type Kind of object.
	 */
	public static function load( $object_type ) {
		return new self( $object_type );
	}

	/** Class of the storage, as WooCommerce names it. */
	public function get_current_class_name() {
		return $this->instance instanceof WooCommerceDouble\Order_Table_Storage
			? 'Automattic\\WooCommerce\\Internal\\DataStores\\Orders\\OrdersTableDataStore'
			: ( $this->instance instanceof WooCommerceDouble\Order_Post_Storage ? 'WC_Order_Data_Store_CPT' : get_class( $this->instance ) );
	}

	/**
	 * Hands on.
	 *
	 * @param string $method Method.
	 * @param array  $args   Arguments.
	 */
	public function __call( $method, $args ) {
		return is_callable( array( $this->instance, $method ) ) ? $this->instance->$method( ...$args ) : null;
	}
}
