<?php
/**
 * A batch of deliveries.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Connector;

/**
 * Claims rows, asks after those that may have arrived, sends the others, and stores what came of each as it completes.
 *
 * Rows are claimed a few at a time and prepared only when a place is free, so that a lease never waits long. A fault of
 * one delivery is that delivery's alone: its row is left to its lease, which is its back-off, and then claimed again.
 */
final class Batch {

	/** Outlives the longest request many times over, and is short enough for a row to be picked up soon after a crash. */
	private const LEASE_SECONDS = 180;

	/** Look-ups that may pile up behind requests to send. */
	private const LOOK_UPS_ASIDE = 32;

	/** @var list<Delivery> Claimed, to be sent. */
	private array $to_send = array();

	/** @var list<Delivery> Claimed, to be asked after. */
	private array $to_look_up = array();

	/** @var array<int, Task> Documents under way; by id of the delivery. */
	private array $sending = array();

	/** @var array<int, Delivery> Questions under way; by id of the delivery. */
	private array $asking = array();

	private bool $held = false;

	/** Whether nobody asked to slow down. */
	private bool $clean = true;

	private int $accepted = 0;

	public function __construct(
		private readonly Connector $connector,
		private readonly Store $store,
		private readonly Queue $queue,
		private readonly Preparation $preparation,
		private readonly LinkStore $links,
		private readonly Journal $journal,
		private readonly ReadBack $read_back,
		private readonly Run $run,
		/** Requests at a time. */
		private readonly int $concurrency,
		/** Deliveries that may still be claimed. */
		private int $left,
	) {}

	public function run(): void {
		try {
			$this->claim();
			while ( ( array() !== $this->to_look_up || array() !== $this->to_send ) && $this->may_go_on() ) {
				$this->ask();
				$this->send();
			}
		} finally {
			$this->store->release( array_merge( $this->to_send, $this->to_look_up ) );
			$this->queue->end();
		}
		if ( $this->clean && ! $this->held && $this->accepted > 0 ) {
			$this->queue->clean_batch();
		}
	}

	/** Takes a few rows that are due, and sorts them by what is to be done. */
	private function claim(): void {
		$limit = min( $this->left, 2 * $this->concurrency );
		if ( $limit <= 0 ) {
			return;
		}
		$claimed = $this->store->claim( $limit, self::LEASE_SECONDS, $this->run->only );
		// Fewer than asked for: there are no more. Asking again for each free place would be a query each.
		$this->left = count( $claimed ) < $limit ? 0 : $this->left - $limit;
		foreach ( $claimed as $delivery ) {
			$this->guarded( $delivery, fn () => $this->sort( $delivery ) );
		}
	}

	private function sort( Delivery $delivery ): void {
		$step = $this->step( $delivery, array( 'type' => 'claimed' ) );
		switch ( $step['effects'] ? end( $step['effects'] )['type'] : '' ) {
			case 'send':
				// Not stored as `sending` yet: that happens right before it leaves.
				$this->to_send[] = $delivery;
				break;
			case 'look_up':
				$this->to_look_up[] = $delivery->with_state( $step['delivery'] );
				$this->journal->record( $delivery, $step['effects'] );
				break;
			default:
				$this->conclude( $delivery, $step );
		}
	}

	// --- Asking -------------------------------------------------------------------------------------------------------

	private function ask(): void {
		if ( $this->to_look_up ) {
			$this->connector->look_up(
				$this->next_look_up( ... ),
				$this->looked_up( ... ),
				$this->concurrency,
				$this->run->remaining_ms()
			);
		}
	}

	/**
	 * @return ?array{id: int, kind: string, order_id: int, subject_id: int, reference: string, sent_as: ?array<string, string>}
	 */
	private function next_look_up(): ?array {
		if ( ! $this->to_look_up || ! $this->may_go_on() ) {
			return null;
		}
		$delivery                      = array_shift( $this->to_look_up );
		$this->asking[ $delivery->id ] = $delivery;
		return $delivery->query();
	}

	/**
	 * @param array<string, mixed> $result
	 */
	private function looked_up( int $id, array $result ): void {
		++$this->run->looked_up;
		$delivery = $this->asking[ $id ];
		unset( $this->asking[ $id ] );
		$event = array(
			'type'   => 'looked_up',
			'result' => $result,
		);
		$this->guarded( $delivery, fn () => $this->conclude( $delivery, $this->step( $delivery, $event ), null, $result ) );
		$this->take_pace_from( $result, Counters::TO_LOOK_UP );
	}

	// --- Sending ------------------------------------------------------------------------------------------------------

	private function send(): void {
		if ( array() !== $this->to_send && $this->may_go_on() ) {
			$this->connector->deliver(
				$this->next_task( ... ),
				$this->sent( ... ),
				$this->concurrency,
				$this->run->remaining_ms()
			);
		}
	}

