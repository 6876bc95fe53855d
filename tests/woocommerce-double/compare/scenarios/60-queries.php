<?php
/**
 * Looking for orders.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

return static function ( Trace $t ): void {
	$user = get_user_by( 'login', 'pembeli' );
	$user = $user ? $user->ID : wp_insert_user( array( 'user_login' => 'pembeli', 'user_pass' => 'x', 'user_email' => 'pembeli@example.test', 'role' => 'customer' ) );
	$rows = array(
		'a' => array( 'processing', '2024-01-31 23:30:00', 'a@example.test', 0 ),
		'b' => array( 'completed', '2024-02-01 00:30:00', 'b@example.test', $user ),
		'c' => array( 'pending', '2024-02-01 12:00:00', 'a@example.test', $user ),
		'd' => array( 'on-hold', '2024-02-29 10:00:00', '', 0 ),
		'e' => array( 'cancelled', '2024-03-01 10:00:00', 'e@example.test', 0 ),
		'f' => array( 'trash', '2024-03-02 10:00:00', '', 0 ),
		'g' => array( 'completed', '2024-03-03 10:00:00', 'g@example.test', 0 ),
	);
	$name = array();
	foreach ( $rows as $key => [ $status, $created, $email, $customer ] ) {
		$order = wc_create_order();
		$order->set_date_created( $created );
		$order->set_billing_email( $email );
		$order->set_customer_id( $customer );
		$order->set_payment_method( 'a' === $key ? 'cod' : 'bacs' );
		$order->set_billing_city( 'Kota ' . $key );
		$order->set_total( (string) ( 100 * ord( $key ) ) );
		if ( in_array( $key, array( 'a', 'b', 'd' ), true ) ) {
			$order->update_meta_data( '_wc_kledo_order_synced', 'd' === $key ? 'no' : 'yes' );
		}
		$order->set_date_paid( 'b' === $key ? '2024-02-02 08:00:00' : null );
		$order->save();
		$id = $order->get_id();
		if ( 'trash' === $status ) {
			$order->delete( false );
		} elseif ( 'pending' !== $status ) {
			$order->set_status( $status );
			$order->save();
		}
		$name[ $id ] = $key;
		$t->name( $id, $key );
	}
	$refund = wc_create_refund( array( 'order_id' => array_search( 'g', $name, true ), 'amount' => 5 ) );
	$refund->set_date_created( '2024-03-03 11:00:00' );
	$refund->save();
	$name[ $refund->get_id() ] = 'refund';
	$t->name( $refund->get_id(), 'refund' );
	$ids = array_flip( $name );
	$utc = static fn( string $text ) => ( new DateTimeImmutable( $text, wp_timezone() ) )->getTimestamp();

	$asks = array(
		'nothing'           => array(),
		'all'               => array( 'limit' => -1 ),
		'two'               => array( 'limit' => 2 ),
		'second page'       => array( 'limit' => 2, 'page' => 2 ),
		'second page paged' => array( 'limit' => 2, 'paged' => 2 ),
		'offset'            => array( 'limit' => 2, 'offset' => 1 ),
		'orders only'       => array( 'type' => 'shop_order', 'limit' => -1 ),
		'refunds only'      => array( 'type' => 'shop_order_refund', 'limit' => -1 ),
		'status'            => array( 'status' => 'completed', 'type' => 'shop_order' ),
		'status with wc-'   => array( 'status' => array( 'wc-completed', 'wc-processing' ), 'type' => 'shop_order' ),
		'statuses'          => array( 'status' => array( 'completed', 'on-hold' ), 'type' => 'shop_order' ),
		'any'               => array( 'status' => 'any', 'type' => 'shop_order', 'limit' => -1 ),
		'trash'             => array( 'status' => 'trash' ),
		'trash and'         => array( 'status' => array( 'trash', 'completed' ), 'type' => 'shop_order' ),
		'asc'               => array( 'order' => 'ASC', 'type' => 'shop_order' ),
		'by id'             => array( 'orderby' => 'ID', 'order' => 'ASC', 'type' => 'shop_order' ),
		'by id small'       => array( 'orderby' => 'id', 'order' => 'DESC', 'type' => 'shop_order' ),
		'day'               => array( 'date_created' => '2024-02-01', 'type' => 'shop_order' ),
		'after day'         => array( 'date_created' => '>2024-02-01', 'type' => 'shop_order' ),
		'from day'          => array( 'date_created' => '>=2024-02-01', 'type' => 'shop_order' ),
		'before day'        => array( 'date_created' => '<2024-02-01', 'type' => 'shop_order' ),
		'until day'         => array( 'date_created' => '<=2024-02-01', 'type' => 'shop_order' ),
		'days'              => array( 'date_created' => '2024-02-01...2024-02-29', 'type' => 'shop_order' ),
		'after stamp'       => array( 'date_created' => '>' . $utc( '2024-02-01 12:00:00' ), 'type' => 'shop_order' ),
		'from stamp'        => array( 'date_created' => '>=' . $utc( '2024-02-01 12:00:00' ), 'type' => 'shop_order' ),
		'stamps'            => array( 'date_created' => $utc( '2024-02-01 00:30:00' ) . '...' . $utc( '2024-02-01 12:00:00' ), 'type' => 'shop_order' ),
		'stamp'             => array( 'date_created' => $utc( '2024-02-01 12:00:00' ), 'type' => 'shop_order' ),
		'modified today'    => array( 'date_modified' => '>' . ( time() - 600 ), 'type' => 'shop_order', 'limit' => -1 ),
		'modified before'   => array( 'date_modified' => '<' . ( time() - 600 ), 'type' => 'shop_order' ),
		'paid'              => array( 'date_paid' => '2024-02-02', 'type' => 'shop_order' ),
		'paid after'        => array( 'date_paid' => '>2024-02-01', 'type' => 'shop_order', 'limit' => -1 ),
		'customer'          => array( 'customer' => $user, 'type' => 'shop_order' ),
		'customer mail'     => array( 'customer' => 'a@example.test', 'type' => 'shop_order' ),
		'customer_id'       => array( 'customer_id' => $user, 'type' => 'shop_order' ),
		'billing_email'     => array( 'billing_email' => 'a@example.test', 'type' => 'shop_order' ),
		'city'              => array( 'billing_city' => 'Kota e', 'type' => 'shop_order' ),
		'method'            => array( 'payment_method' => 'cod', 'type' => 'shop_order' ),
		'exclude'           => array( 'exclude' => array( $ids['a'], $ids['b'] ), 'type' => 'shop_order' ),
		'parent'            => array( 'parent' => $ids['g'] ),
		'parent none'       => array( 'parent' => $ids['a'] ),
		'meta'              => array( 'meta_key' => '_wc_kledo_order_synced', 'meta_value' => 'yes', 'type' => 'shop_order' ),
		'meta not'          => array( 'meta_key' => '_wc_kledo_order_synced', 'meta_value' => 'yes', 'meta_compare' => '!=', 'type' => 'shop_order' ),
		'meta there'        => array( 'meta_key' => '_wc_kledo_order_synced', 'meta_compare' => 'EXISTS', 'type' => 'shop_order' ),
		'meta missing'      => array( 'meta_key' => '_wc_kledo_order_synced', 'meta_compare' => 'NOT EXISTS', 'type' => 'shop_order' ),
		'meta_query'        => array( 'meta_query' => array( array( 'key' => '_wc_kledo_order_synced', 'compare' => 'NOT EXISTS' ) ), 'type' => 'shop_order' ),
		'meta_query or'     => array( 'meta_query' => array( 'relation' => 'OR', array( 'key' => '_wc_kledo_order_synced', 'compare' => 'NOT EXISTS' ), array( 'key' => '_wc_kledo_order_synced', 'value' => 'yes', 'compare' => '!=' ) ), 'type' => 'shop_order', 'status' => array( 'processing', 'completed', 'on-hold' ) ),
		'field_query'       => array( 'field_query' => array( array( 'field' => 'total', 'value' => '9900', 'compare' => '>' ) ), 'type' => 'shop_order' ),
		'status and date'   => array( 'status' => array( 'processing', 'completed' ), 'date_created' => '>' . $utc( '2024-02-01 00:00:00' ), 'type' => 'shop_order', 'orderby' => 'date', 'order' => 'ASC' ),
		'nothing found'     => array( 'status' => 'failed' ),
		'no status'         => array( 'status' => array(), 'type' => 'shop_order', 'limit' => -1 ),
	);
	foreach ( $asks as $label => $args ) {
		$found = wc_get_orders( array( 'return' => 'ids' ) + $args );
		$t->line( $label, is_array( $found ) ? implode( ' ', array_map( static fn( $id ) => $name[ $id ] ?? "?$id", $found ) ) : $found );
	}
	$t->line( 'type of ids', wc_get_orders( array( 'return' => 'ids', 'limit' => 1, 'type' => 'shop_order' ) ) );
	$t->line( 'objects', wc_get_orders( array( 'limit' => 3 ) ) );
	$page = wc_get_orders( array( 'limit' => 2, 'page' => 2, 'paginate' => true, 'type' => 'shop_order' ) );
	$t->line( 'paginated', (array) $page );
	$t->line( 'count', wc_orders_count( 'completed' ) );
	$t->line( 'by key', wc_get_order_id_by_order_key( wc_get_order( $ids['a'] )->get_order_key() ) );
};
