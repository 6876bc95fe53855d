<?php
/**
 * Payment methods without a service.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * `cod` leads to processing, `bacs` and `cheque` to on-hold; an order that costs nothing is paid at once.
 */
final class Offline_Gateway extends \WC_Payment_Gateway {

	/** @var string */
	private string $status;

	/** @var string */
	private string $note;

	/**
	 * Names it.
	 *
	 * @param string $id     Id.
	 * @param string $title  Name.
	 * @param string $status Status after the till.
	 * @param string $note   Note about it.
	 */
	public function __construct( string $id, string $title, string $status, string $note ) {
		$this->id           = $id;
		$this->title        = $title;
		$this->method_title = $title;
		$this->status       = $status;
		$this->note         = $note;
		$this->init_settings();
		if ( 'cod' === $id ) {
			add_filter( 'woocommerce_payment_complete_order_status', array( $this, 'paid_on_delivery' ), 10, 3 );
		}
	}

	/**
	 * What is paid on delivery is paid once it is completed, not while it is processed.
	 *
	 * @param string          $status   Status that means paid.
	 * @param int             $order_id Order.
	 * @param \WC_Order|false $order    Order.
	 */
	public function paid_on_delivery( $status, $order_id = 0, $order = false ) {
		return $order && 'cod' === $order->get_payment_method() ? 'completed' : $status;
	}

	/** {@inheritDoc} */
	public function process_payment( $order_id ) {
		$order = wc_get_order( $order_id );
		if ( $order->get_total() > 0 ) {
			$status = apply_filters( "woocommerce_{$this->id}_process_payment_order_status", 'cod' === $this->id && ! $order->needs_processing() && $order->has_downloadable_item() ? 'on-hold' : $this->status, $order );
			$order->update_status( $status, $this->note );
		} else {
			$order->payment_complete();
		}
		WC()->cart->empty_cart();
		return array( 'result' => 'success', 'redirect' => $this->get_return_url( $order ) );
	}
}
