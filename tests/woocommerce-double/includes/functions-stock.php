<?php
/**
 * Functions about stock and counts.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

// phpcs:disable Squiz.Commenting.FunctionComment -- Signatures and meaning are WooCommerce's own; a comment is only given where there is something to know.

function wc_update_product_stock( $product, $quantity = null, $operation = 'set', $updating = false ) {
	$product = $product instanceof WC_Product ? $product : wc_get_product( $product );
	if ( ! $product || null === $quantity || ! $product->managing_stock() ) {
		return $product ? $product->get_stock_quantity() : false;
	}
	$now = (float) $product->get_stock_quantity();
	$product->set_stock_quantity( wc_stock_amount( match ( $operation ) {
		'increase' => $now + $quantity,
		'decrease' => $now - $quantity,
		default => $quantity,
	} ) );
	$product->save();
	do_action( $product->is_type( 'variation' ) ? 'woocommerce_variation_set_stock' : 'woocommerce_product_set_stock', $product );
	return $product->get_stock_quantity();
}

/** Whether the stock of an order's products may be changed: `reduce` or `restore`. */
function wc_double_stock_may_change( $order, string $way ): bool {
	return $order instanceof WC_Order && wc_string_to_bool( get_option( 'woocommerce_manage_stock' ) ) && apply_filters( "woocommerce_can_{$way}_order_stock", true, $order );
}

/** A flag of an order, set in the way of its storage. */
function wc_double_set_order_flag( int $order_id, string $flag, bool $value ): void {
	WC_Data_Store::load( 'order' )->set_flag( $order_id, $flag, $value );
}

function wc_maybe_reduce_stock_levels( $order_id ) {
	$order = wc_get_order( $order_id );
	if ( ! $order ) {
		return;
	}
	if ( apply_filters( 'woocommerce_payment_complete_reduce_order_stock', ! $order->get_order_stock_reduced(), $order->get_id() ) ) {
		wc_reduce_stock_levels( $order );
		wc_double_set_order_flag( $order->get_id(), 'order_stock_reduced', true );
	}
}

function wc_maybe_increase_stock_levels( $order_id ) {
	$order = wc_get_order( $order_id );
	if ( $order && $order->get_order_stock_reduced() ) {
		wc_increase_stock_levels( $order );
		wc_double_set_order_flag( $order->get_id(), 'order_stock_reduced', false );
	}
}

function wc_reduce_stock_levels( $order_id ) {
	$order = $order_id instanceof WC_Order ? $order_id : wc_get_order( $order_id );
	if ( ! wc_double_stock_may_change( $order, 'reduce' ) ) {
		return;
	}
	$changes = array();
	foreach ( $order->get_items() as $item ) {
		$product = $item->get_product();
		if ( ! $product || ! $product->managing_stock() || $item->get_meta( '_reduced_stock' ) ) {
			continue;
		}
		$qty = apply_filters( 'woocommerce_order_item_quantity', $item->get_quantity(), $order, $item );
		$now = wc_update_product_stock( $product, $qty, 'decrease' );
		$item->add_meta_data( '_reduced_stock', $qty, true );
		$item->save();
		$changes[] = wp_strip_all_tags( $product->get_formatted_name() ) . ' ' . ( $now + $qty ) . '&rarr;' . $now;
	}
	if ( $changes ) {
		$order->add_order_note( 'Taken from stock: ' . implode( ', ', $changes ) );
	}
	do_action( 'woocommerce_reduce_order_stock', $order );
}

function wc_increase_stock_levels( $order_id ) {
	$order = $order_id instanceof WC_Order ? $order_id : wc_get_order( $order_id );
	if ( ! wc_double_stock_may_change( $order, 'restore' ) ) {
		return;
	}
	$changes = array();
	foreach ( $order->get_items() as $item ) {
		$product = $item->get_product();
		$qty     = $item->get_meta( '_reduced_stock' );
		if ( $product && $qty && $product->managing_stock() ) {
			$now = wc_update_product_stock( $product, $qty, 'increase' );
			$item->delete_meta_data( '_reduced_stock' );
			$item->save();
			$changes[] = $product->get_name() . ' ' . ( $now - $qty ) . '&rarr;' . $now;
		}
	}
	if ( $changes ) {
		$order->add_order_note( 'Put back into stock: ' . implode( ', ', $changes ) );
	}
	do_action( 'woocommerce_restore_order_stock', $order );
}

/** Sales of products are counted once an order is on its way, and taken back when it is cancelled. */
function wc_update_total_sales_counts( $order_id ) {
	$order = wc_get_order( $order_id );
	$back  = $order && $order->has_status( array( 'cancelled', 'trash' ) );
	if ( ! $order || $order->get_recorded_sales() === ! $back ) {
		return;
	}
	foreach ( $order->get_items() as $item ) {
		if ( $item->get_product_id() ) {
			update_post_meta( $item->get_product_id(), 'total_sales', (int) get_post_meta( $item->get_product_id(), 'total_sales', true ) + (int) $item->get_quantity() * ( $back ? -1 : 1 ) );
		}
	}
	wc_double_set_order_flag( $order->get_id(), 'recorded_sales', ! $back );
	do_action( 'woocommerce_recorded_sales', $order->get_id() );
}

/** Coupons count as used while their order is alive. */
function wc_update_coupon_usage_counts( $order_id ) {
	$order = wc_get_order( $order_id );
	if ( ! $order ) {
		return;
	}
	$counted = $order->get_recorded_coupon_usage_counts();
	$invalid = $order->has_status( array( 'cancelled', 'trash' ) );
	if ( $counted === ! $invalid ) {
		return;
	}
	wc_double_set_order_flag( $order->get_id(), 'recorded_coupon_usage_counts', ! $invalid );
	foreach ( $order->get_coupon_codes() as $code ) {
		$coupon = new WC_Coupon( $code );
		if ( $coupon->get_id() ) {
			$coupon->change_usage_count( $invalid ? -1 : 1, (string) ( $order->get_user_id() ? $order->get_user_id() : $order->get_billing_email() ) );
		}
	}
}

/** Downloads are allowed once. */
function wc_downloadable_product_permissions( $order_id, $force = false ) {
	$order = wc_get_order( $order_id );
	if ( ! $order || ( $order->get_download_permissions_granted() && ! $force ) ) {
		return;
	}
	if ( $order->has_status( 'processing' ) && 'no' === get_option( 'woocommerce_downloads_grant_access_after_payment' ) ) {
		return;
	}
	wc_double_set_order_flag( $order->get_id(), 'download_permissions_granted', true );
	do_action( 'woocommerce_grant_product_download_permissions', $order->get_id() );
}
