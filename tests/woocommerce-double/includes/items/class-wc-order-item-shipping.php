<?php
/**
 * A shipping method.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Its cost and the tax on it.
 */
class WC_Order_Item_Shipping extends WC_Order_Item {

	public const STORED = array(
		'method_id'   => 'method_id',
		'instance_id' => 'instance_id',
		'total'       => 'cost',
		'total_tax'   => 'total_tax',
		'taxes'       => 'taxes',
	);

	/** @var array<string, mixed> */
	protected $extra_data = array(
		'method_title' => '',
		'method_id'    => '',
		'instance_id'  => '',
		'total'        => 0,
		'total_tax'    => 0,
		'taxes'        => array( 'total' => array() ),
	);

	/** Type, as the database names it. */
	public function get_type() {
		return 'shipping';
	}

	/** @param string $context `view` filters. */
	public function get_method_title( $context = 'view' ) {
		$title = $this->get_prop( 'method_title', $context );
		return '' === (string) $title ? ( 'view' === $context ? 'Shipping' : '' ) : $title;
	}

	/** @param string $context `view` filters. */
	public function get_name( $context = 'view' ) {
		return $this->get_method_title( $context );
	}

	/** @param string $value Name. */
	public function set_name( $value ) {
		$this->set_method_title( $value );
	}

	/** @param string $value Name. */
	public function set_method_title( $value ) {
		$this->set_prop( 'name', wp_check_invalid_utf8( (string) $value ) );
		$this->set_prop( 'method_title', wp_check_invalid_utf8( (string) $value ) );
	}

	/** @param string $value Method. */
	public function set_method_id( $value ) {
		$this->set_prop( 'method_id', wp_check_invalid_utf8( (string) $value ) );
	}

	/** @param string $value Instance of the method. */
	public function set_instance_id( $value ) {
		$this->set_prop( 'instance_id', wp_check_invalid_utf8( (string) $value ) );
	}

	/** @param string|float $value Cost. */
	public function set_total( $value ) {
		$this->set_prop( 'total', wc_format_decimal( $value ) );
	}

	/** @param string|float $value Tax. */
	protected function set_total_tax( $value ) {
		$this->set_prop( 'total_tax', wc_format_decimal( $value ) );
	}

	/** @param array|string|false $raw_tax_data By rate; older data has no parts. */
	public function set_taxes( $raw_tax_data ) {
		$raw = maybe_unserialize( $raw_tax_data );
		if ( is_array( $raw ) && ! isset( $raw['total'] ) && array() !== $raw ) {
			$raw = array( 'total' => $raw );
		}
		$taxes = $this->tidy_taxes( $raw, array( 'total' ) );
		$this->set_prop( 'taxes', $taxes );
		$this->set_total_tax( $this->sum_taxes( $taxes['total'] ) );
	}

	/** @param WC_Shipping_Rate $shipping_rate A rate that was chosen. */
	public function set_shipping_rate( $shipping_rate ) {
		foreach ( array( 'method_title' => 'label', 'method_id' => 'method_id', 'instance_id' => 'instance_id', 'total' => 'cost' ) as $mine => $its ) {
			$this->{"set_$mine"}( $shipping_rate->{"get_$its"}() );
		}
		$this->set_taxes( array( 'total' => $shipping_rate->get_taxes() ) );
	}

	/**
	 * Rates of the class that ships.
	 *
	 * @param array $where Where.
	 */
	protected function rates( array $where ): array {
		return WC_Tax::find_shipping_rates( $where );
	}

	/** @param string $context `view` filters. */
	public function get_method_id( $context = 'view' ) {
		return $this->get_prop( 'method_id', $context );
	}

	/** @param string $context `view` filters. */
	public function get_instance_id( $context = 'view' ) {
		return $this->get_prop( 'instance_id', $context );
	}

	/** @param string $context `view` filters. */
	public function get_total( $context = 'view' ) {
		return $this->get_prop( 'total', $context );
	}

	/** @param string $context `view` filters. */
	public function get_total_tax( $context = 'view' ) {
		return $this->get_prop( 'total_tax', $context );
	}

	/** @param string $context `view` filters. */
	public function get_taxes( $context = 'view' ) {
		return $this->get_prop( 'taxes', $context );
	}
}
