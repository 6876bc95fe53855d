<?php
/**
 * Functions about products and their taxes.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

// phpcs:disable Squiz.Commenting.FunctionComment -- Signatures and meaning are WooCommerce's own; a comment is only given where there is something to know.

function wc_get_product( $the_product = false, $deprecated = array() ) {
	if ( ! did_action( 'woocommerce_after_register_post_type' ) ) {
		wc_doing_it_wrong( __FUNCTION__, 'wc_get_product should not be called before post types are registered.', '3.9' );
		return false;
	}
	return WC()->product_factory->get_product( $the_product, $deprecated );
}

/** Products that match: status, type, sku, include, exclude, parent, limit, page, orderby, order, return. */
function wc_get_products( $args ) {
	$args  = wp_parse_args( $args, array( 'status' => array( 'draft', 'pending', 'private', 'publish' ), 'type' => array( 'simple', 'variable', 'grouped', 'external' ), 'limit' => (int) get_option( 'posts_per_page' ), 'page' => 1, 'orderby' => 'date', 'order' => 'DESC', 'return' => 'objects', 'paginate' => false ) );
	$types = (array) $args['type'];
	$query = array(
		'post_type'      => in_array( 'variation', $types, true ) ? array_merge( array( 'product_variation' ), array( 'variation' ) === $types ? array() : array( 'product' ) ) : array( 'product' ),
		'post_status'    => $args['status'],
		'posts_per_page' => (int) $args['limit'],
		'paged'          => (int) $args['page'],
		'orderby'        => $args['orderby'],
		'order'          => $args['order'],
		'fields'         => 'ids',
		'post__in'       => (array) ( $args['include'] ?? array() ),
		'post__not_in'   => (array) ( $args['exclude'] ?? array() ), // phpcs:ignore WordPressVIPMinimum
	);
	if ( isset( $args['parent'] ) ) {
		$query['post_parent'] = (int) $args['parent'];
	}
	if ( isset( $args['sku'] ) && '' !== $args['sku'] ) {
		$query['meta_query'] = array( array( 'key' => '_sku', 'value' => $args['sku'], 'compare' => 'LIKE' ) ); // phpcs:ignore WordPress.DB.SlowDBQuery
	}
	$plain = array_diff( $types, array( 'variation' ) );
	if ( ! in_array( 'variation', $types, true ) && $plain ) {
		$query['tax_query'] = array( array( 'taxonomy' => 'product_type', 'field' => 'slug', 'terms' => $plain ) ); // phpcs:ignore WordPress.DB.SlowDBQuery
	}
	$found = new WP_Query( $query );
	$list  = 'ids' === $args['return'] ? array_map( 'intval', $found->posts ) : array_values( array_filter( array_map( 'wc_get_product', $found->posts ) ) );
	return $args['paginate'] ? (object) array( 'products' => $list, 'total' => $found->found_posts, 'max_num_pages' => $found->max_num_pages ) : $list;
}

function wc_get_product_id_by_sku( $sku ) {
	return WC_Data_Store::load( 'product' )->id_of_sku( (string) $sku );
}

function wc_product_has_unique_sku( $product_id, $sku ) {
	$other = WC_Data_Store::load( 'product' )->id_of_sku( (string) $sku, (int) $product_id );
	return ! apply_filters( 'wc_product_has_unique_sku', (bool) $other, $product_id, $sku );
}

function wc_get_product_types() {
	return apply_filters( 'product_type_selector', array( 'simple' => 'Simple product', 'grouped' => 'Grouped product', 'external' => 'External product', 'variable' => 'Variable product' ) );
}

function wc_product_sku_enabled() {
	return apply_filters( 'wc_product_sku_enabled', true );
}

function wc_get_product_variation_attributes( $variation_id ) {
	$product = wc_get_product( $variation_id );
	return $product instanceof WC_Product_Variation ? $product->get_variation_attributes() : array();
}

function wc_attribute_label( $name, $product = '' ) {
	if ( str_starts_with( (string) $name, 'pa_' ) ) {
		$taxonomy = get_taxonomy( $name );
		$label    = $taxonomy ? $taxonomy->labels->singular_name : substr( $name, 3 );
	} elseif ( $product ) {
		$owner      = $product->is_type( 'variation' ) ? wc_get_product( $product->get_parent_id() ) : $product;
		$attributes = $owner ? $owner->get_attributes() : array();
		$key        = sanitize_title( $name );
		$label      = isset( $attributes[ $key ] ) && $attributes[ $key ] instanceof WC_Product_Attribute ? $attributes[ $key ]->get_name() : $name;
	} else {
		$label = $name;
	}
	return apply_filters( 'woocommerce_attribute_label', $label, $name, $product );
}

