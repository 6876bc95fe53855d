<?php
/**
 * Getters and setters of a coupon.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

// phpcs:disable Squiz.Commenting.FunctionComment, Generic.Commenting.DocComment -- One getter and one setter for each property, nothing to say about any.

/**
 * What a coupon asks and gives.
 */
trait Coupon_Properties {
	public function get_code( $context = 'view' ) {
		return $this->get_prop( 'code', $context );
	}

	public function get_description( $context = 'view' ) {
		return $this->get_prop( 'description', $context );
	}

	public function set_description( $value ) {
		$this->set_prop( 'description', $value );
	}

	public function get_date_created( $context = 'view' ) {
		return $this->get_prop( 'date_created', $context );
	}

	public function set_date_created( $value = null ) {
		$this->set_date_prop( 'date_created', $value );
	}

	public function get_date_modified( $context = 'view' ) {
		return $this->get_prop( 'date_modified', $context );
	}

	public function set_date_modified( $value = null ) {
		$this->set_date_prop( 'date_modified', $value );
	}

	public function get_date_expires( $context = 'view' ) {
		return $this->get_prop( 'date_expires', $context );
	}

	public function set_date_expires( $value = null ) {
		$this->set_date_prop( 'date_expires', $value );
	}

	public function get_discount_type( $context = 'view' ) {
		return $this->get_prop( 'discount_type', $context );
	}

	public function set_discount_type( $value ) {
		$this->set_prop( 'discount_type', $value );
	}

	public function get_amount( $context = 'view' ) {
		return $this->get_prop( 'amount', $context );
	}

	public function set_amount( $value ) {
		$this->set_prop( 'amount', wc_format_decimal( $value ) );
	}

	public function get_usage_count( $context = 'view' ) {
		return $this->get_prop( 'usage_count', $context );
	}

	public function set_usage_count( $value ) {
		$this->set_prop( 'usage_count', absint( $value ) );
	}

	public function get_individual_use( $context = 'view' ) {
		return $this->get_prop( 'individual_use', $context );
	}

	public function set_individual_use( $value ) {
		$this->set_prop( 'individual_use', wc_string_to_bool( $value ) );
	}

	public function get_product_ids( $context = 'view' ) {
		return $this->get_prop( 'product_ids', $context );
	}

	public function set_product_ids( $value ) {
		$this->set_prop( 'product_ids', $value );
	}

	public function get_excluded_product_ids( $context = 'view' ) {
		return $this->get_prop( 'excluded_product_ids', $context );
	}

	public function set_excluded_product_ids( $value ) {
		$this->set_prop( 'excluded_product_ids', $value );
	}

	public function get_usage_limit( $context = 'view' ) {
		return $this->get_prop( 'usage_limit', $context );
	}

	public function set_usage_limit( $value ) {
		$this->set_prop( 'usage_limit', absint( $value ) );
	}

	public function get_usage_limit_per_user( $context = 'view' ) {
		return $this->get_prop( 'usage_limit_per_user', $context );
	}

	public function set_usage_limit_per_user( $value ) {
		$this->set_prop( 'usage_limit_per_user', absint( $value ) );
	}

	public function get_limit_usage_to_x_items( $context = 'view' ) {
		return $this->get_prop( 'limit_usage_to_x_items', $context );
	}

	public function set_limit_usage_to_x_items( $value ) {
		$this->set_prop( 'limit_usage_to_x_items', $value );
	}

	public function get_free_shipping( $context = 'view' ) {
		return $this->get_prop( 'free_shipping', $context );
	}

	public function set_free_shipping( $value ) {
		$this->set_prop( 'free_shipping', wc_string_to_bool( $value ) );
	}

	public function get_product_categories( $context = 'view' ) {
		return $this->get_prop( 'product_categories', $context );
	}

	public function set_product_categories( $value ) {
		$this->set_prop( 'product_categories', $value );
	}

	public function get_excluded_product_categories( $context = 'view' ) {
		return $this->get_prop( 'excluded_product_categories', $context );
	}

	public function set_excluded_product_categories( $value ) {
		$this->set_prop( 'excluded_product_categories', $value );
	}

	public function get_exclude_sale_items( $context = 'view' ) {
		return $this->get_prop( 'exclude_sale_items', $context );
	}

	public function set_exclude_sale_items( $value ) {
		$this->set_prop( 'exclude_sale_items', wc_string_to_bool( $value ) );
	}

	public function get_minimum_amount( $context = 'view' ) {
		return $this->get_prop( 'minimum_amount', $context );
	}

	public function set_minimum_amount( $value ) {
		$this->set_prop( 'minimum_amount', wc_format_decimal( $value ) );
	}

	public function get_maximum_amount( $context = 'view' ) {
		return $this->get_prop( 'maximum_amount', $context );
	}

	public function set_maximum_amount( $value ) {
		$this->set_prop( 'maximum_amount', wc_format_decimal( $value ) );
	}

	public function get_email_restrictions( $context = 'view' ) {
		return $this->get_prop( 'email_restrictions', $context );
	}

	public function set_email_restrictions( $value ) {
		$this->set_prop( 'email_restrictions', $value );
	}

	public function get_used_by( $context = 'view' ) {
		return $this->get_prop( 'used_by', $context );
	}

	public function set_used_by( $value ) {
		$this->set_prop( 'used_by', $value );
	}

	public function get_virtual( $context = 'view' ) {
		return $this->get_prop( 'virtual', $context );
	}

	public function set_virtual( $value ) {
		$this->set_prop( 'virtual', wc_string_to_bool( $value ) );
	}

	public function get_status( $context = 'view' ) {
		return $this->get_prop( 'status', $context );
	}

	public function set_status( $value ) {
		$this->set_prop( 'status', $value );
	}
}
