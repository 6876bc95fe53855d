<?php
/**
 * Orders in tables of their own.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

use WC_Abstract_Order;
use WC_Order;
use WC_Order_Refund;

/**
 * The storage of shops with high-performance order storage.
 *
 * Mirrored: a post of the type `shop_order_placehold` lends its id; every save moves the date of modification, but only one
 * with a change beyond flags and meta fires `woocommerce_update_order`; meta that is saved alone saves the whole order as
 * well where its date of modification is older than now and nothing else is pending.
 */
final class Order_Table_Storage extends Order_Storage {

	/** Columns of `wc_orders` that an order and a refund share. */
	private const SHARED = array(
		'currency'    => 'currency',
		'cart_tax'    => 'tax_amount',
		'total'       => 'total_amount',
		'parent_id'   => 'parent_order_id',
	);

	/** Columns of `wc_orders` of an order. */
	private const OWN = array(
		'customer_id'          => 'customer_id',
		'billing_email'        => 'billing_email',
		'payment_method'       => 'payment_method',
		'payment_method_title' => 'payment_method_title',
		'transaction_id'       => 'transaction_id',
		'customer_ip_address'  => 'ip_address',
		'customer_user_agent'  => 'user_agent',
		'customer_note'        => 'customer_note',
	);

	/** Columns of `wc_order_operational_data` that an order and a refund share. */
	private const OPERATIONAL_SHARED = array(
		'version'            => 'woocommerce_version',
		'prices_include_tax' => 'prices_include_tax',
		'shipping_tax'       => 'shipping_tax_amount',
		'shipping_total'     => 'shipping_total_amount',
		'discount_tax'       => 'discount_tax_amount',
		'discount_total'     => 'discount_total_amount',
	);

	/** Columns of `wc_order_operational_data` of an order. */
	private const OPERATIONAL_OWN = array(
		'created_via'                  => 'created_via',
		'recorded_coupon_usage_counts' => 'coupon_usages_are_counted',
		'download_permissions_granted' => 'download_permission_granted',
		'cart_hash'                    => 'cart_hash',
		'new_order_email_sent'         => 'new_order_email_sent',
		'order_key'                    => 'order_key',
		'order_stock_reduced'          => 'order_stock_reduced',
		'date_paid'                    => 'date_paid_gmt',
		'date_completed'               => 'date_completed_gmt',
		'recorded_sales'               => 'recorded_sales',
	);

	/** Changes that do not count as an update. */
	private const QUIET = array( 'order_stock_reduced', 'download_permissions_granted', 'new_order_email_sent', 'recorded_sales', 'recorded_coupon_usage_counts' );

	/** Meta keys of a refund's properties. */
	private const REFUND = array(
		'amount'           => '_refund_amount',
		'refunded_by'      => '_refunded_by',
		'refunded_payment' => '_refunded_payment',
		'reason'           => '_refund_reason',
	);

	/**
	 * Name of a table.
	 *
	 * @param string $table `orders`, `orders_meta`, `order_addresses` or `order_operational_data`.
	 */
	public static function table( string $table = 'orders' ): string {
		global $wpdb;
		return "{$wpdb->prefix}wc_$table";
	}

	/** {@inheritDoc} */
	public function type_of( int $id ): string {
		global $wpdb;
		$table = self::table();
		return (string) $wpdb->get_var( $wpdb->prepare( "SELECT type FROM $table WHERE id = %d", $id ) ); // phpcs:ignore WordPress.DB.PreparedSQL
	}

