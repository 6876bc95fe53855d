<?php
/**
 * What an order looks like at this moment.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Connector\Settings;
use WcAccounting\Log\Logger;

/**
 * Makes the array that the extension maps, from an order; `crates/accounting-core/src/snapshot.rs` says what each field is.
 *
 * Nothing on the order is changed, its dates included. What cannot be read (a deleted product, a getter that another
 * plugin broke) is left at its default: half a line is better than no document, and the totals tell. So an item is taken
 * whatever its class is; the comments name WooCommerce's.
 */
final class SnapshotFactory {

	private const VERSION = 2;

	private const ADDRESS = array(
		'first_name',
		'last_name',
		'company',
		'email',
		'phone',
		'address_1',
		'address_2',
		'city',
		'state',
		'postcode',
		'country',
	);

	private readonly OrderReader $reader;

	private readonly RefundSnapshots $refunds;

	private readonly BuyerNumber $buyer_number;

	public function __construct( Logger $logger, Settings $settings ) {
		$this->reader       = new OrderReader( $logger );
		$this->refunds      = new RefundSnapshots( $this->reader );
		$this->buyer_number = new BuyerNumber( $settings, $this->reader );
	}

	/**
	 * @return array<string, mixed>
	 */
	public function of( \WC_Order $order ): array {
		$snapshot = $this->head( $order ) + $this->buyer_number( $order ) + $this->parts( $order );
		/**
		 * Filters what is known of an order before it is mapped to a document. Do not change the order.
		 *
		 * @param array<string, mixed> $snapshot What the order is made of, as crates/accounting-core/src/snapshot.rs says field by field;
		 *        amounts are decimal strings, floats are refused.
		 * @param \WC_Order            $order    The order. Do not change it.
		 */
		$filtered = apply_filters( 'wc_accounting_order_snapshot', $snapshot, $order );
		return is_array( $filtered ) ? $filtered : $snapshot;
	}

	/**
	 * @return array<string, mixed>
	 */
	private function head( \WC_Order $order ): array {
		return array(
			'version'               => self::VERSION,
			'order_id'              => $order->get_id(),
			'shop'                  => (string) wp_parse_url( home_url(), PHP_URL_HOST ),
			'admin_url'             => $this->reader->text( fn () => $order->get_edit_order_url() ),
			'number'                => $this->reader->text( fn () => $order->get_order_number() ),
			'status'                => $this->reader->text( fn () => $order->get_status() ),
			'currency'              => $this->reader->text( fn () => $order->get_currency( 'edit' ) ),
			'currency_decimals'     => (int) $this->reader->read( fn () => wc_get_price_decimals(), 0 ),
			'base_currency'         => (string) get_option( 'woocommerce_currency', '' ),
			'prices_include_tax'    => (bool) $this->reader->read( fn () => $order->get_prices_include_tax( 'edit' ), false ),
			'round_tax_at_subtotal' => 'yes' === get_option( 'woocommerce_tax_round_at_subtotal' ),
			'created_at'            => $this->created_at( $order ),
			'paid_at'               => $this->reader->time( fn () => $order->get_date_paid( 'edit' ) ),
			'completed_at'          => $this->reader->time( fn () => $order->get_date_completed( 'edit' ) ),
			'customer_id'           => $this->reader->id( fn () => $order->get_customer_id( 'edit' ) ),
			'billing'               => $this->address( $order, 'billing' ),
			'shipping'              => $this->address( $order, 'shipping' ),
			'customer_note'         => $this->reader->text( fn () => $order->get_customer_note( 'edit' ) ),
			'payment_method'        => $this->reader->text( fn () => $order->get_payment_method( 'edit' ) ),
			'payment_method_title'  => $this->reader->text( fn () => $order->get_payment_method_title( 'edit' ) ),
			'transaction_id'        => $this->reader->text( fn () => $order->get_transaction_id( 'edit' ) ),
		);
	}

	/**
	 * Only where the owner wants it: nothing else has to carry what a person is known by.
	 *
	 * @return array{buyer_number?: string}
	 */
	private function buyer_number( \WC_Order $order ): array {
		$number = $this->buyer_number->of( $order );
		return '' === $number ? array() : array( 'buyer_number' => $number );
	}

