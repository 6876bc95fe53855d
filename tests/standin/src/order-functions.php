<?php
/**
 * Functions about orders.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

use WcAccounting\Standin\Amount;
use WcAccounting\Standin\Database;
use WcAccounting\Standin\OrderQuery;

/**
 * @return array<string, string>
 */
function wc_get_order_statuses(): array {
	$statuses = array(
		'wc-pending'    => 'Pending payment',
		'wc-processing' => 'Processing',
		'wc-on-hold'    => 'On hold',
		'wc-completed'  => 'Completed',
		'wc-cancelled'  => 'Cancelled',
		'wc-refunded'   => 'Refunded',
		'wc-failed'     => 'Failed',
	);
	return apply_filters( 'wc_order_statuses', $statuses );
}

/** An unknown status is its own name. */
function wc_get_order_status_name( string $status ): string {
	$status = preg_replace( '/^wc-/', '', $status );
	return wc_get_order_statuses()[ "wc-$status" ] ?? $status;
}

/**
 * @param mixed $order Its number, or the order itself.
 * @return WC_Abstract_Order|false
 */
function wc_get_order( $order = false ) {
	if ( $order instanceof WC_Abstract_Order ) {
		return $order;
	}
	return ( is_numeric( $order ) ? WC_Abstract_Order::find( (int) $order ) : null ) ?? false;
}

/**
 * @param array<string, mixed> $args Fields of the new order.
 */
function wc_create_order( array $args = array() ): WC_Order {
	$order = new WC_Order();
	$order->set_props(
		array(
			'currency'           => get_woocommerce_currency(),
			'prices_include_tax' => 'yes' === get_option( 'woocommerce_prices_include_tax' ),
		)
	);
	$order->set_props( $args );
	$order->save();
	return $order;
}

/**
 * Numbers of orders, or the orders.
 *
 * @param array<string, mixed> $args See OrderQuery; and `return`: `ids` or `objects`.
 * @return list<int|WC_Abstract_Order>
 */
function wc_get_orders( array $args ): array {
	$ids = OrderQuery::ids( $args );
	return 'ids' === ( $args['return'] ?? 'objects' ) ? $ids : array_map( WC_Abstract_Order::find( ... ), $ids );
}

/**
 * @param array{order_id: int} $args
 * @return list<object> The newest first: id, date_created, content, customer_note, added_by.
 */
function wc_get_order_notes( array $args ): array {
	$notes = array();
	$which = 'comment_post_ID = %d AND comment_type = %s ORDER BY comment_ID DESC';
	foreach ( Database::find( 'comments', $which, $args['order_id'], 'order_note' ) as $row ) {
		$notes[] = (object) array(
			'id'            => (int) $row['comment_ID'],
			'date_created'  => WC_DateTime::of( $row['comment_date_gmt'] . '+00:00' ),
			'content'       => $row['comment_content'],
			'customer_note' => '1' === get_comment_meta( (int) $row['comment_ID'], 'is_customer_note', true ),
			'added_by'      => $row['comment_author'],
		);
	}
	return $notes;
}

/**
 * @return mixed What is stored with an item.
 */
function wc_get_order_item_meta( int $item_id, string $key, bool $single = true ) {
	return WC_Order_Item::stored( $item_id, $key );
}

/**
 * Gives money back.
 *
 * @param array<string, mixed> $args `order_id`, `amount`, `reason`, and `line_items` by number of the item.
 * @return WC_Order_Refund|WP_Error
 */
function wc_create_refund( array $args ) {
	$order  = wc_get_order( $args['order_id'] ?? 0 );
	$amount = Amount::rounded( $args['amount'] ?? 0 );
	$left   = $order instanceof WC_Order ? (float) $order->get_total( 'edit' ) - $order->get_total_refunded() : 0.0;
	if ( ! $order instanceof WC_Order || (float) $amount < 0 || (float) $amount > $left ) {
		return new WP_Error( 'error', $order instanceof WC_Order ? 'Invalid refund amount.' : 'Invalid order ID.' );
	}
	$refund = WC_Order_Refund::of( $order, $amount, (string) ( $args['reason'] ?? '' ) );
	$parts  = (array) ( $args['line_items'] ?? array() );
	foreach ( array_intersect_key( $order->get_items( array( 'line_item', 'fee', 'shipping' ) ), $parts ) as $id => $item ) {
		$refund->take_back( $item, $parts[ $id ] );
	}
	do_action( 'woocommerce_create_refund', $refund, $args );
	$id       = $refund->save();
	$is_whole = (float) $amount >= $left;
	do_action( $is_whole ? 'woocommerce_order_fully_refunded' : 'woocommerce_order_partially_refunded', $order->get_id(), $id );
	if ( $is_whole ) {
		$order->update_status( 'refunded' );
	} else {
		$order->save();
	}
	do_action( 'woocommerce_refund_created', $id, $args );
	do_action( 'woocommerce_order_refunded', $order->get_id(), $id );
	return $refund;
}
