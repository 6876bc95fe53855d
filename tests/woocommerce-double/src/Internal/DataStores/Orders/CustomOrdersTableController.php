<?php
/**
 * The order tables as a service.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace Automattic\WooCommerce\Internal\DataStores\Orders;

use Automattic\WooCommerce\Utilities\OrderUtil;

/**
 * What `wc_get_container()` gives to those who ask which storage is used.
 */
class CustomOrdersTableController {

	/** Option that chooses the storage. */
	public const CUSTOM_ORDERS_TABLE_USAGE_ENABLED_OPTION = 'woocommerce_custom_orders_table_enabled';

	/** Whether the order tables are the storage. */
	public function custom_orders_table_usage_is_enabled(): bool {
		return OrderUtil::custom_orders_table_usage_is_enabled();
	}
}