	/**
	 * @return array<string, mixed>
	 */
	private function parts( \WC_Order $order ): array {
		$refunds = $this->refunds->of( $order );
		return array(
			'lines'             => array_map( $this->line( ... ), $this->reader->items( $order, 'line_item' ) ),
			'shipping_lines'    => array_map( $this->charge( ... ), $this->reader->items( $order, 'shipping' ) ),
			'fees'              => array_map( $this->fee( ... ), $this->reader->items( $order, 'fee' ) ),
			'coupons'           => array_map( $this->coupon( ... ), $this->reader->items( $order, 'coupon' ) ),
			'taxes'             => array_map( $this->tax( ... ), $this->reader->items( $order, 'tax' ) ),
			'refunds'           => $refunds,
			'totals'            => $this->totals( $order, $refunds ),
			'shipment_tracking' => $this->shipment_tracking( $order ),
		);
	}

	/**
	 * @param list<array<string, mixed>> $refunds
	 * @return array<string, string>
	 */
	private function totals( \WC_Order $order, array $refunds ): array {
		return array(
			'total'          => $this->reader->amount( fn () => $order->get_total( 'edit' ) ),
			'total_tax'      => $this->reader->amount( fn () => $order->get_total_tax( 'edit' ) ),
			'shipping_total' => $this->reader->amount( fn () => $order->get_shipping_total( 'edit' ) ),
			'shipping_tax'   => $this->reader->amount( fn () => $order->get_shipping_tax( 'edit' ) ),
			'discount_total' => $this->reader->amount( fn () => $order->get_discount_total( 'edit' ) ),
			'discount_tax'   => $this->reader->amount( fn () => $order->get_discount_tax( 'edit' ) ),
			'total_refunded' => Decimal::sum( array_map( static fn ( array $refund ): string => $refund['amount'], $refunds ) ),
		);
	}

	/**
	 * @return array<string, string>
	 */
	private function address( \WC_Order $order, string $type ): array {
		$address = array();
		foreach ( self::ADDRESS as $field ) {
			$getter            = "get_{$type}_{$field}";
			$address[ $field ] = method_exists( $order, $getter ) ? $this->reader->text( fn () => $order->$getter( 'edit' ) ) : '';
		}
		$address['state'] = $this->reader->text(
			fn () => WC()->countries->get_states( $address['country'] )[ $address['state'] ] ?? $address['state'],
			$address['state']
		);
		return $address;
	}

	/**
	 * @param \WC_Order_Item_Product $item
	 * @return array<string, mixed>
	 */
	private function line( \WC_Order_Item $item ): array {
		$product_id   = $this->bought_id( $item, 'product_id' );
		$variation_id = $this->bought_id( $item, 'variation_id' );
		$product      = $this->bought_product( $item, $product_id, $variation_id );
		$line         = array(
			'id'             => $item->get_id(),
			'name'           => $this->reader->text( fn () => $item->get_name( 'edit' ) ),
			'product_id'     => $product_id,
			'variation_id'   => $variation_id,
			'quantity'       => $this->reader->amount( fn () => $item->get_quantity( 'edit' ) ),
			'subtotal'       => $this->reader->amount( fn () => $item->get_subtotal( 'edit' ) ),
			'subtotal_tax'   => $this->reader->amount( fn () => $item->get_subtotal_tax( 'edit' ) ),
			'total'          => $this->reader->amount( fn () => $item->get_total( 'edit' ) ),
			'total_tax'      => $this->reader->amount( fn () => $item->get_total_tax( 'edit' ) ),
			'tax_class'      => $this->reader->text( fn () => $item->get_tax_class( 'edit' ) ),
			'attributes'     => 0 === $variation_id ? array() : $this->attributes( $item, $product ),
			'product_exists' => null !== $product,
		);
		$taxes        = $this->line_taxes( $item );
		$line        += array() === $taxes ? array() : array( 'taxes' => $taxes );
		return null === $product ? $line : $line + $this->catalogue( $product );
	}

