<?php
/**
 * The cart.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Products, quantities and coupons of a session, and what they come to.
 *
 * Mirrored: a variation keeps its attributes; a line has a key of product, variation and data; coupons are applied
 * in the order in which they were entered; fees are added by plugins at each calculation. Not mirrored: sets of shipping packages.
 */
class WC_Cart {

	/** @var array<string, array<string, mixed>> */
	public $cart_contents = array();

	/** @var list<string> */
	public $applied_coupons = array();

	/** @var list<object> */
	private $fees = array();

	/** @var array<string, float> */
	private $totals = array();

	/** @var WC_Discounts|null */
	private $discounts = null;

	/** Reads the session once products can be read. */
	public function __construct() {
		if ( did_action( 'wp_loaded' ) ) {
			$this->get_cart_from_session();
		} else {
			add_action( 'wp_loaded', array( $this, 'get_cart_from_session' ) );
		}
	}

	/** Reads the session. */
	public function get_cart_from_session() {
		foreach ( (array) WC()->session->get( 'cart', array() ) as $key => $line ) {
			$product = wc_get_product( $line['variation_id'] ? $line['variation_id'] : $line['product_id'] );
			if ( $product && $product->exists() && $line['quantity'] > 0 ) {
				$this->cart_contents[ $key ] = array( 'data' => $product ) + $line;
			}
		}
		$this->applied_coupons = (array) WC()->session->get( 'applied_coupons', array() );
		do_action( 'woocommerce_cart_loaded_from_session', $this );
	}

	/** Writes the session. */
	private function keep(): void {
		WC()->session->set( 'cart', array_map( static fn( $line ) => array_diff_key( $line, array( 'data' => 1 ) ), $this->cart_contents ) );
		WC()->session->set( 'applied_coupons', $this->applied_coupons );
		WC()->session->set_customer_session_cookie( ! $this->is_empty() );
	}

	/** Lines. */
	public function get_cart() {
		return array_filter( $this->cart_contents );
	}

	/** Lines. */
	public function get_cart_contents() {
		return (array) apply_filters( 'woocommerce_get_cart_contents', $this->cart_contents );
	}

	/** @param string $key Line. */
	public function get_cart_item( $key ) {
		return $this->cart_contents[ $key ] ?? array();
	}

	/** Whether there is nothing in it. */
	public function is_empty() {
		return array() === $this->get_cart();
	}

	/** Number of pieces. */
	public function get_cart_contents_count() {
		return apply_filters( 'woocommerce_cart_contents_count', array_sum( wp_list_pluck( $this->get_cart(), 'quantity' ) ) );
	}

	/** What identifies the contents. */
	public function get_cart_hash() {
		return $this->is_empty() ? '' : md5( (string) wp_json_encode( array_map( static fn( $line ) => array_diff_key( $line, array( 'data' => 1 ) ), $this->cart_contents ) ) . $this->get_total( 'edit' ) );
	}

	/**
	 * Puts a product in.
	 *
	 * @param int                   $product_id     Product.
	 * @param int|float             $quantity       How many.
	 * @param int                   $variation_id   Variation.
	 * @param array<string, string> $variation      Its attributes.
	 * @param array<string, mixed>  $cart_item_data More.
	 * @return string|false Key of the line.
	 */
	public function add_to_cart( $product_id = 0, $quantity = 1, $variation_id = 0, $variation = array(), $cart_item_data = array() ) {
		if ( 'product_variation' === get_post_type( $product_id ) ) {
			$variation_id = (int) $product_id;
			$product_id   = wp_get_post_parent_id( $variation_id );
		}
		$product  = wc_get_product( $variation_id ? $variation_id : $product_id );
		$quantity = apply_filters( 'woocommerce_add_to_cart_quantity', $quantity, $product_id );
		if ( ! $product || $quantity <= 0 || 'trash' === $product->get_status() ) {
			return false;
		}
		if ( $product->is_type( 'variation' ) && ! $variation ) {
			$variation = $product->get_variation_attributes();
		}
		if ( ! $product->is_purchasable() || ! $product->is_in_stock() || $product->is_type( 'variable' ) ) {
			wc_add_notice( 'This product cannot be bought.', 'error' );
			return false;
		}
		$key   = $this->generate_cart_id( $product_id, $variation_id, $variation, $cart_item_data );
		$total = $quantity + ( $this->cart_contents[ $key ]['quantity'] ?? 0 );
		if ( ! $product->has_enough_stock( $total ) ) {
			wc_add_notice( 'There is not enough of this product.', 'error' );
			return false;
		}
		$this->cart_contents[ $key ] = apply_filters(
			'woocommerce_add_cart_item',
			array_merge( $cart_item_data, array( 'key' => $key, 'product_id' => (int) $product_id, 'variation_id' => (int) $variation_id, 'variation' => $variation, 'quantity' => $total, 'data' => $product ) ),
			$key
		);
		$this->keep();
		do_action( 'woocommerce_add_to_cart', $key, $product_id, $quantity, $variation_id, $variation, $cart_item_data );
		return $key;
	}

