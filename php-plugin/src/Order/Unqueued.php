<?php
/**
 * Documents that could not be queued.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use Automattic\WooCommerce\Utilities\OrderUtil;
use WcAccounting\Connector\Description;
use WcAccounting\Database\Database;

/**
 * What an order says of documents that it wanted and that the queue would not take: the order may be in another status, which does
 * not want them, before the sweep comes. A word on the order is kept by WooCommerce, wherever it keeps orders.
 *
 * It names service, document, and the order or refund: programs that duplicate an order copy its meta, and the copy misses nothing.
 */
final class Unqueued {

	/** On the order, once for each document: `service document id`. */
	public const META = '_wc_accounting_not_queued';

	public function __construct(
		private readonly Database $database,
		private readonly Description $description,
	) {}

	/** Says so on the order. */
	public function note( Subject $subject ): void {
		$order = $subject->order;
		$what  = implode( ' ', array( $this->description->service, $subject->document->kind, $subject->id() ) );
		if ( ! in_array( $what, $this->said( $order ), true ) ) {
			$order->add_meta_data( self::META, $what );
			$order->save_meta_data();
		}
	}

	/**
	 * What the order says of this service.
	 *
	 * @return list<Subject> Only what there is.
	 */
	public function of( \WC_Order $order ): array {
		$subjects = array();
		foreach ( $this->said( $order ) as $what ) {
			list( , $kind, $id ) = explode( ' ', $what ) + array( '', '', '0' );
			$subjects[]          = Subject::named( $this->description, $kind, $order, (int) $id );
		}
		return array_values( array_filter( $subjects ) );
	}

	/** Takes it off the order. */
	public function forget( \WC_Order $order ): void {
		foreach ( array_keys( $this->said( $order ) ) as $id ) {
			$order->delete_meta_data_by_mid( $id );
		}
		$order->save_meta_data();
	}

	/** @return array<int, string> By id of the meta. */
	private function said( \WC_Order $order ): array {
		$said = array();
		foreach ( (array) $order->get_meta( self::META, false ) as $meta ) {
			$what = (string) $meta->value;
			if ( str_starts_with( $what, "{$this->description->service} " ) ) {
				$said[ (int) $meta->id ] = $what;
			}
		}
		return $said;
	}

	/**
	 * Ids of orders that say something of this service.
	 *
	 * @return list<int>
	 */
	public function orders( int $limit ): array {
		global $wpdb;
		$in_tables = OrderUtil::custom_orders_table_usage_is_enabled();
		$rows      = $this->database->rows(
			'SELECT DISTINCT %i AS id FROM %i WHERE meta_key = %s AND meta_value LIKE %s LIMIT %d',
			array(
				$in_tables ? 'order_id' : 'post_id',
				$in_tables ? OrderUtil::get_table_for_orders() . '_meta' : $wpdb->postmeta,
				self::META,
				$wpdb->esc_like( $this->description->service ) . ' %',
				$limit,
			)
		);
		return array_map( static fn ( array $row ): int => (int) $row['id'], $rows );
	}
}
