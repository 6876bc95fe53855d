<?php
/**
 * Orders as posts.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

use WC_Abstract_Order;
use WC_Order;
use WC_Order_Refund;

/**
 * The storage of shops without the order tables: a post of the type `shop_order` or `shop_order_refund`, properties in its meta.
 */
final class Order_Post_Storage extends Order_Storage {

	/** Meta keys of what orders and refunds share. */
	private const SHARED = array(
		'currency'           => '_order_currency',
		'discount_total'     => '_cart_discount',
		'discount_tax'       => '_cart_discount_tax',
		'shipping_total'     => '_order_shipping',
		'shipping_tax'       => '_order_shipping_tax',
		'cart_tax'           => '_order_tax',
		'total'              => '_order_total',
		'version'            => '_order_version',
		'prices_include_tax' => '_prices_include_tax',
	);

	/** Meta keys of an order's own properties. */
	private const OWN = array(
		'customer_id'                  => '_customer_user',
		'order_key'                    => '_order_key',
		'payment_method'               => '_payment_method',
		'payment_method_title'         => '_payment_method_title',
		'transaction_id'               => '_transaction_id',
		'customer_ip_address'          => '_customer_ip_address',
		'customer_user_agent'          => '_customer_user_agent',
		'created_via'                  => '_created_via',
		'date_completed'               => '_date_completed',
		'date_paid'                    => '_date_paid',
		'cart_hash'                    => '_cart_hash',
	);

	/** Meta keys of flags. */
	private const FLAGS = array(
		'download_permissions_granted' => '_download_permissions_granted',
		'recorded_sales'               => '_recorded_sales',
		'recorded_coupon_usage_counts' => '_recorded_coupon_usage_counts',
		'new_order_email_sent'         => '_new_order_email_sent',
		'order_stock_reduced'          => '_order_stock_reduced',
	);

	/** Meta keys of a refund's own properties. */
	private const REFUND = array(
		'amount'           => '_refund_amount',
		'refunded_by'      => '_refunded_by',
		'refunded_payment' => '_refunded_payment',
		'reason'           => '_refund_reason',
	);

	/** Other meta that is no one's business. */
	private const INTERNAL = array( '_edit_lock', '_edit_last', '_completed_date', '_paid_date', '_billing_address_index', '_shipping_address_index', '_wp_trash_meta_status', '_wp_trash_meta_time', '_wp_desired_post_slug', '_wp_old_slug' );

	/** {@inheritDoc} */
	public function type_of( int $id ): string {
		$type = (string) get_post_type( $id );
		return 'shop_order_placehold' !== $type && in_array( $type, wc_get_order_types(), true ) ? $type : '';
	}

	/**
	 * {@inheritDoc}
	 *
	 * @throws \Exception Where there is no such order.
	 */
	public function read( WC_Abstract_Order $order ): void {
		$order->set_defaults();
		$post = get_post( $order->get_id() );
		if ( ! $post || ! in_array( $post->post_type, wc_get_order_types(), true ) ) {
			throw new \Exception( 'There is no such order.' );
		}
		$id    = $post->ID;
		$props = array(
			'parent_id'     => $post->post_parent ? $post->post_parent : null,
			'date_created'  => Moment::from_utc( $post->post_date_gmt ) ?? ( '0000-00-00 00:00:00' === $post->post_date ? null : Moment::from( $post->post_date ) ),
			'date_modified' => Moment::from_utc( $post->post_modified_gmt ),
			'status'        => $post->post_status,
		);
		foreach ( $this->keys_of( $order ) as $prop => $key ) {
			$value = get_post_meta( $id, $key, true );
			if ( str_starts_with( $prop, 'date_' ) && '' === $value ) {
				$value = null;
			}
			if ( in_array( $prop, array( 'discount_total', 'discount_tax', 'shipping_total', 'shipping_tax', 'cart_tax' ), true ) && '' === $value ) {
				$value = 0;
			}
			$props[ $prop ] = 'prices_include_tax' === $prop || 'refunded_payment' === $prop ? ( 'yes' === $value || true === $value || '1' === $value ) : $value;
		}
		if ( $order instanceof WC_Order ) {
			$props['customer_note'] = $post->post_excerpt;
			foreach ( self::FLAGS as $flag => $key ) {
				$props[ $flag ] = wc_string_to_bool( get_post_meta( $id, $key, true ) );
			}
			foreach ( array( 'billing', 'shipping' ) as $kind ) {
				foreach ( array_keys( $order->get_address( $kind ) ) as $part ) {
					$props[ "{$kind}_$part" ] = get_post_meta( $id, "_{$kind}_$part", true );
				}
			}
		}
		$order->set_props( $props );
		$order->set_object_read( true );
	}

