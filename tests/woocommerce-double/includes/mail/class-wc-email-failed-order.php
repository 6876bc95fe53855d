<?php
/**
 * The mail `failed_order`.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Sent to the shop.
 */
class WC_Email_Failed_Order extends WC_Email {

	/** Names it and hangs it on its hooks. */
	public function __construct() {
		$this->id             = 'failed_order';
		$this->title          = 'Order failed';
		$this->subject        = 'Order #{order_number} failed';
		$this->customer_email = false;
		add_action( 'woocommerce_order_status_pending_to_failed_notification', array( $this, 'trigger' ), 10, 2 );
		add_action( 'woocommerce_order_status_on-hold_to_failed_notification', array( $this, 'trigger' ), 10, 2 );
		parent::__construct();
	}
}
