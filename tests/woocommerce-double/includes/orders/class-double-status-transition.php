<?php
/**
 * A change of status on its way.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

use WC_Order;

/**
 * What an order that was given a new status has to tell once it is stored.
 *
 * Observed: several changes before one save are one transition, from the first status to the last. The hook of the new status comes
 * first, then the note, the hook of both statuses, the hook of any change, and last, where an unpaid order became a paid one, that of the payment.
 */
final class Status_Transition {

	/**
	 * Takes both statuses.
	 *
	 * @param string $from Before, without `wc-`.
	 * @param string $to   After, without `wc-`.
	 * @param string $note Goes before the words of the transition.
	 * @param bool   $by_hand Whether the note is the user's.
	 */
	public function __construct( private string $from, private string $to, private string $note, private bool $by_hand ) {
	}

	/** The first status. */
	public function from(): string {
		return $this->from;
	}

	/** @param WC_Order $order A stored order. */
	public function announce( WC_Order $order ): void {
		$this->fire( $this->to, $order );
		$order->add_order_note( ltrim( "$this->note {$this->words()}" ), 0, $this->by_hand );
		$this->fire( "{$this->from}_to_$this->to", $order );
		do_action( 'woocommerce_order_status_changed', $order->get_id(), $this->from, $this->to, $order );
		if ( $this->is_payment( $order ) ) {
			do_action( 'woocommerce_order_payment_status_changed', $order->get_id(), $order );
		}
	}

	/** One of the hooks whose name is a status. */
	private function fire( string $name, WC_Order $order ): void {
		do_action( "woocommerce_order_status_$name", $order->get_id(), $order );
	}

	/** The note's own words. */
	private function words(): string {
		return 'Order status changed from ' . wc_get_order_status_name( $this->from ) . ' to ' . wc_get_order_status_name( $this->to ) . '.';
	}

	/** Whether an unpaid order became a paid one. */
	private function is_payment( WC_Order $order ): bool {
		$unpaid = apply_filters( 'woocommerce_valid_order_statuses_for_payment', array( 'pending', 'failed' ), $order );
		return in_array( $this->from, $unpaid, true ) && in_array( $this->to, wc_get_is_paid_statuses(), true );
	}
}
