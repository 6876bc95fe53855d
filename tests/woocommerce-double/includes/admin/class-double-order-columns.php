<?php
/**
 * Columns of both lists of orders.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

use WC_Abstract_Order;

/**
 * The same columns, cells and bulk actions for both storages.
 */
final class Order_Columns {

	/** Columns. */
	public static function all(): array {
		return array(
			'cb'               => '<input type="checkbox" />',
			'order_number'     => 'Order',
			'order_date'       => 'Date',
			'order_status'     => 'Status',
			'billing_address'  => 'Billing',
			'shipping_address' => 'Ship to',
			'order_total'      => 'Total',
			'wc_actions'       => 'Actions',
		);
	}

	/** Bulk actions that set a status. */
	public static function bulk_actions(): array {
		return array(
			'mark_processing' => 'Change status to processing',
			'mark_on-hold'    => 'Change status to on-hold',
			'mark_completed'  => 'Change status to completed',
			'mark_cancelled'  => 'Change status to cancelled',
		);
	}

	/**
	 * A cell.
	 *
	 * @param string            $column Column.
	 * @param WC_Abstract_Order $order  Order.
	 */
	public static function cell( string $column, WC_Abstract_Order $order ): void {
		$name = trim( $order->get_billing_first_name() . ' ' . $order->get_billing_last_name() );
		$name = '' !== $name ? $name : trim( (string) $order->get_billing_company() );
		switch ( $column ) {
			case 'order_number':
				echo '<a href="' . esc_url( $order->get_edit_order_url() ) . '" class="order-view"><strong>#' . esc_html( $order->get_order_number() . ' ' . $name ) . '</strong></a>';
				break;
			case 'order_date':
				$date = $order->get_date_created();
				echo $date ? '<time datetime="' . esc_attr( $date->date( 'c' ) ) . '" title="' . esc_attr( $date->date_i18n( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ) ) ) . '">' . esc_html( $date->date_i18n( 'M j, Y' ) ) . '</time>' : '&ndash;';
				break;
			case 'order_status':
				echo '<mark class="order-status status-' . esc_attr( sanitize_html_class( $order->get_status() ) ) . ' tips"><span>' . esc_html( wc_get_order_status_name( $order->get_status() ) ) . '</span></mark>';
				break;
			case 'order_total':
				echo '<span class="tips">' . wp_kses_post( $order->get_formatted_order_total() ) . '</span>';
				break;
			case 'billing_address':
				echo wp_kses( str_replace( '<br/>', ', ', $order->get_formatted_billing_address( '&ndash;' ) ), array() );
				break;
			case 'shipping_address':
				echo wp_kses( str_replace( '<br/>', ', ', $order->get_formatted_shipping_address( '&ndash;' ) ), array() );
				break;
			case 'wc_actions':
				echo '<p>';
				do_action( 'woocommerce_admin_order_actions_start', $order );
				foreach ( apply_filters( 'woocommerce_admin_order_actions', array(), $order ) as $action ) {
					echo '<a class="button wc-action-button ' . esc_attr( $action['action'] ?? '' ) . '" href="' . esc_url( $action['url'] ?? '' ) . '">' . esc_html( $action['name'] ?? '' ) . '</a>';
				}
				do_action( 'woocommerce_admin_order_actions_end', $order );
				echo '</p>';
				break;
		}
	}

	/**
	 * Does a bulk action that sets a status.
	 *
	 * @param string    $action Action.
	 * @param list<int> $ids    Orders.
	 */
	public static function mark( string $action, array $ids ): int {
		$changed = 0;
		$status  = substr( $action, 5 );
		foreach ( wc_is_order_status( "wc-$status" ) ? $ids : array() as $id ) {
			$order = wc_get_order( $id );
			if ( $order instanceof \WC_Order ) {
				$order->update_status( $status, 'Changed in a list.', true );
				do_action( 'woocommerce_order_edit_status', $id, $status );
				++$changed;
			}
		}
		return $changed;
	}
}
