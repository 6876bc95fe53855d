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

	/** Statuses and changes of status that it tells of. */
	protected const TELLS_OF = array(
		'processing_to_cancelled',
		'on-hold_to_cancelled',
	);

	/** Names it. */
	public function __construct() {
		$this->id             = 'cancelled_order';
		$this->title          = 'Order cancelled';
		$this->subject        = 'Order #{order_number} was cancelled';
		$this->customer_email = false;
		parent::__construct();
	}
}
