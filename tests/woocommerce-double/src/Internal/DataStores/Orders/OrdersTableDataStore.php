<?php
/**
 * Names of the order tables.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace Automattic\WooCommerce\Internal\DataStores\Orders;

use WooCommerceDouble\Order_Table_Storage;

/**
 * Only what other code asks it for.
 */
class OrdersTableDataStore {

	/** Table of the orders. */
	public static function get_orders_table_name() {
		return Order_Table_Storage::table();
	}

	/** Table of their meta. */
	public static function get_meta_table_name() {
		return Order_Table_Storage::table( 'orders_meta' );
	}

	/** Table of their addresses. */
	public static function get_addresses_table_name() {
		return Order_Table_Storage::table( 'order_addresses' );
	}

	/** Table of the rest. */
	public static function get_operational_data_table_name() {
		return Order_Table_Storage::table( 'order_operational_data' );
	}
}
