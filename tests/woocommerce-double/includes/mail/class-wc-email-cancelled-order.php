<?php
/**
 * The mail `cancelled_order`.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Sent to the shop.
 */
class WC_Email_Cancelled_Order extends WC_Email {

	/** Names it and hangs it on its hooks. */
	public function __construct() {
		$this->id             = 'cancelled_order';
		$this->title          = 'Order cancelled';
		$this->subject        = 'Order #{order_number} was cancelled';
		$this->customer_email = false;
		add_action( 'woocommerce_order_status_processing_to_cancelled_notification', array( $this, 'trigger' ), 10, 2 );
		add_action( 'woocommerce_order_status_on-hold_to_cancelled_notification', array( $this, 'trigger' ), 10, 2 );
		parent::__construct();
	}
}