	/** {@inheritDoc} */
	public function create( WC_Abstract_Order $order ): void {
		$this->prepare_new( $order );
		$created = $order->get_date_created( 'edit' );
		$id      = wp_insert_post(
			array(
				'post_date'     => Moment::to_local( $created ),
				'post_date_gmt' => Moment::to_utc( $created ),
				'post_type'     => $order->get_type(),
				'post_status'   => $this->stored_status( $order ),
				'ping_status'   => 'closed',
				'post_author'   => 1,
				'post_title'    => ( $order instanceof WC_Order ? 'Order' : 'Refund' ) . ' ' . Moment::to_local( $created ),
				'post_password' => $order instanceof WC_Order ? $order->get_order_key() : wc_generate_order_key(),
				'post_parent'   => $order->get_parent_id( 'edit' ),
				'post_excerpt'  => $order instanceof WC_Order ? $order->get_customer_note() : (string) $order->get_reason(),
			),
			true
		);
		if ( is_wp_error( $id ) || ! $id ) {
			return;
		}
		$order->set_id( $id );
		$this->write( $order, array_keys( $this->keys_of( $order ) ), true );
		$order->save_meta_data();
		$order->apply_changes();
		clean_post_cache( $id );
		if ( $order instanceof WC_Order ) {
			do_action( 'woocommerce_new_order', $id, $order );
		}
	}

	/** {@inheritDoc} */
	public function update( WC_Abstract_Order $order ): void {
		global $wpdb;
		$order->save_meta_data();
		$order->set_version( WC_VERSION );
		if ( null === $order->get_date_created( 'edit' ) ) {
			$order->set_date_created( time() );
		}
		$changes = $order->get_changes();
		$id      = $order->get_id();
		if ( array_intersect( array( 'date_created', 'date_modified', 'status', 'parent_id', 'customer_note' ), array_keys( $changes ) ) ) {
			$post = array(
				'post_date'     => Moment::to_local( $order->get_date_created( 'edit' ) ),
				'post_date_gmt' => Moment::to_utc( $order->get_date_created( 'edit' ) ),
				'post_status'   => $this->stored_status( $order ),
				'post_parent'   => $order->get_parent_id(),
				'edit_date'     => true,
			);
			if ( isset( $changes['date_modified'] ) && $order->get_date_modified( 'edit' ) ) {
				$post['post_modified']     = Moment::to_local( $order->get_date_modified( 'edit' ) );
				$post['post_modified_gmt'] = Moment::to_utc( $order->get_date_modified( 'edit' ) );
			}
			if ( $order instanceof WC_Order ) {
				$post['post_excerpt'] = $order->get_customer_note();
			}
			if ( doing_action( 'save_post' ) ) {
				$wpdb->update( $wpdb->posts, array_diff_key( $post, array( 'edit_date' => 1 ) ), array( 'ID' => $id ) );
				clean_post_cache( $id );
			} else {
				wp_update_post( array( 'ID' => $id ) + $post );
			}
			$order->read_meta_data( true );
		}
		$this->write( $order, array_keys( $changes ) );
		$order->apply_changes();
		clean_post_cache( $id );
		if ( $order instanceof WC_Order ) {
			do_action( 'woocommerce_update_order', $id, $order );
		}
	}

	/** {@inheritDoc} */
	public function delete( WC_Abstract_Order $order, array $args = array() ): void {
		$id = $order->get_id();
		if ( ! $id ) {
			return;
		}
		if ( ! empty( $args['force_delete'] ) ) {
			$name = $order instanceof WC_Order ? 'order' : 'order_refund';
			do_action( "woocommerce_before_delete_$name", $id, $order );
			wp_delete_post( $id );
			$order->set_id( 0 );
			do_action( "woocommerce_delete_$name", $id );
			return;
		}
		do_action( 'woocommerce_before_trash_order', $id, $order );
		wp_trash_post( $id );
		$order->set_status( 'trash' );
		do_action( 'woocommerce_trash_order', $id );
	}

	/** {@inheritDoc} */
	public function set_flag( int $id, string $flag, bool $value ): void {
		update_post_meta( $id, self::FLAGS[ $flag ], 'new_order_email_sent' === $flag ? ( $value ? 'true' : 'false' ) : wc_bool_to_string( $value ) );
	}

	/** @param WC_Order $order An order. */
	public function get_total_refunded( WC_Order $order ) {
		global $wpdb;
		return (float) $wpdb->get_var( $wpdb->prepare( "SELECT SUM(m.meta_value) FROM $wpdb->postmeta m JOIN $wpdb->posts p ON p.ID = m.post_id WHERE p.post_type = 'shop_order_refund' AND p.post_parent = %d AND m.meta_key = '_refund_amount'", $order->get_id() ) );
	}

	/**
	 * Meta keys of the properties of an order.
	 *
	 * @param WC_Abstract_Order $order An order.
	 * @return array<string, string>
	 */
	private function keys_of( WC_Abstract_Order $order ): array {
		return self::SHARED + ( $order instanceof WC_Order_Refund ? self::REFUND : self::OWN );
	}

