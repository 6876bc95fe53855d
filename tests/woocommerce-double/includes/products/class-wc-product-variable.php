<?php
/**
 * A product with variations.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Its price is its cheapest variation's.
 */
class WC_Product_Variable extends WC_Product {

	/** Type. */
	public function get_type() {
		return 'variable';
	}

	/** Ids of the variations. */
	public function get_children() {
		return array_map( 'intval', get_posts( array( 'post_type' => 'product_variation', 'post_parent' => $this->get_id(), 'posts_per_page' => -1, 'post_status' => array( 'publish', 'private' ), 'fields' => 'ids', 'orderby' => array( 'menu_order' => 'ASC', 'ID' => 'ASC' ) ) ) );
	}

	/** Values of the attributes that vary. */
	public function get_variation_attributes() {
		$all = array();
		foreach ( $this->get_attributes() as $attribute ) {
			if ( $attribute->get_variation() ) {
				$all[ $attribute->get_name() ] = $attribute->get_options();
			}
		}
		return $all;
	}

	/** Nothing of it but its variations may be bought. @return bool */
	public function is_purchasable() {
		return parent::is_purchasable();
	}

	/** Whether any variation is on sale. @param string $context `view` filters. */
	public function is_on_sale( $context = 'view' ) {
		$on = array_filter( array_map( 'wc_get_product', $this->get_children() ), static fn( $child ) => $child && $child->is_on_sale( 'edit' ) );
		return 'view' === $context ? apply_filters( 'woocommerce_product_is_on_sale', array() !== $on, $this ) : array() !== $on;
	}

	/**
	 * Puts the cheapest price on a variable product.
	 *
	 * @param self|int $product Product.
	 */
	public static function sync( $product ) {
		$product = $product instanceof self ? $product : wc_get_product( $product );
		if ( $product instanceof self ) {
			$prices = array_filter( array_map( static fn( $id ) => (string) get_post_meta( $id, '_price', true ), $product->get_children() ), static fn( $price ) => '' !== $price );
			delete_post_meta( $product->get_id(), '_price' );
			foreach ( array_unique( $prices ) as $price ) {
				add_post_meta( $product->get_id(), '_price', $price );
			}
		}
		return $product;
	}

	/**
	 * The cheapest or the dearest price.
	 *
	 * @param string $min_or_max Which.
	 */
	public function get_variation_price( $min_or_max = 'min' ) {
		$prices = array_map( 'floatval', (array) get_post_meta( $this->get_id(), '_price' ) );
		return $prices ? (string) ( 'min' === $min_or_max ? min( $prices ) : max( $prices ) ) : '';
	}
}
