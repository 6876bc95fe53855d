<?php
/**
 * The mail `customer_processing_order`.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Sent to the customer.
 */
class WC_Email_Customer_Processing_Order extends WC_Email {

	/** Statuses and changes of status that it tells of. */
	protected const TELLS_OF = array(
		'cancelled_to_processing',
		'failed_to_processing',
		'on-hold_to_processing',
		'pending_to_processing',
	);

	/** Names it. */
	public function __construct() {
		$this->id             = 'customer_processing_order';
		$this->title          = 'Your order is being prepared';
		$this->subject        = 'Order #{order_number} was received';
		$this->customer_email = true;
		parent::__construct();
	}
}
