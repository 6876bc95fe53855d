<?php
/**
 * Coupons of an order.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * Applying coupons anew: every line goes back to its price before coupons, then all coupons of the order are
 * applied to it in their order.
 */
trait Order_Coupons {

	/**
	 * Applies a coupon.
	 *
	 * @param string|\WC_Coupon $raw_coupon Code or coupon.
	 * @return true|\WP_Error
	 */
	public function apply_coupon( $raw_coupon ) {
		$coupon = $raw_coupon instanceof \WC_Coupon ? $raw_coupon : new \WC_Coupon( wc_format_coupon_code( $raw_coupon ) );
		if ( ! $coupon->get_id() ) {
			return new \WP_Error( 'invalid_coupon', 'There is no such coupon.' );
		}
		if ( in_array( $coupon->get_code(), $this->get_coupon_codes(), true ) ) {
			return new \WP_Error( 'invalid_coupon', 'The coupon is already applied.' );
		}
		$this->apply_all( $coupon );
		do_action( 'woocommerce_order_applied_coupon', $coupon, $this );
		if ( $this instanceof \WC_Order ) {
			$this->set_coupon_discount_amounts_saved();
		}
		return true;
	}

	/** Coupons count as used once an order with them is stored as paid or waiting. */
	protected function set_coupon_discount_amounts_saved(): void {
		if ( $this->get_recorded_coupon_usage_counts() ) {
			$this->set_recorded_coupon_usage_counts( false );
			wc_update_coupon_usage_counts( $this->get_id() );
		}
	}

	/**
	 * Takes a coupon off.
	 *
	 * @param string $code Code.
	 * @return bool
	 */
	public function remove_coupon( $code ) {
		foreach ( $this->get_coupons() as $id => $item ) {
			if ( $item->get_code() === wc_format_coupon_code( $code ) ) {
				$this->remove_item( $id );
				$this->recalculate_coupons();
				return true;
			}
		}
		return false;
	}

	/** Applies all coupons anew. */
	public function recalculate_coupons() {
		$this->apply_all( null );
	}

	/** @param \WC_Coupon|null $new A coupon that is added. */
	private function apply_all( ?\WC_Coupon $new ): void {
		foreach ( $this->get_items() as $item ) {
			$item->set_props( array( 'total' => $item->get_subtotal(), 'total_tax' => $item->get_subtotal_tax() ) );
		}
		$discounts = new \WC_Discounts( $this );
		foreach ( $this->get_coupons() as $item ) {
			$coupon = new \WC_Coupon( $item->get_code() );
			if ( ! $coupon->get_id() ) {
				$coupon->set_amount( (float) $item->get_discount() + ( $this->get_prices_include_tax() ? (float) $item->get_discount_tax() : 0 ) );
				$coupon->set_discount_type( 'fixed_cart' );
			}
			$discounts->apply_coupon( $coupon, false );
		}
		if ( $new ) {
			$discounts->apply_coupon( $new );
		}
		$this->set_coupons_from( $discounts );
		$this->set_lines_from( $discounts );
		$this->calculate_totals( true );
	}

	/** @param \WC_Discounts $discounts What each coupon gives on each line. */
	private function set_coupons_from( \WC_Discounts $discounts ): void {
		$items = array();
		foreach ( $this->get_coupons() as $item ) {
			$items[ $item->get_code() ] = $item;
		}
		foreach ( $discounts->get_discounts() as $code => $by_line ) {
			$item = $items[ $code ] ?? new \WC_Order_Item_Coupon();
			if ( ! isset( $items[ $code ] ) ) {
				$item->set_code( $code );
				$coupon = new \WC_Coupon( $code );
				$item->add_meta_data( 'coupon_data', array_diff_key( $coupon->get_data(), array( 'used_by' => true ) ) );
				$this->add_item( $item );
			}
			$without = 0.0;
			$tax     = 0.0;
			foreach ( $by_line as $line => $amount ) {
				[ $net, $part ] = $this->split_discount( $this->get_item( $line, false ), (float) $amount );
				$without       += $net;
				$tax           += $part;
			}
			$item->set_discount( $without );
			$item->set_discount_tax( $tax );
		}
	}

	/** @param \WC_Discounts $discounts What each coupon gives on each line. */
	private function set_lines_from( \WC_Discounts $discounts ): void {
		foreach ( $discounts->get_discounts_by_item() as $line => $amount ) {
			$item = $this->get_item( $line, false );
			if ( $item ) {
				$net = $this->split_discount( $item, (float) $amount, false )[0];
				$item->set_total( max( 0, round( (float) $item->get_total() - $net, wc_get_rounding_precision() ) ) );
			}
		}
	}

	/**
	 * A discount in the convention of the order, as net and tax.
	 *
	 * @param \WC_Order_Item_Product|false $item   Line.
	 * @param float                        $amount Discount.
	 * @param bool                         $round  Whether the tax is rounded to the shop's decimals.
	 * @return array{float, float}
	 */
	private function split_discount( $item, float $amount, bool $round = true ): array {
		if ( ! $item || 'taxable' !== $item->get_tax_status() || ! wc_tax_enabled() ) {
			return array( $amount, 0.0 );
		}
		$rates = \WC_Tax::find_rates( $this->get_tax_location() + array( 'tax_class' => $item->get_tax_class() ) );
		$taxes = \WC_Tax::calc_tax( $amount, $rates, $this->get_prices_include_tax() );
		$tax   = 'yes' === get_option( 'woocommerce_tax_round_at_subtotal' ) || ! $round ? array_sum( $taxes ) : wc_round_tax_total( array_sum( $taxes ) );
		return array( $this->get_prices_include_tax() ? $amount - $tax : $amount, (float) $tax );
	}
}