	/**
	 * {@inheritDoc}
	 *
	 * @throws \Exception Where there is no such order.
	 */
	public function read( WC_Abstract_Order $order ): void {
		global $wpdb;
		$order->set_defaults();
		$id    = $order->get_id();
		$table = self::table();
		$row   = $wpdb->get_row( $wpdb->prepare( "SELECT * FROM $table WHERE id = %d", $id ), ARRAY_A ); // phpcs:ignore WordPress.DB.PreparedSQL
		if ( ! $row ) {
			throw new \Exception( 'There is no such order.' );
		}
		$more  = self::table( 'order_operational_data' );
		$row  += (array) $wpdb->get_row( $wpdb->prepare( "SELECT * FROM $more WHERE order_id = %d", $id ), ARRAY_A ); // phpcs:ignore WordPress.DB.PreparedSQL
		$props = array(
			'date_created'  => Moment::from_utc( $row['date_created_gmt'] ),
			'date_modified' => Moment::from_utc( $row['date_updated_gmt'] ),
			'status'        => $row['status'],
		);
		foreach ( $this->columns_of( $order ) + $this->operational_of( $order ) as $prop => $column ) {
			$value          = $row[ $column ] ?? null;
			$props[ $prop ] = str_starts_with( $prop, 'date_' ) ? Moment::from_utc( $value ) : $value;
		}
		$props['parent_id'] = $props['parent_id'] ? $props['parent_id'] : null;
		if ( $order instanceof WC_Order ) {
			$props = array_merge( $props, $this->read_addresses( $id ) );
		} else {
			$entries = wp_list_pluck( $this->meta_rows( $id ), 'meta_value', 'meta_key' );
			foreach ( self::REFUND as $prop => $key ) {
				$props[ $prop ] = $entries[ $key ] ?? null;
			}
		}
		$order->set_props( array_filter( $props, static fn( $value ) => null !== $value ) );
		$order->set_object_read( true );
	}

	/**
	 * Both addresses.
	 *
	 * @param int $id Order.
	 * @return array<string, string>
	 */
	private function read_addresses( int $id ): array {
		global $wpdb;
		$table = self::table( 'order_addresses' );
		$props = array();
		foreach ( $wpdb->get_results( $wpdb->prepare( "SELECT * FROM $table WHERE order_id = %d", $id ), ARRAY_A ) as $row ) { // phpcs:ignore WordPress.DB.PreparedSQL
			foreach ( array_diff_key( $row, array( 'id' => 1, 'order_id' => 1, 'address_type' => 1 ) ) as $part => $value ) {
				if ( null !== $value && ! ( 'shipping' === $row['address_type'] && 'email' === $part ) ) {
					$props[ $row['address_type'] . '_' . $part ] = $value;
				}
			}
		}
		return $props;
	}

	/** {@inheritDoc} */
	public function create( WC_Abstract_Order $order ): void {
		global $wpdb;
		$this->prepare_new( $order );
		$id = wp_insert_post(
			array(
				'post_type'      => 'shop_order_placehold',
				'post_status'    => 'draft',
				'post_parent'    => $order->get_parent_id( 'edit' ),
				'comment_status' => 'closed',
				'ping_status'    => 'closed',
			)
		);
		if ( ! $order->get_date_modified( 'edit' ) ) {
			$order->set_date_modified( time() );
		}
		$order->set_id( $id );
		$wpdb->insert( self::table(), array( 'id' => $id, 'type' => $order->get_type() ) + $this->order_row( $order ) );
		$wpdb->insert( self::table( 'order_operational_data' ), array( 'order_id' => $id ) + $this->operational_row( $order ) );
		if ( $order instanceof WC_Order ) {
			$this->write_addresses( $order, true );
		} else {
			$this->write_refund( $order );
		}
		$order->save_meta_data();
		$order->apply_changes();
		if ( $order instanceof WC_Order ) {
			do_action( 'woocommerce_new_order', $id, $order );
		}
	}

