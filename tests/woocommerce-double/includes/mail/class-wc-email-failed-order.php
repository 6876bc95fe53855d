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

	/** Statuses and changes of status that it tells of. */
	protected const TELLS_OF = array(
		'pending_to_failed',
		'on-hold_to_failed',
	);

	/** Names it. */
	public function __construct() {
		$this->id             = 'failed_order';
		$this->title          = 'Order failed';
		$this->subject        = 'Order #{order_number} failed';
		$this->customer_email = false;
		parent::__construct();
	}
}
