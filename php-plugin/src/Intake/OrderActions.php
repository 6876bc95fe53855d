<?php
/**
 * What a person can do with an order's documents.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\ByHand;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\HandResult;
use WcAccounting\Delivery\Precedence;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;
use WcAccounting\Order\Subject;
use WcAccounting\Order\Triggers;
use WcAccounting\Order\Wanted;

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
		private readonly Precedence $precedence,
		private readonly ByHand $by_hand,
		private readonly AfterResponse $after_response,
	) {}

	// --- Rules --------------------------------------------------------------------------------------------------------

	/** Whether there is something to be done: a document that is in the service already is left alone. */
	public function is_offered( Subject $subject, ?Delivery $delivery ): bool {
		if ( null === $delivery ) {
			return null === $this->refusal( $subject );
		}
		return Status::Confirmed !== $delivery->status && Status::Sending !== $delivery->status;
	}

	/** Whether the owner's choices leave room for such a document at all: who makes quotes has no use for payments. */
	public function is_conceivable( Subject $subject ): bool {
		return $this->settings->meets_conditions( $subject->document );
	}

	/** Whether an order without a row says that the document is in the service. */
	public function is_there( Subject $subject ): bool {
		return $this->wanted->is_there( $subject );
	}

	/** Why the document of an order cannot be queued; null when it can. The same rules as for the automatic way. */
	public function refusal( Subject $subject ): ?string {
		return $this->general_refusal( $subject, false )
			?? ( $this->wanted->is_there( $subject )
				? __( 'The order says that it was delivered before.', 'wc-accounting' )
				: null );
	}

	/** Whether the document is in the service, so that it could be sent there once more. */
	public function is_resendable( Subject $subject, ?Delivery $delivery ): bool {
		$is_there = Status::Confirmed === $delivery?->status || ( null === $delivery && $this->is_there( $subject ) );
		return $is_there && null === $this->general_refusal( $subject, null !== $delivery );
	}

	/**
	 * What keeps a document from leaving, wherever it stands.
	 *
	 * @param bool $is_known Whether the document has a row: then a status that says nothing of documents does not matter.
	 */
	public function general_refusal( Subject $subject, bool $is_known ): ?string {
		list( $document, $order ) = array( $subject->document, $subject->order );

		$status = $order->get_status();
		$wants  = $is_known ? ! $this->triggers->are_gone( $document, $status ) : $this->triggers->want( $document, $status );
		return match ( true ) {
			! $this->settings->wants( $document ) => __( 'This kind of document is switched off in the settings.', 'wc-accounting' ),
			! $wants => sprintf(
				/* translators: %s: status of an order, or several, e.g. Processing / Packed. */
				__( 'It is sent when the order becomes %s.', 'wc-accounting' ),
				$this->triggers->names( $document )
			),
			! Wanted::is_paid_enough( $subject ) => __( 'It is sent once the order has been paid.', 'wc-accounting' ),
			! $is_known && ! $this->precedence->can_come( $subject ) => sprintf(
				/* translators: %s: kind of document, e.g. Invoice. */
				__( 'It belongs to the document "%s" of this order, which was not sent. Send that one first.', 'wc-accounting' ),
				( array_values( $this->precedence->awaited( $document ) )[0] ?? null )?->label() ?? ''
			),
			Wanted::is_withheld( $order ) => __(
				'The order is marked not to be sent. Take the tick away and save the order first.',
				'wc-accounting'
			),
			! $this->wanted->is_allowed( $order, $document ) => __(
				'The code of this shop keeps this order from being sent, for instance because it is a vendor\'s part of another order.',
				'wc-accounting'
			),
			default => null,
		};
	}

	// --- Doing --------------------------------------------------------------------------------------------------------

	/** Makes the document due at once. */
	public function queue( Subject $subject ): bool {
		$delivery = $this->find( $subject );
		$queued   = match ( true ) {
			null === $delivery => null === $this->refusal( $subject ) && $this->intake->enqueue_in_order( $subject, true ),
			Status::Confirmed === $delivery->status => $this->wanted->is_resend_forced( $subject )
				&& $this->by_hand->resend( $delivery->id ),
			default => $this->is_offered( $subject, $delivery ) && $this->by_hand->retry( $delivery->id ),
		};
		return $this->queued( $queued );
	}

	/** Makes the document leave once more although it is in the service. The person was warned. */
	public function queue_again( Subject $subject ): bool {
		if ( null === $this->find( $subject ) ) {
			$this->intake->enqueue( $subject, true );
		}
		$delivery = $this->find( $subject );
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
	public function perform( string $what, Subject $subject, bool $is_one_of_many = false ): array {
		$delivery = $this->find( $subject );
		if ( self::CHECK === $what ) {
			return null === $delivery
				? array( HandResult::NeverSent, '' )
				: array( $this->by_hand->check_now( array( $delivery->id ) )[ $delivery->id ], '' );
		}
		$refusal = null === $delivery && self::SEND === $what
			? $this->refusal( $subject )
			: $this->general_refusal( $subject, null !== $delivery );
		if ( null !== $refusal ) {
			return array( null, $refusal );
		}
		if ( self::SEND === $what && Status::Confirmed === $delivery?->status && ! $this->wanted->is_resend_forced( $subject ) ) {
			return array( HandResult::There, '' );
		}
		if ( $is_one_of_many && self::SEND === $what && true === $delivery?->is_held() ) {
			return array( HandResult::Held, '' );
		}
		if ( ! ( self::RESEND === $what ? $this->queue_again( $subject ) : $this->queue( $subject ) ) ) {
			return array( HandResult::Busy, '' );
		}
		$queued = $this->find( $subject );
		if ( null === $queued ) {
			return array( HandResult::Removed, '' );
		}
		$earlier = array_filter( $this->precedence->earlier( $subject ) );
		$ids     = array( ...array_map( static fn ( Delivery $one ): int => $one->id, array_values( $earlier ) ), $queued->id );
		return array( $this->by_hand->run( $ids )[ $queued->id ], '' );
	}

	public function find( Subject $subject ): ?Delivery {
		return $this->store->find_document( $subject->document->kind, $subject->id() );
	}
}
