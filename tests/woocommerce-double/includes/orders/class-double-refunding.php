<?php
/**
 * Making a refund.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

use WC_Order_Refund;

/**
 * Copies the lines that are refunded with negative amounts, and closes the order once nothing is left.
 */
final class Refunding {

	/** @var array<string, mixed> */
	private array $args;

	/** @param array<string, mixed> $args Arguments of `wc_create_refund()`. */
	public function __construct( array $args ) {
		$this->args = wp_parse_args( $args, array( 'amount' => 0, 'reason' => null, 'order_id' => 0, 'refund_id' => 0, 'line_items' => array(), 'refund_payment' => false, 'restock_items' => false ) );
	}

	/**
	 * Makes it.
	 *
	 * @return WC_Order_Refund|\WP_Error
	 */
	public function run() {
		$args = $this->args;
		try {
			$order = wc_get_order( $args['order_id'] );
			if ( ! $order ) {
				throw new \Exception( 'There is no such order.' );
			}
			$rest_amount = (float) $order->get_remaining_refund_amount();
			$rest_items  = $order->get_remaining_refund_items();
			$refund      = new WC_Order_Refund( $args['refund_id'] );
			if ( 0 > $args['amount'] || (float) $args['amount'] > $rest_amount ) {
				throw new \Exception( 'This amount cannot be refunded.' );
			}
			$refund->set_parent_id( $order->get_id() );
			$refund->set_props( array( 'amount' => $args['amount'], 'reason' => $args['reason'], 'refunded_by' => max( 1, get_current_user_id() ), 'currency' => $order->get_currency(), 'prices_include_tax' => $order->get_prices_include_tax() ) );
			$count = $this->copy_items( $order, $refund );
			$refund->update_taxes();
			$refund->calculate_totals( false );
			$refund->set_total( (float) $args['amount'] * -1 );
			$refund->set_date_created( time() );

			do_action( 'woocommerce_create_refund', $refund, $args );
			if ( ! $refund->save() ) {
				return $refund;
			}
			if ( $args['refund_payment'] ) {
				$paid = wc_refund_payment( $order, $refund->get_amount(), $refund->get_reason() );
				if ( is_wp_error( $paid ) ) {
					$refund->delete();
					return $paid;
				}
				$refund->set_refunded_payment( true );
				$refund->save();
			}
			if ( $args['restock_items'] ) {
				$this->restock( $order );
			}
			$partly = ( $rest_amount - (float) $args['amount'] ) > 0 || ( $order->has_free_item() && ( $rest_items - $count ) > 0 );
			if ( $partly ) {
				do_action( 'woocommerce_order_partially_refunded', $order->get_id(), $refund->get_id() );
			} else {
				do_action( 'woocommerce_order_fully_refunded', $order->get_id(), $refund->get_id() );
				$status = apply_filters( 'woocommerce_order_fully_refunded_status', 'refunded', $order->get_id(), $refund->get_id() );
				if ( $status ) {
					$order->update_status( $status );
				}
			}
			$order->set_date_modified( time() );
			$order->save();
			do_action( 'woocommerce_refund_created', $refund->get_id(), $args );
			do_action( 'woocommerce_order_refunded', $order->get_id(), $refund->get_id() );
		} catch ( \Exception $e ) {
			if ( isset( $refund ) && $refund->get_id() ) {
				$refund->delete( true );
			}
			return new \WP_Error( 'error', $e->getMessage() );
		}
		return $refund;
	}

	/**
	 * Copies lines.
	 *
	 * @param \WC_Order       $order  The order.
	 * @param WC_Order_Refund $refund The refund.
	 * @return int|float Number of pieces.
	 */
	private function copy_items( \WC_Order $order, WC_Order_Refund $refund ) {
		$count = 0;
		foreach ( $order->get_items( array( 'line_item', 'fee', 'shipping' ) ) as $id => $item ) {
			$asked = $this->args['line_items'][ $id ] ?? null;
			$qty   = $asked['qty'] ?? 0;
			$total = $asked['refund_total'] ?? 0;
			if ( null === $asked || ( empty( $qty ) && empty( $total ) && empty( $asked['refund_tax'] ) ) ) {
				continue;
			}
			$class = get_class( $item );
			$copy  = new $class( $item );
			$copy->set_id( 0 );
			$copy->add_meta_data( '_refunded_item_id', $id, true );
			$negative = static fn( $amount ) => wc_format_decimal( (float) wc_format_decimal( $amount ) * -1 );
			$taxes    = array_map( $negative, array_filter( (array) ( $asked['refund_tax'] ?? array() ) ) );
			$copy->set_total( $negative( $total ) );
			$copy->set_taxes( array( 'total' => $taxes, 'subtotal' => $taxes ) );
			if ( is_callable( array( $copy, 'set_subtotal' ) ) ) {
				$copy->set_subtotal( $negative( $total ) );
			}
			if ( is_callable( array( $copy, 'set_quantity' ) ) ) {
				$copy->set_quantity( $qty * -1 );
			}
			$refund->add_item( $copy );
			$count += $qty;
		}
		return $count;
	}

	/**
	 * Puts products back on the shelf.
	 *
	 * @param \WC_Order $order The order.
	 */
	private function restock( \WC_Order $order ): void {
		foreach ( $order->get_items() as $id => $item ) {
			$qty     = $this->args['line_items'][ $id ]['qty'] ?? 0;
			$product = $qty ? $item->get_product() : false;
			if ( $product && $product->managing_stock() ) {
				$now     = wc_update_product_stock( $product, $qty, 'increase' );
				$reduced = (float) $item->get_meta( '_reduced_stock' ) - $qty;
				$item->update_meta_data( '_reduced_stock', (string) max( 0, $reduced ) );
				$item->save();
				$order->add_order_note( sprintf( 'Stock of %1$s: %2$s back, now %3$s.', wp_strip_all_tags( $product->get_formatted_name() ), $qty, $now ) );
				do_action( 'woocommerce_restock_refunded_item', $product->get_id(), 0, 0, $order, $product );
			}
		}
	}
}
