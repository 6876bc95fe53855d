<?php
/**
 * Functions about orders.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

// phpcs:disable Squiz.Commenting.FunctionComment -- Signatures and meaning are WooCommerce's own; a comment is only given where there is something to know.

function wc_get_order( $the_order = false ) {
	if ( ! did_action( 'woocommerce_after_register_post_type' ) ) {
		wc_doing_it_wrong( __FUNCTION__, 'wc_get_order should not be called before post types are registered.', '2.5' );
		return false;
	}
	return WC()->order_factory->get_order( $the_order );
}

/** Orders that match; see Order_Query for the arguments. */
function wc_get_orders( $args ) {
	$args = apply_filters( 'woocommerce_order_query_args', (array) $args );
	return apply_filters( 'woocommerce_order_query', ( new WooCommerceDouble\Order_Query( $args ) )->run(), $args );
}

function wc_get_order_statuses() {
	return apply_filters(
		'wc_order_statuses',
		array(
			'wc-pending'    => 'Pending payment',
			'wc-processing' => 'Processing',
			'wc-on-hold'    => 'On hold',
			'wc-completed'  => 'Completed',
			'wc-cancelled'  => 'Cancelled',
			'wc-refunded'   => 'Refunded',
			'wc-failed'     => 'Failed',
			'wc-checkout-draft' => 'Draft',
		)
	);
}

function wc_is_order_status( $maybe_status ) {
	return isset( wc_get_order_statuses()[ $maybe_status ] );
}

function wc_get_is_paid_statuses() {
	return apply_filters( 'woocommerce_order_is_paid_statuses', array( 'processing', 'completed' ) );
}

function wc_get_is_pending_statuses() {
	return apply_filters( 'woocommerce_order_is_pending_statuses', array( 'pending' ) );
}

function wc_get_order_status_name( $status ) {
	$status = str_starts_with( (string) $status, 'wc-' ) ? substr( $status, 3 ) : (string) $status;
	return wc_get_order_statuses()[ "wc-$status" ] ?? $status;
}

function wc_generate_order_key( $key = '' ) {
	$key = '' === $key ? wp_generate_password( 13, false ) : $key;
	return 'wc_' . apply_filters( 'woocommerce_generate_order_key', "order_$key" );
}

function wc_get_order_id_by_order_key( $order_key ) {
	$ids = wc_get_orders( array( 'order_key' => $order_key, 'return' => 'ids', 'limit' => 1 ) );
	$id  = $ids[0] ?? 0;
	return $id && ! Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled() ? (string) $id : $id;
}

/** Types of orders. What a refund is not counted for names itself in its registration. */
function wc_get_order_types( $for = '' ) {
	global $wc_order_types;
	$exclude = array(
		'order-count'     => 'exclude_from_order_count',
		'order-meta-boxes' => 'exclude_from_order_meta_boxes',
		'view-orders'     => 'exclude_from_order_views',
		'reports'         => 'exclude_from_order_reports',
		'sales-reports'   => 'exclude_from_order_sales_reports',
		'order-webhooks'  => 'exclude_from_order_webhooks',
	)[ $for ] ?? '';
	$types   = array();
	foreach ( (array) $wc_order_types as $type => $args ) {
		$wanted = match ( $for ) {
			'admin-menu' => 'shop_order' === $type,
			'cot-migration' => 'shop_order_placehold' !== $type,
			default => '' === $exclude || empty( $args[ $exclude ] ),
		};
		if ( $wanted ) {
			$types[] = $type;
		}
	}
	return apply_filters( 'wc_order_types', $types, $for );
}

function wc_get_order_type( $type ) {
	global $wc_order_types;
	return $wc_order_types[ $type ] ?? false;
}

function wc_register_order_type( $type, $args = array() ) {
	global $wc_order_types;
	if ( post_type_exists( $type ) || ! is_wp_error( register_post_type( $type, $args ) ) ) {
		$wc_order_types[ $type ] = wp_parse_args( $args, array( 'class_name' => 'WC_Order' ) );
		return true;
	}
	return false;
}

function wc_is_order_type( $type ) {
	return in_array( $type, wc_get_order_types(), true );
}

