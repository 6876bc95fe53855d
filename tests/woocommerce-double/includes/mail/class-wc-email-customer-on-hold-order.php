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

	/** Statuses and changes of status that it tells of. */
	protected const TELLS_OF = array(
		'pending_to_on-hold',
		'failed_to_on-hold',
		'cancelled_to_on-hold',
	);

	/** Names it. */
	public function __construct() {
		$this->id             = 'customer_on_hold_order';
		$this->title          = 'Your order is waiting';
		$this->subject        = 'Order #{order_number} is waiting for its payment';
		$this->customer_email = true;
		parent::__construct();
	}
}
