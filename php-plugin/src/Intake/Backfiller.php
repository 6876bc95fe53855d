<?php
/**
 * Bringing over old orders.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Queue;
use WcAccounting\Delivery\QueueStore;
use WcAccounting\Delivery\Recognition;
use WcAccounting\Delivery\Run;
use WcAccounting\Log\Logger;
use WcAccounting\Order\OrderPages;
use WcAccounting\Order\Orders;

/**
 * Walks through the orders of a plan: once to count, and once a person has said so, to queue their documents, a few at a time.
 *
 * What is done with is stored after each few. A process that dies in between leaves documents in the queue that the next one finds
 * there: each has one row, whoever queues it. So no more is in the queue than leaves in the next seconds, a pause is a pause, and
 * the orders of today are never behind those of last year.
 *
 * @phpstan-import-type Place from OrderPages
 */
final class Backfiller {

	/** Orders that are looked at together, and asked after in one question. */
	private const PAGE = 50;

	/** The page that comes next, as far as this process has read it, and which order stands before it. */
	private ?string $stands_at = null;

	/** @var list<array{place: Place, candidates: list<Candidate>}> */
	private array $ready = array();

	private bool $is_last_page = false;

	public function __construct(
		private readonly Connector $connector,
		private readonly BackfillStore $store,
		private readonly OrderPages $pages,
		private readonly Candidates $candidates,
		private readonly Queue $queue,
		private readonly Recognition $recognition,
		private readonly QueueStore $locks,
		private readonly Logger $logger,
	) {}

	/**
	 * Begins to count.
	 *
	 * @throws \DomainException When it cannot be begun now; says why.
	 */
	public function begin( BackfillPlan $plan ): void {
		// It is one company's books that the orders are brought over to.
		if ( ! $this->recognition->settle() ) {
			throw new \DomainException( Recognition::unsettled() );
		}
		if ( ! $this->store->begin( $plan ) ) {
			throw new \DomainException(
				__( 'Orders are being brought over already. Wait until that is done, or cancel it first.', 'wc-accounting' )
			);
		}
	}

	/**
	 * The next few. Never throws.
	 *
	 * @param int $few About so many documents.
	 * @return bool Whether more may follow at once.
	 */
	public function go_on( Run $run, int $few ): bool {
		$lock = Name::of( $this->connector->description()->service, 'backfill' );
		try {
			// Two that walked at once would count twice, and the slower one would lead back to where it began.
			if ( ! $this->locks->lock( $lock ) ) {
				return false;
			}
			try {
				return $this->next_few( $few );
			} finally {
				$this->locks->unlock( $lock );
			}
		} catch ( CannotAsk $fault ) {
			$this->logger->warning( 'Old orders have to wait: ' . $fault->getMessage() );
		} catch ( \Throwable $fault ) {
			++$run->faults;
			$run->was_cut_short = true;
			$this->logger->fault( 'Bringing over old orders stopped for now', $fault );
		}
		return false;
	}

	private function next_few( int $few ): bool {
		$backfill = $this->store->current();
		if ( null === $backfill || ! $backfill->state->is_at_work() ) {
			return false;
		}
		return BackfillState::Counting === $backfill->state ? $this->count( $backfill ) : $this->queue_some( $backfill, $few );
	}

	/** When there is something to do again, UNIX seconds; null when there is nothing. */
	public function next_at(): ?int {
		$backfill = $this->store->current();
		if ( null === $backfill || ! $backfill->state->is_at_work() ) {
			return null;
		}
		return $this->feed( $backfill, $backfill->tempo, array( 'type' => 'asked' ) )['next_at'] ?? $this->store->now();
	}

	// --- Counting -----------------------------------------------------------------------------------------------------

	private function count( Backfill $backfill ): bool {
		// Each page is a question or two, and of a day that is nearly used up nothing is taken from the orders of today.
		if ( 0 === $this->feed( $backfill, $backfill->tempo, array( 'type' => 'asked' ) )['at_most'] ) {
			return false;
		}
		$tally = $backfill->counted;
		if ( null === $backfill->after ) {
			$tally->locked_until = $this->candidates->locked_until();
		}
		$page = $this->page( $backfill );
		foreach ( $page as $one ) {
			++$tally->orders;
			$this->count_order( $one['candidates'], $tally );
		}
		$is_ours = array() === $page || $this->store->advance( $backfill, end( $page )['place'], $tally, $backfill->tempo );
		$this->ready = array();
		if ( $is_ours && $this->is_last_page ) {
			$this->store->end( $backfill );
			return false;
		}
		return $is_ours;
	}

