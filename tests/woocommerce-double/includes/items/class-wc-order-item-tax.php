<?php
/**
 * A tax of an order.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * What one rate brought, on lines and fees and on shipping.
 */
class WC_Order_Item_Tax extends WC_Order_Item {

	public const STORED = array(
		'rate_id'            => 'rate_id',
		'label'              => 'label',
		'compound'           => 'compound',
		'tax_total'          => 'tax_amount',
		'shipping_tax_total' => 'shipping_tax_amount',
		'rate_percent'       => 'rate_percent',
	);

	/** @var array<string, mixed> */
	protected $extra_data = array(
		'rate_code'          => '',
		'rate_id'            => 0,
		'label'              => '',
		'compound'           => false,
		'tax_total'          => 0,
		'shipping_tax_total' => 0,
		'rate_percent'       => null,
	);

	/** Type, as the database names it. */
	public function get_type() {
		return 'tax';
	}

	/** @param string $context `view` filters. */
	public function get_name( $context = 'view' ) {
		return $this->get_rate_code( $context );
	}

	/** @param string $value Code of the rate. */
	public function set_name( $value ) {
		$this->set_rate_code( $value );
	}

	/** @param string $context `view` filters; a tax without a name is called so. */
	public function get_label( $context = 'view' ) {
		$label = $this->get_prop( 'label', $context );
		return 'view' === $context && ! $label ? 'Tax' : $label;
	}

	/** @param string $value Name. */
	public function set_label( $value ) {
		$this->set_prop( 'label', $value );
	}

	/** @param string $value Code of the rate. */
	public function set_rate_code( $value ) {
		$this->set_prop( 'rate_code', $value );
	}

	/** @param int $value Rate. */
	public function set_rate_id( $value ) {
		$this->set_prop( 'rate_id', absint( $value ) );
	}

	/** @param bool $value Whether it is charged on other taxes. */
	public function set_compound( $value ) {
		$this->set_prop( 'compound', (bool) $value );
	}

	/** @param string|float $value Per cent. */
	public function set_rate_percent( $value ) {
		$this->set_prop( 'rate_percent', (float) $value );
	}

	/** @param string|float $value On lines and fees. */
	public function set_tax_total( $value ) {
		$this->set_prop( 'tax_total', $value ? wc_format_decimal( $value ) : 0 );
	}

	/** @param string|float $value On shipping. */
	public function set_shipping_tax_total( $value ) {
		$this->set_prop( 'shipping_tax_total', $value ? wc_format_decimal( $value ) : 0 );
	}

	/** Whether it is charged on other taxes. */
	public function is_compound() {
		return $this->get_compound();
	}

	/** @param int $tax_rate_id A rate of today; its data is kept here. */
	public function set_rate( $tax_rate_id ) {
		$rate = WC_Tax::_get_tax_rate( $tax_rate_id, OBJECT );
		$this->set_rate_id( $tax_rate_id );
		$this->set_rate_code( WC_Tax::get_rate_code( $rate ) );
		$this->set_label( WC_Tax::get_rate_label( $rate ) );
		$this->set_compound( WC_Tax::is_compound( $rate ) );
		$this->set_rate_percent( WC_Tax::get_rate_percent_value( $rate ) );
	}

	/** @param string $context `view` filters. */
	public function get_rate_code( $context = 'view' ) {
		return $this->get_prop( 'rate_code', $context );
	}

	/** @param string $context `view` filters. */
	public function get_rate_id( $context = 'view' ) {
		return $this->get_prop( 'rate_id', $context );
	}

	/** @param string $context `view` filters. */
	public function get_compound( $context = 'view' ) {
		return $this->get_prop( 'compound', $context );
	}

	/** @param string $context `view` filters. */
	public function get_tax_total( $context = 'view' ) {
		return $this->get_prop( 'tax_total', $context );
	}

	/** @param string $context `view` filters. */
	public function get_shipping_tax_total( $context = 'view' ) {
		return $this->get_prop( 'shipping_tax_total', $context );
	}

	/** @param string $context `view` filters. */
	public function get_rate_percent( $context = 'view' ) {
		return $this->get_prop( 'rate_percent', $context );
	}
}
