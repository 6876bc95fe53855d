<?php
/**
 * A golden order in WooCommerce.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/**
 * Builds the order that a golden snapshot describes, through WooCommerce's own objects: what they make of it is for the
 * test to see.
 */
final class GoldenOrder {

	private readonly Ids $ids;

	private readonly GoldenCatalogue $catalogue;

	/**
	 * @param array<string, mixed> $snapshot
	 */
	public function __construct( private readonly array $snapshot, private readonly TaxRates $rates ) {
		$this->ids       = new Ids();
		$this->catalogue = new GoldenCatalogue( $this->ids );
	}

	public function ids(): Ids {
		return $this->ids;
	}

	public function build(): \WC_Order {
		$this->add_rates();
		$this->catalogue->build( $this->snapshot['lines'] );
		$order = new \WC_Order();
		$this->set_head( $order );
		$items = $this->items();
		array_map( $order->add_item( ... ), array_column( $items, 1 ) );
		$this->set_totals( $order );
		$order->save();
		$this->ids->learn( 'order', $this->snapshot['order_id'], $order->get_id() );
		foreach ( $items as list( $golden, $item ) ) {
			$this->ids->learn( 'item', $golden, $item->get_id() );
		}
		$this->forget_percents( $order );
		( new GoldenRefunds( $this->snapshot, $this->ids ) )->build( $order );
		$this->catalogue->delete_gone( $this->snapshot['lines'] );
		return $order;
	}

	public function remove_products(): void {
		$this->catalogue->remove();
	}

	private function add_rates(): void {
		foreach ( $this->snapshot['taxes'] as $place => $tax ) {
			$rate = $this->rates->add(
				$tax['percent'] ?? '11',
				array( 'tax_rate_name' => $tax['label'], 'tax_rate_compound' => (int) $tax['compound'], 'tax_rate_priority' => 1 + $place )
			);
			$this->ids->learn( 'rate', $tax['rate_id'], $rate );
		}
	}

	private function set_head( \WC_Order $order ): void {
		if ( isset( $this->snapshot['buyer_number'] ) ) {
			$order->update_meta_data( '_billing_npwp', $this->snapshot['buyer_number'] );
		}
		$snapshot = $this->snapshot;
		$order->set_props(
			array(
				// WooCommerce sets that one itself, once everything was given back.
				'status'               => 'refunded' === $snapshot['status'] ? 'processing' : $snapshot['status'],
				'currency'             => $snapshot['currency'],
				'prices_include_tax'   => $snapshot['prices_include_tax'],
				'customer_note'        => $snapshot['customer_note'],
				'payment_method'       => $snapshot['payment_method'],
				'payment_method_title' => $snapshot['payment_method_title'],
				'transaction_id'       => $snapshot['transaction_id'],
				'customer_id'          => $snapshot['customer_id'],
				'date_created'         => $snapshot['created_at'],
				'date_paid'            => $snapshot['paid_at'],
				'date_completed'       => $snapshot['completed_at'],
			)
		);
		foreach ( array( 'billing', 'shipping' ) as $type ) {
			$address          = $snapshot[ $type ];
			$address['state'] = array_search( $address['state'], (array) WC()->countries->get_states( $address['country'] ), true ) ?: '';
			$order->set_address( $address, $type );
		}
		if ( array() !== $snapshot['shipment_tracking'] ) {
			$order->update_meta_data( '_wc_shipment_tracking_items', $snapshot['shipment_tracking'] );
		}
	}

	/**
	 * @return list<array{0: int, 1: \WC_Order_Item}> Golden id, or 0, and item.
	 */
	private function items(): array {
		$items = array();
		foreach ( $this->snapshot['lines'] as $line ) {
			$items[] = array( $line['id'], $this->line( $line ) );
		}
		foreach ( $this->snapshot['shipping_lines'] as $shipping ) {
			$items[] = array(
				$shipping['id'],
				$this->charge( new \WC_Order_Item_Shipping(), $shipping, array( 'method_title' => $shipping['name'] ) ),
			);
		}
		foreach ( $this->snapshot['fees'] as $fee ) {
			$items[] = array( $fee['id'], $this->charge( new \WC_Order_Item_Fee(), $fee, array( 'name' => $fee['name'] ) ) );
		}
		foreach ( $this->snapshot['coupons'] as $coupon ) {
			$item = new \WC_Order_Item_Coupon();
			$item->set_props( $coupon );
			$items[] = array( 0, $item );
		}
		foreach ( $this->snapshot['taxes'] as $tax ) {
			$items[] = array( 0, $this->tax( $tax ) );
		}
		return $items;
	}

	/**
	 * @param array<string, mixed> $line
	 */
	private function line( array $line ): \WC_Order_Item_Product {
		$item = new \WC_Order_Item_Product();
		$item->set_props(
			array(
				'name'         => $line['name'],
				'product_id'   => $this->ids->built( 'product', $line['product_id'] ),
				'variation_id' => $this->ids->built( 'product', $line['variation_id'] ),
				'quantity'     => $line['quantity'],
				'subtotal'     => $line['subtotal'],
				'total'        => $line['total'],
				'tax_class'    => $line['tax_class'],
			)
		);
		foreach ( $line['attributes'] as $attribute ) {
			$item->add_meta_data( sanitize_title( $attribute['name'] ), $attribute['value'], true );
		}
		$taxes = array();
		foreach ( $line['taxes'] ?? array() as $rate => $tax ) {
			foreach ( $tax as $which => $amount ) {
				$taxes[ $which ][ $this->ids->built( 'rate', $rate ) ] = $amount;
			}
		}
		$item->set_taxes( $taxes );
		return $item;
	}

	/**
	 * @param array<string, mixed> $charge
	 * @param array<string, mixed> $props
	 */
	private function charge( \WC_Order_Item $item, array $charge, array $props ): \WC_Order_Item {
		$item->set_props( $props + array( 'total' => $charge['total'] ) );
		$taxes = array();
		foreach ( $charge['taxes'] ?? array() as $rate => $tax ) {
			$taxes[ $this->ids->built( 'rate', $rate ) ] = $tax;
		}
		$item->set_taxes( array( 'total' => $taxes ) );
		return $item;
	}

	/**
	 * @param array<string, mixed> $tax
	 */
	private function tax( array $tax ): \WC_Order_Item_Tax {
		$item = new \WC_Order_Item_Tax();
		$item->set_rate( $this->ids->built( 'rate', $tax['rate_id'] ) );
		$item->set_tax_total( $tax['tax_total'] );
		$item->set_shipping_tax_total( $tax['shipping_tax_total'] );
		return $item;
	}

	/** As orders are stored that were made before WooCommerce 3.7. */
	private function forget_percents( \WC_Order $order ): void {
		foreach ( array_values( $order->get_taxes() ) as $place => $item ) {
			if ( null === $this->snapshot['taxes'][ $place ]['percent'] ) {
				wc_delete_order_item_meta( $item->get_id(), 'rate_percent' );
			}
		}
	}

	private function set_totals( \WC_Order $order ): void {
		$totals = $this->snapshot['totals'];
		$order->set_props(
			array(
				'shipping_total' => $totals['shipping_total'],
				'discount_total' => $totals['discount_total'],
				'discount_tax'   => $totals['discount_tax'],
				'cart_tax'       => (string) ( (float) $totals['total_tax'] - (float) $totals['shipping_tax'] ),
				'shipping_tax'   => $totals['shipping_tax'],
				'total'          => $totals['total'],
			)
		);
	}
}
