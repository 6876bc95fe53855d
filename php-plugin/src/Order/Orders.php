<?php
/**
 * WooCommerce's orders.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use Automattic\WooCommerce\Caches\OrderCache;
use Automattic\WooCommerce\Utilities\OrderUtil;

/**
 * Finds orders, wherever they are kept.
 */
final class Orders {

	/** The order as it is in the database now, not as this process may remember it; null when there is none. */
	public function fresh( int $order_id ): ?\WC_Order {
		self::forget( $order_id );
		$order = wc_get_order( $order_id );
		return $order instanceof \WC_Order ? $order : null;
	}

	/**
	 * Makes this process forget all that it has read, which would grow with the number of orders. A cache that is shared keeps what
	 * it has.
	 */
	public static function forget_read(): void {
		if ( wp_cache_supports( 'flush_runtime' ) ) {
			wp_cache_flush_runtime();
		}
	}

	/** Makes this process, and a shared object cache, read the order again. */
	private static function forget( int $order_id ): void {
		if ( class_exists( OrderUtil::class ) && OrderUtil::custom_orders_table_usage_is_enabled() ) {
			if ( class_exists( OrderCache::class ) ) {
				wc_get_container()->get( OrderCache::class )->remove( $order_id );
			}
		} else {
			clean_post_cache( $order_id );
		}
		wp_cache_delete( 'order-items-' . $order_id, 'orders' );
		if ( class_exists( 'WC_Cache_Helper' ) ) {
			wp_cache_delete( \WC_Cache_Helper::get_cache_prefix( 'orders' ) . 'total_refunded' . $order_id, 'orders' );
			wp_cache_delete( \WC_Cache_Helper::get_cache_prefix( 'orders' ) . 'refunds' . $order_id, 'orders' );
			wp_cache_delete( \WC_Order::generate_meta_cache_key( $order_id, 'orders' ), 'orders' );
		}
	}

	/** The order that was placed last and is neither a draft nor over; null when there is none. */
	public function newest(): ?\WC_Order {
		$orders = wc_get_orders(
			array(
				'type'    => 'shop_order',
				'status'  => self::prefixed( array_keys( Triggers::possible() ) ),
				'orderby' => 'ID',
				'order'   => 'DESC',
				'limit'   => 1,
			)
		);
		$newest = is_array( $orders ) ? reset( $orders ) : false;
		return $newest instanceof \WC_Order ? $newest : null;
	}

	/**
	 * Ids of orders that were created before and are not finished, the newest first.
	 *
	 * @param int $before UNIX seconds.
	 * @return list<int>
	 */
	public function open_before( int $before, int $limit ): array {
		return self::ids(
			array(
				'type'         => 'shop_order',
				'status'       => self::prefixed( array_keys( array_diff_key( Triggers::possible(), array( 'completed' => '' ) ) ) ),
				'date_created' => '<' . $before,
				'orderby'      => 'ID',
				'order'        => 'DESC',
				'limit'        => $limit,
			)
		);
	}

	/**
	 * @param array<string, mixed> $query As wc_get_orders() takes it.
	 * @return list<int>
	 */
	private static function ids( array $query ): array {
		$ids = wc_get_orders( array( 'return' => 'ids' ) + $query );
		return array_map( 'intval', is_array( $ids ) ? array_values( $ids ) : array() );
	}

	/**
	 * @param list<string> $statuses
	 * @return list<string>
	 */
	private static function prefixed( array $statuses ): array {
		return array_map( static fn ( string $status ): string => 'wc-' . $status, $statuses );
	}

	/**
	 * Ids of a customer's orders.
	 *
	 * @return list<int>
	 */
	public function of_customer( string $email, int $limit, int $page ): array {
		return self::ids(
			array(
				'type'          => 'shop_order',
				'billing_email' => $email,
				'orderby'       => 'ID',
				'order'         => 'ASC',
				'limit'         => $limit,
				'paged'         => $page,
			)
		);
	}
}
