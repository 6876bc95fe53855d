<?php
/**
 * What was refunded of an order.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * Sums over the refunds of an order.
 */
trait Order_Refunded {

	/** Refunds, newest first. */
	public function get_refunds() {
		return wc_get_orders( array( 'type' => 'shop_order_refund', 'parent' => $this->get_id(), 'limit' => -1 ) );
	}

	/** Amount of all refunds. */
	public function get_total_refunded() {
		return $this->data_store->get_total_refunded( $this );
	}

	/** Tax in all refunds. */
	public function get_total_tax_refunded() {
		return $this->data_store->get_total_tax_refunded( $this );
	}

	/** Shipping in all refunds. */
	public function get_total_shipping_refunded() {
		return $this->data_store->get_total_shipping_refunded( $this );
	}

	/** What may still be refunded. */
	public function get_remaining_refund_amount() {
		return wc_format_decimal( (float) $this->get_total() - (float) $this->get_total_refunded(), wc_get_price_decimals() );
	}

	/** Number of items that may still be refunded. */
	public function get_remaining_refund_items() {
		return absint( $this->get_item_count() - abs( $this->get_total_qty_refunded() ) );
	}

	/**
	 * Number of refunded items, 0 or less... as refunds hold them.
	 *
	 * @param string $item_type Type.
	 */
	public function get_total_qty_refunded( $item_type = 'line_item' ) {
		$qty = 0;
		foreach ( $this->refunded_items( $item_type ) as $item ) {
			$qty += $item->get_quantity();
		}
		return $qty;
	}

	/**
	 * Number of refunded items of all types.
	 *
	 * @param string $item_type Type.
	 */
	public function get_item_count_refunded( $item_type = '' ) {
		$qty = 0;
		foreach ( $this->refunded_items( $item_type ? $item_type : 'line_item' ) as $item ) {
			$qty += abs( $item->get_quantity() );
		}
		return apply_filters( 'woocommerce_get_item_count_refunded', $qty, $item_type, $this );
	}

	/**
	 * Quantity refunded of one line, negative.
	 *
	 * @param int    $item_id   Line.
	 * @param string $item_type Type.
	 */
	public function get_qty_refunded_for_item( $item_id, $item_type = 'line_item' ) {
		$qty = 0;
		foreach ( $this->refunded_items( $item_type, (int) $item_id ) as $item ) {
			$qty += $item->get_quantity();
		}
		return $qty;
	}

	/**
	 * Amount refunded of one line, positive.
	 *
	 * @param int    $item_id   Line.
	 * @param string $item_type Type.
	 */
	public function get_total_refunded_for_item( $item_id, $item_type = 'line_item' ) {
		$total = 0;
		foreach ( $this->refunded_items( $item_type, (int) $item_id ) as $item ) {
			$total += $item->get_total();
		}
		return $total * -1;
	}

	/**
	 * Tax refunded of one line at one rate, positive.
	 *
	 * @param int    $item_id   Line.
	 * @param int    $tax_id    Rate.
	 * @param string $item_type Type.
	 */
	public function get_tax_refunded_for_item( $item_id, $tax_id, $item_type = 'line_item' ) {
		$total = 0;
		foreach ( $this->refunded_items( $item_type, (int) $item_id ) as $item ) {
			$total += (float) ( $item->get_taxes()['total'][ $tax_id ] ?? 0 );
		}
		return wc_round_tax_total( $total ) * -1;
	}

	/**
	 * Tax refunded at one rate, positive.
	 *
	 * @param int $rate_id Rate.
	 */
	public function get_total_tax_refunded_by_rate_id( $rate_id ) {
		$of_rate = array_filter( $this->refunded_items( 'tax' ), static fn( $tax ) => (int) $tax->get_rate_id() === (int) $rate_id );
		return array_reduce( $of_rate, static fn( $sum, $tax ) => $sum + abs( (float) $tax->get_tax_total() ) + abs( (float) $tax->get_shipping_tax_total() ), 0 );
	}

	/**
	 * Items of all refunds.
	 *
	 * @param string   $type    Type.
	 * @param int|null $item_id Only those of one line.
	 * @return list<\WC_Order_Item>
	 */
	private function refunded_items( string $type, ?int $item_id = null ): array {
		$items = array();
		foreach ( $this->get_refunds() as $refund ) {
			foreach ( $refund->get_items( $type ) as $item ) {
				if ( null === $item_id || (int) $item->get_meta( '_refunded_item_id' ) === $item_id ) {
					$items[] = $item;
				}
			}
		}
		return $items;
	}
}