	/** {@inheritDoc} */
	public function update( WC_Abstract_Order $order ): void {
		global $wpdb;
		if ( null === $order->get_date_created( 'edit' ) ) {
			$order->set_date_created( time() );
		}
		$order->set_version( WC_VERSION );
		$changes = $order->get_changes();
		if ( ! isset( $changes['date_modified'] ) ) {
			$order->set_date_modified( time() );
		}
		$fresh = $order->get_changes();
		$wpdb->update( self::table(), $this->order_row( $order, $fresh ), array( 'id' => $order->get_id() ) );
		$more = $this->operational_row( $order, $fresh );
		if ( $more ) {
			$wpdb->update( self::table( 'order_operational_data' ), $more, array( 'order_id' => $order->get_id() ) );
		}
		if ( $order instanceof WC_Order ) {
			$this->write_addresses( $order );
		} else {
			$this->write_refund( $order );
		}
		$order->apply_changes();
		$order->save_meta_data();
		if ( $order instanceof WC_Order && array_diff( array_keys( $changes ), self::QUIET ) ) {
			do_action( 'woocommerce_update_order', $order->get_id(), $order );
		}
	}

	/** {@inheritDoc} */
	public function delete( WC_Abstract_Order $order, array $args = array() ): void {
		global $wpdb;
		$id = $order->get_id();
		if ( ! $id ) {
			return;
		}
		if ( empty( $args['force_delete'] ) ) {
			do_action( 'woocommerce_before_trash_order', $id, $order );
			$order->add_meta_data( '_wp_trash_meta_status', $this->stored_status( $order ), true );
			$order->add_meta_data( '_wp_trash_meta_time', time(), true );
			$wpdb->update( self::table(), array( 'status' => 'trash' ), array( 'id' => $id ) );
			$order->set_object_read( false );
			$order->set_status( 'trash' );
			$order->set_object_read( true );
			do_action( 'woocommerce_trash_order', $id );
			$order->save();
			return;
		}
		$name = $order instanceof WC_Order ? 'order' : 'order_refund';
		do_action( "woocommerce_before_delete_$name", $id, $order );
		foreach ( $order instanceof WC_Order ? wc_get_orders( array( 'type' => 'shop_order_refund', 'parent' => $id, 'limit' => -1 ) ) : array() as $refund ) {
			$refund->delete( true );
		}
		if ( $order instanceof WC_Order ) {
			do_action( 'woocommerce_delete_order_items', $id );
		}
		Order_Item_Storage::delete_of_order( $id );
		if ( $order instanceof WC_Order ) {
			do_action( 'woocommerce_deleted_order_items', $id );
		}
		$wpdb->delete( self::table(), array( 'id' => $id ) );
		foreach ( array( 'orders_meta', 'order_addresses', 'order_operational_data' ) as $table ) {
			$wpdb->delete( self::table( $table ), array( 'order_id' => $id ) );
		}
		wp_delete_post( $id, true );
		$order->set_id( 0 );
		do_action( "woocommerce_delete_$name", $id );
	}

	/** {@inheritDoc} */
	public function set_flag( int $id, string $flag, bool $value ): void {
		$order = wc_get_order( $id );
		$order->{ "set_$flag" }( $value );
		$order->save();
	}

	/** @param WC_Order $order An order. */
	public function get_total_refunded( WC_Order $order ) {
		global $wpdb;
		$table = self::table();
		$sum   = $wpdb->get_var( $wpdb->prepare( "SELECT SUM(total_amount) FROM $table WHERE type = 'shop_order_refund' AND parent_order_id = %d", $order->get_id() ) ); // phpcs:ignore WordPress.DB.PreparedSQL
		return -1 * ( $sum ?? 0 );
	}

	/**
	 * Columns of properties in `wc_orders`.
	 *
	 * @param WC_Abstract_Order $order An order.
	 * @return array<string, string>
	 */
	private function columns_of( WC_Abstract_Order $order ): array {
		return self::SHARED + ( $order instanceof WC_Order ? self::OWN : array() );
	}

	/**
	 * Columns of properties in `wc_order_operational_data`.
	 *
	 * @param WC_Abstract_Order $order An order.
	 * @return array<string, string>
	 */
	private function operational_of( WC_Abstract_Order $order ): array {
		return self::OPERATIONAL_SHARED + ( $order instanceof WC_Order ? self::OPERATIONAL_OWN : array() );
	}

