<?php
/**
 * Sums of an order.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * How lines, fees, shipping and taxes add up.
 *
 * Mirrored: lines are rounded one by one to the shop's decimals unless tax is rounded at the subtotal; tax is
 * rounded per line and rate, half down while prices include tax; the tax on the discount is rounded once at its end, as is the total.
 */
trait Order_Totals {

	/** Sum of the lines before coupons. */
	public function get_subtotal() {
		$sum = 0;
		foreach ( $this->get_items() as $item ) {
			$sum += 'yes' === get_option( 'woocommerce_tax_round_at_subtotal' ) ? (float) $item->get_subtotal() : round( (float) $item->get_subtotal(), wc_get_price_decimals() );
		}
		return apply_filters( 'woocommerce_order_get_subtotal', \Automattic\WooCommerce\Utilities\NumberUtil::round( $sum, wc_get_price_decimals() ), $this );
	}

	/** Discount, with its tax unless told otherwise. @param bool $ex_tax Without tax. */
	public function get_total_discount( $ex_tax = true ) {
		$total = (float) $this->get_discount_total() + ( $ex_tax ? 0 : (float) $this->get_discount_tax() );
		return apply_filters( 'woocommerce_order_get_total_discount', round( $total, WC_ROUNDING_PRECISION ), $this );
	}

	/** Sum of the fees. */
	public function get_total_fees() {
		return array_reduce( $this->get_fees(), static fn( $sum, $fee ) => $sum + (float) $fee->get_total(), 0.0 );
	}

	/**
	 * Price of one piece before coupons.
	 *
	 * @param \WC_Order_Item_Product $item    Line.
	 * @param bool                   $inc_tax With tax.
	 * @param bool                   $round   To the shop's decimals.
	 */
	public function get_item_subtotal( $item, $inc_tax = false, $round = true ) {
		$price = is_callable( array( $item, 'get_subtotal' ) ) && $item->get_quantity()
			? ( (float) $item->get_subtotal() + ( $inc_tax ? (float) $item->get_subtotal_tax() : 0 ) ) / $item->get_quantity()
			: 0;
		return apply_filters( 'woocommerce_order_amount_item_subtotal', $round ? (float) wc_format_decimal( $price, wc_get_price_decimals() ) : $price, $this, $item, $inc_tax, $round );
	}

	/**
	 * Price of one piece after coupons.
	 *
	 * @param \WC_Order_Item $item    Line.
	 * @param bool           $inc_tax With tax.
	 * @param bool           $round   To the shop's decimals.
	 */
	public function get_item_total( $item, $inc_tax = false, $round = true ) {
		$price = is_callable( array( $item, 'get_total' ) ) && $item->get_quantity()
			? ( (float) $item->get_total() + ( $inc_tax ? (float) $item->get_total_tax() : 0 ) ) / $item->get_quantity()
			: 0;
		return apply_filters( 'woocommerce_order_amount_item_total', $round ? round( $price, wc_get_price_decimals() ) : $price, $this, $item, $inc_tax, $round );
	}

	/**
	 * A line before coupons.
	 *
	 * @param \WC_Order_Item_Product $item    Line.
	 * @param bool                   $inc_tax With tax.
	 * @param bool                   $round   To the shop's decimals.
	 */
	public function get_line_subtotal( $item, $inc_tax = false, $round = true ) {
		$sum = (float) $item->get_subtotal() + ( $inc_tax ? (float) $item->get_subtotal_tax() : 0 );
		return apply_filters( 'woocommerce_order_amount_line_subtotal', $round ? round( $sum, wc_get_price_decimals() ) : $sum, $this, $item, $inc_tax, $round );
	}

	/**
	 * A line after coupons.
	 *
	 * @param \WC_Order_Item $item    Line.
	 * @param bool           $inc_tax With tax.
	 * @param bool           $round   To the shop's decimals.
	 */
	public function get_line_total( $item, $inc_tax = false, $round = true ) {
		$sum = (float) $item->get_total() + ( $inc_tax ? (float) $item->get_total_tax() : 0 );
		return apply_filters( 'woocommerce_order_amount_line_total', $round ? round( $sum, wc_get_price_decimals() ) : $sum, $this, $item, $inc_tax, $round );
	}

	/** @param \WC_Order_Item $item Line. */
	public function get_item_tax( $item, $round = true ) {
		$tax = $item->get_quantity() ? (float) $item->get_total_tax() / $item->get_quantity() : 0;
		return apply_filters( 'woocommerce_order_amount_item_tax', $round ? wc_round_tax_total( $tax ) : $tax, $item, $round, $this );
	}

