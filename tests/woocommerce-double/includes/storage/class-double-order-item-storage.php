<?php
/**
 * Items of orders in the database.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

use WC_Order_Item;

/**
 * Rows of `woocommerce_order_items`, with the properties of each type in `woocommerce_order_itemmeta`.
 *
 * Mirrored: `woocommerce_update_order_item` is fired at each save of its order, for items that were not changed too; only
 * changes are written, so that the id of a product that is gone stays in the database.
 */
final class Order_Item_Storage {

	/**
	 * Reads an item.
	 *
	 * @param WC_Order_Item $item Has an id.
	 * @throws \Exception Where there is no such item.
	 */
	public function read( WC_Order_Item $item ): void {
		global $wpdb;
		$item->set_defaults();
		$row = $wpdb->get_row( $wpdb->prepare( "SELECT order_id, order_item_name FROM {$wpdb->prefix}woocommerce_order_items WHERE order_item_id = %d", $item->get_id() ) );
		if ( ! $row ) {
			throw new \Exception( 'There is no such item.' );
		}
		$item->set_props( array( 'order_id' => $row->order_id, 'name' => $row->order_item_name ) );
		$props = array();
		foreach ( $item::STORED as $prop => $key ) {
			$props[ $prop ] = get_metadata( 'order_item', $item->get_id(), $key, true );
		}
		$item->set_props( $props );
		$item->set_object_read( true );
	}

	/**
	 * Inserts an item.
	 *
	 * @param WC_Order_Item $item An item.
	 */
	public function create( WC_Order_Item $item ): void {
		global $wpdb;
		$wpdb->insert(
			"{$wpdb->prefix}woocommerce_order_items",
			array(
				'order_item_name' => $item->get_name(),
				'order_item_type' => $item->get_type(),
				'order_id'        => $item->get_order_id(),
			)
		);
		$item->set_id( (int) $wpdb->insert_id );
		$this->write( $item, array_keys( $item::STORED ) );
		do_action( 'woocommerce_new_order_item', $item->get_id(), $item, $item->get_order_id() );
	}

	/**
	 * Writes an item again.
	 *
	 * @param WC_Order_Item $item An item.
	 */
	public function update( WC_Order_Item $item ): void {
		global $wpdb;
		$changes = $item->get_changes();
		if ( array_intersect( array( 'name', 'order_id', 'code', 'rate_code', 'method_title' ), array_keys( $changes ) ) ) {
			$wpdb->update(
				"{$wpdb->prefix}woocommerce_order_items",
				array(
					'order_item_name' => $item->get_name(),
					'order_item_type' => $item->get_type(),
					'order_id'        => $item->get_order_id(),
				),
				array( 'order_item_id' => $item->get_id() )
			);
		}
		$this->write( $item, array_keys( $changes ) );
		do_action( 'woocommerce_update_order_item', $item->get_id(), $item, $item->get_order_id() );
	}

	/**
	 * Deletes an item.
	 *
	 * @param WC_Order_Item $item An item.
	 */
	public function delete( WC_Order_Item $item ): void {
		global $wpdb;
		$id = $item->get_id();
		if ( ! $id ) {
			return;
		}
		do_action( 'woocommerce_before_delete_order_item', $id );
		$wpdb->delete( "{$wpdb->prefix}woocommerce_order_items", array( 'order_item_id' => $id ) );
		$wpdb->delete( "{$wpdb->prefix}woocommerce_order_itemmeta", array( 'order_item_id' => $id ) );
		wp_cache_delete( $id, 'order_item_meta' );
		do_action( 'woocommerce_delete_order_item', $id );
	}

	/**
	 * Properties and meta.
	 *
	 * @param WC_Order_Item $item  An item.
	 * @param list<string>  $props Properties that were changed.
	 */
	private function write( WC_Order_Item $item, array $props ): void {
		foreach ( $item::STORED as $prop => $key ) {
			if ( ! in_array( $prop, $props, true ) ) {
				continue;
			}
			$value = $item->{ "get_$prop" }( 'edit' );
			if ( 'compound' === $prop ) {
				$value = $value ? '1' : '';
			}
			update_metadata( 'order_item', $item->get_id(), $key, wp_slash( $value ) );
		}
		$item->save_meta_data();
		$item->apply_changes();
	}