	/** WooCommerce reads the id of a product that was deleted as 0; what is stored with the line still tells it. */
	private function bought_id( \WC_Order_Item $item, string $prop ): int {
		$getter = "get_$prop";
		$id     = $this->reader->id( fn () => $item->$getter( 'edit' ) );
		return $id > 0 ? $id : $this->reader->id( fn () => wc_get_order_item_meta( $item->get_id(), "_$prop" ) );
	}

	/**
	 * In the place of a variation that was deleted WooCommerce gives its parent, which nobody bought.
	 *
	 * @param \WC_Order_Item_Product $item
	 */
	private function bought_product( \WC_Order_Item $item, int $product_id, int $variation_id ): ?\WC_Product {
		$product = $this->reader->read( fn () => $item->get_product(), null );
		return $product instanceof \WC_Product && ( 0 === $variation_id || $product->get_id() !== $product_id ) ? $product : null;
	}

	/**
	 * Tax per rate, before and after coupons.
	 *
	 * @param \WC_Order_Item_Product $item
	 * @return array<int|string, array{subtotal: string, total: string}>
	 */
	private function line_taxes( \WC_Order_Item $item ): array {
		$subtotals = $this->reader->taxes( $item, 'subtotal' );
		$taxes     = array();
		foreach ( $this->reader->taxes( $item, 'total' ) as $rate => $total ) {
			$taxes[ $rate ] = array(
				'subtotal' => $subtotals[ $rate ] ?? $total,
				'total'    => $total,
			);
		}
		return $taxes;
	}

	/**
	 * What the catalogue says of the product today.
	 *
	 * @return array<string, mixed>
	 */
	private function catalogue( \WC_Product $product ): array {
		$regular_price = $this->reader->text( fn () => (string) $product->get_regular_price( 'edit' ) );
		return array(
			'sku'               => $this->reader->text( fn () => $product->get_sku() ),
			'sku_is_shared'     => $this->is_sku_shared( $product ),
			'regular_price'     => '' === $regular_price ? null : Decimal::of( $regular_price ),
			'short_description' => $this->short_description( $product ),
			'image_url'         => $this->reader->text( fn () => wp_get_attachment_image_url( (int) $product->get_image_id(), 'full' ) ),
		);
	}

	/** Whether another product answers to the same SKU: a variation without one of its own shows its parent's. */
	private function is_sku_shared( \WC_Product $product ): bool {
		$own = $this->reader->text( fn () => $product->get_sku( 'edit' ) );
		if ( '' === $own ) {
			return '' !== $this->reader->text( fn () => $product->get_sku() );
		}
		$first = (int) $this->reader->read( fn () => wc_get_product_id_by_sku( $own ), 0 );
		return 0 !== $first && $first !== $product->get_id();
	}

	/** A variation has none of its own: its parent's. */
	private function short_description( \WC_Product $product ): string {
		$parent = $product->get_parent_id() > 0 ? $this->reader->read( fn () => wc_get_product( $product->get_parent_id() ), null ) : null;
		return $this->reader->text( fn () => ( $parent instanceof \WC_Product ? $parent : $product )->get_short_description( 'edit' ) );
	}

	/**
	 * What tells a variation from its sisters, as it was bought. Of a deleted variation, everything a customer sees.
	 *
	 * @return list<array{name: string, value: string}>
	 */
	private function attributes( \WC_Order_Item $item, ?\WC_Product $product ): array {
		$known      = null === $product
			? null
			: array_keys( (array) $this->reader->read( fn () => $product->get_attributes( 'edit' ), array() ) );
		$attributes = array();
		foreach ( (array) $this->reader->read( fn () => $item->get_meta_data(), array() ) as $meta ) {
			$key      = (string) $meta->key;
			$is_shown = '' !== $key && '_' !== $key[0] && is_scalar( $meta->value );
			if ( ! $is_shown || ( null !== $known && ! in_array( $key, $known, true ) ) ) {
				continue;
			}
			$attributes[] = array(
				'name'  => $this->reader->text(
					fn () => null === $product ? wc_attribute_label( $key ) : wc_attribute_label( $key, $product ),
					$key
				),
				'value' => $this->attribute_value( $key, (string) $meta->value ),
			);
		}
		return $attributes;
	}

