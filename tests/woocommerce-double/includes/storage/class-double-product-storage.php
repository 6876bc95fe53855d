<?php
/**
 * Products as posts.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

use WC_Product;

/**
 * A post of the type `product` or `product_variation`, properties in its meta, its type a term.
 */
final class Product_Storage {

	use Post_Meta;

	/** Meta keys of the properties. */
	private const META = array(
		'sku'               => '_sku',
		'regular_price'     => '_regular_price',
		'sale_price'        => '_sale_price',
		'price'             => '_price',
		'date_on_sale_from' => '_sale_price_dates_from',
		'date_on_sale_to'   => '_sale_price_dates_to',
		'total_sales'       => 'total_sales',
		'tax_status'        => '_tax_status',
		'tax_class'         => '_tax_class',
		'manage_stock'      => '_manage_stock',
		'backorders'        => '_backorders',
		'low_stock_amount'  => '_low_stock_amount',
		'sold_individually' => '_sold_individually',
		'weight'            => '_weight',
		'length'            => '_length',
		'width'             => '_width',
		'height'            => '_height',
		'purchase_note'     => '_purchase_note',
		'default_attributes' => '_default_attributes',
		'virtual'           => '_virtual',
		'downloadable'      => '_downloadable',
		'stock_quantity'    => '_stock',
		'stock_status'      => '_stock_status',
		'image_id'          => '_thumbnail_id',
		'gallery_image_ids' => '_product_image_gallery',
		'attributes'        => '_product_attributes',
	);

	/**
	 * Reads a product.
	 *
	 * @param WC_Product $product Has an id.
	 * @throws \Exception Where there is no such product.
	 */
	public function read( WC_Product $product ): void {
		$product->set_defaults();
		$post = get_post( $product->get_id() );
		if ( ! $post || $product->get_post_type_name() !== $post->post_type ) {
			throw new \Exception( 'There is no such product.' );
		}
		$id    = $post->ID;
		$props = array(
			'name'              => $post->post_title,
			'slug'              => $post->post_name,
			'date_created'      => Moment::from_utc( $post->post_date_gmt ),
			'date_modified'     => Moment::from_utc( $post->post_modified_gmt ),
			'status'            => $post->post_status,
			'description'       => $post->post_content,
			'short_description' => $post->post_excerpt,
			'parent_id'         => $post->post_parent,
			'menu_order'        => $post->menu_order,
		);
		foreach ( array_diff_key( self::META, array( 'attributes' => 1 ) ) as $prop => $key ) {
			$value = get_post_meta( $id, $key, true );
			if ( '' !== $value || in_array( $prop, array( 'regular_price', 'sale_price', 'price', 'sku' ), true ) ) {
				$props[ $prop ] = 'gallery_image_ids' === $prop ? array_filter( array_map( 'intval', explode( ',', $value ) ) ) : $value;
			}
		}
		if ( isset( $props['stock_quantity'] ) ) {
			$props['stock_quantity'] = wc_stock_amount( $props['stock_quantity'] );
		}
		if ( 'product_variation' === $post->post_type ) {
			$attributes = array();
			foreach ( (array) get_post_meta( $id ) as $key => $values ) {
				if ( str_starts_with( (string) $key, 'attribute_' ) ) {
					$attributes[ $key ] = $values[0];
				}
			}
			$props['attributes'] = $attributes;
		} else {
			$props['attributes'] = array_map( static fn( $stored ) => \WC_Product_Attribute::of( (array) $stored ), array_filter( (array) get_post_meta( $id, '_product_attributes', true ) ) );
			foreach ( array( 'category_ids' => 'product_cat', 'tag_ids' => 'product_tag' ) as $prop => $taxonomy ) {
				$terms          = get_the_terms( $id, $taxonomy );
				$props[ $prop ] = is_array( $terms ) ? wp_list_pluck( $terms, 'term_id' ) : array();
			}
		}
		$product->set_props( $props );
		$product->set_object_read( true );
	}

	/**
	 * Inserts a product.
	 *
	 * @param WC_Product $product A product.
	 */
	public function create( WC_Product $product ): void {
		$product->set_date_created( $product->get_date_created( 'edit' ) ?? time() );
		$id = wp_insert_post( wp_slash( $this->post( $product ) ), true );
		if ( is_wp_error( $id ) ) {
			return;
		}
		$product->set_id( $id );
		$this->write( $product );
		do_action( $product->is_type( 'variation' ) ? 'woocommerce_new_product_variation' : 'woocommerce_new_product', $id, $product );
	}

	/**
	 * Writes a product.
	 *
	 * @param WC_Product $product A product.
	 */
	public function update( WC_Product $product ): void {
		wp_update_post( wp_slash( array( 'ID' => $product->get_id() ) + $this->post( $product ) ) );
		$this->write( $product );
		do_action( $product->is_type( 'variation' ) ? 'woocommerce_update_product_variation' : 'woocommerce_update_product', $product->get_id(), $product );
	}

