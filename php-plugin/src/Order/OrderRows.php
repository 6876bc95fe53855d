<?php
/**
 * Orders as rows of the database.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use Automattic\WooCommerce\Utilities\OrderUtil;
use WcAccounting\Database\Database;
use WcAccounting\Database\DatabaseException;

/** Whether orders exist. WooCommerce gives no order also where the database failed to answer; here that is a fault. */
final class OrderRows {

	/** Post that keeps the number of an order which is in WooCommerce's own tables. */
	private const PLACEHOLDER = 'shop_order_placehold';

	public function __construct( private readonly Database $database ) {}

	/**
	 * Whether all of them are somewhere, orders and refunds alike.
	 *
	 * @param non-empty-list<int> $ids
	 * @throws DatabaseException When that is not known.
	 */
	public function are_there( array $ids ): bool {
		global $wpdb;
		$ids    = array_values( array_unique( $ids ) );
		$places = Database::places( '%d', $ids );
		$sql    = "SELECT ID AS id FROM %i WHERE ID IN ( $places ) AND post_type <> %s";
		$values = array( $wpdb->posts, ...$ids, ...array( self::PLACEHOLDER ) );
		if ( OrderUtil::custom_orders_table_usage_is_enabled() ) {
			$sql   .= " UNION SELECT id FROM %i WHERE id IN ( $places )";
			$values = array( ...$values, ...array( OrderUtil::get_table_for_orders() ), ...$ids );
		}
		return count( $this->database->rows( $sql, $values ) ) === count( $ids );
	}
}
