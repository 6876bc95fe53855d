<?php
/**
 * The mail `customer_on_hold_order`.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Sent to the customer.
 */
class WC_Email_Customer_On_Hold_Order extends WC_Email {

	/** Names it and hangs it on its hooks. */
	public function __construct() {
		$this->id             = 'customer_on_hold_order';
		$this->title          = 'Your order is waiting';
		$this->subject        = 'Order #{order_number} is waiting for its payment';
		$this->customer_email = true;
		add_action( 'woocommerce_order_status_pending_to_on-hold_notification', array( $this, 'trigger' ), 10, 2 );
		add_action( 'woocommerce_order_status_failed_to_on-hold_notification', array( $this, 'trigger' ), 10, 2 );
		add_action( 'woocommerce_order_status_cancelled_to_on-hold_notification', array( $this, 'trigger' ), 10, 2 );
		parent::__construct();
	}
}
