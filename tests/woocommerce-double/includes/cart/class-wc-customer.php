<?php
/**
 * The customer at the till.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Addresses of the session; `get_billing_x()`, `set_shipping_y()` and the like.
 */
class WC_Customer {

	/** @var int */
	private $id;

	/** @var array<string, string> */
	private $data = array();

	/**
	 * Reads it.
	 *
	 * @param int  $id         User.
	 * @param bool $is_session Whether the session is asked first.
	 */
	public function __construct( $id = 0, $is_session = false ) {
		$this->id   = (int) $id;
		$this->data = $is_session && WC()->session ? (array) WC()->session->get( 'customer', array() ) : array();
	}

	/** User. */
	public function get_id() {
		return $this->id;
	}

	/** Whether it pays no tax. */
	public function is_vat_exempt() {
		return apply_filters( 'woocommerce_customer_get_is_vat_exempt', false, $this );
	}

	/**
	 * `get_x()` and `set_x()` of each part.
	 *
	 * @param string $method Method.
	 * @param array  $args   Arguments.
	 */
	public function __call( $method, $args ) {
		[ $verb, $part ] = explode( '_', $method, 2 ) + array( '', '' );
		if ( 'set' === $verb ) {
			$this->data[ $part ] = (string) ( $args[0] ?? '' );
			return null;
		}
		return $this->data[ $part ] ?? ( $this->id ? (string) get_user_meta( $this->id, $part, true ) : '' );
	}

	/** Where it is taxed: country, state, postcode, town. */
	public function get_taxable_address() {
		$base = array( WC()->countries->get_base_country(), WC()->countries->get_base_state(), WC()->countries->get_base_postcode(), WC()->countries->get_base_city() );
		$by   = get_option( 'woocommerce_tax_based_on' );
		$kind = 'billing' === $by ? 'billing' : 'shipping';
		$at   = array();
		foreach ( array( 'country', 'state', 'postcode', 'city' ) as $part ) {
			$at[] = $this->{"get_{$kind}_$part"}();
		}
		if ( 'shipping' === $kind && '' === $at[0] ) {
			$at = array( $this->get_billing_country(), $this->get_billing_state(), $this->get_billing_postcode(), $this->get_billing_city() );
		}
		return apply_filters( 'woocommerce_customer_taxable_address', 'base' === $by || '' === $at[0] ? $base : $at );
	}

	/** Keeps it in the session. */
	public function save() {
		if ( WC()->session ) {
			WC()->session->set( 'customer', $this->data );
		}
		return $this->id;
	}
}
