<?php
/**
 * Tax rates.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Finding rates and calculating with them.
 *
 * Mirrored: of the rates of one priority the most exact one counts; a compound rate is charged on the price with the
 * taxes before it. Not mirrored: rates for postcodes and towns.
 */
class WC_Tax {

	/**
	 * Taxes of a price, by rate.
	 *
	 * @param string|float                      $price              Price.
	 * @param array<int, array<string, mixed>>  $rates              Rates.
	 * @param bool                              $price_includes_tax Whether they are in it.
	 * @return array<int, float>
	 */
	public static function calc_tax( $price, $rates, $price_includes_tax = false, $deprecated = false ) {
		$taxes = $price_includes_tax ? self::calc_inclusive_tax( $price, $rates ) : self::calc_exclusive_tax( $price, $rates );
		return apply_filters( 'woocommerce_calc_tax', $taxes, $price, $rates, $price_includes_tax, $deprecated );
	}

	/**
	 * Taxes in a price.
	 *
	 * @param string|float $price Price.
	 * @param array        $rates Rates.
	 * @return array<int, float>
	 */
	public static function calc_inclusive_tax( $price, $rates ) {
		$taxes    = array();
		$rest     = (float) $price;
		$compound = array_reverse( array_filter( $rates, static fn( $rate ) => 'yes' === $rate['compound'] ), true );
		foreach ( $compound as $id => $rate ) {
			$tax          = apply_filters( 'woocommerce_price_inc_tax_amount', $rest - $rest / ( 1 + (float) $rate['rate'] / 100 ), $id, $rate, $price );
			$taxes[ $id ] = $tax;
			$rest        -= $tax;
		}
		$plain = array_diff_key( $rates, $compound );
		$sum   = 1 + array_sum( array_map( static fn( $rate ) => (float) $rate['rate'] / 100, $plain ) );
		foreach ( $plain as $id => $rate ) {
			$taxes[ $id ] = apply_filters( 'woocommerce_price_inc_tax_amount', ( (float) $rate['rate'] / 100 ) * ( $rest / $sum ), $id, $rate, $price );
		}
		return array_map( array( __CLASS__, 'round' ), array_replace( array_intersect_key( array_fill_keys( array_keys( $rates ), 0.0 ), $taxes ), $taxes ) );
	}

	/**
	 * Taxes on a price.
	 *
	 * @param string|float $price Price.
	 * @param array        $rates Rates.
	 * @return array<int, float>
	 */
	public static function calc_exclusive_tax( $price, $rates ) {
		$taxes = array();
		$price = (float) $price;
		foreach ( array( 'no', 'yes' ) as $compound ) {
			foreach ( (array) $rates as $id => $rate ) {
				if ( ( 'yes' === $rate['compound'] ) === ( 'yes' === $compound ) ) {
					$base         = 'yes' === $compound ? $price + array_sum( $taxes ) : $price;
					$taxes[ $id ] = ( $taxes[ $id ] ?? 0.0 ) + apply_filters( 'woocommerce_price_ex_tax_amount', $base * ( (float) $rate['rate'] / 100 ), $id, $rate, $price );
				}
			}
		}
		return array_map( array( __CLASS__, 'round' ), $taxes );
	}

	/** @param float $in To more decimals than the shop has. */
	public static function round( $in ) {
		return apply_filters( 'wc_tax_round', round( (float) $in, wc_get_rounding_precision() ), $in );
	}

	/** @param array $taxes By rate. */
	public static function get_tax_total( $taxes ) {
		return array_sum( $taxes );
	}

