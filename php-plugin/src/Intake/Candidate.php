<?php
/**
 * A document of an old order.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Status;
use WcAccounting\Order\Mark;
use WcAccounting\Order\Subject;

/**
 * What would be sent, and what is known of it.
 */
final class Candidate {

	/** Why there is none: what it belongs to is not there and does not come. */
	public const ALONE = 'belongs_to_nothing';

	/** Whether the service has it, once it was asked; null when it does not tell. */
	public ?bool $is_there = null;

	/** Whether it belongs to another document that is not there and does not come: it is never made alone. */
	public bool $belongs_to_nothing = false;

	/**
	 * @param ?Delivery                            $delivery Its row.
	 * @param ?array<string, mixed>                $document As the extension maps it; null when there is none.
	 * @param ?array{code: string, detail: string} $skipped  Why not.
	 * @param ?array<string, mixed>                $leaving  What would be stored when it leaves.
	 */
	public function __construct(
		public readonly Subject $subject,
		public readonly ?Delivery $delivery,
		public readonly ?array $document,
		public readonly ?array $skipped,
		public readonly ?array $leaving,
	) {}

	/** Whether nothing is known of it in the shop, or its row says that it was left to a person for its age. */
	public static function is_open( Subject $subject, ?Delivery $delivery ): bool {
		return null === $delivery ? ! Mark::is_on( $subject ) : Status::SetAside === $delivery->status;
	}

	/** An order that cannot be read is queued all the same: in the list of transactions somebody sees it. */
	private function is_broken(): bool {
		return null === $this->document && null === $this->skipped && self::is_open( $this->subject, $this->delivery );
	}

	/** The name it is found again by; empty when there is no document. */
	public function reference(): string {
		return (string) ( $this->document['reference'] ?? '' );
	}

	/** @return BackfillTally::* */
	public function fate(): string {
		return match ( true ) {
			! self::is_open( $this->subject, $this->delivery ) => BackfillTally::KNOWN,
			$this->belongs_to_nothing => BackfillTally::NOTHING,
			$this->is_broken() => BackfillTally::HELD,
			null === $this->document => BackfillTally::NOTHING,
			true === $this->is_there => BackfillTally::THERE,
			(bool) $this->document['held'] => BackfillTally::HELD,
			default => BackfillTally::SEND,
		};
	}

	/** What makes nothing by the rules makes no row either. */
	public function is_to_be_queued(): bool {
		return ! in_array( $this->fate(), array( BackfillTally::KNOWN, BackfillTally::NOTHING ), true );
	}

	/**
	 * Why it is held, or why there is none.
	 *
	 * @return list<string> Codes.
	 */
	public function reasons(): array {
		return match ( $this->fate() ) {
			BackfillTally::NOTHING => array( 'none:' . ( $this->belongs_to_nothing ? self::ALONE : $this->skipped['code'] ?? '' ) ),
			BackfillTally::HELD => $this->is_broken()
				? array( 'none:bad_order_data' )
				: array_map(
					static fn ( $cause ): string => 'held:' . $cause,
					array_values( (array) ( $this->document['reconciliation']['causes'] ?? array() ) )
				),
			default => array(),
		};
	}

	/** Whether its day is not after that one, Y-m-d. */
	public function is_dated_until( string $day ): bool {
		return '' !== $day && $this->is_to_be_queued() && ( $this->leaving['dated_on'] ?? '9999' ) <= $day;
	}
}
