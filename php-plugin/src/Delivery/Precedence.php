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
 * Where the service says that it goes alone, it does so after a while, or once nothing more happens to the other by itself. Else
 * it cannot be made without it: it waits while the other is on its way, and is up to a person when the other failed. Where the
 * other one's effect decides what is left for it, it waits however long that takes.
 */
final class Precedence {

	/** Longest time that a document waits which goes alone; seconds. */
	private const PATIENCE = 1800;

	public function __construct(
		private readonly Connector $connector,
		private readonly Store $store,
		private readonly Settings $settings,
	) {}

	/** @param ?Delivery $delivery Its row; null before it has one. */
	public function of( Subject $subject, ?Delivery $delivery ): Turn {
		return $this->after( $this->earlier( $subject ), $subject, $delivery );
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
	 * @param array<string, ?Delivery> $earlier  As earlier() gave them.
	 * @param ?Delivery                $delivery Its row; null before it has one.
	 */
	public function after( array $earlier, Subject $subject, ?Delivery $delivery ): Turn {
		$awaits = array_column( $subject->document->awaits, null, 'kind' );
		$turn   = Turn::Now;
		foreach ( $this->awaited( $subject->document ) as $kind => $awaited ) {
			$turn = $turn->and(
				match ( true ) {
					Status::Confirmed === $earlier[ $kind ]?->status => Turn::Now,
					$awaits[ $kind ]['however_long'] ?? false
						=> self::of_one_that_goes_after( $earlier[ $kind ], $awaits[ $kind ]['goes_alone'] ),
					$awaits[ $kind ]['goes_alone'] => $this->of_one_that_goes_alone( $earlier[ $kind ], $delivery ),
					default => self::of_one_that_belongs( $earlier[ $kind ], $awaited, $subject ),
				}
			);
		}
		return $turn;
	}

	/** Whether it may leave some time: one that cannot be made without another needs that one in the queue or in the service. */
	public function can_come( Subject $subject ): bool {
		return ! in_array( false, array_column( $subject->document->awaits, 'goes_alone' ), true )
			|| Turn::Never !== $this->of( $subject, null );
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

	private function of_one_that_goes_alone( ?Delivery $earlier, ?Delivery $delivery ): Turn {
		if ( null === $earlier ) {
			return Turn::Now;
		}
		$is_patient = null === $delivery || $this->store->now() < $delivery->created_at + self::PATIENCE;
		return $is_patient && ! $earlier->status->is_settled() ? Turn::Later : Turn::Alone;
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