	/**
	 * Rates for a place and a class.
	 *
	 * @param array $args country, state, postcode, city, tax_class.
	 * @return array<int, array{rate: float, label: string, shipping: string, compound: string}>
	 */
	public static function find_rates( $args = array() ) {
		global $wpdb;
		$args = wp_parse_args( $args, array( 'country' => '', 'state' => '', 'city' => '', 'postcode' => '', 'tax_class' => '' ) );
		if ( ! $args['country'] ) {
			return array();
		}
		$class = sanitize_title( 'standard' === $args['tax_class'] ? '' : (string) $args['tax_class'] );
		$rows  = $wpdb->get_results( $wpdb->prepare( "SELECT * FROM {$wpdb->prefix}woocommerce_tax_rates WHERE tax_rate_country IN ( %s, '' ) AND tax_rate_state IN ( %s, '' ) AND tax_rate_class = %s ORDER BY tax_rate_priority, tax_rate_country DESC, tax_rate_state DESC, tax_rate_order, tax_rate_id", strtoupper( $args['country'] ), strtoupper( (string) $args['state'] ), $class ) );
		$rates = array();
		$seen  = array();
		foreach ( $rows as $row ) {
			if ( isset( $seen[ $row->tax_rate_priority ] ) ) {
				continue;
			}
			$seen[ $row->tax_rate_priority ]    = true;
			$rates[ (int) $row->tax_rate_id ] = array(
				'rate'     => (float) $row->tax_rate,
				'label'    => $row->tax_rate_name,
				'shipping' => $row->tax_rate_shipping ? 'yes' : 'no',
				'compound' => $row->tax_rate_compound ? 'yes' : 'no',
			);
		}
		return apply_filters( 'woocommerce_find_rates', $rates, $args );
	}

	/** @param array $args As find_rates(). */
	public static function find_shipping_rates( $args = array() ) {
		return array_filter( self::find_rates( $args ), static fn( $rate ) => 'yes' === $rate['shipping'] );
	}

	/**
	 * Rates for the customer.
	 *
	 * @param string      $tax_class Class.
	 * @param object|null $customer  Customer.
	 */
	public static function get_rates( $tax_class = '', $customer = null ) {
		return apply_filters( 'woocommerce_matched_rates', self::find_rates( self::get_tax_location( $tax_class, $customer ) + array( 'tax_class' => $tax_class ) ), $tax_class, $customer );
	}

	/**
	 * Where the customer is taxed.
	 *
	 * @param string      $tax_class Class.
	 * @param object|null $customer  Customer.
	 */
	public static function get_tax_location( $tax_class = '', $customer = null ) {
		$customer = $customer ?? WC()->customer;
		$at       = $customer && 'base' !== get_option( 'woocommerce_tax_based_on' ) ? $customer->get_taxable_address() : array();
		return ! empty( $at[0] ) ? array( 'country' => $at[0], 'state' => $at[1], 'postcode' => $at[2], 'city' => $at[3] ) : self::base();
	}

	/** Where the shop is. */
	private static function base(): array {
		$at = WC()->countries;
		return array( 'country' => $at->get_base_country(), 'state' => $at->get_base_state(), 'postcode' => $at->get_base_postcode(), 'city' => $at->get_base_city() );
	}

	/** @param string $tax_class Class. */
	public static function get_base_tax_rates( $tax_class = '' ) {
		return apply_filters( 'woocommerce_base_tax_rates', self::find_rates( self::base() + array( 'tax_class' => $tax_class ) ), $tax_class );
	}

	/** @param string|null $tax_class Class. */
	public static function get_shipping_tax_rates( $tax_class = null, $customer = null ) {
		return array_filter( self::get_rates( (string) $tax_class, $customer ), static fn( $rate ) => 'yes' === $rate['shipping'] );
	}

	/** @param int|object $key_or_rate Rate. */
	private static function rate_of( $key_or_rate ) {
		return is_object( $key_or_rate ) ? $key_or_rate : self::_get_tax_rate( $key_or_rate, OBJECT );
	}

	/** @param int|object $key_or_rate Rate. */
	public static function is_compound( $key_or_rate ) {
		$rate = self::rate_of( $key_or_rate );
		return (bool) apply_filters( 'woocommerce_rate_compound', (bool) ( $rate->tax_rate_compound ?? false ), $rate->tax_rate_id ?? 0 );
	}

	/** @param int|object $key_or_rate Rate. */
	public static function get_rate_label( $key_or_rate ) {
		$rate = self::rate_of( $key_or_rate );
		return apply_filters( 'woocommerce_rate_label', empty( $rate->tax_rate_name ) ? WC()->countries->tax_or_vat() : $rate->tax_rate_name, $rate->tax_rate_id ?? 0 );
	}

