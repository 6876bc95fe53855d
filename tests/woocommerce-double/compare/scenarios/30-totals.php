<?php
/**
 * Sums to the cent, of prices without tax: decimals, rates, rounding, coupons, fees, shipping, in combination (all of them with TRACE_FULL=1).
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

return static function ( Trace $t ): void {
	$number  = 0;
	$product = static function ( string $price, string $class = '', string $status = 'taxable' ) use ( &$number ) {
		$product = new WC_Product_Simple();
		$product->set_name( 'P' . ++$number );
		$product->set_sku( 'P-' . $number );
		$product->set_regular_price( $price );
		$product->set_tax_class( $class );
		$product->set_tax_status( $status );
		$product->save();
		return $product;
	};
	$rate = static function ( string $percent, string $name, int $priority = 1, bool $compound = false, bool $shipping = true, string $class = '' ) {
		return WC_Tax::_insert_tax_rate( array( 'tax_rate_country' => 'ID', 'tax_rate_state' => '', 'tax_rate' => $percent, 'tax_rate_name' => $name, 'tax_rate_priority' => $priority, 'tax_rate_compound' => (int) $compound, 'tax_rate_shipping' => (int) $shipping, 'tax_rate_order' => 1, 'tax_rate_class' => $class ) );
	};
	$coupon = static function ( string $code, string $type, string $amount, array $props = array() ) {
		$coupon = new WC_Coupon();
		$coupon->set_code( $code );
		$coupon->set_discount_type( $type );
		$coupon->set_amount( $amount );
		$coupon->set_props( $props );
		$coupon->save();
		return $coupon;
	};
	foreach ( get_posts( array( 'post_type' => 'shop_coupon', 'posts_per_page' => -1, 'post_status' => 'any' ) ) as $old ) {
		wp_delete_post( $old->ID, true );
	}
	$coupon( 'ten', 'percent', '10' );
	$coupon( 'odd', 'percent', '33.33' );
	$coupon( 'cart', 'fixed_cart', '10000' );
	$coupon( 'cartodd', 'fixed_cart', '7777.77' );
	$coupon( 'each', 'fixed_product', '500' );
	$coupon( 'huge', 'fixed_cart', '99999999' );
	$coupon( 'x2', 'percent', '50', array( 'limit_usage_to_x_items' => 2 ) );

	$cases = array();
	$full  = (bool) getenv( 'TRACE_FULL' );
	foreach ( $full ? array( '0', '2', '3' ) : array( '0', '2' ) as $decimals ) {
		foreach ( array( 'no', 'yes' ) as $at_end ) {
			$cases[] = array( $decimals, getenv( 'TRACE_INCLUSIVE' ) ? 'yes' : 'no', $at_end );
		}
	}
	foreach ( $cases as [ $decimals, $inclusive, $at_end ] ) {
		update_option( 'woocommerce_price_num_decimals', $decimals );
		update_option( 'woocommerce_prices_include_tax', $inclusive );
		update_option( 'woocommerce_tax_round_at_subtotal', $at_end );
		foreach ( array( 'untaxed', 'one', 'two', 'compound', 'mixed' ) as $taxes ) {
			$GLOBALS['wpdb']->query( "DELETE FROM {$GLOBALS['wpdb']->prefix}woocommerce_tax_rates" );
			WC_Cache_Helper::invalidate_cache_group( 'taxes' );
			update_option( 'woocommerce_calc_taxes', 'untaxed' === $taxes ? 'no' : 'yes' );
			$names = array();
			if ( 'untaxed' !== $taxes ) {
				$names[] = $rate( '11.0000', 'PPN' );
			}
			if ( 'two' === $taxes ) {
				$names[] = $rate( '2.5000', 'Daerah', 2, false, false );
			}
			if ( 'compound' === $taxes ) {
				$names[] = $rate( '5.0000', 'Mewah', 2, true );
			}
			if ( 'mixed' === $taxes ) {
				$names[] = $rate( '7.0000', 'Kurang', 1, false, true, 'reduced-rate' );
			}
			foreach ( $names as $at => $id ) {
				$t->name( (int) $id, "rate$at" );
			}
			$products = array( $product( '33333.33' ), $product( '12345.67', 'mixed' === $taxes ? 'reduced-rate' : '' ), $product( '999.99', '', 'mixed' === $taxes ? 'none' : 'taxable' ) );
			foreach ( $full ? array( array(), array( 'ten' ), array( 'odd', 'cart' ), array( 'cartodd' ), array( 'each', 'ten' ), array( 'x2' ), array( 'huge' ) ) : array( array( 'ten' ), array( 'odd', 'cart' ), array( 'huge' ) ) as $codes ) {
				echo "\n=== decimals $decimals, inclusive $inclusive, at end $at_end, $taxes, coupons ", implode( '+', $codes ), "\n";
				$order = wc_create_order();
				$order->add_product( $products[0], 3 );
				$order->add_product( $products[1], 2 );
				$order->add_product( $products[2], 7 );
				foreach ( array( '1500.55' => 'taxable', '-250.25' => 'taxable', '99' => 'none' ) as $amount => $status ) {
					$fee = new WC_Order_Item_Fee();
					$fee->set_name( 'Fee' );
					$fee->set_amount( (string) $amount );
					$fee->set_total( (string) $amount );
					$fee->set_tax_status( $status );
					$order->add_item( $fee );
				}
				$shipping = new WC_Order_Item_Shipping();
				$shipping->set_method_title( 'JNE' );
				$shipping->set_method_id( 'flat_rate' );
				$shipping->set_total( '18181.82' );
				$order->add_item( $shipping );
				$order->calculate_totals();
				foreach ( $codes as $code ) {
					$applied = $order->apply_coupon( $code );
					echo 'apply ', $code, ' ', is_wp_error( $applied ) ? 'error' : ( $applied ? 'yes' : 'no' ), "\n";
				}
				$order = wc_get_order( $order->get_id() );
				foreach ( array( 'subtotal', 'discount_total', 'discount_tax', 'shipping_total', 'shipping_tax', 'cart_tax', 'total_tax', 'total', 'total_discount', 'total_fees' ) as $getter ) {
					echo "$getter ", $t->show( $order->{"get_$getter"}() ), '  ';
				}
				echo "\n";
				foreach ( $order->get_items( array( 'line_item', 'fee', 'shipping', 'coupon', 'tax' ) ) as $item ) {
					echo '  ', $item->get_type(), ' ', $item->get_name();
					foreach ( array( 'subtotal', 'subtotal_tax', 'total', 'total_tax', 'taxes', 'discount', 'discount_tax', 'label', 'rate_percent', 'compound', 'tax_total', 'shipping_tax_total' ) as $getter ) {
						if ( method_exists( $item, "get_$getter" ) || is_callable( array( $item, "get_$getter" ) ) ) {
							echo " $getter ", $t->show( $item->{"get_$getter"}() );
						}
					}
					echo "\n";
				}
				foreach ( $order->get_tax_totals() as $total ) {
					echo '  tax ', $total->label, ' ', $t->show( round( (float) $total->amount, 6 ) ), "\n";
				}
				$line = current( $order->get_items() );
				echo '  item ', $t->show( $order->get_item_subtotal( $line ) ), ' ', $t->show( $order->get_item_total( $line, true ) ), ' ', $t->show( $order->get_line_total( $line, true ) ), ' ', $t->show( $order->get_item_tax( $line ) ), ' ', wp_strip_all_tags( wc_price( $order->get_total() ) ), "\n";
			}
		}
	}
};