	/** @param \WC_Order_Item $item Line. */
	public function get_line_tax( $item ) {
		return apply_filters( 'woocommerce_order_amount_line_tax', wc_round_tax_total( $item->get_total_tax() ), $item, $this );
	}

	/** The total with its currency. */
	public function get_formatted_order_total() {
		return apply_filters( 'woocommerce_get_formatted_order_total', wc_price( $this->get_total(), array( 'currency' => $this->get_currency() ) ), $this );
	}

	/** @param \WC_Order_Item $item Line. */
	public function get_formatted_line_subtotal( $item ) {
		return apply_filters( 'woocommerce_order_formatted_line_subtotal', wc_price( $this->get_line_subtotal( $item ), array( 'currency' => $this->get_currency() ) ), $item, $this );
	}

	/** Taxes by code: rate, label, amount. */
	public function get_tax_totals() {
		$totals = array();
		foreach ( $this->get_taxes() as $tax ) {
			$code = $tax->get_rate_code();
			if ( ! isset( $totals[ $code ] ) ) {
				$totals[ $code ]         = new \stdClass();
				$totals[ $code ]->amount = 0;
			}
			$total                   = $totals[ $code ];
			$total->id               = $tax->get_id();
			$total->rate_id          = $tax->get_rate_id();
			$total->is_compound      = $tax->is_compound();
			$total->label            = $tax->get_label();
			$total->amount          += (float) $tax->get_tax_total() + (float) $tax->get_shipping_tax_total();
			$total->formatted_amount = wc_price( $total->amount, array( 'currency' => $this->get_currency() ) );
		}
		if ( apply_filters( 'woocommerce_order_hide_zero_taxes', true ) ) {
			$totals = array_filter( $totals, static fn( $total ) => 0.0 !== (float) $total->amount );
		}
		return apply_filters( 'woocommerce_order_get_tax_totals', $totals, $this );
	}

	/**
	 * Where tax is charged.
	 *
	 * @param array $args Parts that are known.
	 */
	protected function get_tax_location( $args = array() ) {
		$based_on = get_option( 'woocommerce_tax_based_on' );
		if ( 'shipping' === $based_on && ! ( $this instanceof \WC_Order && $this->get_shipping_country() ) ) {
			$based_on = 'billing';
		}
		$location = array();
		if ( 'base' !== $based_on && $this instanceof \WC_Order ) {
			foreach ( array( 'country', 'state', 'postcode', 'city' ) as $part ) {
				$location[ $part ] = $this->{"get_{$based_on}_$part"}();
			}
		}
		$location = array_merge( array( 'country' => '', 'state' => '', 'postcode' => '', 'city' => '' ), $location, $args );
		if ( 'base' === $based_on || '' === (string) $location['country'] ) {
			$location = array( 'country' => WC()->countries->get_base_country(), 'state' => WC()->countries->get_base_state(), 'postcode' => WC()->countries->get_base_postcode(), 'city' => WC()->countries->get_base_city() );
		}
		return apply_filters( 'woocommerce_order_get_tax_location', $location, $this );
	}

	/**
	 * Taxes of every item, from today's rates.
	 *
	 * @param array $args Where, if it is known.
	 */
	public function calculate_taxes( $args = array() ) {
		do_action( 'woocommerce_order_before_calculate_taxes', $args, $this );
		$where  = $this->get_tax_location( (array) $args );
		$exempt = apply_filters( 'woocommerce_order_is_vat_exempt', 'yes' === $this->get_meta( 'is_vat_exempt' ), $this );
		foreach ( $this->get_items( array( 'line_item', 'fee' ) ) as $id => $item ) {
			$exempt ? $item->set_taxes( false ) : $item->calculate_taxes( $where );
		}
		foreach ( $this->get_shipping_methods() as $id => $item ) {
			$class = get_option( 'woocommerce_shipping_tax_class' );
			$exempt ? $item->set_taxes( false ) : $item->calculate_taxes( $where + array( 'tax_class' => 'inherit' === $class ? $this->shipping_tax_class() : $class ) );
		}
		$this->update_taxes();
	}

	/** Class of the lines for shipping that inherits: the standard one if any line has it. */
	private function shipping_tax_class(): string {
		$classes = array();
		foreach ( $this->get_items() as $item ) {
			if ( 'taxable' === $item->get_tax_status() ) {
				$classes[] = (string) $item->get_tax_class();
			}
		}
		return in_array( '', $classes, true ) || array() === $classes ? '' : $classes[0];
	}