	/**
	 * Deletes a product.
	 *
	 * @param WC_Product $product A product.
	 * @param array      $args    `force_delete`.
	 */
	public function delete( WC_Product $product, array $args = array() ): void {
		$id = $product->get_id();
		if ( empty( $args['force_delete'] ) ) {
			wp_trash_post( $id );
			return;
		}
		do_action( 'woocommerce_before_delete_product', $id );
		foreach ( $product->get_children() as $child ) {
			wp_delete_post( $child, true );
		}
		wp_delete_post( $id, true );
		do_action( 'woocommerce_delete_product', $id );
	}

	/**
	 * The post of a product.
	 *
	 * @param WC_Product $product A product.
	 * @return array<string, mixed>
	 */
	private function post( WC_Product $product ): array {
		$name = $product->get_name( 'edit' );
		if ( $product instanceof \WC_Product_Variation ) {
			$values = array_filter( $product->get_attributes( 'edit' ), static fn( $value ) => '' !== $value );
			$names  = array_keys( $product->get_attributes( 'edit' ) );
			$values = count( $names ) > 2 || ( count( $names ) > 1 && array_filter( $names, static fn( $one ) => str_contains( (string) $one, '-' ) ) ) ? array() : $values;
			$name   = trim( get_post_field( 'post_title', $product->get_parent_id(), 'raw' ) . ( $values ? ' - ' . implode( ', ', $values ) : '' ) );
			$product->set_name( $name );
		}
		return array(
			'post_type'     => $product->get_post_type_name(),
			'post_status'   => $product->get_status() ? $product->get_status() : 'publish',
			'post_author'   => get_current_user_id(),
			'post_title'    => '' !== $name ? $name : 'Product',
			'post_content'  => (string) $product->get_description( 'edit' ),
			'post_excerpt'  => (string) $product->get_short_description( 'edit' ),
			'post_parent'   => $product->get_parent_id( 'edit' ),
			'menu_order'    => $product->get_menu_order( 'edit' ),
			'comment_status' => 'closed',
			'ping_status'   => 'closed',
			'post_date'     => $product->get_date_created( 'edit' ) ? Moment::to_local( $product->get_date_created( 'edit' ) ) : '',
			'post_date_gmt' => (string) Moment::to_utc( $product->get_date_created( 'edit' ) ),
			'edit_date'     => true,
		);
	}

	/**
	 * Properties and meta.
	 *
	 * @param WC_Product $product A product.
	 */
	private function write( WC_Product $product ): void {
		$id = $product->get_id();
		if ( $product->get_manage_stock( 'edit' ) ) {
			$product->set_stock_quantity( (float) $product->get_stock_quantity( 'edit' ) );
			$product->set_stock_status( $product->get_stock_quantity( 'edit' ) > 0 ? 'instock' : ( $product->backorders_allowed() ? 'onbackorder' : 'outofstock' ) );
		}
		foreach ( self::META as $prop => $key ) {
			$value = $product->{ "get_$prop" }( 'edit' );
			if ( 'attributes' === $prop ) {
				if ( $product instanceof \WC_Product_Variation ) {
					foreach ( $value as $attribute => $one ) {
						update_post_meta( $id, 'attribute_' . $attribute, wp_slash( $one ) );
					}
					continue;
				}
				$value = array_map( static fn( $attribute ) => $attribute->get_data(), $value );
			}
			$value = match ( true ) {
				is_bool( $value ) => wc_bool_to_string( $value ),
				$value instanceof \WC_DateTime => $value->getTimestamp(),
				'gallery_image_ids' === $prop => implode( ',', (array) $value ),
				default => $value,
			};
			if ( null === $value || ( '' === $value && in_array( $prop, array( 'sale_price', 'date_on_sale_from', 'date_on_sale_to', 'image_id', 'purchase_note', 'weight', 'length', 'width', 'height' ), true ) ) ) {
				delete_post_meta( $id, $key );
			} else {
				update_post_meta( $id, $key, wp_slash( $value ) );
			}
		}
		if ( ! $product instanceof \WC_Product_Variation ) {
			wp_set_object_terms( $id, $product->get_type(), 'product_type' );
			wp_set_object_terms( $id, array_map( 'intval', (array) ( $product->get_category_ids( 'edit' ) ? $product->get_category_ids( 'edit' ) : array( get_option( 'default_product_cat' ) ) ) ), 'product_cat' );
		}
		$product->save_meta_data();
		$product->apply_changes();
		clean_post_cache( $id );
		$product->set_date_modified( get_post( $id )->post_modified_gmt ? strtotime( get_post( $id )->post_modified_gmt . ' UTC' ) : null );
		$product->apply_changes();
		if ( $product instanceof \WC_Product_Variation ) {
			\WC_Product_Variable::sync( $product->get_parent_id() );
		}
	}

	/**
	 * Id of the product with a SKU, 0 where there is none.
	 *
	 * @param string $sku  SKU.
	 * @param int    $than Other than this.
	 */
	public function id_of_sku( string $sku, int $than = 0 ): int {
		global $wpdb;
		return (int) $wpdb->get_var( $wpdb->prepare( "SELECT p.ID FROM $wpdb->posts p JOIN $wpdb->postmeta m ON m.post_id = p.ID AND m.meta_key = '_sku' WHERE p.post_type IN ( 'product', 'product_variation' ) AND p.post_status != 'trash' AND m.meta_value = %s AND p.ID != %d LIMIT 1", $sku, $than ) );
	}
}
