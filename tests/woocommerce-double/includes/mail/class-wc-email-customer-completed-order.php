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

	/** Statuses and changes of status that it tells of. */
	protected const TELLS_OF = array(
		'completed',
	);

	/** Names it. */
	public function __construct() {
		$this->id             = 'customer_completed_order';
		$this->title          = 'Your order is complete';
		$this->subject        = 'Order #{order_number} is complete';
		$this->customer_email = true;
		parent::__construct();
	}
}