	/**
	 * A row of `wc_orders`: all of it, or what was changed.
	 *
	 * @param WC_Abstract_Order         $order   An order.
	 * @param array<string, mixed>|null $changes Changed properties.
	 * @return array<string, mixed>
	 */
	private function order_row( WC_Abstract_Order $order, ?array $changes = null ): array {
		$row = array(
			'status'           => $this->stored_status( $order ),
			'date_created_gmt' => Moment::to_utc( $order->get_date_created( 'edit' ) ),
			'date_updated_gmt' => Moment::to_utc( $order->get_date_modified( 'edit' ) ),
		);
		if ( null !== $changes ) {
			foreach ( array( 'status' => 'status', 'date_created' => 'date_created_gmt', 'date_modified' => 'date_updated_gmt' ) as $prop => $column ) {
				if ( ! array_key_exists( $prop, $changes ) ) {
					unset( $row[ $column ] );
				}
			}
		}
		foreach ( $this->columns_of( $order ) as $prop => $column ) {
			if ( null === $changes || array_key_exists( $prop, $changes ) || ( 'billing_email' === $prop && isset( $changes['billing']['email'] ) ) ) {
				$row[ $column ] = $order->{ "get_$prop" }( 'edit' );
			}
		}
		return $row;
	}

	/**
	 * A row of `wc_order_operational_data`: all of it, or what was changed.
	 *
	 * @param WC_Abstract_Order         $order   An order.
	 * @param array<string, mixed>|null $changes Changed properties.
	 * @return array<string, mixed>
	 */
	private function operational_row( WC_Abstract_Order $order, ?array $changes = null ): array {
		$row = array();
		foreach ( $this->operational_of( $order ) as $prop => $column ) {
			if ( null !== $changes && ! array_key_exists( $prop, $changes ) ) {
				continue;
			}
			$value          = $order->{ "get_$prop" }( 'edit' );
			$row[ $column ] = $value instanceof \WC_DateTime ? Moment::to_utc( $value ) : ( is_bool( $value ) ? (int) $value : $value );
		}
		return $row;
	}

	/**
	 * Writes addresses; what is empty is NULL.
	 *
	 * @param WC_Order $order An order.
	 * @param bool     $fresh Whether it is a new order.
	 */
	private function write_addresses( WC_Order $order, bool $fresh = false ): void {
		global $wpdb;
		$changes = $order->get_changes();
		foreach ( array( 'billing', 'shipping' ) as $kind ) {
			$address = $order->get_address( $kind );
			if ( isset( $changes[ $kind ] ) || $fresh ) {
				$wpdb->query( $wpdb->prepare( 'DELETE FROM ' . self::table( 'order_addresses' ) . ' WHERE order_id = %d AND address_type = %s', $order->get_id(), $kind ) ); // phpcs:ignore WordPress.DB.PreparedSQL
				if ( array_filter( $address ) ) {
					$wpdb->insert( self::table( 'order_addresses' ), array( 'order_id' => $order->get_id(), 'address_type' => $kind ) + array_map( static fn( $part ) => '' === $part ? null : $part, $address ) );
				}
				if ( $fresh && 'shipping' === $kind && ! array_filter( $address ) ) {
					continue;
				}
				$key = "_{$kind}_address_index";
				$this->put_meta( $order->get_id(), $key, $this->address_indexes( $order )[ $key ] );
			}
		}
	}

	/**
	 * Writes what a refund keeps in meta.
	 *
	 * @param WC_Order_Refund $refund A refund.
	 */
	private function write_refund( WC_Order_Refund $refund ): void {
		foreach ( self::REFUND as $prop => $key ) {
			$value = $refund->{ "get_$prop" }( 'edit' );
			$this->put_meta( $refund->get_id(), $key, is_bool( $value ) ? ( $value ? '1' : '' ) : (string) $value );
		}
	}

