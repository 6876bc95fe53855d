<?php
/**
 * An order from its creation by code to its end: hooks, getters, notes, mails, what is stored.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

return static function ( Trace $t ): void {
	$product = $t->hooks(
		'a product',
		static function () {
			$product = new WC_Product_Simple();
			$product->set_name( 'Kopi Gayo & "Susu"' );
			$product->set_sku( 'KOPI-1' );
			$product->set_regular_price( '12500.50' );
			$product->set_short_description( '<p>Enak</p>' );
			$product->save();
			return $product;
		}
	);
	$t->name( $product->get_id(), 'product' );

	$order = $t->hooks( 'wc_create_order', static fn() => wc_create_order( array( 'customer_id' => 0 ) ) );
	$t->name( $order->get_id(), 'order' );
	$item_id = $t->hooks( 'add_product', static fn() => $order->add_product( $product, 3 ) );
	$t->name( (int) $item_id, 'line' );
	$t->line( 'add_product returned', $item_id );
	$t->hooks(
		'set billing, save',
		static function () use ( $order ) {
			$order->set_billing_first_name( 'Budi' );
			$order->set_billing_last_name( 'Santoso' );
			$order->set_billing_email( 'budi@example.test' );
			$order->set_billing_phone( '+62 812 3456' );
			$order->set_billing_country( 'ID' );
			$order->set_address( array( 'first_name' => 'Ani', 'city' => 'Bandung', 'country' => 'ID' ), 'shipping' );
			$order->set_customer_note( "Tolong <b>cepat</b>\nya" );
			$order->set_payment_method( 'cod' );
			$order->set_payment_method_title( 'Cash on delivery' );
			$order->save();
		}
	);
	$t->hooks( 'calculate_totals', static fn() => $order->calculate_totals() );
	$t->order( 'pending', $order );
	$t->order( 'read again', wc_get_order( $order->get_id() ) );
	$t->hooks( 'save without a change', static fn() => $order->save() );
	$t->hooks( 'to on-hold', static fn() => $order->update_status( 'on-hold', 'Waiting.' ) );
	$t->hooks( 'to processing', static fn() => wc_get_order( $order->get_id() )->update_status( 'processing' ) );
	$t->hooks( 'to processing again', static fn() => wc_get_order( $order->get_id() )->update_status( 'wc-processing' ) );
	$order = wc_get_order( $order->get_id() );
	$t->hooks( 'to completed, by hand', static fn() => $order->update_status( 'completed', '', true ) );
	$t->order( 'completed', wc_get_order( $order->get_id() ) );
	$t->hooks(
		'to a status that does not exist',
		static fn() => wc_get_order( $order->get_id() )->update_status( 'nonsense' )
	);
	$t->line( 'status now', wc_get_order( $order->get_id() )->get_status() );
	$t->hooks( 'cancelled', static fn() => wc_get_order( $order->get_id() )->update_status( 'cancelled' ) );
	$t->hooks( 'failed', static fn() => wc_get_order( $order->get_id() )->update_status( 'failed' ) );
	$t->hooks( 'payment_complete', static fn() => wc_get_order( $order->get_id() )->payment_complete( 'TX-1' ) );
	$t->hooks( 'payment_complete twice', static fn() => wc_get_order( $order->get_id() )->payment_complete( 'TX-2' ) );
	$t->order( 'paid', wc_get_order( $order->get_id() ) );
	$t->notes( $order->get_id() );
	$t->sql( 'items', 'SELECT order_item_name, order_item_type FROM {p}woocommerce_order_items WHERE order_id = ' . $order->get_id() );
	$t->sql( 'item meta', 'SELECT meta_key, meta_value FROM {p}woocommerce_order_itemmeta WHERE order_item_id = ' . (int) $item_id . ' ORDER BY meta_id' );
	$id = $order->get_id();
	$t->sql( 'post', "SELECT post_type, post_status, comment_status, ping_status, post_title <> '' t, post_password <> '' p, post_name <> '' n, post_excerpt, post_parent, post_author FROM {p}posts WHERE ID = $id" );
	$t->sql( 'post meta', "SELECT meta_key, meta_value FROM {p}postmeta WHERE post_id = $id AND meta_value <> '' ORDER BY meta_key" );
	if ( 'yes' === get_option( 'woocommerce_custom_orders_table_enabled' ) ) {
		$t->sql( 'row', "SELECT id, status, currency, type, tax_amount, total_amount, customer_id, billing_email, date_created_gmt, date_updated_gmt, parent_order_id, payment_method, payment_method_title, transaction_id, ip_address, user_agent, customer_note FROM {p}wc_orders WHERE id = $id" );
		$t->sql( 'addresses', "SELECT address_type, first_name, last_name, company, address_1, city, country, email, phone FROM {p}wc_order_addresses WHERE order_id = $id ORDER BY address_type" );
		$t->sql( 'operational', "SELECT created_via, prices_include_tax, coupon_usages_are_counted, download_permission_granted, order_key, new_order_email_sent, order_stock_reduced, date_paid_gmt, date_completed_gmt, shipping_tax_amount, shipping_total_amount, discount_tax_amount, discount_total_amount, recorded_sales FROM {p}wc_order_operational_data WHERE order_id = $id" );
		$t->sql( 'meta', "SELECT meta_key, meta_value FROM {p}wc_orders_meta WHERE order_id = $id AND meta_value <> '' ORDER BY meta_key" );
	}
	$t->hooks( 'trash', static fn() => wc_get_order( $id )->delete() );
	$t->line( 'trashed', wc_get_order( $id ) );
	$t->line( 'trashed status', wc_get_order( $id ) ? wc_get_order( $id )->get_status() : null );
	$t->hooks( 'delete', static fn() => wc_get_order( $id )->delete( true ) );
	$t->line( 'gone', wc_get_order( $id ) );
	$t->sql( 'items left', "SELECT count(*) FROM {p}woocommerce_order_items WHERE order_id = $id" );
};