	/** One tax item for each rate, from the items' own taxes; then stores. */
	public function update_taxes() {
		$at_end   = 'yes' === get_option( 'woocommerce_tax_round_at_subtotal' );
		$round    = static fn( $tax ) => $at_end ? (float) $tax : (float) wc_round_tax_total( $tax );
		$lines    = array();
		$shipping = array();
		foreach ( $this->get_items( array( 'line_item', 'fee' ) ) as $item ) {
			foreach ( $item->get_taxes()['total'] ?? array() as $rate => $tax ) {
				$lines[ $rate ] = ( $lines[ $rate ] ?? 0.0 ) + $round( $tax );
			}
		}
		foreach ( $this->get_shipping_methods() as $item ) {
			foreach ( $item->get_taxes()['total'] ?? array() as $rate => $tax ) {
				$shipping[ $rate ] = ( $shipping[ $rate ] ?? 0.0 ) + $round( $tax );
			}
		}
		$seen = array();
		foreach ( $this->get_taxes() as $id => $tax ) {
			$rate = $tax->get_rate_id();
			if ( ( ! isset( $lines[ $rate ] ) && ! isset( $shipping[ $rate ] ) ) || isset( $seen[ $rate ] ) ) {
				$this->remove_item( $id );
				continue;
			}
			$seen[ $rate ] = true;
			$tax->set_rate( $rate );
			$tax->set_tax_total( $lines[ $rate ] ?? 0 );
			$tax->set_shipping_tax_total( $shipping[ $rate ] ?? 0 );
			$tax->save();
		}
		foreach ( array_keys( $lines + $shipping ) as $rate ) {
			if ( isset( $seen[ $rate ] ) || apply_filters( 'woocommerce_cart_remove_taxes_zero_rate_id', 'zero-rated' ) === $rate ) {
				continue;
			}
			$tax = new \WC_Order_Item_Tax();
			$tax->set_rate( $rate );
			$tax->set_tax_total( $lines[ $rate ] ?? 0 );
			$tax->set_shipping_tax_total( $shipping[ $rate ] ?? 0 );
			$this->add_item( $tax );
		}
		$this->set_shipping_tax( array_sum( $shipping ) );
		$this->set_cart_tax( array_sum( $lines ) );
		$this->save();
	}

	/** Shipping total from the shipping lines; stores. */
	public function calculate_shipping() {
		$total = array_sum( array_map( static fn( $item ) => (float) $item->get_total(), $this->get_shipping_methods() ) );
		$this->set_shipping_total( $total );
		$this->save();
		return $this->get_shipping_total();
	}

	/**
	 * All sums, and taxes unless told otherwise; stores.
	 *
	 * @param bool $and_taxes Taxes too.
	 */
	public function calculate_totals( $and_taxes = true ) {
		do_action( 'woocommerce_order_before_calculate_totals', $and_taxes, $this );
		$decimals = wc_get_price_decimals();
		$at_end   = 'yes' === get_option( 'woocommerce_tax_round_at_subtotal' );
		$amount   = static fn( $value ) => $at_end ? round( (float) $value, wc_get_rounding_precision() ) : round( (float) $value, $decimals );

		$subtotal     = 0.0;
		$lines        = 0.0;
		$subtotal_tax = 0.0;
		$lines_tax    = 0.0;
		foreach ( $this->get_items() as $item ) {
			$subtotal += $amount( $item->get_subtotal() );
			$lines    += $amount( $item->get_total() );
		}
		$shipping = array_sum( array_map( static fn( $item ) => round( (float) $item->get_total(), $decimals ), $this->get_shipping_methods() ) );
		$this->set_shipping_total( $shipping );

		$fees = 0.0;
		foreach ( $this->get_fees() as $fee ) {
			$fee_total = (float) $fee->get_total();
			if ( $fee_total < 0 ) {
				$most = round( $lines + $fees + $shipping, $decimals ) * -1;
				if ( $fee_total < $most && 0 > $most ) {
					$fee->set_total( $most );
				}
			}
			$fees += (float) $fee->get_total();
		}

		if ( $and_taxes ) {
			$this->calculate_taxes();
		}
		foreach ( $this->get_items() as $item ) {
			foreach ( $item->get_taxes()['total'] ?? array() as $tax ) {
				$lines_tax += (float) $tax;
			}
			foreach ( $item->get_taxes()['subtotal'] ?? array() as $tax ) {
				$subtotal_tax += (float) $tax;
			}
		}
		$this->set_discount_total( round( $subtotal - $lines, $decimals ) );
		$this->set_discount_tax( wc_round_tax_total( $subtotal_tax - $lines_tax ) );
		$this->set_total( round( $lines + $fees + (float) $this->get_shipping_total() + (float) $this->get_cart_tax() + (float) $this->get_shipping_tax(), $decimals ) );

		do_action( 'woocommerce_order_after_calculate_totals', $and_taxes, $this );
		$this->save();
		return $this->get_total();
	}
}