function wc_attribute_taxonomy_name( $name ) {
	return $name ? 'pa_' . wc_sanitize_taxonomy_name( $name ) : '';
}

function wc_get_attribute_taxonomies() {
	return array();
}

function wc_variation_attribute_name( $name ) {
	return 'attribute_' . sanitize_title( $name );
}

function wc_is_attribute_in_product_name( $attribute, $name ) {
	$in = '' !== $attribute && (bool) preg_match( '/(?:^|[ ,])' . preg_quote( (string) $attribute, '/' ) . '(?:$|[ ,])/i', wp_strip_all_tags( (string) $name ) );
	return apply_filters( 'woocommerce_is_attribute_in_product_name', $in, $attribute, $name );
}

function wc_get_formatted_variation( $variation, $flat = false, $include_names = true, $skip_attributes_in_name = false ) {
	$attributes = $variation instanceof WC_Product ? $variation->get_attributes() : $variation;
	$product    = $variation instanceof WC_Product ? $variation : false;
	$parts      = array();
	foreach ( (array) $attributes as $name => $value ) {
		$name  = str_replace( 'attribute_', '', (string) $name );
		$value = rawurldecode( (string) $value );
		if ( taxonomy_exists( $name ) ) {
			$term  = get_term_by( 'slug', $value, $name );
			$value = $term instanceof WP_Term ? $term->name : $value;
		}
		if ( '' === $value || ( $skip_attributes_in_name && $product && wc_is_attribute_in_product_name( $value, $product->get_name() ) ) ) {
			continue;
		}
		$parts[] = $flat || ! $include_names ? ( $include_names ? wc_attribute_label( $name, $product ) . ': ' . $value : $value ) : '<dt>' . wc_attribute_label( $name, $product ) . ':</dt><dd>' . $value . '</dd>';
	}
	return $flat ? implode( ', ', $parts ) : '<dl class="variation">' . implode( '', $parts ) . '</dl>';
}

function wc_get_price_excluding_tax( $product, $args = array() ) {
	$args  = wp_parse_args( $args, array( 'qty' => '', 'price' => '' ) );
	$price = '' !== $args['price'] ? max( 0.0, (float) $args['price'] ) : (float) $product->get_price();
	$qty   = '' !== $args['qty'] ? max( 0.0, (float) $args['qty'] ) : 1.0;
	if ( '' === (string) $product->get_price() && '' === $args['price'] ) {
		return '';
	}
	if ( empty( $qty ) ) {
		return 0.0;
	}
	$total = $price * $qty;
	if ( $product->is_taxable() && wc_prices_include_tax() ) {
		$order = $args['order'] ?? null;
		if ( $order && ! is_callable( array( $order, 'get_taxable_location' ) ) && $order->get_customer_id() && false ) {
			$order = null;
		}
		$base  = WC_Tax::get_base_tax_rates( $product->get_tax_class( 'unfiltered' ) );
		$total = $total - array_sum( WC_Tax::calc_tax( $total, $base, true ) );
	}
	return apply_filters( 'woocommerce_get_price_excluding_tax', $total, $qty, $product );
}

function wc_get_price_including_tax( $product, $args = array() ) {
	$args  = wp_parse_args( $args, array( 'qty' => '', 'price' => '' ) );
	$price = '' !== $args['price'] ? max( 0.0, (float) $args['price'] ) : (float) $product->get_price();
	$qty   = '' !== $args['qty'] ? max( 0.0, (float) $args['qty'] ) : 1.0;
	$total = $price * $qty;
	if ( $product->is_taxable() && ! wc_prices_include_tax() ) {
		$total += array_sum( array_map( 'wc_round_tax_total', WC_Tax::calc_tax( $total, WC_Tax::get_rates( $product->get_tax_class() ), false ) ) );
	}
	return apply_filters( 'woocommerce_get_price_including_tax', round( $total, wc_get_price_decimals() ), $qty, $product );
}

function wc_get_price_to_display( $product, $args = array() ) {
	return 'incl' === get_option( 'woocommerce_tax_display_shop' ) ? wc_get_price_including_tax( $product, $args ) : wc_get_price_excluding_tax( $product, $args );
}

function wc_placeholder_img_src( $size = 'woocommerce_thumbnail' ) {
	return apply_filters( 'woocommerce_placeholder_img_src', includes_url( 'images/media/default.png' ) );
}

function wc_get_coupon_types() {
	return apply_filters( 'woocommerce_coupon_discount_types', array( 'percent' => 'Percentage discount', 'fixed_cart' => 'Fixed cart discount', 'fixed_product' => 'Fixed product discount' ) );
}

function wc_get_coupon_id_by_code( $code, $exclude = 0 ) {
	return WC_Data_Store::load( 'coupon' )->id_of_code( (string) $code, (int) $exclude );
}
