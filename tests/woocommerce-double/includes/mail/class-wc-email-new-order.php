<?php
/**
 * The mail `new_order`.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Sent to the shop.
 */
class WC_Email_New_Order extends WC_Email {

	/** Statuses and changes of status that it tells of. */
	protected const TELLS_OF = array(
		'pending_to_processing',
		'pending_to_completed',
		'pending_to_on-hold',
		'failed_to_processing',
		'failed_to_completed',
		'failed_to_on-hold',
		'cancelled_to_processing',
		'cancelled_to_completed',
		'cancelled_to_on-hold',
	);

	/** Names it. */
	public function __construct() {
		$this->id             = 'new_order';
		$this->title          = 'New order';
		$this->subject        = 'New order #{order_number}';
		$this->customer_email = false;
		parent::__construct();
	}

	/**
	 * Sends it, but only once for each order.
	 *
	 * @param int            $order_id Order.
	 * @param WC_Order|false $order    Order.
	 */
	public function trigger( $order_id, $order = false ) {
		$order = $order instanceof WC_Order ? $order : wc_get_order( $order_id );
		if ( $order && $order->get_new_order_email_sent() && ! apply_filters( 'woocommerce_new_order_email_allows_resend', false ) ) {
			return;
		}
		parent::trigger( $order_id, $order );
		if ( $order ) {
			$order->set_new_order_email_sent( true );
			$order->save();
		}
	}
}
