<?php
/**
 * What a document has to wait for.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Settings;
use WcAccounting\Order\Mark;
use WcAccounting\Order\Subject;

/**
 * Looks after the document that another one belongs to: an invoice's sales order, a payment's invoice.
 *
 * Where the service says that it goes alone, it does so once nothing more happens to the other by itself, or when the service has
 * taken the other a while ago and does not show it. Else it cannot be made without it: it waits while the other is on its way, and
 * is up to a person when the other failed. Where the other one's effect decides what is left for it, it waits however long that takes.
 */
final class Precedence {

	/**
	 * How long a document that goes alone waits for one that the service has taken; seconds. Before that no time counts: what waits
	 * while the service is away, or lets nobody in, leaves in its order when it is back.
	 */
	private const PATIENCE = 1800;

	public function __construct(
		private readonly Connector $connector,
		private readonly Store $store,
		private readonly Settings $settings,
	) {}

	public function of( Subject $subject ): Turn {
		return $this->after( $this->earlier( $subject ), $subject );
	}

	/**
	 * The documents that it waits for, whatever became of them; null for one that has no row.
	 *
	 * @return array<string, ?Delivery> By kind; the one that it belongs to is the first.
	 */
	public function earlier( Subject $subject ): array {
		$earlier = array();
		foreach ( $this->awaited( $subject->document ) as $kind => $awaited ) {
			$earlier[ $kind ] = $this->store->find_document( $kind, self::subject_id( $awaited, $subject ) );
		}
		return $earlier;
	}

	/**
	 * @param array<string, ?Delivery> $earlier As earlier() gave them.
	 */
	public function after( array $earlier, Subject $subject ): Turn {
		$awaits = array_column( $subject->document->awaits, null, 'kind' );
		$turn   = Turn::Now;
		foreach ( $this->awaited( $subject->document ) as $kind => $awaited ) {
			$turn = $turn->and(
				match ( true ) {
					Status::Confirmed === $earlier[ $kind ]?->status => Turn::Now,
					$awaits[ $kind ]['however_long'] ?? false
						=> self::of_one_that_goes_after( $earlier[ $kind ], $awaits[ $kind ]['goes_alone'] ),
					$awaits[ $kind ]['goes_alone'] => $this->of_one_that_goes_alone( $earlier[ $kind ] ),
					default => self::of_one_that_belongs( $earlier[ $kind ], $awaited, $subject ),
				}
			);
		}
		return $turn;
	}

	/**
	 * Until when nothing can change for what waits for these by itself: the next try of the first of them. Its end calls what waits.
	 *
	 * @param array<string, ?Delivery> $earlier As earlier() gave them.
	 * @return int UNIX seconds; 0 when it may be any moment.
	 */
	public static function rests_until( array $earlier ): int {
		$tries = array();
		foreach ( $earlier as $one ) {
			$is_soon = Status::Accepted === $one?->status || Status::Sending === $one?->status;
			$tries[] = $is_soon ? null : $one?->next_attempt_at;
		}
		$tries = array_filter( $tries );
		return array() === $tries ? 0 : min( $tries );
	}

	/** Whether it may leave some time: one that cannot be made without another needs that one in the queue or in the service. */
	public function can_come( Subject $subject ): bool {
		return ! in_array( false, array_column( $subject->document->awaits, 'goes_alone' ), true )
			|| Turn::Never !== $this->of( $subject );
	}

	/**
	 * The kinds of documents that it waits for.
	 *
	 * @return array<string, DocumentType> By kind; the one that it belongs to is the first.
	 */
	public function awaited( DocumentType $document ): array {
		if ( null !== $document->waits_setting && ! $this->settings->is_on( $document->waits_setting ) ) {
			return array();
		}
		$kinds = array_column( $document->awaits, 'kind' );
		return array_filter( array_combine( $kinds, array_map( $this->connector->description()->document( ... ), $kinds ) ) );
	}

	private function of_one_that_goes_alone( ?Delivery $earlier ): Turn {
		return match ( true ) {
			null === $earlier => Turn::Now,
			$earlier->status->is_settled(), $this->is_lost( $earlier ) => Turn::Alone,
			default => Turn::Later,
		};
	}

	/** Whether the service has taken it long ago and does not show it. While the queue rests nobody looks: then it is looked for first. */
	private function is_lost( Delivery $earlier ): bool {
		$now          = $this->store->now();
		$is_looked_at = null === $earlier->next_attempt_at || $earlier->next_attempt_at > $now;
		return Status::Accepted === $earlier->status && $is_looked_at && $now >= (int) $earlier->sent_at + self::PATIENCE;
	}

	/** What the other one does decides what is left for it. What was refused is tried again by itself for a while. */
	private static function of_one_that_goes_after( ?Delivery $earlier, bool $goes_alone ): Turn {
		return match ( true ) {
			null === $earlier, Status::SetAside === $earlier->status => Turn::Now,
			Status::Failed !== $earlier->status => Turn::Later,
			! $goes_alone => Turn::AfterAPerson,
			default => null === $earlier->next_attempt_at ? Turn::Alone : Turn::Later,
		};
	}

	private static function of_one_that_belongs( ?Delivery $earlier, DocumentType $awaited, Subject $subject ): Turn {
		if ( null === $earlier ) {
			// A row may be gone, with the plugin's data; the order still says that it is there.
			$other = Subject::find( $awaited, $subject->order, self::subject_id( $awaited, $subject ) );
			return null !== $other && Mark::is_on( $other ) ? Turn::Now : Turn::Never;
		}
		return $earlier->status->is_settled() ? Turn::AfterAPerson : Turn::Later;
	}

	/** What the awaited document is of: the same refund where both are of refunds, else the order. */
	private static function subject_id( DocumentType $awaited, Subject $subject ): int {
		return $awaited->is_of_refunds && $subject->document->is_of_refunds ? $subject->id() : $subject->order->get_id();
	}
}
