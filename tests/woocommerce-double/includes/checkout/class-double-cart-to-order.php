<?php
/**
 * What was in the cart, on the order.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

use WC_Cart;
use WC_Order;

/**
 * Copies lines, fees, shipping, taxes and coupons with the sums of the cart.
 */
final class Cart_To_Order {

	/**
	 * Takes both.
	 *
	 * @param WC_Cart  $cart  Cart.
	 * @param WC_Order $order Order.
	 */
	public function __construct( private WC_Cart $cart, private WC_Order $order ) {
	}

	/** Copies. */
	public function copy(): void {
		$taxes    = array();
		$shipping = array();
		$decimals = wc_get_price_decimals();
		$given    = array( 0.0, 0.0 );
		foreach ( $this->cart->get_cart() as $key => $line ) {
			$product = $line['data'];
			$item    = apply_filters( 'woocommerce_checkout_create_order_line_item_object', new \WC_Order_Item_Product(), $key, $line, $this->order );
			$item->set_props( array( 'quantity' => $line['quantity'], 'variation' => $line['variation'], 'subtotal' => $line['line_subtotal'], 'total' => $line['line_total'], 'subtotal_tax' => $line['line_subtotal_tax'], 'total_tax' => $line['line_tax'], 'taxes' => $line['line_tax_data'] ) );
			$item->set_props( array_diff_key( $product->as_bought(), array( 'variation' => true ) ) );
			$item->set_backorder_meta();
			do_action( 'woocommerce_checkout_create_order_line_item', $item, $key, $line, $this->order );
			$this->order->add_item( $item );
			$this->add( $taxes, $line['line_tax_data']['total'] );
		}
		foreach ( $this->cart->get_fees() as $key => $fee ) {
			$item = new \WC_Order_Item_Fee();
			$item->set_props( array( 'name' => $fee->name, 'tax_class' => $fee->taxable ? $fee->tax_class : '0', 'amount' => $fee->amount, 'total' => $fee->total, 'taxes' => array( 'total' => $fee->tax_data ) ) );
			do_action( 'woocommerce_checkout_create_order_fee_item', $item, $key, $fee, $this->order );
			$this->order->add_item( $item );
			$this->add( $taxes, $fee->tax_data );
		}
		foreach ( $this->cart->needs_shipping() ? WC()->shipping()->chosen() : array() as $key => $rate ) {
			$item = new \WC_Order_Item_Shipping();
			$item->set_shipping_rate( $rate );
			$item->add_meta_data( 'Items', implode( ', ', array_map( static fn( $line ) => $line['data']->get_name() . ' &times; ' . $line['quantity'], $this->cart->get_cart() ) ), true );
			do_action( 'woocommerce_checkout_create_order_shipping_item', $item, $key, array(), $this->order );
			$this->order->add_item( $item );
			$this->add( $shipping, $rate->get_taxes() );
		}
		foreach ( array_keys( $taxes + $shipping ) as $rate_id ) {
			$item = new \WC_Order_Item_Tax();
			$item->set_rate( $rate_id );
			$item->set_tax_total( $taxes[ $rate_id ] ?? 0 );
			$item->set_shipping_tax_total( $shipping[ $rate_id ] ?? 0 );
			do_action( 'woocommerce_checkout_create_order_tax_item', $item, $rate_id, $this->order );
			$this->order->add_item( $item );
		}
		foreach ( $this->cart->get_coupons() as $code => $coupon ) {
			$item          = new \WC_Order_Item_Coupon();
			[ $net, $tax ] = $this->split( $code );
			$given[0]     += $net;
			$given[1]     += $tax;
			$item->set_props( array( 'code' => $code, 'discount' => round( $net, $decimals ), 'discount_tax' => round( $tax, $decimals ) ) );
			$item->add_meta_data( 'coupon_data', array_diff_key( $coupon->get_data(), array( 'used_by' => 1 ) ) );
			do_action( 'woocommerce_checkout_create_order_coupon_item', $item, $code, $coupon, $this->order );
			$this->order->add_item( $item );
		}
		$this->order->set_shipping_total( $this->cart->get_shipping_total() );
		$this->order->set_discount_total( $given[0] );
		$this->order->set_discount_tax( $given[1] );
		$this->order->set_cart_tax( wc_round_tax_total( array_sum( $taxes ) ) );
		$this->order->set_shipping_tax( $this->cart->get_shipping_tax() );
		$this->order->set_total( $this->cart->get_total( 'edit' ) );
	}

	/**
	 * Adds taxes, each rounded unless that happens at the subtotal.
	 *
	 * @param array<int, float> $sums Sums.
	 * @param array<int, float> $more More.
	 */
	private function add( array &$sums, array $more ): void {
		foreach ( $more as $rate => $tax ) {
			$sums[ $rate ] = ( $sums[ $rate ] ?? 0.0 ) + ( 'yes' === get_option( 'woocommerce_tax_round_at_subtotal' ) ? (float) $tax : (float) wc_round_tax_total( $tax ) );
		}
	}

	/**
	 * Discount of a coupon without tax, and the tax; calculated in the smallest unit, as WooCommerce's cart does.
	 *
	 * @param string $code Code.
	 * @return array{float, float}
	 */
	private function split( string $code ): array {
		$net = 0.0;
		$tax = 0.0;
		foreach ( $this->cart->get_discounts_of( $code ) as $key => $amount ) {
			$product = $this->cart->get_cart_item( $key )['data'];
			$amount  = wc_add_number_precision( $amount );
			$part    = $product->is_taxable() ? array_sum( \WC_Tax::calc_tax( $amount, \WC_Tax::get_rates( $product->get_tax_class() ), wc_prices_include_tax() ) ) : 0.0;
			$net    += wc_prices_include_tax() ? $amount - $part : $amount;
			$tax    += $part;
		}
		return array( wc_remove_number_precision( $net ), wc_remove_number_precision( $tax ) );
	}
}