	/**
	 * Writes properties into meta; what is empty is not there.
	 *
	 * @param WC_Abstract_Order $order An order.
	 * @param list<string>      $props Properties that were changed.
	 * @param bool              $fresh Whether it is a new order.
	 */
	private function write( WC_Abstract_Order $order, array $props, bool $fresh = false ): void {
		$id   = $order->get_id();
		$keys = $this->keys_of( $order );
		foreach ( $props as $prop ) {
			if ( isset( $keys[ $prop ] ) ) {
				$value = $order->{ "get_$prop" }( 'edit' );
				if ( $value instanceof \WC_DateTime ) {
					$legacy = array( 'date_paid' => '_paid_date', 'date_completed' => '_completed_date' )[ $prop ];
					update_post_meta( $id, $legacy, Moment::to_local( $value ) );
					$value = $value->getTimestamp();
				} elseif ( 'prices_include_tax' === $prop ) {
					$value = $value ? 'yes' : 'no';
				}
				$this->put( $id, $keys[ $prop ], $value );
			} elseif ( isset( self::FLAGS[ $prop ] ) ) {
				$this->set_flag( $id, $prop, (bool) $order->{ "get_$prop" }( 'edit' ) );
			}
		}
		if ( ! $order instanceof WC_Order ) {
			return;
		}
		foreach ( $fresh ? array_keys( self::FLAGS ) : array() as $flag ) {
			$this->set_flag( $id, $flag, (bool) $order->{ "get_$flag" }( 'edit' ) );
		}
		foreach ( array( 'billing', 'shipping' ) as $kind ) {
			if ( ! $fresh && ! in_array( $kind, $props, true ) ) {
				continue;
			}
			$written = false;
			foreach ( $order->get_address( $kind ) as $part => $value ) {
				$written = $this->put( $id, "_{$kind}_$part", $value ) || $written;
			}
			if ( ! $written ) {
				continue;
			}
			$key = "_{$kind}_address_index";
			update_post_meta( $id, $key, wp_slash( $this->address_indexes( $order )[ $key ] ) );
		}
	}

	/**
	 * Writes or removes one meta, and tells whether anything was changed.
	 *
	 * @param int    $id    Order.
	 * @param string $key   Key.
	 * @param mixed  $value Value.
	 */
	private function put( int $id, string $key, mixed $value ): bool {
		if ( '' === $value || null === $value || array() === $value ) {
			return delete_post_meta( $id, $key );
		}
		return (bool) update_post_meta( $id, $key, is_string( $value ) ? wp_slash( $value ) : $value );
	}

	/**
	 * Meta that is no property.
	 *
	 * @param WC_Abstract_Order $order An order.
	 * @return list<object>
	 */
	public function read_meta( WC_Abstract_Order $order ): array {
		global $wpdb;
		$rows  = $wpdb->get_results( $wpdb->prepare( "SELECT meta_id, meta_key, meta_value FROM $wpdb->postmeta WHERE post_id = %d ORDER BY meta_id", $order->get_id() ) );
		$known = array_merge( array_values( self::SHARED ), array_values( self::OWN ), array_values( self::FLAGS ), array_values( self::REFUND ), self::INTERNAL );
		return array_values( array_filter( $rows, static fn( $row ) => ! in_array( $row->meta_key, $known, true ) && ! str_starts_with( $row->meta_key, 'wp_' ) && ! preg_match( '/^_(billing|shipping)_(first_name|last_name|company|address_1|address_2|city|state|postcode|country|email|phone)$/', $row->meta_key ) ) );
	}

	/**
	 * Adds meta.
	 *
	 * @param WC_Abstract_Order $order An order.
	 * @param \WC_Meta_Data     $meta  An entry.
	 */
	public function add_meta( WC_Abstract_Order $order, \WC_Meta_Data $meta ): int {
		return (int) add_metadata( 'post', $order->get_id(), wp_slash( $meta->key ), is_string( $meta->value ) ? wp_slash( $meta->value ) : $meta->value );
	}

	/**
	 * Changes meta.
	 *
	 * @param WC_Abstract_Order $order An order.
	 * @param \WC_Meta_Data     $meta  An entry.
	 */
	public function update_meta( WC_Abstract_Order $order, \WC_Meta_Data $meta ): void {
		update_metadata_by_mid( 'post', (int) $meta->id, $meta->value, $meta->key );
	}

	/**
	 * Deletes meta.
	 *
	 * @param WC_Abstract_Order $order An order.
	 * @param \WC_Meta_Data     $meta  An entry.
	 */
	public function delete_meta( WC_Abstract_Order $order, \WC_Meta_Data $meta ): void {
		delete_metadata_by_mid( 'post', (int) $meta->id );
	}
}
