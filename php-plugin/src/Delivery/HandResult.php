<?php
/**
 * What came of what a person asked for.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

/**
 * Kinds of answers, and what they are called when they are counted.
 */
enum HandResult: string {

	/** In the service. */
	case Arrived = 'arrived';
	/** Taken by the service, which makes it soon. */
	case Accepted = 'accepted';
	/** Was there before: nothing was done. */
	case There = 'there';
	/** Not (yet) in the service. */
	case Absent = 'absent';
	/** May be there: it is asked after. */
	case Unknown = 'unknown';
	/** Will be tried again by itself. */
	case Waiting = 'waiting';
	case Failed  = 'failed';
	/** Left alone: it was held, and an owner has to look at it. */
	case Held = 'held';
	/** Is being sent by another process. */
	case Busy = 'busy';
	/** The order does not want it any more, or is gone. */
	case Removed = 'removed';
	/** The service could not be asked. */
	case NoAnswer = 'no_answer';
	/** Was never sent: nothing to ask after. */
	case NeverSent = 'never_sent';
	/** A change of the order was seen to in the service. */
	case Settled = 'settled';
	/** There was no change to be seen to. */
	case Unchanged = 'unchanged';
	/** The command line does it, and not the web server. */
	case Asked = 'asked';
	/** Of an order that the person may not edit. */
	case NotAllowed = 'not_allowed';

	/** Of one delivery, as it stands now. */
	public static function of( ?Delivery $delivery ): self {
		return match ( $delivery?->status ) {
			null => self::Removed,
			Status::Confirmed => self::Arrived,
			Status::Accepted => self::Accepted,
			Status::Unconfirmed => self::Unknown,
			Status::Failed => self::Failed,
			Status::SetAside => self::NeverSent,
			Status::Sending => self::Busy,
			Status::Pending, Status::Retrying => self::Waiting,
		};
	}

	/** Of a single document, as a sentence. */
	public function sentence( string $service ): string {
		$sentence = match ( $this ) {
			/* translators: %s: name of the service. */
			self::Arrived => __( 'it is in %s.', 'wc-accounting' ),
			/* translators: %s: name of the service. */
			self::Accepted => __( '%s has accepted it and makes it soon.', 'wc-accounting' ),
			/* translators: %s: name of the service. */
			self::There => __( 'nothing was sent, it is in %s already.', 'wc-accounting' ),
			/* translators: %s: name of the service. */
			self::Absent => __( 'it is not in %s yet.', 'wc-accounting' ),
			/* translators: %s: name of the service. */
			self::Unknown => __( 'it may have arrived; %s is asked before it is sent again.', 'wc-accounting' ),
			self::Waiting => __( 'it waits and is tried again by itself.', 'wc-accounting' ),
			self::Failed => __( 'it failed; the box on the screen of the order says why.', 'wc-accounting' ),
			self::Held => __( 'nothing was sent, it waits until you have looked at it and send it by itself.', 'wc-accounting' ),
			self::Busy => __( 'nothing was done, it is being sent right now.', 'wc-accounting' ),
			self::Removed => __( 'nothing was sent, the order does not want it any more.', 'wc-accounting' ),
			/* translators: %s: name of the service. */
			self::NoAnswer => __( '%s did not answer; try again later.', 'wc-accounting' ),
			self::NeverSent => __( 'it was never sent.', 'wc-accounting' ),
			self::Asked => __( 'the command line of the server does it at its next run.', 'wc-accounting' ),
			self::Settled => __( 'noted as corrected.', 'wc-accounting' ),
			self::Unchanged => __( 'there was nothing to correct.', 'wc-accounting' ),
			self::NotAllowed => __( 'nothing was done, you are not allowed to edit this order.', 'wc-accounting' ),
		};
		return sprintf( $sentence, $service );
	}

	/** How many of a kind, as a part of a sentence. */
	public function counted( int $number, string $service ): string {
		$text = match ( $this ) {
			/* translators: 1: number of documents, 2: name of the service. */
			self::Arrived => _n( '%1$s is in %2$s', '%1$s are in %2$s', $number, 'wc-accounting' ),
			/* translators: %s: number of documents. */
			self::Accepted => _n( '%s was accepted', '%s were accepted', $number, 'wc-accounting' ),
			/* translators: %s: number of documents. */
			self::There => _n( '%s skipped: it is there already', '%s skipped: they are there already', $number, 'wc-accounting' ),
			/* translators: %s: number of documents. */
			self::Absent => _n( '%s is not there yet', '%s are not there yet', $number, 'wc-accounting' ),
			/* translators: %s: number of documents. */
			self::Unknown => _n( '%s may have arrived and is checked', '%s may have arrived and are checked', $number, 'wc-accounting' ),
			self::Waiting => _n(
				/* translators: %s: number of documents. */
				'%s waits and is tried again by itself',
				'%s wait and are tried again by themselves',
				$number,
				'wc-accounting'
			),
			/* translators: %s: number of documents. */
			self::Failed => _n( '%s failed', '%s failed', $number, 'wc-accounting' ),
			self::Held => _n(
				/* translators: %s: number of documents. */
				'%s left: it is held, look at it and send it by itself',
				'%s left: they are held, look at each and send it by itself',
				$number,
				'wc-accounting'
			),
			self::Busy => _n(
				/* translators: %s: number of documents. */
				'%s skipped: it is being sent right now',
				'%s skipped: they are being sent right now',
				$number,
				'wc-accounting'
			),
			self::Removed => _n(
				/* translators: %s: number of documents. */
				'%s removed: its order does not want it any more',
				'%s removed: their orders do not want them any more',
				$number,
				'wc-accounting'
			),
			self::NoAnswer => _n(
				/* translators: %s: number of documents. */
				/* translators: 1: number of documents, 2: name of the service. */
				'%1$s could not be asked after: %2$s did not answer',
				'%1$s could not be asked after: %2$s did not answer',
				$number,
				'wc-accounting'
			),
			/* translators: %s: number of documents. */
			self::NeverSent => _n( '%s skipped: it was never sent', '%s skipped: they were never sent', $number, 'wc-accounting' ),
			self::Asked => _n(
				/* translators: %s: number of documents. */
				'%s is left to the next run of the command line',
				'%s are left to the next run of the command line',
				$number,
				'wc-accounting'
			),
			/* translators: %s: number of documents. */
			self::Settled => _n( '%s is noted as corrected', '%s are noted as corrected', $number, 'wc-accounting' ),
			/* translators: %s: number of documents. */
			self::Unchanged => _n( '%s skipped: nothing to correct', '%s skipped: nothing to correct', $number, 'wc-accounting' ),
			self::NotAllowed => _n(
				/* translators: %s: number of documents. */
				'%s skipped: you are not allowed to edit its order',
				'%s skipped: you are not allowed to edit their orders',
				$number,
				'wc-accounting'
			),
		};
		return sprintf( $text, number_format_i18n( $number ), $service );
	}

	/**
	 * Kind => how many.
	 *
	 * @param array<self> $results
	 * @return array<string, int>
	 */
	public static function count( array $results ): array {
		return array_count_values( array_map( static fn ( self $result ): string => $result->value, array_values( $results ) ) );
	}

	/**
	 * A sentence that counts each kind.
	 *
	 * @param array<string, int> $counts
	 */
	public static function summary( array $counts, string $service ): string {
		$parts = array();
		foreach ( self::cases() as $case ) {
			isset( $counts[ $case->value ] ) && $parts[] = $case->counted( $counts[ $case->value ], $service );
		}
		return implode( ' · ', $parts );
	}
}