/**
 * A new order.
 *
 * @param array<string, mixed> $args status, customer_id, customer_note, parent, created_via, cart_hash, order_id.
 * @return WC_Order|WP_Error
 */
function wc_create_order( $args = array() ) {
	$args = wp_parse_args( $args, array( 'status' => null, 'customer_id' => null, 'customer_note' => null, 'parent' => null, 'created_via' => null, 'cart_hash' => null, 'order_id' => 0 ) );
	try {
		$order = new WC_Order( $args['order_id'] );
		foreach ( array( 'parent' => 'parent_id', 'status' => 'status', 'customer_note' => 'customer_note', 'customer_id' => 'customer_id', 'created_via' => 'created_via', 'cart_hash' => 'cart_hash' ) as $arg => $prop ) {
			if ( null !== $args[ $arg ] ) {
				$order->{"set_$prop"}( is_numeric( $args[ $arg ] ) ? absint( $args[ $arg ] ) : $args[ $arg ] );
			}
		}
		if ( ! $order->get_id() ) {
			$order->set_props( WooCommerceDouble\Order_Storage::of_this_request() );
		}
		$order->save();
	} catch ( Exception $e ) {
		return new WP_Error( 'error', $e->getMessage() );
	}
	return $order;
}

function wc_update_order( $args ) {
	return empty( $args['order_id'] ) ? new WP_Error( 'invalid-order-id', 'There is no such order.' ) : wc_create_order( $args );
}

/**
 * A refund. `line_items` is keyed by the id of the line: qty, refund_total, refund_tax by rate.
 *
 * @param array<string, mixed> $args amount, reason, order_id, refund_id, line_items, refund_payment, restock_items.
 * @return WC_Order_Refund|WP_Error
 */
function wc_create_refund( $args = array() ) {
	return ( new WooCommerceDouble\Refunding( (array) $args ) )->run();
}

function wc_refund_payment( $order, $amount, $reason = '' ) {
	return new WP_Error( 'error', 'The payment method of this order cannot pay back.' );
}

/** Notes, as objects: id, date_created, content, customer_note, added_by, order_id. */
function wc_get_order_notes( $args ) {
	$args    = wp_parse_args( $args, array( 'limit' => 0, 'order_id' => 0, 'orderby' => 'date_created_gmt', 'order' => 'DESC', 'type' => '' ) );
	$columns = array( 'date_created' => 'comment_date', 'date_created_gmt' => 'comment_date_gmt', 'id' => 'comment_ID' );
	$query   = array(
		'post_id' => $args['order_id'],
		'number'  => $args['limit'] > 0 ? absint( $args['limit'] ) : '',
		'orderby' => $columns[ $args['orderby'] ] ?? 'comment_ID',
		'order'   => $args['order'],
		'status'  => 'approve',
		'type'    => 'order_note',
	);
	if ( in_array( $args['type'], array( 'customer', 'internal' ), true ) ) {
		$query['meta_query'] = array( array( 'key' => 'is_customer_note', 'compare' => 'customer' === $args['type'] ? 'EXISTS' : 'NOT EXISTS' ) ); // phpcs:ignore WordPress.DB.SlowDBQuery
	}
	$notes = WooCommerceDouble\Comments::unhidden( static fn() => get_comments( $query ) );
	return array_filter( array_map( 'wc_get_order_note', $notes ) );
}

function wc_get_order_note( $data ) {
	$comment = is_numeric( $data ) ? get_comment( (int) $data ) : $data;
	if ( ! $comment instanceof WP_Comment ) {
		return null;
	}
	return (object) apply_filters(
		'woocommerce_get_order_note',
		array(
			'id'            => (int) $comment->comment_ID,
			'date_created'  => wc_string_to_datetime( $comment->comment_date ),
			'content'       => $comment->comment_content,
			'customer_note' => (bool) get_comment_meta( (int) $comment->comment_ID, 'is_customer_note', true ),
			'added_by'      => 'WooCommerce' === $comment->comment_author ? 'system' : $comment->comment_author,
			'order_id'      => absint( $comment->comment_post_ID ),
		),
		$comment
	);
}

function wc_create_order_note( $order_id, $note, $is_customer_note = false, $added_by_user = false ) {
	$order = wc_get_order( $order_id );
	return $order ? $order->add_order_note( $note, $is_customer_note, $added_by_user ) : new WP_Error( 'invalid_order_id', 'There is no such order.', array( 'status' => 400 ) );
}

