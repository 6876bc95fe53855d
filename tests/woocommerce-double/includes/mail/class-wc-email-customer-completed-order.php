<?php
/**
 * The mail `customer_completed_order`.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Sent to the customer.
 */
class WC_Email_Customer_Completed_Order extends WC_Email {

	/** Names it and hangs it on its hooks. */
	public function __construct() {
		$this->id             = 'customer_completed_order';
		$this->title          = 'Your order is complete';
		$this->subject        = 'Order #{order_number} is complete';
		$this->customer_email = true;
		add_action( 'woocommerce_order_status_completed_notification', array( $this, 'trigger' ), 10, 2 );
		parent::__construct();
	}
}
