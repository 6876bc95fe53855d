<?php
/**
 * Orders that change their status.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Log\Logger;
use WcAccounting\Order\Mark;
use WcAccounting\Order\Subject;
use WcAccounting\Order\Triggers;
use WcAccounting\Order\Wanted;

/**
 * Queues a document when an order reaches the status that wants it: one insert, no network, and never an exception, since
 * a customer waits, and mails and other plugins come after it.
 */
final class StatusListener {

	/** @param \Closure(): SecondTry $second_try Made when it is needed: hardly ever. */
	public function __construct(
		private readonly Description $description,
		private readonly Triggers $triggers,
		private readonly Settings $settings,
		private readonly Intake $intake,
		private readonly AfterResponse $after_response,
		private readonly \Closure $second_try,
		private readonly Logger $logger,
	) {}

	/**
	 * An order reached a status that wants a document.
	 *
	 * @param mixed $order The order, where WooCommerce hands it over.
	 */
	public function reached( string $status, int $order_id, $order ): void {
		$documents = $this->triggers->wanted_at( $status );
		$this->queue_all( array( ...$documents, ...( array() === $documents ? array() : $this->of_refunds() ) ), $order_id, $order );
	}

	/** An order was refunded, in whole or in part. */
	public function refunded( int $order_id ): void {
		$this->queue_all( $this->of_refunds(), $order_id, null );
	}

	/** @return list<DocumentType> */
	private function of_refunds(): array {
		$documents = $this->description->documents;
		return array_values( array_filter( $documents, static fn ( DocumentType $document ): bool => $document->is_of_refunds ) );
	}

	/**
	 * Never throws: a customer waits for it.
	 *
	 * @param list<DocumentType> $documents
	 * @param mixed              $order
	 */
	private function queue_all( array $documents, int $order_id, $order ): void {
		foreach ( $documents as $document ) {
			try {
				$order = $order instanceof \WC_Order ? $order : wc_get_order( $order_id );
				if ( $order instanceof \WC_Order && $this->settings->wants( $document ) ) {
					array_map( $this->queue( ... ), Subject::all( $document, $order ) );
				}
			} catch ( \Throwable $fault ) {
				$this->logger->fault(
					"The {$document->kind} of order $order_id could not be queued at once; it is tried again when the request ends",
					$fault,
					array( 'order' => $order_id )
				);
				( $this->second_try )()->remember( $document, $order_id );
			}
		}
	}

	private function queue( Subject $subject ): void {
		if ( Wanted::is_paid_enough( $subject ) && ! Mark::is_on( $subject ) && $this->intake->enqueue_in_order( $subject ) ) {
			$this->after_response->request();
		}
	}
}
