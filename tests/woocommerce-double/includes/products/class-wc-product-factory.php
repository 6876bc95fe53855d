<?php
/**
 * Makes products of ids.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Finds out the class; false where there is no product.
 */
class WC_Product_Factory {

	/**
	 * A product.
	 *
	 * @param mixed $product_id Id, product, post, or false for the post of the page.
	 * @param array $deprecated Unused.
	 */
	public function get_product( $product_id = false, $deprecated = array() ) {
		global $post;
		$id = match ( true ) {
			false === $product_id => $post instanceof WP_Post ? $post->ID : 0,
			is_numeric( $product_id ) => (int) $product_id,
			$product_id instanceof WC_Product => $product_id->get_id(),
			default => (int) ( $product_id->ID ?? 0 ),
		};
		if ( ! $id ) {
			return false;
		}
		$type  = self::get_product_type( $id );
		$class = self::get_product_classname( $id, $type );
		try {
			return $type ? new $class( $id ) : false;
		} catch ( Exception $e ) {
			return false;
		}
	}

	/**
	 * Class of a product.
	 *
	 * @param int    $product_id   Product.
	 * @param string $product_type Type.
	 */
	public static function get_product_classname( $product_id, $product_type ) {
		$class = 'WC_Product_' . implode( '_', array_map( 'ucfirst', explode( '-', (string) $product_type ) ) );
		$class = apply_filters( 'woocommerce_product_class', $class, $product_type, 'variation' === $product_type ? 'product_variation' : 'product', $product_id );
		return class_exists( $class ) ? $class : 'WC_Product_Simple';
	}

	/**
	 * Type of a product, false where it is none.
	 *
	 * @param int $product_id Product.
	 */
	public static function get_product_type( $product_id ) {
		$post_type = get_post_type( $product_id );
		if ( 'product_variation' === $post_type ) {
			return 'variation';
		}
		if ( 'product' !== $post_type ) {
			return false;
		}
		$terms = get_the_terms( $product_id, 'product_type' );
		return is_array( $terms ) && $terms ? sanitize_title( current( $terms )->name ) : 'simple';
	}
}
