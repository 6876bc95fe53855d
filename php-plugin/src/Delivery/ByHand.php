<?php
/**
 * What a person asks for.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Messages;

/**
 * Tries deliveries again, sends them once more or asks after them because a person wants it so, and says what came of it.
 * Works on the deliveries that are named and on no others, however long the queue is.
 */
final class ByHand {

	/** Only as long as it takes to store the row. */
	private const LEASE_SECONDS = 30;

	/** A person waits. */
	private const SECONDS = 20;

	private const CONCURRENCY = 4;

	/** Of reading back what was checked. */
	private const SECONDS_OF_BOOKS = 5;

	public function __construct(
		private readonly Connector $connector,
		private readonly Store $store,
		private readonly Messages $messages,
		private readonly Journal $journal,
		private readonly Queue $queue,
		private readonly Worker $worker,
		private readonly ReadBack $read_back,
		private readonly Wishes $wishes,
	) {}

	/**
	 * Makes a delivery due at once: tried again, or asked after, as its state demands.
	 *
	 * @param bool $approves Whether the person looked at this very delivery; else what is held stays so.
	 * @return bool False when it is being sent right now, or is gone.
	 */
	public function retry( int $delivery_id, bool $approves = true ): bool {
		if ( ! $this->connector->sends_here() ) {
			$this->wishes->leave( $delivery_id, $approves ? Wishes::APPROVE : Wishes::RETRY );
			return true;
		}
		$delivery = $this->store->claim_one( $delivery_id, self::LEASE_SECONDS );
		if ( null === $delivery ) {
			return false;
		}
		if ( Status::Sending === $delivery->status ) {
			// Its process is dead, and its lease was over: it is due as it is.
			$this->store->release( array( $delivery ) );
			return true;
		}
		$event = array(
			'type'     => 'retry_by_hand',
			'approves' => $approves,
		);
		return $this->conclude( $delivery, $event );
	}

	/** A person has corrected the document in the service, as the order that changed since demands. */
	public function settle( Delivery $delivery ): HandResult {
		$change = $this->journal->settled( $delivery );
		if ( null === $change ) {
			return HandResult::Unchanged;
		}
		// Of an order that is over the document is gone, or was taken back: there is nothing to compare.
		if ( '' === $change->ending ) {
			$this->read_back->corrected( $delivery );
		}
		return HandResult::Settled;
	}

	/**
	 * @param list<int> $ids
	 * @return array<int, HandResult>
	 */
	public function settle_now( array $ids ): array {
		$results = array();
		foreach ( $ids as $id ) {
			$delivery       = $this->store->find( $id );
			$results[ $id ] = null === $delivery ? HandResult::Removed : $this->settle( $delivery );
		}
		return $results;
	}

	/**
	 * Makes a delivery leave once more although it is in the service, or may be. The person was warned of a duplicate.
	 *
	 * @return bool False when it is being sent right now, or is gone.
	 */
	public function resend( int $delivery_id ): bool {
		if ( ! $this->connector->sends_here() ) {
			$this->wishes->leave( $delivery_id, Wishes::RESEND );
			return true;
		}
		$delivery = $this->store->claim_one( $delivery_id, self::LEASE_SECONDS );
		if ( null === $delivery || Status::Sending === $delivery->status ) {
			if ( null !== $delivery ) {
				$this->store->release( array( $delivery ) );
			}
			return false;
		}
		return $this->conclude( $delivery, array( 'type' => 'resend_by_hand' ) );
	}

	/**
	 * Tries again now. What is there already is skipped; what the service has accepted is asked after.
	 *
	 * @param list<int> $ids
	 * @param bool      $approves Whether the person looked at them one by one; else what is held is left alone.
	 * @return array<int, HandResult>
	 */
	public function retry_now( array $ids, bool $approves = false ): array {
		$results = array();
		$due     = array();
		$check   = array();
		foreach ( $ids as $id ) {
			$delivery = $this->store->find( $id );
			$status   = $delivery?->status;
			if ( Status::Confirmed === $status ) {
				$results[ $id ] = HandResult::There;
			} elseif ( ! $approves && true === $delivery?->is_held() ) {
				$results[ $id ] = HandResult::Held;
			} elseif ( Status::Accepted === $status ) {
				$check[] = $id;
			} elseif ( null !== $status && ! $this->retry( $id, $approves ) ) {
				$results[ $id ] = HandResult::Busy;
			} else {
				$due[] = $id;
			}
		}
		return $results + $this->run( $due ) + ( array() === $check ? array() : $this->check_now( $check ) );
	}

