<?php
/**
 * A coupon on an order.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * What it gave, without tax, and the tax that was saved.
 */
class WC_Order_Item_Coupon extends WC_Order_Item {

	public const STORED = array(
		'discount'     => 'discount_amount',
		'discount_tax' => 'discount_amount_tax',
	);

	/** @var array<string, mixed> */
	protected $extra_data = array(
		'code'         => '',
		'discount'     => 0,
		'discount_tax' => 0,
	);

	/** Type, as the database names it. */
	public function get_type() {
		return 'coupon';
	}

	/** @param string $context `view` filters. */
	public function get_name( $context = 'view' ) {
		return $this->get_code( $context );
	}

	/** @param string $value Code. */
	public function set_name( $value ) {
		$this->set_code( $value );
	}

	/** @param string $value Code. */
	public function set_code( $value ) {
		$this->set_prop( 'code', wc_format_coupon_code( (string) $value ) );
	}

	/** @param string|float $value Discount. */
	public function set_discount( $value ) {
		$this->set_prop( 'discount', wc_format_decimal( $value ) );
	}

	/** @param string|float $value Its tax. */
	public function set_discount_tax( $value ) {
		$this->set_prop( 'discount_tax', wc_format_decimal( $value ) );
	}

	/** @param string $context `view` filters. */
	public function get_code( $context = 'view' ) {
		return $this->get_prop( 'code', $context );
	}

	/** @param string $context `view` filters. */
	public function get_discount( $context = 'view' ) {
		return $this->get_prop( 'discount', $context );
	}

	/** @param string $context `view` filters. */
	public function get_discount_tax( $context = 'view' ) {
		return $this->get_prop( 'discount_tax', $context );
	}
}
