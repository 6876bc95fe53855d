<?php
/**
 * Which kinds of change fire `woocommerce_update_order` and move the date of modification.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

return static function ( Trace $t ): void {
	global $wpdb;
	$order = wc_create_order();
	$id    = $order->get_id();
	$t->name( $id, 'order' );
	$age = static function () use ( $wpdb, $id ): void {
		$wpdb->update( $wpdb->posts, array( 'post_modified_gmt' => '2020-01-01 00:00:00', 'post_modified' => '2020-01-01 07:00:00' ), array( 'ID' => $id ) );
		if ( 'yes' === get_option( 'woocommerce_custom_orders_table_enabled' ) ) {
			$wpdb->update( $wpdb->prefix . 'wc_orders', array( 'date_updated_gmt' => '2020-01-01 00:00:00' ), array( 'id' => $id ) );
		}
		wp_cache_flush();
	};
	$kinds = array(
		'nothing'          => static fn( $o ) => $o->save(),
		'meta by save'     => static function ( $o ) {
			$o->update_meta_data( '_a', 'one' );
			$o->save();
		},
		'meta alone'       => static function ( $o ) {
			$o->update_meta_data( '_b', array( 'x' => 1 ) );
			$o->save_meta_data();
		},
		'meta again'       => static function ( $o ) {
			$o->update_meta_data( '_b', array( 'x' => 2 ) );
			$o->save_meta_data();
		},
		'same meta again'  => static function ( $o ) {
			$o->update_meta_data( '_b', array( 'x' => 2 ) );
			$o->save_meta_data();
		},
		'meta deleted'     => static function ( $o ) {
			$o->delete_meta_data( '_b' );
			$o->save_meta_data();
		},
		'two meta alone'   => static function ( $o ) {
			$o->update_meta_data( '_c', '1' );
			$o->update_meta_data( '_d', '2' );
			$o->save_meta_data();
		},
		'meta and prop'    => static function ( $o ) {
			$o->update_meta_data( '_c', '3' );
			$o->set_billing_city( 'Bogor' );
			$o->save_meta_data();
		},
		'billing'          => static function ( $o ) {
			$o->set_billing_city( 'Solo' );
			$o->save();
		},
		'flag'             => static function ( $o ) {
			$o->set_recorded_sales( true );
			$o->save();
		},
		'transaction'      => static function ( $o ) {
			$o->set_transaction_id( 'x' );
			$o->save();
		},
		'date paid'        => static function ( $o ) {
			$o->set_date_paid( time() );
			$o->save();
		},
		'customer note'    => static function ( $o ) {
			$o->set_customer_note( 'y' );
			$o->save();
		},
		'date created'     => static function ( $o ) {
			$o->set_date_created( '2024-02-29 10:00:00' );
			$o->save();
		},
		'date modified'    => static function ( $o ) {
			$o->set_date_modified( 1700000000 );
			$o->save();
		},
		'same value'       => static function ( $o ) {
			$o->set_customer_note( 'y' );
			$o->save();
		},
	);
	foreach ( $kinds as $label => $change ) {
		$age();
		$o = wc_get_order( $id );
		$t->hooks( $label, static fn() => $change( $o ) );
		$t->line( 'object modified', $o->get_date_modified() );
		$fresh = wc_get_order( $id );
		$t->line( 'modified', $fresh->get_date_modified() );
		$t->line( 'created', $fresh->get_date_created() );
		$t->line( 'meta', array( $fresh->get_meta( '_a' ), $fresh->get_meta( '_b' ), $fresh->get_meta( '_c' ), $fresh->get_meta( '_nope' ), count( $fresh->get_meta( '_c', false ) ), $fresh->get_billing_city(), $fresh->meta_exists( '_b' ) ) );
	}
	$t->line( 'all meta', array_map( static fn( $m ) => array_diff_key( $m->get_data(), array( 'id' => 1 ) ), wc_get_order( $id )->get_meta_data() ) );
	$o = wc_get_order( $id );
	$o->add_meta_data( '_many', 'a' );
	$o->add_meta_data( '_many', 'b' );
	$o->add_meta_data( '_html', '<b>"quoted\' \\ back</b>' );
	$o->save();
	$t->line( 'many', array_values( wp_list_pluck( wc_get_order( $id )->get_meta( '_many', false ), 'value' ) ) );
	$o = wc_get_order( $id );
	$o->update_meta_data( '_many', 'c' );
	$o->save();
	$t->line( 'many after update', array_values( wp_list_pluck( wc_get_order( $id )->get_meta( '_many', false ), 'value' ) ) );
	$t->line( 'html', wc_get_order( $id )->get_meta( '_html' ) );
	$o = wc_get_order( $id );
	$o->set_customer_note( 'a "b" \\ c <b>' );
	$o->set_billing_first_name( 'O\'Neil \\ "x"' );
	$o->save();
	$t->line( 'slashes', array( wc_get_order( $id )->get_customer_note(), wc_get_order( $id )->get_billing_first_name() ) );

	$t->hooks( 'a note with html', static fn() => wc_get_order( $id )->add_order_note( 'x <a href="https://e.test" onclick="x()">l</a><script>alert(1)</script><img src=x onerror=y> "q" \\ z' ) );
	$t->hooks( 'a note to the customer', static fn() => wc_get_order( $id )->add_order_note( 'Hello', 1 ) );
	$t->notes( $id );
	$t->line( 'customer notes', count( wc_get_order( $id )->get_customer_order_notes() ) );
	$t->sql( 'comments', "SELECT comment_author, comment_author_email, comment_content, comment_agent, comment_type, comment_approved, user_id FROM {p}comments WHERE comment_post_ID = $id ORDER BY comment_ID" );
	$t->line( 'hidden from get_comments', count( get_comments( array( 'post_id' => $id ) ) ) );

	foreach ( array( 'set_status' => 'what', 'set_currency' => 'ZZZ', 'set_billing_email' => 'no mail', 'set_parent_id' => 999999, 'set_date_created' => 'nonsense', 'set_customer_id' => -4 ) as $setter => $value ) {
		$o = wc_get_order( $id );
		try {
			$t->line( $setter, $o->$setter( $value ) );
		} catch ( Exception $e ) {
			$t->line( $setter, get_class( $e ) . ' ' . $e->getErrorCode() );
		}
	}
	$t->line( 'set_props', wc_get_order( $id )->set_props( array( 'currency' => 'ZZZ', 'billing_email' => 'no', 'customer_note' => 'z' ) ) );

	// Exceptions and errors in hooks.
	foreach ( array( 'woocommerce_order_status_processing', 'woocommerce_order_status_pending_to_processing', 'woocommerce_order_status_changed', 'woocommerce_update_order', 'woocommerce_before_order_object_save' ) as $hook ) {
		foreach ( array( 'RuntimeException', 'TypeError' ) as $class ) {
			$o = wc_create_order();
			$o->set_billing_email( 'a@example.test' );
			$o->save();
			$t->name( $o->get_id(), 'bad order' );
			$thrower = static function () use ( $class ) {
				throw new $class( 'Boom' );
			};
			add_action( $hook, $thrower, 1 );
			$t->hooks( "$class in $hook", static fn() => $t->line( 'returned', $o->update_status( 'processing', 'N.' ) ) );
			remove_action( $hook, $thrower, 1 );
			$t->line( 'stored', wc_get_order( $o->get_id() )->get_status() );
			$t->line( 'notes', count( wc_get_order_notes( array( 'order_id' => $o->get_id() ) ) ) );
		}
	}
};
