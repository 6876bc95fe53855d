<?php
/**
 * Shipping.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * One parcel, whose prices are those of the methods of the customer's zone.
 *
 * Mirrored: `flat_rate` with a cost that is a number, `free_shipping` without conditions; the tax of `taxable` methods.
 */
class WC_Shipping {

	/** Prices. */
	public function rates(): array {
		$where = array( 'country' => '', 'state' => '' );
		foreach ( array_keys( $where ) as $part ) {
			$where[ $part ] = WC()->customer ? ( WC()->customer->{"get_shipping_$part"}() ? WC()->customer->{"get_shipping_$part"}() : WC()->customer->{"get_billing_$part"}() ) : '';
		}
		if ( '' === $where['country'] ) {
			$where = array( 'country' => WC()->countries->get_base_country(), 'state' => WC()->countries->get_base_state() );
		}
		$rates = array();
		foreach ( WC_Shipping_Zone::methods_for( $where['country'], $where['state'] ) as $method ) {
			$settings = (array) get_option( "woocommerce_{$method->method_id}_{$method->instance_id}_settings", array() );
			$cost     = 'free_shipping' === $method->method_id ? 0.0 : (float) wc_format_decimal( $settings['cost'] ?? 0 );
			$taxed    = 'none' !== ( $settings['tax_status'] ?? 'taxable' ) && wc_tax_enabled() && $cost > 0;
			$id       = "{$method->method_id}:{$method->instance_id}";
			$rates[ $id ] = new WC_Shipping_Rate( $id, (string) ( $settings['title'] ?? 'Flat rate' ), wc_format_decimal( $cost, wc_get_price_decimals() ), $taxed ? WC_Tax::calc_tax( $cost, WC_Tax::get_shipping_tax_rates( $this->tax_class() ), false ) : array(), $method->method_id, (int) $method->instance_id );
		}
		return (array) apply_filters( 'woocommerce_package_rates', $rates, array( 'contents' => WC()->cart ? WC()->cart->get_cart() : array(), 'destination' => $where ) );
	}

	/** Class of the tax on shipping. */
	private function tax_class(): string {
		$class = (string) get_option( 'woocommerce_shipping_tax_class' );
		if ( 'inherit' !== $class ) {
			return $class;
		}
		$classes = array_unique( array_map( static fn( $line ) => (string) $line['data']->get_tax_class(), array_filter( WC()->cart ? WC()->cart->get_cart() : array(), static fn( $line ) => $line['data']->is_taxable() ) ) );
		return in_array( '', $classes, true ) || array() === $classes ? '' : (string) reset( $classes );
	}

	/** The price that was chosen, else the first. */
	public function chosen(): array {
		$rates  = $this->rates();
		$wanted = (array) ( WC()->session ? WC()->session->get( 'chosen_shipping_methods', array() ) : array() );
		$id     = isset( $wanted[0], $rates[ $wanted[0] ] ) ? $wanted[0] : array_key_first( $rates );
		return null === $id ? array() : array( $rates[ $id ] );
	}

	/** Methods. */
	public function get_shipping_methods() {
		return array();
	}

	/** Parcels. */
	public function get_packages() {
		return array( array( 'rates' => $this->rates() ) );
	}
}