	/**
	 * Key of a line.
	 *
	 * @param int   $product_id     Product.
	 * @param int   $variation_id   Variation.
	 * @param array $variation      Attributes.
	 * @param array $cart_item_data More.
	 */
	public function generate_cart_id( $product_id, $variation_id = 0, $variation = array(), $cart_item_data = array() ) {
		return apply_filters( 'woocommerce_cart_id', md5( (string) wp_json_encode( array( (int) $product_id, (int) $variation_id, $variation, $cart_item_data ) ) ), $product_id, $variation_id, $variation, $cart_item_data );
	}

	/**
	 * Changes a quantity.
	 *
	 * @param string    $key            Line.
	 * @param int|float $quantity       How many.
	 * @param bool      $refresh_totals Unused.
	 */
	public function set_quantity( $key, $quantity = 1, $refresh_totals = true ) {
		if ( $quantity <= 0 ) {
			return $this->remove_cart_item( $key );
		}
		$this->cart_contents[ $key ]['quantity'] = $quantity;
		$this->keep();
		return true;
	}

	/** @param string $key Line that goes. */
	public function remove_cart_item( $key ) {
		unset( $this->cart_contents[ $key ] );
		$this->keep();
		return true;
	}

	/** @param bool $clear_persistent_cart Unused. */
	public function empty_cart( $clear_persistent_cart = true ) {
		do_action( 'woocommerce_before_cart_emptied', $clear_persistent_cart );
		$this->cart_contents   = array();
		$this->applied_coupons = array();
		$this->keep();
		WC()->session->set( 'order_awaiting_payment', null );
		do_action( 'woocommerce_cart_emptied', $clear_persistent_cart );
	}

	/** @param string $code Coupon that is entered. */
	public function apply_coupon( $code ) {
		$coupon = new WC_Coupon( wc_format_coupon_code( $code ) );
		if ( ! wc_coupons_enabled() || ! $coupon->get_id() || ! $coupon->is_valid() || $this->has_discount( $coupon->get_code() ) ) {
			wc_add_notice( 'This coupon cannot be used.', 'error' );
			return false;
		}
		$this->applied_coupons[] = $coupon->get_code();
		$this->keep();
		do_action( 'woocommerce_applied_coupon', $coupon->get_code() );
		return true;
	}

	/** @param string $code Coupon. */
	public function has_discount( $code = '' ) {
		return $code ? in_array( wc_format_coupon_code( $code ), $this->applied_coupons, true ) : array() !== $this->applied_coupons;
	}

	/** Codes. */
	public function get_applied_coupons() {
		return $this->applied_coupons;
	}

	/** Coupons by code. */
	public function get_coupons() {
		$coupons = array();
		foreach ( $this->applied_coupons as $code ) {
			$coupons[ $code ] = new WC_Coupon( $code );
		}
		return $coupons;
	}

	/**
	 * Adds a fee, while totals are calculated.
	 *
	 * @param string $name      Name.
	 * @param float  $amount    Amount.
	 * @param bool   $taxable   Whether it is taxed.
	 * @param string $tax_class Class.
	 */
	public function add_fee( $name, $amount, $taxable = false, $tax_class = '' ) {
		$this->fees[ sanitize_title( $name ) ] = (object) array( 'id' => sanitize_title( $name ), 'name' => $name, 'amount' => (float) $amount, 'total' => (float) $amount, 'taxable' => $taxable, 'tax_class' => $tax_class );
	}

	/** Fees. */
	public function get_fees() {
		return $this->fees;
	}

	/** Whether anything is sent. */
	public function needs_shipping() {
		$sent = array_filter( $this->get_cart(), static fn( $line ) => $line['data']->needs_shipping() );
		return apply_filters( 'woocommerce_cart_needs_shipping', wc_shipping_enabled() && array() !== $sent && WC()->shipping()->rates() );
	}

	/** Whether anything is paid. */
	public function needs_payment() {
		return apply_filters( 'woocommerce_cart_needs_payment', 0 < $this->get_total( 'edit' ), $this );
	}

