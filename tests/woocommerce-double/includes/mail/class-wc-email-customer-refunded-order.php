<?php
/**
 * The mail `customer_refunded_order`.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Sent to the customer.
 */
class WC_Email_Customer_Refunded_Order extends WC_Email {

	/** Names it and hangs it on its hooks. */
	public function __construct() {
		$this->id             = 'customer_refunded_order';
		$this->title          = 'Your order was refunded';
		$this->subject        = 'A refund for order #{order_number}';
		$this->customer_email = true;
		add_action( 'woocommerce_order_fully_refunded_notification', array( $this, 'trigger' ), 10, 1 );
		add_action( 'woocommerce_order_partially_refunded_notification', array( $this, 'trigger' ), 10, 1 );
		parent::__construct();
	}
}
