<?php
/**
 * Coupons as posts.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

use WC_Coupon;

/**
 * A post of the type `shop_coupon` whose title is the code.
 */
final class Coupon_Storage {

	use Post_Meta;

	/** Meta keys of the properties. */
	private const META = array(
		'discount_type'               => 'discount_type',
		'amount'                      => 'coupon_amount',
		'usage_count'                 => 'usage_count',
		'individual_use'              => 'individual_use',
		'product_ids'                 => 'product_ids',
		'excluded_product_ids'        => 'exclude_product_ids',
		'usage_limit'                 => 'usage_limit',
		'usage_limit_per_user'        => 'usage_limit_per_user',
		'limit_usage_to_x_items'      => 'limit_usage_to_x_items',
		'free_shipping'               => 'free_shipping',
		'date_expires'                => 'date_expires',
		'exclude_sale_items'          => 'exclude_sale_items',
		'minimum_amount'              => 'minimum_amount',
		'maximum_amount'              => 'maximum_amount',
		'email_restrictions'          => 'customer_email',
	);

	/**
	 * Reads a coupon.
	 *
	 * @param WC_Coupon $coupon Has an id.
	 * @throws \Exception Where there is no such coupon.
	 */
	public function read( WC_Coupon $coupon ): void {
		$coupon->set_defaults();
		$post = get_post( $coupon->get_id() );
		if ( ! $post || 'shop_coupon' !== $post->post_type ) {
			throw new \Exception( 'There is no such coupon.' );
		}
		$props = array( 'code' => $post->post_title, 'description' => $post->post_excerpt, 'status' => $post->post_status, 'date_created' => Moment::from_utc( $post->post_date_gmt ), 'date_modified' => Moment::from_utc( $post->post_modified_gmt ) );
		foreach ( self::META as $prop => $key ) {
			$value = get_post_meta( $post->ID, $key, true );
			if ( '' === $value ) {
				continue;
			}
			$props[ $prop ] = str_ends_with( $prop, 'product_ids' ) && is_string( $value ) ? array_filter( array_map( 'intval', explode( ',', $value ) ) ) : $value;
		}
		$coupon->set_props( $props );
		$coupon->set_object_read( true );
	}

	/**
	 * Inserts a coupon.
	 *
	 * @param WC_Coupon $coupon A coupon.
	 */
	public function create( WC_Coupon $coupon ): void {
		$coupon->set_id( wp_insert_post( wp_slash( array( 'post_type' => 'shop_coupon', 'post_status' => 'publish', 'post_title' => $coupon->get_code( 'edit' ), 'post_excerpt' => (string) $coupon->get_description( 'edit' ) ) ) ) );
		$this->write( $coupon );
		do_action( 'woocommerce_new_coupon', $coupon->get_id(), $coupon );
	}

	/**
	 * Writes a coupon.
	 *
	 * @param WC_Coupon $coupon A coupon.
	 */
	public function update( WC_Coupon $coupon ): void {
		wp_update_post( wp_slash( array( 'ID' => $coupon->get_id(), 'post_title' => $coupon->get_code( 'edit' ), 'post_excerpt' => (string) $coupon->get_description( 'edit' ) ) ) );
		$this->write( $coupon );
		do_action( 'woocommerce_update_coupon', $coupon->get_id(), $coupon );
	}

	/**
	 * Deletes a coupon.
	 *
	 * @param WC_Coupon $coupon A coupon.
	 * @param array     $args   `force_delete`.
	 */
	public function delete( WC_Coupon $coupon, array $args = array() ): void {
		$id = $coupon->get_id();
		empty( $args['force_delete'] ) ? wp_trash_post( $id ) : wp_delete_post( $id );
		do_action( empty( $args['force_delete'] ) ? 'woocommerce_trash_coupon' : 'woocommerce_delete_coupon', $id );
	}

	/**
	 * Properties and meta.
	 *
	 * @param WC_Coupon $coupon A coupon.
	 */
	private function write( WC_Coupon $coupon ): void {
		foreach ( self::META as $prop => $key ) {
			$value = $coupon->{ "get_$prop" }( 'edit' );
			$value = match ( true ) {
				is_bool( $value ) => wc_bool_to_string( $value ),
				$value instanceof \WC_DateTime => $value->getTimestamp(),
				str_ends_with( $prop, 'product_ids' ) => implode( ',', (array) $value ),
				default => $value,
			};
			update_post_meta( $coupon->get_id(), $key, wp_slash( $value ?? '' ) );
		}
		$coupon->save_meta_data();
		$coupon->apply_changes();
	}

	/**
	 * Id of the coupon with a code, 0 where there is none.
	 *
	 * @param string $code Code.
	 * @param int    $than Other than this.
	 */
	public function id_of_code( string $code, int $than = 0 ): int {
		global $wpdb;
		return '' === $code ? 0 : (int) $wpdb->get_var( $wpdb->prepare( "SELECT ID FROM $wpdb->posts WHERE post_type = 'shop_coupon' AND post_status = 'publish' AND post_title = %s AND ID != %d ORDER BY post_date DESC LIMIT 1", wc_format_coupon_code( $code ), $than ) );
	}
}
