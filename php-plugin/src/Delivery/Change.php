<?php
/**
 * Orders that change after they were sent.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\Messages;
use WcAccounting\Order\Decimal;
use WcAccounting\Order\Mark;
use WcAccounting\Order\Subject;
use WcAccounting\Order\Triggers;

/**
 * What is different about an order since one of its documents was delivered: another total, or its end.
 *
 * Other edits are not told: a due date, an address or a price in the catalogue changes the document of nearly every order
 * in the course of its life.
 */
final class Change {

	public const DELETED = 'deleted';

	private function __construct(
		/** What the order came to when the document left; a decimal. */
		public readonly string $then,
		/** What it comes to now. */
		public readonly string $now,
		public readonly string $currency,
		/** How it ended: a status or DELETED; empty when it did not. */
		public readonly string $ending,
	) {}

	/**
	 * Since a document of the order, or of its refund, was delivered.
	 *
	 * @return ?self Null when nothing is different, the document was not delivered, was taken back since, or a person has seen to it.
	 */
	public static function since( Delivery $delivery, ?\WC_Order $order, Description $description ): ?self {
		// Null when it does not exist any more.
		$subject = Subject::named( $description, $delivery->document, $order, $delivery->subject_id );
		if ( ! $delivery->is_delivered() || null !== $subject && self::is_taken_back( $subject, $description ) ) {
			return null;
		}
		$ending = self::ending( $subject );
		$now    = $subject?->total() ?? '0';
		$then   = $delivery->order_total ?? $now;
		if ( '' === $ending && self::rounded( $then ) === self::rounded( $now ) ) {
			return null;
		}
		$currency = null === $subject ? (string) ( $delivery->sent_as['currency'] ?? '' ) : $subject->order->get_currency();
		$change = new self( $then, $now, $currency, $ending );
		return str_starts_with( "$delivery->settled ", $change->key( $delivery ) . ' ' ) ? null : $change;
	}

	/**
	 * What is remembered when a person has seen to it in the service: its key, and the newest refund, which was seen to as well.
	 */
	public function seen_to( Delivery $delivery, ?\WC_Order $order ): string {
		$refunds = array_map( static fn ( \WC_Order_Refund $refund ): int => $refund->get_id(), $order?->get_refunds() ?? array() );
		return $this->key( $delivery ) . ( array() === $refunds ? '' : ' #' . max( $refunds ) );
	}

	/** Id of the newest refund that a person has seen to since the document left last; 0 when none was. */
	public static function last_refund_seen_to( Delivery $delivery ): int {
		$is_one = 1 === preg_match( '/^(\d+) .* #(\d+)$/D', (string) $delivery->settled, $seen );
		return $is_one && (int) $seen[1] === $delivery->attempts ? (int) $seen[2] : 0;
	}

	/** Whether a person has seen to the end of its order since the document left last: it need not be in the books any more. */
	public static function is_end_seen_to( Delivery $delivery ): bool {
		list( $attempts, $ending ) = explode( ' ', (string) $delivery->settled ) + array( '', '-' );
		return (string) $delivery->attempts === $attempts && '-' !== $ending;
	}

	/** What tells this change from every other one of this delivery, however often that is sent. */
	public function key( Delivery $delivery ): string {
		$ending = '' === $this->ending ? '-' : $this->ending;
		return "$delivery->attempts $ending " . self::rounded( $this->now );
	}

	/** Whether another document has undone this one, or this one undoes another: the end of the order is told in the books then. */
	private static function is_taken_back( Subject $subject, Description $description ): bool {
		if ( null !== $subject->document->takes_back ) {
			return true;
		}
		foreach ( $description->documents as $document ) {
			$is_of_it = $document->takes_back === $subject->document->kind;
			if ( $is_of_it && Mark::is_on( Subject::all( $document, $subject->order )[0] ) ) {
				return true;
			}
		}
		return false;
	}

	/** A refund has a document of its own, where the service makes those: it ends nothing then. */
	private static function ending( ?Subject $subject ): string {
		if ( null === $subject ) {
			return self::DELETED;
		}
		$status     = $subject->order->get_status();
		$is_told_so = 'refunded' === $status && $subject->document->bills_as_bought;
		return in_array( $status, Triggers::OVER, true ) && ! $is_told_so ? $status : '';
	}

	public function has_another_total(): bool {
		return self::rounded( $this->then ) !== self::rounded( $this->now );
	}

	/**
	 * What happened, and what to do, in the reader's language; plain text.
	 *
	 * @param string $service Name of the service.
	 */
	public function text( string $service ): string {
		$sums   = array(
			'currency' => $this->currency,
			'then'     => $this->then,
			'now'      => $this->now,
		);
		$totals = array( Messages::money( $sums, 'then' ), Messages::money( $sums, 'now' ) );
		$texts  = match ( true ) {
			self::DELETED === $this->ending => __( 'The order was deleted after this was sent.', 'wc-accounting' ),
			'' === $this->ending => sprintf(
				/* translators: 1: total of the order then, 2: its total now. */
				__( 'Changed since it was sent: the order came to %1$s then and comes to %2$s now.', 'wc-accounting' ),
				...$totals
			),
			$this->has_another_total() => sprintf(
				__(
					/* translators: 1: status of the order, 2: total of the order then, 3: its total now. */
					'Changed since it was sent: the status of the order is %1$s now, and it came to %2$s then and comes to %3$s now.',
					'wc-accounting'
				),
				self::status( $this->ending ),
				...$totals
			),
			default => sprintf(
				/* translators: %s: status of the order. */
				__( 'Changed since it was sent: the status of the order is %s now.', 'wc-accounting' ),
				self::status( $this->ending )
			),
		};
		return $texts . ' ' . sprintf(
			/* translators: %s: name of the service. */
			__( 'Nothing is sent by itself: correct the document in %s.', 'wc-accounting' ),
			$service
		);
	}

	private static function status( string $status ): string {
		return 'trash' === $status ? __( 'Trash', 'wc-accounting' ) : wc_get_order_status_name( $status );
	}

	/** As the shop counts today: it reads every total so, also one that it took when it counted otherwise. */
	private static function rounded( string $amount ): string {
		return Decimal::rounded( $amount, wc_get_price_decimals() );
	}
}
