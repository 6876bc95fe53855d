<?php
/**
 * A payment method.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Has settings of its own, and takes an order to the status that it has after the till.
 */
class WC_Payment_Gateway {

	/** @var string */
	public $id = '';

	/** @var string */
	public $title = '';

	/** @var string yes or no. */
	public $enabled = 'no';

	/** @var string */
	public $description = '';

	/** @var list<string> */
	public $supports = array( 'products' );

	/** @var string */
	public $method_title = '';

	/** @var bool */
	public $has_fields = false;

	/** Reads the settings. */
	public function init_settings() {
		$settings      = (array) get_option( "woocommerce_{$this->id}_settings", array() );
		$this->enabled = (string) ( $settings['enabled'] ?? $this->enabled );
		$this->title   = (string) ( $settings['title'] ?? $this->title );
	}

	/** Name for customers. */
	public function get_title() {
		return apply_filters( 'woocommerce_gateway_title', $this->title, $this->id );
	}

	/** Text for customers. */
	public function get_description() {
		return apply_filters( 'woocommerce_gateway_description', $this->description, $this->id );
	}

	/** Whether it can be chosen. */
	public function is_available() {
		return 'yes' === $this->enabled;
	}

	/** @param string $feature Feature. */
	public function supports( $feature ) {
		return in_array( $feature, $this->supports, true );
	}

	/**
	 * Takes a payment.
	 *
	 * @param int $order_id Order.
	 * @return array<string, mixed>
	 */
	public function process_payment( $order_id ) {
		return array();
	}

	/** @param WC_Order|null $order Order. */
	public function get_return_url( $order = null ) {
		return apply_filters( 'woocommerce_get_return_url', $order ? $order->get_checkout_order_received_url() : wc_get_checkout_url(), $order );
	}
}
