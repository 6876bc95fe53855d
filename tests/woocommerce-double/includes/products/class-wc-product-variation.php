<?php
/**
 * A variation.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * A product of its own with the rest of its parent.
 *
 * Mirrored: its name is the parent's with the attributes' values, unless they are three or more, or several and one has a name of two words; SKU, image, tax status and class that it lacks
 * are the parent's; filters of its getters are called `woocommerce_product_variation_get_*`.
 */
class WC_Product_Variation extends WC_Product {

	/** @var string */
	protected $post_type = 'product_variation';

	/** @var array<string, mixed>|null What the parent has. */
	private $parent = null;

	/** Type. */
	public function get_type() {
		return 'variation';
	}

	/** Prefix of the filters of the getters. */
	protected function get_hook_prefix() {
		return 'woocommerce_product_variation_get_';
	}

	/** What the parent has. */
	private function parent_prop( string $prop ) {
		if ( null === $this->parent ) {
			$parent       = wc_get_product( $this->get_parent_id() );
			$this->parent = $parent ? array( 'name' => $parent->get_name(), 'sku' => $parent->get_sku(), 'image_id' => $parent->get_image_id(), 'tax_status' => $parent->get_tax_status(), 'tax_class' => $parent->get_tax_class(), 'weight' => $parent->get_weight() ) : array();
		}
		return $this->parent[ $prop ] ?? '';
	}

	/** @param string $context `view` falls back to the parent's. */
	public function get_sku( $context = 'view' ) {
		$value = $this->get_prop( 'sku', $context );
		return 'view' === $context && '' === $value ? apply_filters( $this->get_hook_prefix() . 'sku', $this->parent_prop( 'sku' ), $this ) : $value;
	}

	/** @param string $context `view` falls back to the parent's. */
	public function get_image_id( $context = 'view' ) {
		$value = $this->get_prop( 'image_id', $context );
		return 'view' === $context && ! $value ? apply_filters( $this->get_hook_prefix() . 'image_id', (int) $this->parent_prop( 'image_id' ), $this ) : $value;
	}

	/** @param string $context `view` gives the parent's. */
	public function get_tax_status( $context = 'view' ) {
		return 'view' === $context ? apply_filters( $this->get_hook_prefix() . 'tax_status', $this->parent_prop( 'tax_status' ), $this ) : $this->get_prop( 'tax_status', $context );
	}

	/** @param string $context `view` gives the parent's where it is to be the same. */
	public function get_tax_class( $context = 'view' ) {
		$value = $this->get_prop( 'tax_class', 'edit' );
		return 'parent' === $value && 'edit' !== $context ? $this->parent_prop( 'tax_class' ) : $value;
	}

	/** @param array<string, string> $value Values by attribute. */
	public function set_attributes( $value ) {
		$attributes = array();
		foreach ( (array) $value as $key => $one ) {
			$attributes[ str_replace( 'attribute_', '', (string) $key ) ] = (string) $one;
		}
		$this->set_prop( 'attributes', $attributes );
	}

	/** @param bool $with_prefix Keys with `attribute_`. */
	public function get_variation_attributes( $with_prefix = true ) {
		$attributes = array();
		foreach ( $this->get_attributes() as $key => $value ) {
			$attributes[ ( $with_prefix ? 'attribute_' : '' ) . $key ] = $value;
		}
		return $attributes;
	}

	/** Attributes in words. */
	public function get_attribute_summary( $context = 'view' ) {
		return wc_get_formatted_variation( $this, true );
	}

	/** @param string $attribute Name. */
	public function get_attribute( $attribute ) {
		return (string) ( $this->get_attributes()[ sanitize_title( $attribute ) ] ?? '' );
	}

	/** What a line of an order keeps of it. */
	public function as_bought(): array {
		return array( 'product_id' => $this->get_parent_id(), 'variation_id' => $this->get_id(), 'variation' => $this->get_attributes() ) + parent::as_bought();
	}

	/** The parent's title. */
	public function get_title() {
		return apply_filters( 'woocommerce_product_title', $this->parent_prop( 'name' ), $this );
	}

	/** Page of the parent. */
	public function get_permalink( $item_object = null ) {
		return add_query_arg( array_map( 'urlencode', $this->get_variation_attributes() ), get_permalink( $this->get_parent_id() ) );
	}

	/** A variation can be bought with its parent. */
	public function is_purchasable() {
		return apply_filters( 'woocommerce_variation_is_purchasable', 'publish' === $this->get_status() && parent::is_purchasable(), $this );
	}
}