function wc_delete_order_note( $note_id ) {
	return wp_delete_comment( (int) $note_id, true );
}

function wc_orders_count( $status, string $type = '' ) {
	return count( wc_get_orders( array( 'status' => $status, 'type' => $type ? $type : 'shop_order', 'limit' => -1, 'return' => 'ids' ) ) );
}

function wc_processing_order_count() {
	return wc_orders_count( 'processing' );
}

function wc_get_order_item_meta( $item_id, $key, $single = true ) {
	return get_metadata( 'order_item', (int) $item_id, $key, $single );
}

function wc_add_order_item_meta( $item_id, $key, $value, $unique = false ) {
	return add_metadata( 'order_item', (int) $item_id, $key, $value, $unique );
}

function wc_update_order_item_meta( $item_id, $key, $value, $prev = '' ) {
	return update_metadata( 'order_item', (int) $item_id, $key, $value, $prev );
}

function wc_delete_order_item_meta( $item_id, $key, $value = '', $all = false ) {
	return delete_metadata( 'order_item', (int) $item_id, $key, $value, $all );
}

function wc_delete_order_item( $item_id ) {
	$item = WC_Order_Factory::get_order_item( absint( $item_id ) );
	return $item ? (bool) $item->delete() : false;
}

function wc_add_order_item( $order_id, $item ) {
	global $wpdb;
	if ( ! wc_get_order( $order_id ) ) {
		return false;
	}
	$item = wp_parse_args( $item, array( 'order_item_name' => '', 'order_item_type' => 'line_item' ) );
	$wpdb->insert( "{$wpdb->prefix}woocommerce_order_items", $item + array( 'order_id' => $order_id ) );
	$id = (int) $wpdb->insert_id;
	do_action( 'woocommerce_new_order_item', $id, $item, $order_id );
	return $id;
}

function wc_order_fully_refunded( $order_id ) {
	$order = wc_get_order( $order_id );
	$rest  = $order ? (float) wc_format_decimal( (float) $order->get_total() - (float) $order->get_total_refunded() ) : 0.0;
	if ( ! $rest ) {
		return;
	}
	wc_create_refund( array( 'amount' => $rest, 'reason' => 'The order was refunded in full.', 'order_id' => $order_id, 'line_items' => array() ) );
	$order->add_order_note( 'The status is Refunded; no payment was returned by the shop.' );
}
add_action( 'woocommerce_order_status_refunded', 'wc_order_fully_refunded' );

function wc_order_search( $term ) {
	global $wpdb;
	$like = '%' . $wpdb->esc_like( wc_clean( $term ) ) . '%';
	if ( Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled() ) {
		$ids = $wpdb->get_col( $wpdb->prepare( "SELECT DISTINCT o.id FROM {$wpdb->prefix}wc_orders o LEFT JOIN {$wpdb->prefix}wc_orders_meta m ON m.order_id = o.id AND m.meta_key IN ( '_billing_address_index', '_shipping_address_index' ) LEFT JOIN {$wpdb->prefix}woocommerce_order_items i ON i.order_id = o.id AND i.order_item_type = 'line_item' WHERE o.type = 'shop_order' AND ( o.id = %d OR m.meta_value LIKE %s OR i.order_item_name LIKE %s )", absint( $term ), $like, $like ) );
	} else {
		$ids = $wpdb->get_col( $wpdb->prepare( "SELECT DISTINCT o.ID FROM $wpdb->posts o LEFT JOIN $wpdb->postmeta m ON m.post_id = o.ID AND m.meta_key IN ( '_billing_address_index', '_shipping_address_index', '_billing_last_name', '_billing_email' ) LEFT JOIN {$wpdb->prefix}woocommerce_order_items i ON i.order_id = o.ID AND i.order_item_type = 'line_item' WHERE o.post_type = 'shop_order' AND ( o.ID = %d OR m.meta_value LIKE %s OR i.order_item_name LIKE %s )", absint( $term ), $like, $like ) );
	}
	return apply_filters( 'woocommerce_shop_order_search_results', array_map( 'intval', $ids ), $term, array() );
}
