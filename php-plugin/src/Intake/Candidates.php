<?php
/**
 * Documents of old orders.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\ByHand;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Precedence;
use WcAccounting\Delivery\Queue;
use WcAccounting\Delivery\Store;
use WcAccounting\Log\Logger;
use WcAccounting\Order\DocumentFactory;
use WcAccounting\Order\OrderPages;
use WcAccounting\Order\Orders;
use WcAccounting\Order\Subject;
use WcAccounting\Order\Triggers;
use WcAccounting\Order\Wanted;

/**
 * Finds out what a page of old orders makes, and what of it the shop and the service have already; queues the rest.
 *
 * @phpstan-import-type Place from OrderPages
 */
final class Candidates {

	private const DAY = 86400;

	public function __construct(
		private readonly Connector $connector,
		private readonly Settings $settings,
		private readonly Store $store,
		private readonly Orders $orders,
		private readonly DocumentFactory $documents,
		private readonly Triggers $triggers,
		private readonly Wanted $wanted,
		private readonly Precedence $precedence,
		private readonly Intake $intake,
		private readonly ByHand $by_hand,
		private readonly Queue $queue,
		private readonly Messages $messages,
		private readonly Logger $logger,
	) {}

	/**
	 * @param list<Place>  $places Of the orders.
	 * @param list<string> $kinds  Of documents.
	 * @return list<array{place: Place, candidates: list<Candidate>}>
	 * @throws CannotAsk When the service could tell what is there, and does not just now.
	 */
	public function of( array $places, array $kinds ): array {
		$documents = array_filter(
			$this->connector->description()->documents,
			static fn ( DocumentType $document ): bool => in_array( $document->kind, $kinds, true )
		);
		$subjects  = array();
		$all       = array();
		foreach ( $places as $place ) {
			$order    = $this->orders->fresh( $place['id'] );
			$of_order = null === $order ? array() : $this->wanted( Subject::of_all( array_values( $documents ), $order ) );

			$subjects[ $place['id'] ] = $of_order;
			array_push( $all, ...$of_order );
		}
		$rows = $this->rows( $all );
		$page = array();
		foreach ( $places as $place ) {
			$candidates = array();
			foreach ( $subjects[ $place['id'] ] ?? array() as $subject ) {
				$candidates[] = $this->candidate( $subject, $rows );
			}
			$this->find_those_that_belong_to_nothing( $candidates );
			$page[] = array(
				'place'      => $place,
				'candidates' => $candidates,
			);
		}
		$this->ask( $page );
		return $page;
	}

	/**
	 * Those that are sent by the rules of the shop, however old.
	 *
	 * @param list<Subject> $subjects
	 * @return list<Subject>
	 */
	private function wanted( array $subjects ): array {
		return array_values(
			array_filter(
				$subjects,
				fn ( Subject $subject ): bool => $this->settings->wants( $subject->document )
					&& $this->triggers->want( $subject->document, $subject->order->get_status() )
					&& Wanted::is_paid_enough( $subject )
					&& $this->wanted->is_allowed( $subject->order, $subject->document )
			)
		);
	}

	/**
	 * @param list<Subject> $subjects
	 * @return array<string, array<int, Delivery>> By kind and id of the subject.
	 */
	private function rows( array $subjects ): array {
		$ids = array();
		foreach ( $subjects as $subject ) {
			$ids[ $subject->document->kind ][] = $subject->id();
		}
		$rows = array();
		foreach ( $ids as $kind => $of_kind ) {
			$rows[ $kind ] = $this->store->find_documents( $kind, $of_kind );
		}
		return $rows;
	}

	/**
	 * @param array<string, array<int, Delivery>> $rows
	 */
	private function candidate( Subject $subject, array $rows ): Candidate {
		$delivery = $rows[ $subject->document->kind ][ $subject->id() ] ?? null;
		$mapped   = array(
			'document' => null,
			'skipped'  => null,
		);
		$leaving  = null;
		if ( Candidate::is_open( $subject, $delivery ) ) {
			try {
				$found   = $this->documents->of( $subject );
				$leaving = null === $found['document'] ? null : $this->connector->leaving( $found['document'] );
				// Not before: a filter may have made of it what the connector refuses.
				$mapped = $found;
			} catch ( \Throwable $fault ) {
				$this->logger->fault( 'An old order could not be read', $fault, array( 'order' => $subject->order->get_id() ) );
			}
		}
		return new Candidate( $subject, $delivery, $mapped['document'], $mapped['skipped'], $leaving );
	}

