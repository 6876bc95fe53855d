<?php
/**
 * The mail `customer_note`.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Sent to the customer.
 */
class WC_Email_Customer_Note extends WC_Email {

	/** Names it and hangs it on its hooks. */
	public function __construct() {
		$this->id             = 'customer_note';
		$this->title          = 'A note about your order';
		$this->subject        = 'A note about order #{order_number}';
		$this->customer_email = true;
		add_action( 'woocommerce_new_customer_note_notification', array( $this, 'trigger_note' ) );
		parent::__construct();
	}

	/**
	 * Sends the note.
	 *
	 * @param array $args order_id, customer_note.
	 */
	public function trigger_note( $args ) {
		$this->intro = (string) ( $args['customer_note'] ?? '' );
		$this->trigger( (int) ( $args['order_id'] ?? 0 ) );
	}
}
