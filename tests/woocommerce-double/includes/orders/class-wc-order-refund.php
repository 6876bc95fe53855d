<?php
/**
 * A refund.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * A child of an order whose amounts are negative.
 */
class WC_Order_Refund extends WC_Abstract_Order {

	/** @var string */
	protected $object_type = 'order_refund';

	/**
	 * Reads the refund.
	 *
	 * @param int|object $order Id, refund or post.
	 */
	public function __construct( $order = 0 ) {
		$this->data = array_merge(
			$this->data,
			array(
				'amount'           => '',
				'reason'           => '',
				'refunded_by'      => 0,
				'refunded_payment' => false,
			)
		);
		parent::__construct( $order );
	}

	/** Type of the order. */
	public function get_type() {
		return 'shop_order_refund';
	}

	/** A refund is always completed. @param string $context Unused. */
	public function get_status( $context = 'view' ) {
		return 'completed';
	}

	/** What a person sees in lists. */
	public function get_post_title() {
		return 'Refund';
	}

	/** @param string $context `view` filters. */
	public function get_amount( $context = 'view' ) {
		return $this->get_prop( 'amount', $context );
	}

	/** @param string|float $value Amount, positive. */
	public function set_amount( $value ) {
		$this->set_prop( 'amount', wc_format_decimal( $value ) );
	}

	/** @param string $context `view` filters. */
	public function get_reason( $context = 'view' ) {
		return $this->get_prop( 'reason', $context );
	}

	/** @param string $value Why. */
	public function set_reason( $value ) {
		$this->set_prop( 'reason', $value );
	}

	/** @param string $context `view` filters. */
	public function get_refunded_by( $context = 'view' ) {
		return $this->get_prop( 'refunded_by', $context );
	}

	/** @param int $value User. */
	public function set_refunded_by( $value ) {
		$this->set_prop( 'refunded_by', absint( $value ) );
	}

	/** @param string $context `view` filters. */
	public function get_refunded_payment( $context = 'view' ) {
		return $this->get_prop( 'refunded_payment', $context );
	}

	/** @param bool $value Whether the payment service was asked to pay back. */
	public function set_refunded_payment( $value ) {
		$this->set_prop( 'refunded_payment', (bool) $value );
	}

	/** The amount with its currency. */
	public function get_formatted_refund_amount() {
		return apply_filters( 'woocommerce_formatted_refund_amount', wc_price( $this->get_amount(), array( 'currency' => $this->get_currency() ) ), $this );
	}
}