	/** @param int|object $key_or_rate Rate. */
	public static function get_rate_percent( $key_or_rate ) {
		$rate = self::rate_of( $key_or_rate );
		return apply_filters( 'woocommerce_rate_percent', self::get_rate_percent_value( $rate ) . '%', $rate->tax_rate_id ?? 0 );
	}

	/** @param int|object $key_or_rate Rate. */
	public static function get_rate_percent_value( $key_or_rate ) {
		return (float) ( self::rate_of( $key_or_rate )->tax_rate ?? 0 );
	}

	/** @param int|object $key_or_rate Rate. */
	public static function get_rate_code( $key_or_rate ) {
		$rate = self::rate_of( $key_or_rate );
		$code = '';
		if ( $rate ) {
			$priority = $rate->tax_rate_priority > 1 || 1 === (int) $rate->tax_rate_priority ? $rate->tax_rate_priority : 1;
			$code     = strtoupper( implode( '-', array_filter( array( $rate->tax_rate_country, $rate->tax_rate_state, $rate->tax_rate_name ? $rate->tax_rate_name : 'TAX', absint( $priority ) ) ) ) );
		}
		return apply_filters( 'woocommerce_rate_code', $code, $rate->tax_rate_id ?? 0 );
	}

	/** Names of the classes beyond the standard one. */
	public static function get_tax_classes() {
		return array( 'Reduced rate', 'Zero rate' );
	}

	/** Their slugs. */
	public static function get_tax_class_slugs() {
		return array_map( 'sanitize_title', self::get_tax_classes() );
	}

	/**
	 * Adds a rate.
	 *
	 * @param array<string, mixed> $tax_rate Columns.
	 */
	public static function _insert_tax_rate( $tax_rate ) { // phpcs:ignore PSR2.Methods.MethodDeclaration.Underscore
		global $wpdb;
		$row = array_merge( array( 'tax_rate_country' => '', 'tax_rate_state' => '', 'tax_rate' => '0', 'tax_rate_name' => '', 'tax_rate_priority' => 1, 'tax_rate_compound' => 0, 'tax_rate_shipping' => 1, 'tax_rate_order' => 0, 'tax_rate_class' => '' ), (array) $tax_rate );
		$row['tax_rate_country'] = strtoupper( $row['tax_rate_country'] );
		$row['tax_rate_state']   = strtoupper( $row['tax_rate_state'] );
		$row['tax_rate']         = number_format( (float) $row['tax_rate'], 4, '.', '' );
		$row['tax_rate_class']   = sanitize_title( 'standard' === $row['tax_rate_class'] ? '' : $row['tax_rate_class'] );
		$wpdb->insert( "{$wpdb->prefix}woocommerce_tax_rates", $row );
		$id = (int) $wpdb->insert_id;
		do_action( 'woocommerce_tax_rate_added', $id, $row );
		return $id;
	}

	/**
	 * A rate.
	 *
	 * @param int    $tax_rate_id Rate.
	 * @param string $output_type ARRAY_A or OBJECT.
	 */
	public static function _get_tax_rate( $tax_rate_id, $output_type = ARRAY_A ) { // phpcs:ignore PSR2.Methods.MethodDeclaration.Underscore
		global $wpdb;
		return $wpdb->get_row( $wpdb->prepare( "SELECT * FROM {$wpdb->prefix}woocommerce_tax_rates WHERE tax_rate_id = %d", $tax_rate_id ), $output_type );
	}

	/** @param int $tax_rate_id Rate that goes. */
	public static function _delete_tax_rate( $tax_rate_id ) { // phpcs:ignore PSR2.Methods.MethodDeclaration.Underscore
		global $wpdb;
		$wpdb->delete( "{$wpdb->prefix}woocommerce_tax_rates", array( 'tax_rate_id' => (int) $tax_rate_id ) );
		do_action( 'woocommerce_tax_rate_deleted', $tax_rate_id );
	}
}