	/**
	 * @param list<Candidate> $candidates
	 */
	private function count_order( array $candidates, BackfillTally $tally ): void {
		$has_any = false;
		foreach ( $candidates as $candidate ) {
			$fate = $candidate->fate();
			$tally->count( $candidate->subject->document->kind, $fate );
			array_map( $tally->because( ... ), $candidate->reasons() );
			$tally->unasked += BackfillTally::SEND === $fate && null === $candidate->is_there ? 1 : 0;
			$tally->locked  += $candidate->is_dated_until( (string) $tally->locked_until ) ? 1 : 0;
			if ( ! $has_any && in_array( $fate, array( BackfillTally::SEND, BackfillTally::HELD ), true ) ) {
				$tally->add_total( $candidate->subject->order->get_currency(), $candidate->subject->total() );
				$has_any = true;
			}
		}
	}

	// --- Queueing -----------------------------------------------------------------------------------------------------

	private function queue_some( Backfill $backfill, int $few ): bool {
		$tempo = $backfill->tempo;
		if ( $this->queue->was_slowed() ) {
			$tempo = $this->feed( $backfill, $tempo, array( 'type' => 'slowed' ) )['tempo'];
		}
		$feed = $this->feed( $backfill, $tempo, array( 'type' => 'asked' ) );
		if ( 0 === $feed['at_most'] ) {
			$this->store->advance( $backfill, $backfill->after, $backfill->done, $feed['tempo'] );
			return false;
		}
		$page   = $this->page( $backfill );
		$after  = $backfill->after;
		$queued = 0;
		while ( array() !== $page && $queued < min( $few, $feed['at_most'] ) ) {
			$one     = array_shift( $page );
			$after   = $one['place'];
			$queued += $this->queue_order( $one['candidates'], $backfill->done );
		}
		$this->stands_at = self::mark( $backfill->id, $after );
		$this->ready     = $page;
		$fed     = array(
			'type'      => 'fed',
			'documents' => $queued,
		);
		$is_ours = $this->store->advance( $backfill, $after, $backfill->done, $this->feed( $backfill, $feed['tempo'], $fed )['tempo'] );
		if ( $is_ours && $this->is_last_page && array() === $page ) {
			$this->store->end( $backfill );
			return $queued > 0;
		}
		return $is_ours;
	}

	/**
	 * @param list<Candidate> $candidates Of one order.
	 * @return int Documents that were queued.
	 */
	private function queue_order( array $candidates, BackfillTally $tally ): int {
		++$tally->orders;
		$queued = 0;
		foreach ( $candidates as $candidate ) {
			$fate = $candidate->fate();
			if ( $candidate->is_to_be_queued() ) {
				$is_new  = $this->candidates->queue( $candidate );
				$queued += $is_new ? 1 : 0;
				$fate    = $is_new ? $fate : BackfillTally::KNOWN;
			}
			$tally->count( $candidate->subject->document->kind, $fate );
		}
		return $queued;
	}

	/**
	 * @param array{per_minute?: int, began?: int, fed?: int}      $tempo
	 * @param array{type: 'asked'|'fed'|'slowed', documents?: int} $event
	 * @return array{tempo: array{per_minute: int, began: int, fed: int}, at_most: int, next_at: ?int}
	 */
	private function feed( Backfill $backfill, array $tempo, array $event ): array {
		return $this->connector->feed( $tempo, $event, $this->queue->state(), $this->store->now(), $backfill->plan->most );
	}

	// --- Pages --------------------------------------------------------------------------------------------------------

	/**
	 * The orders that come next. Those that this process read before are as good as new ones, unless another one went on meanwhile.
	 *
	 * @return list<array{place: Place, candidates: list<Candidate>}>
	 */
	private function page( Backfill $backfill ): array {
		$stands_at = self::mark( $backfill->id, $backfill->after );
		if ( $stands_at === $this->stands_at && array() !== $this->ready ) {
			return $this->ready;
		}
		Orders::forget_read();
		$plan   = $backfill->plan;
		$places = $this->pages->orders( $plan->statuses, $plan->begins_at(), $plan->ends_at(), $backfill->after, self::PAGE );

		$this->is_last_page = count( $places ) < self::PAGE;
		$this->stands_at    = $stands_at;
		$this->ready        = $this->candidates->of( $places, $plan->documents );
		return $this->ready;
	}

	/** @param ?Place $after */
	private static function mark( string $plan_id, ?array $after ): string {
		return $plan_id . '|' . ( $after['created'] ?? '' ) . '|' . ( $after['id'] ?? '' );
	}
}
