<?php
/**
 * What a person can do with an order's documents.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\ByHand;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\HandResult;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;

/**
 * Sends a document, sends it once more, or asks after it because a person wants it so. The rules are those of the automatic
 * way, and a refusal says which one it was.
 */
final class OrderActions {

	public const SEND   = 'send';
	public const RESEND = 'resend';
	public const CHECK  = 'check';

	public function __construct(
		private readonly Wanted $wanted,
		private readonly Triggers $triggers,
		private readonly Settings $settings,
		private readonly Store $store,
		private readonly Intake $intake,
		private readonly Consent $consent,
		private readonly ByHand $by_hand,
		private readonly AfterResponse $after_response,
	) {}

	// --- Rules --------------------------------------------------------------------------------------------------------

	/** Whether there is something to be done: a document that is in the service already is left alone. */
	public function is_offered( DocumentType $document, \WC_Order $order, ?Delivery $delivery ): bool {
		if ( null === $delivery ) {
			return null === $this->refusal( $document, $order );
		}
		return Status::Confirmed !== $delivery->status && Status::Sending !== $delivery->status;
	}

	/** Whether an order without a row says that the document is in the service. */
	public function is_there( DocumentType $document, \WC_Order $order ): bool {
		return $this->wanted->is_there( $document, $order );
	}

	/** Why the document of an order cannot be queued; null when it can. The same rules as for the automatic way. */
	public function refusal( DocumentType $document, \WC_Order $order ): ?string {
		return $this->general_refusal( $document, $order, false )
			?? ( $this->wanted->is_there( $document, $order )
				? __( 'The order says that it was delivered before.', 'wc-accounting' )
				: null );
	}

	/** Whether the document is in the service, so that it could be sent there once more. */
	public function is_resendable( DocumentType $document, \WC_Order $order, ?Delivery $delivery ): bool {
		$is_there = Status::Confirmed === $delivery?->status || ( null === $delivery && $this->is_there( $document, $order ) );
		return $is_there && null === $this->general_refusal( $document, $order, null !== $delivery );
	}

	/**
	 * What keeps a document from leaving, wherever it stands.
	 *
	 * @param bool $is_known Whether the document has a row: then a status that says nothing of documents does not matter.
	 */
	public function general_refusal( DocumentType $document, \WC_Order $order, bool $is_known ): ?string {
		$status = $order->get_status();
		$wants  = $is_known ? ! $this->triggers->are_gone( $document, $status ) : $this->triggers->want( $document, $status );
		return match ( true ) {
			! $this->settings->wants( $document ) => __( 'This kind of document is switched off in the settings.', 'wc-accounting' ),
			! $wants => sprintf(
				/* translators: %s: status of an order, or several, e.g. Processing / Packed. */
				__( 'It is sent when the order becomes %s.', 'wc-accounting' ),
				$this->triggers->names( $document )
			),
			Consent::is_withheld( $order ) => __(
				'The order is marked not to be sent. Take the tick away and save the order first.',
				'wc-accounting'
			),
			! $this->consent->is_given( $order, $document ) => __(
				'The code of this shop keeps this order from being sent, for instance because it is a vendor\'s part of another order.',
				'wc-accounting'
			),
			default => null,
		};
	}

	// --- Doing --------------------------------------------------------------------------------------------------------

	/** Makes the document due at once. */
	public function queue( DocumentType $document, \WC_Order $order ): bool {
		$delivery = $this->find( $document, $order->get_id() );
		$queued   = match ( true ) {
			null === $delivery => null === $this->refusal( $document, $order )
				&& $this->intake->enqueue_in_order( $document, $order->get_id(), $order, true ),
			Status::Confirmed === $delivery->status => $this->wanted->is_resend_forced( $order, $document )
				&& $this->by_hand->resend( $delivery->id ),
			default => $this->is_offered( $document, $order, $delivery ) && $this->by_hand->retry( $delivery->id ),
		};
		return $this->queued( $queued );
	}

	/** Makes the document leave once more although it is in the service. The person was warned. */
	public function queue_again( DocumentType $document, \WC_Order $order ): bool {
		if ( null === $this->find( $document, $order->get_id() ) ) {
			$this->intake->enqueue( $document, $order->get_id(), $order, true );
		}
		$delivery = $this->find( $document, $order->get_id() );
		return $this->queued( null !== $delivery && $this->by_hand->resend( $delivery->id ) );
	}

	private function queued( bool $is_queued ): bool {
		if ( $is_queued ) {
			$this->after_response->request();
		}
		return $is_queued;
	}

	/**
	 * Does it now, and answers what came of it.
	 *
	 * @param bool $is_one_of_many Whether nobody has looked at this very document: what is held is left alone then.
	 * @return array{0: ?HandResult, 1: string} Null and a sentence when it is refused.
	 */
	public function perform( string $what, DocumentType $document, \WC_Order $order, bool $is_one_of_many = false ): array {
		$delivery = $this->find( $document, $order->get_id() );
		if ( self::CHECK === $what ) {
			return null === $delivery
				? array( HandResult::NeverSent, '' )
				: array( $this->by_hand->check_now( array( $delivery->id ) )[ $delivery->id ], '' );
		}
		$refusal = null === $delivery && self::SEND === $what
			? $this->refusal( $document, $order )
			: $this->general_refusal( $document, $order, null !== $delivery );
		if ( null !== $refusal ) {
			return array( null, $refusal );
		}
		if ( self::SEND === $what && Status::Confirmed === $delivery?->status && ! $this->wanted->is_resend_forced( $order, $document ) ) {
			return array( HandResult::There, '' );
		}
		if ( $is_one_of_many && self::SEND === $what && true === $delivery?->is_held() ) {
			return array( HandResult::Held, '' );
		}
		if ( ! ( self::RESEND === $what ? $this->queue_again( $document, $order ) : $this->queue( $document, $order ) ) ) {
			return array( HandResult::Busy, '' );
		}
		$queued = $this->find( $document, $order->get_id() );
		if ( null === $queued ) {
			return array( HandResult::Removed, '' );
		}
		$earlier = null === $document->waits_for
			? null
			: $this->store->find_document( $document->waits_for, $order->get_id() );
		$ids     = null === $earlier ? array( $queued->id ) : array( $earlier->id, $queued->id );
		return array( $this->by_hand->run( $ids )[ $queued->id ], '' );
	}

	public function find( DocumentType $document, int $order_id ): ?Delivery {
		return $this->store->find_document( $document->kind, $order_id );
	}
}