	/**
	 * The next document, its row stored as `sending`; null when there is none, or time is up.
	 *
	 * @return ?array{id: int, document: array<string, mixed>, known: array{
	 *     links: list<array{kind: string, key: string, remote_id: string}>, belongs_to: ?array{id: string, number: ?string},
	 *     awaited: array<string, array{id: string, number: ?string}>, sending: ?string
	 * }}
	 */
	private function next_task(): ?array {
		while ( $this->may_go_on() && count( $this->to_look_up ) < self::LOOK_UPS_ASIDE ) {
			if ( ! $this->to_send ) {
				$this->claim();
			}
			$delivery = array_shift( $this->to_send );
			if ( null === $delivery ) {
				return null;
			}
			$prepare = fn (): ?Task => $this->preparation->of( $delivery, self::LEASE_SECONDS, $this->run );
			$task    = $this->guarded( $delivery, $prepare );
			if ( null !== $task ) {
				$this->sending[ $delivery->id ] = $task;
				return array(
					'id'       => $delivery->id,
					'document' => $task->document,
					'known'    => array(
						'links'      => $this->links_for( $task ),
						'belongs_to' => $task->belongs_to(),
						'awaited'    => $task->awaited(),
						'sending'    => $task->delivery->lease_token,
					),
				);
			}
		}
		return null;
	}

	/**
	 * What was learned before and helps this document. Without it the service is asked.
	 *
	 * @return list<array{kind: string, key: string, remote_id: string}>
	 */
	private function links_for( Task $task ): array {
		$names = $task->document['asks_for'] ?? array();
		return $this->guarded( $task->delivery, fn (): array => $this->links->find( $names ) ) ?? array();
	}

	/**
	 * @param array<string, mixed> $outcome
	 */
	private function sent( int $id, array $outcome ): void {
		++$this->run->sent;
		$this->accepted += in_array( $outcome['class'], array( 'accepted', 'made' ), true ) ? 1 : 0;
		$task            = $this->sending[ $id ];
		unset( $this->sending[ $id ] );
		$event = array(
			'type'    => 'outcome',
			'outcome' => $outcome,
		);
		$next  = $this->guarded(
			$task->delivery,
			function () use ( $task, $event, $outcome ): ?Delivery {
				$next = $this->conclude( $task->delivery, $this->step( $task->delivery, $event ), $task->order, $outcome );
				if ( null !== $next && in_array( $outcome['class'], array( 'accepted', 'made', 'unconfirmed' ), true ) ) {
					$this->journal->remark( $next, $task->remarks, $task->order );
				}
				return $next;
			}
		);
		// After the document, which is what matters, and whatever became of it.
		$learned = array( $outcome['learned'] ?? array(), $outcome['forgotten'] ?? array() );
		$this->guarded( $task->delivery, fn () => $this->links->keep( ...$learned ) );
		// A good key that may not make this document is no reason to keep the others back.
		$is_refusal = 'unauthorized' === $outcome['class'] && Status::Failed === $next?->status;
		$this->take_pace_from( ( $is_refusal ? array( 'class' => 'rejected' ) : array() ) + $outcome, Counters::TO_SEND );
	}

	// --- What came of it ----------------------------------------------------------------------------------------------

	/**
	 * @param array<string, mixed> $answer
	 */
	private function take_pace_from( array $answer, string $about ): void {
		$this->clean = $this->clean && 'rate_limited' !== $answer['class'];
		$this->held  = ! $this->queue->answered( $answer, $about ) || $this->held;
	}

	/**
	 * @param array<string, mixed> $event
	 * @return array{delivery: array<string, mixed>, effects: list<array<string, mixed>>}
	 */
	private function step( Delivery $delivery, array $event ): array {
		return $this->connector->step( $delivery->state(), $event, $this->store->now() );
	}

	/**
	 * Stores a delivery for good, and does what is to be done.
	 *
	 * @param array{delivery: array<string, mixed>, effects: list<array<string, mixed>>} $step
	 * @param ?array<string, mixed>                                                      $answer What the service said, if it was asked.
	 * @return ?Delivery Null when the lease was lost.
	 */
	private function conclude( Delivery $delivery, array $step, ?\WC_Order $order = null, ?array $answer = null ): ?Delivery {
		$next = $delivery->with_state( $step['delivery'] );
		if ( ! $this->store->finish( $next, $this->journal->sentence( $next->reason ) ) ) {
			$this->journal->lease_lost( $delivery );
			++$this->run->faults;
			return null;
		}
		$this->journal->record( $next, $step['effects'], $order );
		if ( null !== $answer && in_array( 'delivered', array_column( $step['effects'], 'type' ), true ) ) {
			$this->guarded( $next, fn () => $this->read_back->confirmed( $next, $answer, $order ) );
		}
		return $next;
	}

	private function may_go_on(): bool {
		return ! $this->held && $this->run->may_start();
	}

	/**
	 * Keeps a fault of one delivery from the others. A fault of the database as a whole ends the run by its next query.
	 *
	 * @template T
	 * @param callable(): T $work
	 * @return ?T Null when it failed.
	 */
	private function guarded( Delivery $delivery, callable $work ) {
		try {
			return $work();
		} catch ( \Throwable $fault ) {
			++$this->run->faults;
			$this->journal->fault( $delivery, $fault );
			return null;
		}
	}
}
