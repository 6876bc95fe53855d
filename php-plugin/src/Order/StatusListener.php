<?php
/**
 * Orders that change their status.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Log\Logger;

/**
 * Queues a document when an order reaches the status that wants it: one insert, no network, and never an exception, since
 * a customer waits, and mails and other plugins come after it.
 */
final class StatusListener {

	public function __construct(
		private readonly Triggers $triggers,
		private readonly Settings $settings,
		private readonly Intake $intake,
		private readonly AfterResponse $after_response,
		private readonly Logger $logger,
	) {}

	/**
	 * An order reached a status that wants a document.
	 *
	 * @param mixed $order The order, where WooCommerce hands it over.
	 */
	public function reached( string $status, int $order_id, $order ): void {
		foreach ( $this->triggers->wanted_at( $status ) as $document ) {
			$this->queue( $document, $order_id, $order instanceof \WC_Order ? $order : null );
		}
	}

	private function queue( DocumentType $document, int $order_id, ?\WC_Order $order ): void {
		try {
			if ( $order_id <= 0 || ! $this->settings->wants( $document ) ) {
				return;
			}
			if ( null !== $order && Mark::is_on( $order, $document ) ) {
				return;
			}
			if ( $this->intake->enqueue_in_order( $document, $order_id, $order ) ) {
				$this->after_response->request();
			}
		} catch ( \Throwable $fault ) {
			$this->logger->fault(
				"The {$document->kind} of order $order_id could not be queued; the sweep will find it",
				$fault,
				array( 'order_id' => $order_id )
			);
		}
	}
}