	/**
	 * Items of one type of an order, by id.
	 *
	 * @param int    $order_id Order.
	 * @param string $type     Type.
	 * @return array<int, WC_Order_Item|false>
	 */
	public static function of_order( int $order_id, string $type ): array {
		global $wpdb;
		if ( ! $order_id ) {
			return array();
		}
		$ids = $wpdb->get_col( $wpdb->prepare( "SELECT order_item_id FROM {$wpdb->prefix}woocommerce_order_items WHERE order_id = %d AND order_item_type = %s ORDER BY order_item_id", $order_id, $type ) );
		update_meta_cache( 'order_item', $ids );
		$items = array();
		foreach ( array_map( 'intval', $ids ) as $id ) {
			$items[ $id ] = \WC_Order_Factory::get_order_item( $id );
		}
		return $items;
	}

	/**
	 * Deletes the items of an order at once.
	 *
	 * @param int         $order_id Order.
	 * @param string|null $type     Type, all where null.
	 */
	public static function delete_of_order( int $order_id, ?string $type = null ): void {
		global $wpdb;
		$ids = $type
			? $wpdb->get_col( $wpdb->prepare( "SELECT order_item_id FROM {$wpdb->prefix}woocommerce_order_items WHERE order_id = %d AND order_item_type = %s", $order_id, $type ) )
			: $wpdb->get_col( $wpdb->prepare( "SELECT order_item_id FROM {$wpdb->prefix}woocommerce_order_items WHERE order_id = %d", $order_id ) );
		foreach ( array_map( 'intval', $ids ) as $id ) {
			$wpdb->delete( "{$wpdb->prefix}woocommerce_order_items", array( 'order_item_id' => $id ) );
			$wpdb->delete( "{$wpdb->prefix}woocommerce_order_itemmeta", array( 'order_item_id' => $id ) );
			wp_cache_delete( $id, 'order_item_meta' );
		}
	}

	/**
	 * Nothing is cached across requests, so there is nothing to forget but the meta cache of WordPress.
	 *
	 * @param int $order_id Order.
	 */
	public static function forget( int $order_id ): void {
		wp_cache_delete( 'order-items-' . $order_id, 'orders' );
	}

	/**
	 * Meta that is no property.
	 *
	 * @param WC_Order_Item $item An item.
	 * @return list<object>
	 */
	public function read_meta( WC_Order_Item $item ): array {
		global $wpdb;
		$rows = $wpdb->get_results( $wpdb->prepare( "SELECT meta_id, meta_key, meta_value FROM {$wpdb->prefix}woocommerce_order_itemmeta WHERE order_item_id = %d ORDER BY meta_id", $item->get_id() ) );
		return array_values( array_filter( $rows, static fn( $row ) => ! in_array( $row->meta_key, $item::STORED, true ) ) );
	}

	/**
	 * Adds meta.
	 *
	 * @param WC_Order_Item $item An item.
	 * @param \WC_Meta_Data $meta An entry.
	 */
	public function add_meta( WC_Order_Item $item, \WC_Meta_Data $meta ): int {
		return (int) add_metadata( 'order_item', $item->get_id(), wp_slash( $meta->key ), is_string( $meta->value ) ? wp_slash( $meta->value ) : $meta->value );
	}

	/**
	 * Changes meta.
	 *
	 * @param WC_Order_Item $item An item.
	 * @param \WC_Meta_Data $meta An entry.
	 */
	public function update_meta( WC_Order_Item $item, \WC_Meta_Data $meta ): void {
		update_metadata_by_mid( 'order_item', (int) $meta->id, $meta->value, $meta->key );
	}

	/**
	 * Deletes meta.
	 *
	 * @param WC_Order_Item $item An item.
	 * @param \WC_Meta_Data $meta An entry.
	 */
	public function delete_meta( WC_Order_Item $item, \WC_Meta_Data $meta ): void {
		delete_metadata_by_mid( 'order_item', (int) $meta->id );
	}
}
