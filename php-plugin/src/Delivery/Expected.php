<?php
/**
 * Documents that should be there.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Settings;
use WcAccounting\Order\DocumentFactory;
use WcAccounting\Order\Mark;
use WcAccounting\Order\Subject;
use WcAccounting\Order\Triggers;
use WcAccounting\Order\Wanted;

/**
 * Says of a document that is not known to be in the service whether it should be: by the same rules by which it would be queued and
 * sent.
 */
final class Expected {

	/** It is there: the order says so. */
	public const MARKED = 'marked';

	/** Nobody wants it. */
	public const NOT_WANTED = 'not_wanted';

	/** Why an order makes no document at all. */
	private const NOTHING_TO_SEND = array( 'nothing_to_bill', 'fully_refunded', 'nothing_left_to_do' );

	/** Of a delivery that needs somebody, beside those that are held: what is to be decided is another document's matter. */
	private const UNDECIDED = array( 'nothing_to_belong_to', 'never_approved', 'awaits_approval' );

	/** It may have arrived, whatever the order wants now. */
	private const IN_DOUBT = array( Status::Sending, Status::Unconfirmed );

	public function __construct(
		private readonly Settings $settings,
		private readonly Wanted $wanted,
		private readonly Triggers $triggers,
		private readonly Precedence $precedence,
		private readonly DocumentFactory $documents,
	) {}

	/** Whether the shop wants documents of this kind. */
	public function wants( DocumentType $document ): bool {
		return $this->settings->wants( $document );
	}

	/**
	 * Statuses in which an order may have had the document made: one that wants it, or a later one. The others come second.
	 *
	 * @return array{0: list<string>, 1: list<string>} Without `wc-`.
	 */
	public function statuses( DocumentType $document ): array {
		$all = array_map( 'strval', array_keys( Triggers::possible( Triggers::OVER ) ) );
		$may = array_filter( $all, fn ( string $status ): bool => $this->triggers->want( $document, $status ) );
		return array( array_values( $may ), array_values( array_diff( $all, $may ) ) );
	}

	/** What is to be said of a document that has no delivery: MARKED, NOT_WANTED, Gap::MISSING or Gap::OLDER. */
	public function of_subject( Subject $subject ): string {
		return match ( true ) {
			Mark::is_on( $subject ) => self::MARKED,
			! $this->wanted->is_triggered( $subject ),
			! Wanted::is_paid_enough( $subject ),
			! $this->wanted->is_allowed( $subject->order, $subject->document ),
			! $this->precedence->can_come( $subject ) => self::NOT_WANTED,
			! $this->wanted->counts( $subject ) => Gap::OLDER,
			! $this->makes_something( $subject ) => self::NOT_WANTED,
			default => Gap::MISSING,
		};
	}

	/**
	 * What is to be said of a delivery that did not arrive: a kind of gap, MARKED or NOT_WANTED.
	 *
	 * @param ?Subject $subject Null when the order, or the refund, is gone.
	 */
	public function of_delivery( Delivery $delivery, ?Subject $subject ): string {
		$reason = $delivery->reason['code'] ?? '';
		if ( Status::Failed === $delivery->status && in_array( $reason, self::NOTHING_TO_SEND, true ) ) {
			return self::NOT_WANTED;
		}
		if ( ! in_array( $delivery->status, self::IN_DOUBT, true ) ) {
			if ( null !== $subject && Mark::is_on( $subject ) ) {
				return self::MARKED;
			}
			if ( null === $subject || null !== $this->wanted->why_stale( $subject ) ) {
				return self::NOT_WANTED;
			}
		}
		return match ( true ) {
			Status::SetAside === $delivery->status => Gap::OLDER,
			$delivery->is_held(), in_array( $reason, self::UNDECIDED, true ) => Gap::HELD,
			Status::Failed === $delivery->status => Gap::FAILED,
			default => Gap::WAITING,
		};
	}

	/** An order that cannot even be read is missing all the more. */
	private function makes_something( Subject $subject ): bool {
		try {
			$mapped = $this->documents->of( $subject );
		} catch ( \Throwable ) {
			return true;
		}
		return null !== $mapped['document'] || ! in_array( $mapped['skipped']['code'] ?? '', self::NOTHING_TO_SEND, true );
	}
}
