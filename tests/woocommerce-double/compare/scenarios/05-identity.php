<?php
/**
 * Whether two looks at one order are one object, and what types of orders and statuses there are.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

return static function ( Trace $t ): void {
	$made = wc_create_order();
	$id   = $made->get_id();
	$t->name( $id, 'order' );
	$a = wc_get_order( $id );
	$b = wc_get_order( $id );
	$t->line( 'same as made', $a === $made );
	$t->line( 'same object', $a === $b );
	$a->set_customer_note( 'not saved' );
	$t->line( 'seen unsaved', wc_get_order( $id )->get_customer_note() );
	$a->get_items();
	$a->save();
	$t->line( 'made sees it', $made->get_customer_note() );
	$t->line( 'b sees it', $b->get_customer_note() );
	$t->line( 'fresh sees it', wc_get_order( $id )->get_customer_note() );
	$t->line( 'new sees it', ( new WC_Order( $id ) )->get_customer_note() );
	$t->line( 'same after save', wc_get_order( $id ) === $a );
	$t->line( 'types', wc_get_order_types() );
	foreach ( array( 'order-count', 'order-meta-boxes', 'view-orders', 'reports', 'sales-reports', 'order-webhooks', 'cot-migration', 'admin-menu' ) as $for ) {
		$t->line( "types for $for", wc_get_order_types( $for ) );
	}
	$t->line( 'statuses', array_keys( wc_get_order_statuses() ) );
	$t->line( 'paid', wc_get_is_paid_statuses() );
	$u = Automattic\WooCommerce\Utilities\OrderUtil::class;
	$t->line( 'usage', $u::custom_orders_table_usage_is_enabled() );
	$t->line( 'container', wc_get_container()->get( Automattic\WooCommerce\Internal\DataStores\Orders\CustomOrdersTableController::class )->custom_orders_table_usage_is_enabled() );
	$t->line( 'is_order', array( $u::is_order( $id ), $u::is_order( 1 ), $u::is_order( $id, array( 'shop_order_refund' ) ), $u::is_order( wc_get_order( $id ) ) ) );
	$t->line( 'type', array( $u::get_order_type( $id ), $u::get_order_type( 1 ), $u::get_order_type( 99999999 ) ) );
	$t->line( 'table', $u::get_table_for_orders() );
	$t->line( 'not an order', array( wc_get_order( 1 ), wc_get_order( 0 ), wc_get_order( false ), wc_get_order( '' ), wc_get_order( null ), wc_get_order( 99999999 ), wc_get_order( 'x' ) ) );
	$t->line( 'of an order', wc_get_order( $a ) );
	$t->line( 'by string', wc_get_order( (string) $id ) );
	foreach ( array( 99999999, 1 ) as $bad ) {
		try {
			$t->line( 'new', new WC_Order( $bad ) );
		} catch ( Exception $e ) {
			$t->line( 'new', get_class( $e ) );
		}
	}
	$t->line( 'version', array( WC()->version === WC_VERSION, class_exists( 'WooCommerce' ), did_action( 'woocommerce_init' ), did_action( 'before_woocommerce_init' ), did_action( 'woocommerce_loaded' ) ) );
	$t->line( 'caps', array( user_can( 1, 'manage_woocommerce' ), user_can( 1, 'edit_shop_orders' ), user_can( 1, 'edit_shop_order', $id ), user_can( 1, 'edit_others_shop_orders' ), user_can( 1, 'view_woocommerce_reports' ) ) );
	$t->line( 'roles', array( null !== get_role( 'customer' ), null !== get_role( 'shop_manager' ), get_role( 'shop_manager' )->has_cap( 'manage_woocommerce' ), get_role( 'shop_manager' )->has_cap( 'manage_options' ), get_role( 'customer' )->capabilities ) );
	$manager = array_keys( array_filter( get_role( 'shop_manager' )->capabilities ) );
	sort( $manager );
	$t->line( 'manager', $manager );
	wp_delete_comment( 1 );
	$made->add_order_note( 'x' );
	$t->line( 'comments at first', count( get_comments( array( 'post_id' => $id ) ) ) );
};