	/** Shared attributes are stored by slug. */
	private function attribute_value( string $key, string $value ): string {
		$term = taxonomy_exists( $key ) ? get_term_by( 'slug', $value, $key ) : false;
		return $term instanceof \WP_Term ? $term->name : $value;
	}

	/**
	 * @param \WC_Order_Item_Fee|\WC_Order_Item_Shipping $item
	 * @return array<string, mixed>
	 */
	private function charge( \WC_Order_Item $item ): array {
		$charge = array(
			'id'        => $item->get_id(),
			'name'      => $this->reader->text( fn () => $item->get_name( 'edit' ) ),
			'total'     => $this->reader->amount( fn () => $item->get_total( 'edit' ) ),
			'total_tax' => $this->reader->amount( fn () => $item->get_total_tax( 'edit' ) ),
		);
		$taxes  = $this->reader->taxes( $item, 'total' );
		return $charge + ( array() === $taxes ? array() : array( 'taxes' => $taxes ) );
	}

	/**
	 * @param \WC_Order_Item_Fee $item
	 * @return array<string, mixed>
	 */
	private function fee( \WC_Order_Item $item ): array {
		return $this->charge( $item ) + array( 'tax_class' => $this->reader->text( fn () => $item->get_tax_class( 'edit' ) ) );
	}

	/**
	 * @param \WC_Order_Item_Coupon $item
	 * @return array<string, string>
	 */
	private function coupon( \WC_Order_Item $item ): array {
		return array(
			'code'         => $this->reader->text( fn () => $item->get_code( 'edit' ) ),
			'discount'     => $this->reader->amount( fn () => $item->get_discount( 'edit' ) ),
			'discount_tax' => $this->reader->amount( fn () => $item->get_discount_tax( 'edit' ) ),
		);
	}

	/**
	 * @param \WC_Order_Item_Tax $item
	 * @return array<string, mixed>
	 */
	private function tax( \WC_Order_Item $item ): array {
		$tax     = array(
			'rate_id'            => $this->reader->id( fn () => $item->get_rate_id( 'edit' ) ),
			'label'              => $this->reader->text( fn () => $item->get_label( 'edit' ) ),
			'percent'            => $this->reader->amount( fn () => $item->get_rate_percent( 'edit' ) ),
			'compound'           => (bool) $this->reader->read( fn () => $item->is_compound(), false ),
			'tax_total'          => $this->reader->amount( fn () => $item->get_tax_total( 'edit' ) ),
			'shipping_tax_total' => $this->reader->amount( fn () => $item->get_shipping_tax_total( 'edit' ) ),
		);
		// WooCommerce reads a percentage that is not stored as 0, and 0 % brings nothing.
		$brought = Decimal::sum( array( $tax['tax_total'], $tax['shipping_tax_total'] ) );
		return '0' !== $brought && '0' === Decimal::sum( array( $tax['percent'] ) ) ? array( 'percent' => null ) + $tax : $tax;
	}

	/**
	 * What the Shipment Tracking plugin stores: a list of items, one item by itself, or an empty text.
	 *
	 * @return list<array<string, string>>
	 */
	private function shipment_tracking( \WC_Order $order ): array {
		$stored = $this->reader->read( fn () => $order->get_meta( '_wc_shipment_tracking_items' ), '' );
		if ( ! is_array( $stored ) || array() === $stored ) {
			return array();
		}
		$items = is_array( reset( $stored ) ) ? $stored : array( $stored );
		$flat  = array_map(
			static fn ( $item ): array => array_map( 'strval', array_filter( (array) $item, 'is_scalar' ) ),
			array_values( $items )
		);
		return array_values( array_filter( $flat ) );
	}

	/** An order has always been created; of one that does not know when, the earliest time it does know. */
	private function created_at( \WC_Order $order ): string {
		return $this->reader->time( fn () => $order->get_date_created( 'edit' ) )
			?? $this->reader->time( fn () => $order->get_date_paid( 'edit' ) )
			?? $this->reader->time( fn () => $order->get_date_completed( 'edit' ) )
			?? $this->reader->time( fn () => $order->get_date_modified( 'edit' ) )
			?? ( new \DateTimeImmutable( 'now', wp_timezone() ) )->format( DATE_ATOM );
	}
}
