<?php
/**
 * The way into the queue.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Service;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\Precedence;
use WcAccounting\Delivery\Store;
use WcAccounting\Log\Logger;
use WcAccounting\Order\Mark;
use WcAccounting\Order\Subject;
use WcAccounting\Order\Wanted;

/**
 * Queues a document of an order, for the status hooks and the sweep alike.
 */
final class Intake {

	public function __construct(
		private readonly Connector $connector,
		private readonly Service $service,
		private readonly Settings $settings,
		private readonly Store $store,
		private readonly Precedence $precedence,
		private readonly Wanted $wanted,
		private readonly Logger $logger,
		/** How long it waits for a lock before it throws, none where somebody waits for the request; null: as long as it takes. */
		private readonly ?int $wait_seconds = null,
	) {}

	/**
	 * Queues a document, and before it the one that it waits for, where the shop wants that one also for orders which never
	 * had the status that triggers it. One that cannot be made without another is queued only when that one is.
	 *
	 * @param bool $by_hand Whether a person asked for it.
	 * @return bool Whether the document was queued now.
	 */
	public function enqueue_in_order( Subject $subject, bool $by_hand = false ): bool {
		$document = $subject->document;
		$first    = null === $document->first_setting || ! $this->settings->is_on( $document->first_setting ) ? null : $document->waits_for;
		$first    = null === $first ? null : $this->connector->description()->document( $first );
		if ( null !== $first && $this->settings->wants( $first ) ) {
			foreach ( Subject::all( $first, $subject->order ) as $earlier ) {
				if ( ! Mark::is_on( $earlier ) ) {
					$this->enqueue( $earlier, $by_hand );
				}
			}
		}
		return $this->precedence->can_come( $subject ) && $this->enqueue( $subject, $by_hand );
	}

	/**
	 * One insert. A document that has a row, in whatever state, is left alone.
	 *
	 * @param bool $by_hand Whether a person asked for it.
	 * @return bool Whether it was queued now.
	 */
	public function enqueue( Subject $subject, bool $by_hand = false ): bool {
		list( $document, $order ) = array( $subject->document, $subject->order );
		if ( ! $this->wanted->is_allowed( $order, $document ) ) {
			return false;
		}
		$now   = time();
		$state = array( 'by_hand' => $by_hand ) + $this->connector->new_delivery( $now );
		if ( ! $this->store->enqueue( $document->kind, $order->get_id(), $subject->id(), $state, $now, $this->wait_seconds ) ) {
			return false;
		}
		$this->tell( $document, $order );
		return true;
	}

	/** Tells listeners. One that throws must not keep the next document from being queued, nor the worker from being woken. */
	private function tell( DocumentType $document, \WC_Order $order ): void {
		try {
			$this->service->queued( $document->kind, $order->get_id(), $order );
		} catch ( \Throwable $fault ) {
			$this->logger->fault( "A listener to a queued {$document->kind} failed", $fault, array( 'order' => $order->get_id() ) );
		}
	}
}
