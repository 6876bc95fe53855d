<?php
/**
 * A price of shipping.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * What a method asks for a parcel.
 */
class WC_Shipping_Rate {

	/**
	 * Takes everything.
	 *
	 * @param string            $id          Id.
	 * @param string            $label       Name.
	 * @param string|float      $cost        Cost.
	 * @param array<int, float> $taxes       Taxes by rate.
	 * @param string            $method_id   Method.
	 * @param int               $instance_id Instance.
	 */
	public function __construct( private $id = '', private $label = '', private $cost = 0, private $taxes = array(), private $method_id = '', private $instance_id = 0 ) {
	}

	/** Id. */
	public function get_id() {
		return $this->id;
	}

	/** Name. */
	public function get_label() {
		return $this->label;
	}

	/** Cost. */
	public function get_cost() {
		return $this->cost;
	}

	/** Taxes. */
	public function get_taxes() {
		return $this->taxes;
	}

	/** Method. */
	public function get_method_id() {
		return $this->method_id;
	}

	/** Instance. */
	public function get_instance_id() {
		return $this->instance_id;
	}

	/** Tax. */
	public function get_shipping_tax() {
		return array_sum( $this->taxes );
	}
}