	/**
	 * One meta that is a property.
	 *
	 * @param int    $id    Order.
	 * @param string $key   Key.
	 * @param string $value Value.
	 */
	private function put_meta( int $id, string $key, string $value ): void {
		global $wpdb;
		$table = self::table( 'orders_meta' );
		if ( $wpdb->get_var( $wpdb->prepare( "SELECT id FROM $table WHERE order_id = %d AND meta_key = %s", $id, $key ) ) ) { // phpcs:ignore WordPress.DB.PreparedSQL
			$wpdb->update( $table, array( 'meta_value' => $value ), array( 'order_id' => $id, 'meta_key' => $key ) ); // phpcs:ignore WordPress.DB.SlowDBQuery
		} else {
			$wpdb->insert( $table, array( 'order_id' => $id, 'meta_key' => $key, 'meta_value' => $value ) ); // phpcs:ignore WordPress.DB.SlowDBQuery
		}
	}

	/**
	 * All meta.
	 *
	 * @param int $id Order.
	 * @return list<object>
	 */
	private function meta_rows( int $id ): array {
		global $wpdb;
		$table = self::table( 'orders_meta' );
		return $wpdb->get_results( $wpdb->prepare( "SELECT id AS meta_id, meta_key, meta_value FROM $table WHERE order_id = %d ORDER BY id", $id ) ); // phpcs:ignore WordPress.DB.PreparedSQL
	}

	/**
	 * Meta that is no property.
	 *
	 * @param WC_Abstract_Order $order An order.
	 * @return list<object>
	 */
	public function read_meta( WC_Abstract_Order $order ): array {
		return array_values( array_filter( $this->meta_rows( $order->get_id() ), static fn( $row ) => ! in_array( $row->meta_key, self::REFUND, true ) ) );
	}

	/**
	 * Adds meta.
	 *
	 * @param WC_Abstract_Order $order An order.
	 * @param \WC_Meta_Data     $meta  An entry.
	 */
	public function add_meta( WC_Abstract_Order $order, \WC_Meta_Data $meta ): int {
		global $wpdb;
		$wpdb->insert( self::table( 'orders_meta' ), array( 'order_id' => $order->get_id(), 'meta_key' => $meta->key, 'meta_value' => maybe_serialize( $meta->value ) ) ); // phpcs:ignore WordPress.DB.SlowDBQuery
		$id = (int) $wpdb->insert_id;
		$meta->id = $id;
		$meta->apply_changes();
		$this->touch( $order );
		return $id;
	}

	/**
	 * Changes meta.
	 *
	 * @param WC_Abstract_Order $order An order.
	 * @param \WC_Meta_Data     $meta  An entry.
	 */
	public function update_meta( WC_Abstract_Order $order, \WC_Meta_Data $meta ): void {
		global $wpdb;
		$wpdb->update( self::table( 'orders_meta' ), array( 'meta_key' => $meta->key, 'meta_value' => maybe_serialize( $meta->value ) ), array( 'id' => $meta->id ) ); // phpcs:ignore WordPress.DB.SlowDBQuery
		$meta->apply_changes();
		$this->touch( $order );
	}

	/**
	 * Deletes meta.
	 *
	 * @param WC_Abstract_Order $order An order.
	 * @param \WC_Meta_Data     $meta  An entry.
	 */
	public function delete_meta( WC_Abstract_Order $order, \WC_Meta_Data $meta ): void {
		global $wpdb;
		$wpdb->delete( self::table( 'orders_meta' ), array( 'id' => $meta->id ) );
		$meta->id = null;
		$this->touch( $order );
	}

	/**
	 * A change of meta alone saves the order.
	 *
	 * @param WC_Abstract_Order $order An order.
	 */
	private function touch( WC_Abstract_Order $order ): void {
		if ( array() === $order->get_changes() && $order->get_date_modified( 'edit' ) && $order->get_date_modified( 'edit' )->getTimestamp() < time() ) {
			$order->set_date_modified( time() );
			$order->save();
		}
	}
}