	/**
	 * A credit note of an invoice that nobody makes any more is not sent either.
	 *
	 * @param list<Candidate> $candidates Of one order, in the order in which the documents happen.
	 */
	private function find_those_that_belong_to_nothing( array $candidates ): void {
		$coming = array();
		foreach ( $candidates as $candidate ) {
			$document = $candidate->subject->document;
			$belongs  = array_filter( $document->awaits, static fn ( array $awaited ): bool => ! $awaited['goes_alone'] );
			$is_alone = array() === array_intersect_key( $coming, array_column( $belongs, null, 'kind' ) );

			$candidate->belongs_to_nothing = $candidate->is_to_be_queued() && array() !== $belongs && $is_alone
				&& ! $this->precedence->can_come( $candidate->subject );
			if ( $candidate->is_to_be_queued() ) {
				$coming[ $document->kind ] = true;
			}
		}
	}

	// --- What the service has -----------------------------------------------------------------------------------------

	/**
	 * Asks, in one question for each kind.
	 *
	 * @param list<array{place: Place, candidates: list<Candidate>}> $page
	 */
	private function ask( array $page ): void {
		$by_kind = array();
		foreach ( $page as $one ) {
			foreach ( $one['candidates'] as $candidate ) {
				if ( null !== $candidate->document && $candidate->is_to_be_queued() ) {
					$by_kind[ $candidate->subject->document->kind ][] = $candidate;
				}
			}
		}
		foreach ( $by_kind as $candidates ) {
			// A refund may be one of many of its order.
			foreach ( array_chunk( $candidates, 100 ) as $some ) {
				$this->ask_after( $some );
			}
		}
		foreach ( $page as $one ) {
			$this->conclude( $one['candidates'] );
		}
	}

	/**
	 * @param list<Candidate> $candidates Of one kind.
	 */
	private function ask_after( array $candidates ): void {
		$queries = array_map( self::query( ... ), $candidates );
		if ( array() === $queries ) {
			return;
		}
		$told = $this->connector->present( $queries );
		// Of some kinds the connector knows without a question that there is none to ask: that says nothing of the service.
		if ( $told['requests'] > 0 ) {
			$this->queue->answered( $told );
		}
		if ( ! in_array( $told['class'], array( 'found', 'not_comparable' ), true ) ) {
			throw new CannotAsk( $this->messages->of( $told['reason'] ) );
		}
		foreach ( $candidates as $candidate ) {
			$is_found            = in_array( $candidate->reference(), $told['there'], true );
			$candidate->is_there = $is_found ? true : ( $told['is_complete'] ? false : null );
		}
	}

	/**
	 * @return array{kind: string, order_id: int, subject_id: int, reference: string}
	 */
	private static function query( Candidate $candidate ): array {
		return array(
			'kind'       => $candidate->subject->document->kind,
			'order_id'   => $candidate->subject->order->get_id(),
			'subject_id' => $candidate->subject->id(),
			'reference'  => $candidate->reference(),
		);
	}

	/**
	 * What hangs on a document that is not there is not there either.
	 *
	 * @param list<Candidate> $candidates Of one order, in the order in which the documents happen.
	 */
	private function conclude( array $candidates ): void {
		$is_missing = array();
		foreach ( $candidates as $candidate ) {
			$document = $candidate->subject->document;
			if ( null === $candidate->is_there && self::hangs_on( $document, $is_missing ) ) {
				$candidate->is_there = false;
			}
			$is_missing[ $document->kind ] = false === $candidate->is_there && null === $candidate->delivery;
		}
	}

	/**
	 * @param array<string, bool> $is_missing By kind.
	 */
	private static function hangs_on( DocumentType $document, array $is_missing ): bool {
		foreach ( $document->awaits as $awaited ) {
			if ( ! $awaited['goes_alone'] && ( $is_missing[ $awaited['kind'] ] ?? false ) ) {
				return true;
			}
		}
		return false;
	}

	/** Last day that is closed in the books; null when none is, empty when the service does not tell. */
	public function locked_until(): ?string {
		$told = $this->connector->lock_date();
		$this->queue->answered( $told );
		return 'found' === $told['class'] ? $told['locked_until'] : '';
	}

	// --- Queueing -----------------------------------------------------------------------------------------------------

	/** @return bool Whether it is queued now. */
	public function queue( Candidate $candidate ): bool {
		$subject = $candidate->subject;
		if ( null !== $candidate->delivery ) {
			return $this->by_hand->retry( $candidate->delivery->id, false );
		}
		if ( false === $candidate->is_there || null === $candidate->document ) {
			return $this->intake->enqueue( $subject, true );
		}
		$created = $subject->bearer()->get_date_created( 'edit' )?->getTimestamp() ?? 0;
		return $this->store->adopt(
			$subject->document->kind,
			$subject->order->get_id(),
			$subject->id(),
			$candidate->reference(),
			false,
			$this->store->now(),
			min( $created, $this->store->now() - self::DAY ),
			'',
			$candidate->leaving,
			$subject->total()
		);
	}
}
