<?php
/**
 * The mail `customer_invoice`.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Sent to the customer.
 */
class WC_Email_Customer_Invoice extends WC_Email {

	/** Names it and hangs it on its hooks. */
	public function __construct() {
		$this->id             = 'customer_invoice';
		$this->title          = 'Your order';
		$this->subject        = 'Order #{order_number}';
		$this->customer_email = true;
		parent::__construct();
	}
}
