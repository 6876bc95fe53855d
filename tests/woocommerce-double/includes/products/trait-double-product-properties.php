<?php
/**
 * Getters and setters of a product.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

// phpcs:disable Squiz.Commenting.FunctionComment, Generic.Commenting.DocComment -- One getter and one setter for each property, nothing to say about any.

/**
 * Prices are decimal texts, '' where there is none.
 */
trait Product_Properties {
	public function get_name( $context = 'view' ) {
		return $this->get_prop( 'name', $context );
	}

	public function set_name( $value ) {
		$this->set_prop( 'name', $value );
	}

	public function get_slug( $context = 'view' ) {
		return $this->get_prop( 'slug', $context );
	}

	public function set_slug( $value ) {
		$this->set_prop( 'slug', $value );
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

	public function get_status( $context = 'view' ) {
		return $this->get_prop( 'status', $context );
	}

	public function set_status( $value ) {
		$this->set_prop( 'status', $value );
	}

	public function get_featured( $context = 'view' ) {
		return $this->get_prop( 'featured', $context );
	}

	public function set_featured( $value ) {
		$this->set_prop( 'featured', wc_string_to_bool( $value ) );
	}

	public function get_catalog_visibility( $context = 'view' ) {
		return $this->get_prop( 'catalog_visibility', $context );
	}

	public function set_catalog_visibility( $value ) {
		$this->set_prop( 'catalog_visibility', $value );
	}

	public function get_description( $context = 'view' ) {
		return $this->get_prop( 'description', $context );
	}

	public function set_description( $value ) {
		$this->set_prop( 'description', $value );
	}

	public function get_short_description( $context = 'view' ) {
		return $this->get_prop( 'short_description', $context );
	}

	public function set_short_description( $value ) {
		$this->set_prop( 'short_description', $value );
	}

	public function get_sku( $context = 'view' ) {
		return $this->get_prop( 'sku', $context );
	}

	public function get_price( $context = 'view' ) {
		return $this->get_prop( 'price', $context );
	}

	public function set_price( $value ) {
		$this->set_prop( 'price', wc_format_decimal( $value ) );
	}

	public function get_regular_price( $context = 'view' ) {
		return $this->get_prop( 'regular_price', $context );
	}

	public function set_regular_price( $value ) {
		$this->set_prop( 'regular_price', wc_format_decimal( $value ) );
	}

	public function get_sale_price( $context = 'view' ) {
		return $this->get_prop( 'sale_price', $context );
	}

	public function set_sale_price( $value ) {
		$this->set_prop( 'sale_price', wc_format_decimal( $value ) );
	}

	public function get_date_on_sale_from( $context = 'view' ) {
		return $this->get_prop( 'date_on_sale_from', $context );
	}

	public function set_date_on_sale_from( $value = null ) {
		$this->set_date_prop( 'date_on_sale_from', $value );
	}

	public function get_date_on_sale_to( $context = 'view' ) {
		return $this->get_prop( 'date_on_sale_to', $context );
	}

	public function set_date_on_sale_to( $value = null ) {
		$this->set_date_prop( 'date_on_sale_to', $value );
	}

	public function get_total_sales( $context = 'view' ) {
		return $this->get_prop( 'total_sales', $context );
	}

	public function set_total_sales( $value ) {
		$this->set_prop( 'total_sales', absint( $value ) );
	}

	public function get_tax_status( $context = 'view' ) {
		return $this->get_prop( 'tax_status', $context );
	}

	public function set_tax_status( $value ) {
		$this->set_prop( 'tax_status', $value );
	}

	public function get_tax_class( $context = 'view' ) {
		return $this->get_prop( 'tax_class', $context );
	}

	public function set_tax_class( $value ) {
		$this->set_prop( 'tax_class', $value );
	}

	public function get_manage_stock( $context = 'view' ) {
		return $this->get_prop( 'manage_stock', $context );
	}

	public function set_manage_stock( $value ) {
		$this->set_prop( 'manage_stock', wc_string_to_bool( $value ) );
	}

	public function get_stock_quantity( $context = 'view' ) {
		return $this->get_prop( 'stock_quantity', $context );
	}

	public function set_stock_quantity( $value ) {
		$this->set_prop( 'stock_quantity', $value );
	}

	public function get_stock_status( $context = 'view' ) {
		return $this->get_prop( 'stock_status', $context );
	}

	public function set_stock_status( $value ) {
		$this->set_prop( 'stock_status', $value );
	}

	public function get_backorders( $context = 'view' ) {
		return $this->get_prop( 'backorders', $context );
	}

	public function set_backorders( $value ) {
		$this->set_prop( 'backorders', $value );
	}

	public function get_low_stock_amount( $context = 'view' ) {
		return $this->get_prop( 'low_stock_amount', $context );
	}

	public function set_low_stock_amount( $value ) {
		$this->set_prop( 'low_stock_amount', $value );
	}

	public function get_sold_individually( $context = 'view' ) {
		return $this->get_prop( 'sold_individually', $context );
	}

	public function set_sold_individually( $value ) {
		$this->set_prop( 'sold_individually', wc_string_to_bool( $value ) );
	}

	public function get_weight( $context = 'view' ) {
		return $this->get_prop( 'weight', $context );
	}

	public function set_weight( $value ) {
		$this->set_prop( 'weight', $value );
	}

	public function get_length( $context = 'view' ) {
		return $this->get_prop( 'length', $context );
	}

	public function set_length( $value ) {
		$this->set_prop( 'length', $value );
	}

	public function get_width( $context = 'view' ) {
		return $this->get_prop( 'width', $context );
	}

	public function set_width( $value ) {
		$this->set_prop( 'width', $value );
	}

	public function get_height( $context = 'view' ) {
		return $this->get_prop( 'height', $context );
	}

	public function set_height( $value ) {
		$this->set_prop( 'height', $value );
	}

	public function get_parent_id( $context = 'view' ) {
		return $this->get_prop( 'parent_id', $context );
	}

	public function set_parent_id( $value ) {
		$this->set_prop( 'parent_id', absint( $value ) );
	}

	public function get_attributes( $context = 'view' ) {
		return $this->get_prop( 'attributes', $context );
	}

	public function get_default_attributes( $context = 'view' ) {
		return $this->get_prop( 'default_attributes', $context );
	}

	public function set_default_attributes( $value ) {
		$this->set_prop( 'default_attributes', $value );
	}

	public function get_virtual( $context = 'view' ) {
		return $this->get_prop( 'virtual', $context );
	}

	public function set_virtual( $value ) {
		$this->set_prop( 'virtual', wc_string_to_bool( $value ) );
	}

	public function get_downloadable( $context = 'view' ) {
		return $this->get_prop( 'downloadable', $context );
	}

	public function set_downloadable( $value ) {
		$this->set_prop( 'downloadable', wc_string_to_bool( $value ) );
	}

	public function get_image_id( $context = 'view' ) {
		return $this->get_prop( 'image_id', $context );
	}

	public function set_image_id( $value ) {
		$this->set_prop( 'image_id', $value );
	}

	public function get_gallery_image_ids( $context = 'view' ) {
		return $this->get_prop( 'gallery_image_ids', $context );
	}

	public function set_gallery_image_ids( $value ) {
		$this->set_prop( 'gallery_image_ids', $value );
	}

	public function get_category_ids( $context = 'view' ) {
		return $this->get_prop( 'category_ids', $context );
	}

	public function set_category_ids( $value ) {
		$this->set_prop( 'category_ids', $value );
	}

	public function get_tag_ids( $context = 'view' ) {
		return $this->get_prop( 'tag_ids', $context );
	}

	public function set_tag_ids( $value ) {
		$this->set_prop( 'tag_ids', $value );
	}

	public function get_menu_order( $context = 'view' ) {
		return $this->get_prop( 'menu_order', $context );
	}

	public function set_menu_order( $value ) {
		$this->set_prop( 'menu_order', absint( $value ) );
	}

	public function get_purchase_note( $context = 'view' ) {
		return $this->get_prop( 'purchase_note', $context );
	}

	public function set_purchase_note( $value ) {
		$this->set_prop( 'purchase_note', $value );
	}

	public function get_reviews_allowed( $context = 'view' ) {
		return $this->get_prop( 'reviews_allowed', $context );
	}

	public function set_reviews_allowed( $value ) {
		$this->set_prop( 'reviews_allowed', wc_string_to_bool( $value ) );
	}
}
