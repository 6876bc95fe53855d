<?php
/**
 * Countries.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Where the shop is, and how an address is written.
 */
class WC_Countries {

	/** A few countries by code; enough for a form. */
	private const NAMES = array( 'ID' => 'Indonesia', 'SG' => 'Singapore', 'MY' => 'Malaysia', 'AU' => 'Australia', 'DE' => 'Germany', 'GB' => 'United Kingdom (UK)', 'JP' => 'Japan', 'NL' => 'Netherlands', 'US' => 'United States (US)' );

	/** States of countries that have them here. */
	private const STATES = array( 'ID' => array( 'AC' => 'Daerah Istimewa Aceh', 'SU' => 'Sumatera Utara', 'SB' => 'Sumatera Barat', 'RI' => 'Riau', 'KR' => 'Kepulauan Riau', 'JA' => 'Jambi', 'SS' => 'Sumatera Selatan', 'BB' => 'Bangka Belitung', 'BE' => 'Bengkulu', 'LA' => 'Lampung', 'JK' => 'DKI Jakarta', 'JB' => 'Jawa Barat', 'BT' => 'Banten', 'JT' => 'Jawa Tengah', 'JI' => 'Jawa Timur', 'YO' => 'Daerah Istimewa Yogyakarta', 'BA' => 'Bali', 'NB' => 'Nusa Tenggara Barat', 'NT' => 'Nusa Tenggara Timur', 'KB' => 'Kalimantan Barat', 'KT' => 'Kalimantan Tengah', 'KI' => 'Kalimantan Timur', 'KS' => 'Kalimantan Selatan', 'KU' => 'Kalimantan Utara', 'SA' => 'Sulawesi Utara', 'ST' => 'Sulawesi Tengah', 'SG' => 'Sulawesi Tenggara', 'SR' => 'Sulawesi Barat', 'SN' => 'Sulawesi Selatan', 'GO' => 'Gorontalo', 'MA' => 'Maluku', 'MU' => 'Maluku Utara', 'PA' => 'Papua', 'PB' => 'Papua Barat' ), 'US' => array( 'CA' => 'California', 'NY' => 'New York', 'TX' => 'Texas' ) );

	/** All of them. */
	public function get_countries() {
		return apply_filters( 'woocommerce_countries', self::NAMES );
	}

	/** Those that may buy. */
	public function get_allowed_countries() {
		return $this->get_countries();
	}

	/** @param string|null $country Country. */
	public function get_states( $country = null ) {
		return null === $country ? self::STATES : ( self::STATES[ $country ] ?? false );
	}

	/** Country of the shop. */
	public function get_base_country() {
		return apply_filters( 'woocommerce_countries_base_country', wc_get_base_location()['country'] );
	}

	/** State of the shop. */
	public function get_base_state() {
		return apply_filters( 'woocommerce_countries_base_state', wc_get_base_location()['state'] );
	}

	/** Postcode of the shop. */
	public function get_base_postcode() {
		return apply_filters( 'woocommerce_countries_base_postcode', get_option( 'woocommerce_store_postcode', '' ) );
	}

	/** Town of the shop. */
	public function get_base_city() {
		return apply_filters( 'woocommerce_countries_base_city', get_option( 'woocommerce_store_city', '' ) );
	}

	/** Name of the tax. */
	public function tax_or_vat() {
		return apply_filters( 'woocommerce_countries_tax_or_vat', 'Tax' );
	}

	/**
	 * Lines of an address.
	 *
	 * @param array  $args      Parts.
	 * @param string $separator Between lines.
	 */
	public function get_formatted_address( $args = array(), $separator = '<br/>' ) {
		$args  = array_map( 'trim', array_map( 'strval', $args ) ) + array_fill_keys( array( 'first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country' ), '' );
		$lines = array(
			trim( "{$args['first_name']} {$args['last_name']}" ),
			$args['company'],
			$args['address_1'],
			$args['address_2'],
			trim( "{$args['city']} {$args['postcode']}" ),
			self::STATES[ $args['country'] ][ $args['state'] ] ?? $args['state'],
			$args['country'] !== $this->get_base_country() ? ( self::NAMES[ $args['country'] ] ?? $args['country'] ) : '',
		);
		return implode( $separator, array_map( 'esc_html', array_filter( $lines, static fn( $line ) => '' !== $line ) ) );
	}

	/**
	 * Fields of a form.
	 *
	 * @param string $country Country.
	 * @param string $type    `billing_` or `shipping_`.
	 */
	public function get_address_fields( $country = '', $type = 'billing_' ) {
		$fields = array();
		foreach ( array( 'first_name' => 'First name', 'last_name' => 'Last name', 'company' => 'Company', 'country' => 'Country', 'address_1' => 'Street address', 'address_2' => 'Apartment', 'city' => 'Town', 'state' => 'State', 'postcode' => 'Postcode' ) as $part => $label ) {
			$fields[ $type . $part ] = array( 'label' => $label, 'required' => ! in_array( $part, array( 'company', 'address_2' ), true ) && ! ( 'state' === $part && ! isset( self::STATES[ $country ] ) ) );
		}
		if ( 'billing_' === $type ) {
			$fields['billing_phone'] = array( 'label' => 'Phone', 'required' => true );
			$fields['billing_email'] = array( 'label' => 'Email address', 'required' => true );
		}
		return apply_filters( 'woocommerce_' . $type . 'fields', $fields, $country );
	}
}