	/**
	 * Delivers what is due of these, right now.
	 *
	 * @param list<int> $ids
	 * @return array<int, HandResult>
	 */
	public function run( array $ids ): array {
		if ( ! $this->connector->sends_here() ) {
			return array_fill_keys( $ids, HandResult::Asked );
		}
		if ( array() !== $ids ) {
			Cron::allow_seconds( self::SECONDS );
			$this->worker->run( new Run( self::SECONDS, only: $ids ) );
		}
		$results = array();
		foreach ( $ids as $id ) {
			$results[ $id ] = HandResult::of( $this->store->find( $id ) );
		}
		return $results;
	}

	/**
	 * Asks the service about deliveries, whatever their state. Nothing is sent.
	 *
	 * @param list<int> $ids
	 * @return array<int, HandResult>
	 */
	public function check_now( array $ids ): array {
		if ( ! $this->connector->sends_here() ) {
			array_map( fn ( int $id ) => $this->wishes->leave( $id, Wishes::CHECK ), $ids );
			return array_fill_keys( $ids, HandResult::Asked );
		}
		if ( null !== $this->connector->obstacle() ) {
			return array_fill_keys( $ids, HandResult::NoAnswer );
		}
		$results = array();
		$asked   = array();
		foreach ( $ids as $id ) {
			$delivery = $this->store->find( $id );
			if ( null === $delivery || null === $delivery->reference ) {
				$results[ $id ] = null === $delivery ? HandResult::Removed : HandResult::NeverSent;
				continue;
			}
			$claimed = $this->store->claim_one( $id, 4 * self::SECONDS );
			if ( null === $claimed ) {
				$results[ $id ] = HandResult::Busy;
			} else {
				$asked[ $id ] = $claimed;
			}
		}
		try {
			if ( array() !== $asked ) {
				$this->ask( $asked, $results );
			}
		} finally {
			$this->store->release( array_values( $asked ) );
		}
		foreach ( array_diff( $ids, array_keys( $results ) ) as $id ) {
			$results[ $id ] = HandResult::of( $this->store->find( $id ) );
		}
		return $results;
	}

	/**
	 * @param array<int, Delivery>   $asked   Leased; those that are answered are taken out.
	 * @param array<int, HandResult> $results Gets those whose state does not say it.
	 */
	private function ask( array &$asked, array &$results ): void {
		$waiting = $asked;
		$next    = static function () use ( &$waiting ): ?array {
			return array_shift( $waiting )?->query();
		};
		$hear    = function ( int $id, array $result ) use ( &$asked, &$results ): void {
			$this->queue->answered( $result, Counters::TO_LOOK_UP );
			if ( $this->is_no_news( $asked[ $id ], $result ) ) {
				$results[ $id ] = 'absent' === $result['class'] ? HandResult::Absent : HandResult::NoAnswer;
				return;
			}
			$event    = array(
				'type'   => 'looked_up',
				'result' => $result,
			);
			$delivery = $asked[ $id ];
			unset( $asked[ $id ] );
			$this->conclude( $delivery, $event );
			$this->read_back( $id, $result );
		};
		Cron::allow_seconds( self::SECONDS );
		$this->connector->look_up( $next, $hear, self::CONCURRENCY, self::SECONDS * 1000 );
		$this->read_back->run( new Run( self::SECONDS_OF_BOOKS ) );
	}

	/**
	 * Who asks whether a document is there wants to know what it comes to: it may have been corrected since it was read.
	 *
	 * @param array<string, mixed> $result Of the look-up.
	 */
	private function read_back( int $id, array $result ): void {
		$delivery = $this->store->find( $id );
		if ( null !== $delivery && 'found' === $result['class'] ) {
			$this->read_back->checked( $delivery, $result );
		}
	}

	/**
	 * Whether an answer changes nothing. Only the checks of the schedule count against a document, else an impatient person
	 * would soon have asked so often that it is given up.
	 *
	 * @param array<string, mixed> $result
	 */
	private function is_no_news( Delivery $delivery, array $result ): bool {
		if ( in_array( $result['class'], array( 'unavailable', 'unauthorized', 'rate_limited' ), true ) ) {
			return true;
		}
		return 'absent' === $result['class'] && Status::Confirmed !== $delivery->status
			&& ( null === $delivery->next_attempt_at || $delivery->next_attempt_at > $this->store->now() );
	}

	/**
	 * Stores what becomes of a delivery. The order is told first: a mark that says "it is there" must be gone before
	 * another process sees the delivery as due.
	 *
	 * @param array<string, mixed> $event
	 */
	private function conclude( Delivery $delivery, array $event ): bool {
		$step = $this->connector->step( $delivery->state(), $event, $this->store->now() );
		$next = $delivery->with_state( $step['delivery'] );
		$this->journal->record( $next, $step['effects'] );
		return $this->store->finish( $next, $this->messages->of( $next->reason ) );
	}
}
