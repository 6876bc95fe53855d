<?php
/**
 * Meta of objects that are posts.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * Reads and writes the meta that is no property.
 */
trait Post_Meta {

	/**
	 * Meta that is no property.
	 *
	 * @param \WC_Data $object An object.
	 * @return list<object>
	 */
	public function read_meta( \WC_Data $object ): array {
		global $wpdb;
		$rows = $wpdb->get_results( $wpdb->prepare( "SELECT meta_id, meta_key, meta_value FROM $wpdb->postmeta WHERE post_id = %d ORDER BY meta_id", $object->get_id() ) );
		return array_values( array_filter( $rows, static fn( $row ) => ! in_array( $row->meta_key, self::META, true ) && ! preg_match( '/^(?:attribute_|_wp_|_edit_)/', (string) $row->meta_key ) ) );
	}

	/**
	 * Adds meta.
	 *
	 * @param \WC_Data      $object An object.
	 * @param \WC_Meta_Data $meta   An entry.
	 */
	public function add_meta( \WC_Data $object, \WC_Meta_Data $meta ): int {
		return (int) add_metadata( 'post', $object->get_id(), wp_slash( $meta->key ), is_string( $meta->value ) ? wp_slash( $meta->value ) : $meta->value );
	}

	/**
	 * Changes meta.
	 *
	 * @param \WC_Data      $object An object.
	 * @param \WC_Meta_Data $meta   An entry.
	 */
	public function update_meta( \WC_Data $object, \WC_Meta_Data $meta ): void {
		update_metadata_by_mid( 'post', (int) $meta->id, $meta->value, $meta->key );
	}

	/**
	 * Deletes meta.
	 *
	 * @param \WC_Data      $object An object.
	 * @param \WC_Meta_Data $meta   An entry.
	 */
	public function delete_meta( \WC_Data $object, \WC_Meta_Data $meta ): void {
		delete_metadata_by_mid( 'post', (int) $meta->id );
	}
}
