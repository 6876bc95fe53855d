<?php
/**
 * The way into the queue.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Order;

use WcKledo\Connector\Connector;
use WcKledo\Connector\DocumentType;
use WcKledo\Connector\Settings;
use WcKledo\Delivery\Store;

/**
 * Queues a document of an order, for the status hooks and the sweep alike.
 */
final class Intake {

	public function __construct(
		private readonly Connector $connector,
		private readonly Settings $settings,
		private readonly Store $store,
		private readonly Orders $orders,
		/** False where somebody waits for the request: then it throws instead of waiting for a lock. */
		private readonly bool $may_wait = true,
	) {}

	/**
	 * Queues a document, and before it the one that it waits for, where the shop wants that one also for orders which never
	 * had the status that triggers it.
	 *
	 * @return bool Whether the document was queued now.
	 */
	public function enqueue_in_order( DocumentType $document, int $order_id, ?\WC_Order $order ): bool {
		$first = null === $document->first_setting || ! $this->settings->is_on( $document->first_setting ) ? null : $document->waits_for;
		$first = null === $first ? null : $this->connector->description()->document( $first );
		if ( null !== $first && $this->settings->wants( $first ) ) {
			$order ??= $this->orders->fresh( $order_id );
			if ( null !== $order && ! $first->is_marked( $order ) ) {
				$this->enqueue( $first, $order_id, $order );
			}
		}
		return $this->enqueue( $document, $order_id, $order );
	}

	/**
	 * One insert. A document that has a row, in whatever state, is left alone.
	 *
	 * @return bool Whether it was queued now.
	 */
	public function enqueue( DocumentType $document, int $order_id, ?\WC_Order $order ): bool {
		$now     = time();
		$service = $this->connector->description()->service;
		if ( ! $this->store->enqueue( $service, $document->kind, $order_id, $this->connector->new_delivery( $now ), $now, $this->may_wait ) ) {
			return false;
		}
		/**
		 * A document was queued: `wc_kledo_create_order` or `wc_kledo_create_invoice`.
		 *
		 * @param int        $order_id
		 * @param ?\WC_Order $order
		 */
		do_action( 'wc_kledo_create_' . $document->kind, $order_id, $order );
		return true;
	}
}