	/** Adds up. The sums are those an order of the same lines would have. */
	public function calculate_totals() {
		$this->fees = array();
		if ( $this->is_empty() ) {
			$this->totals = array();
			return;
		}
		do_action( 'woocommerce_before_calculate_totals', $this );
		do_action( 'woocommerce_cart_calculate_fees', $this );
		$this->discounts = new WC_Discounts( $this );
		foreach ( $this->get_coupons() as $coupon ) {
			$this->discounts->apply_coupon( $coupon );
		}
		$decimals = wc_get_price_decimals();
		$given    = $this->discounts->get_discounts_by_item();
		$sum      = array( 'subtotal' => 0.0, 'subtotal_tax' => 0.0, 'lines' => 0.0, 'tax' => 0.0, 'shipping' => 0.0, 'shipping_tax' => 0.0, 'fees' => 0.0 );
		foreach ( $this->cart_contents as $key => $line ) {
			$this->cart_contents[ $key ] = array_merge( $line, $this->line_sums( $line, (float) ( $given[ $key ] ?? 0.0 ) ) );
			$line                        = $this->cart_contents[ $key ];
			$sum['subtotal']            += round( $line['line_subtotal'], $decimals );
			$sum['subtotal_tax']        += $line['line_subtotal_tax'];
			$sum['lines']               += round( $line['line_total'], $decimals );
			$sum['tax']                 += $line['line_tax'];
		}
		foreach ( $this->fees as $fee ) {
			$fee->tax_data = $fee->taxable && wc_tax_enabled() ? WC_Tax::calc_tax( $fee->total, WC_Tax::get_rates( $fee->tax_class ) ) : array();
			$fee->tax      = $this->sum_taxes( $fee->tax_data );
			$sum['fees']  += $fee->total;
			$sum['tax']   += $fee->tax;
		}
		foreach ( $this->needs_shipping() ? WC()->shipping()->chosen() : array() as $rate ) {
			$sum['shipping']     += (float) $rate->get_cost();
			$sum['shipping_tax'] += $this->sum_taxes( $rate->get_taxes() );
		}
		$sum['total']   = round( $sum['lines'] + $sum['tax'] + $sum['fees'] + $sum['shipping'] + $sum['shipping_tax'], $decimals );
		$this->totals   = $sum;
		do_action( 'woocommerce_after_calculate_totals', $this );
		$this->keep();
	}

	/**
	 * Sums of a line.
	 *
	 * @param array $line  Line.
	 * @param float $given Its discount, in the convention of the shop.
	 * @return array<string, mixed>
	 */
	private function line_sums( array $line, float $given ): array {
		$product  = $line['data'];
		$price    = (float) $product->get_price() * $line['quantity'];
		$precise  = wc_get_rounding_precision();
		$rates    = $product->is_taxable() ? WC_Tax::get_rates( $product->get_tax_class() ) : array();
		$before   = WC_Tax::calc_tax( $price, $rates, wc_prices_include_tax() );
		$after    = WC_Tax::calc_tax( $price - $given, $rates, wc_prices_include_tax() );
		$included = wc_prices_include_tax() && $product->is_taxable();
		return array(
			'line_subtotal'     => round( $price - ( $included ? array_sum( $before ) : 0.0 ), $precise ),
			'line_subtotal_tax' => $this->sum_taxes( $before ),
			'line_total'        => round( $price - $given - ( $included ? array_sum( $after ) : 0.0 ), $precise ),
			'line_tax'          => $this->sum_taxes( $after ),
			'line_tax_data'     => array( 'subtotal' => $before, 'total' => $after ),
		);
	}

	/** @param array<int, float> $taxes By rate. */
	private function sum_taxes( array $taxes ): float {
		return 'yes' === get_option( 'woocommerce_tax_round_at_subtotal' ) ? (float) array_sum( $taxes ) : (float) array_sum( array_map( 'wc_round_tax_total', $taxes ) );
	}

	/** Discount of a coupon in all lines, by code. */
	public function get_discounts_of( string $code ): array {
		return $this->discounts ? ( $this->discounts->get_discounts()[ $code ] ?? array() ) : array();
	}

	/** @param string $context `view` gives HTML. */
	public function get_total( $context = 'view' ) {
		$total = (float) ( $this->totals['total'] ?? 0.0 );
		return 'view' === $context ? apply_filters( 'woocommerce_cart_total', wc_price( $total ) ) : $total;
	}

	/** Lines before coupons. */
	public function get_subtotal() {
		return (float) ( $this->totals['subtotal'] ?? 0.0 );
	}

	/** Shipping. */
	public function get_shipping_total() {
		return (float) ( $this->totals['shipping'] ?? 0.0 );
	}

	/** Shipping's tax. */
	public function get_shipping_tax() {
		return (float) ( $this->totals['shipping_tax'] ?? 0.0 );
	}
}
