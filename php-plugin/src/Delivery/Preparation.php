<?php
/**
 * From a row to a document that may leave.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Messages;
use WcAccounting\Order\DocumentFactory;
use WcAccounting\Order\Mark;
use WcAccounting\Order\OrderRows;
use WcAccounting\Order\Orders;
use WcAccounting\Order\Subject;
use WcAccounting\Order\Wanted;

/**
 * Reads the order afresh and decides whether its document can leave now. What cannot is stored as such here.
 */
final class Preparation {

	/** Of an order that was created before orders began to count. */
	private const TOO_OLD = 'before_start_day';

	/** Of an order that nobody has put anything into. */
	private const EMPTY = 'nothing_to_bill';

	/** How long an order may be empty: some programs make it first and fill it a moment later. Seconds. */
	private const FILLING = 900;

	/** How old a row is at least whose order is gone: where reading is left to copies of the database, a new order comes there late. */
	private const ARRIVING = 600;

	/** How long an order that is there may fail to be read before somebody is told. */
	private const UNREADABLE = DAY_IN_SECONDS;

	public function __construct(
		private readonly Connector $connector,
		private readonly Store $store,
		private readonly Precedence $precedence,
		private readonly Orders $orders,
		private readonly OrderRows $rows,
		private readonly DocumentFactory $documents,
		private readonly Wanted $wanted,
		private readonly Journal $journal,
		private readonly Messages $messages,
		private readonly UsualRate $usual_rate,
	) {}

	/**
	 * @param int $lease_seconds Of the lease that the row gets when it leaves.
	 * @return ?Task Null when nothing may leave; the run counts why.
	 */
	public function of( Delivery $delivery, int $lease_seconds, Run $run ): ?Task {
		$order   = $this->orders->fresh( $delivery->order_id );
		$subject = Subject::named( $this->connector->description(), $delivery->document, $order, $delivery->subject_id );
		if ( null === $subject ) {
			$this->settle_unread( $delivery, null === $order ? 'the order is gone' : 'the order has no such document any more', $run );
			return null;
		}
		$order = $subject->order;
		$stale = $this->wanted->why_stale( $subject );
		if ( null !== $stale ) {
			$this->remove( $delivery, $stale, $run );
			return null;
		}
		if ( ! $delivery->by_hand && ! $this->wanted->counts( $subject ) ) {
			$this->conclude( $delivery, 'set_aside', self::reason( self::TOO_OLD ), $order );
			++$run->set_aside;
			return null;
		}
		$earlier = $this->precedence->earlier( $subject );
		$turn    = $this->precedence->after( $earlier, $subject );
		if ( Turn::Later === $turn ) {
			$this->wait_for( $earlier, $delivery, $subject, $run );
			return null;
		}
		if ( ! $this->is_its_turn( $turn, $delivery, $subject, $run ) ) {
			return null;
		}
		$mapped = $this->map( $delivery, $subject );
		if ( null === $mapped['document'] ) {
			$this->give_back( $delivery, $mapped['skipped'] ?? self::reason( 'bad_order_data' ), $order, $run );
			return null;
		}
		if ( $this->is_to_be_asked_first( $delivery, $subject, $mapped['document'], $run ) ) {
			return null;
		}
		if ( $mapped['document']['held'] && $this->is_held( $delivery, $mapped['document']['reconciliation'], $order ) ) {
			++$run->refused;
			return null;
		}
		$remarks = $this->remarks( $mapped['document'], $subject, Turn::Alone === $turn, $run );
		$task    = new Task( $delivery, $mapped['document'], $order, $remarks, $earlier );
		return $this->start( $task, $subject, $lease_seconds, $run );
	}

	/**
	 * What it is of could not be read. It is removed once it is certain that this is gone: WooCommerce gives no order also where the
	 * database falters, and nobody would queue again what a person had asked for.
	 */
	private function settle_unread( Delivery $delivery, string $why, Run $run ): void {
		$is_made  = null !== $this->connector->description()->document( $delivery->document );
		$is_there = $is_made && $this->rows->are_there( array( $delivery->order_id, $delivery->subject_id ) );
		$age      = $this->store->now() - $delivery->created_at;
		if ( ! $is_made || ( ! $is_there && $age >= self::ARRIVING ) ) {
			$this->remove( $delivery, $why, $run );
		} elseif ( $is_there && $age >= self::UNREADABLE ) {
			$this->conclude( $delivery, 'refused', self::reason( 'bad_order_data' ), null );
			++$run->refused;
		} else {
			$this->journal->unread( $delivery );
			$this->conclude( $delivery, 'not_ready', self::reason( 'bad_order_data' ), null );
			++$run->waiting;
		}
	}

	/** Whether the document may leave; what cannot is stored. */
	private function is_its_turn( Turn $turn, Delivery $delivery, Subject $subject, Run $run ): bool {
		if ( Turn::Never === $turn ) {
			$this->remove( $delivery, 'the document that it belongs to is neither in the service nor to be sent', $run );
		} elseif ( Turn::AfterAPerson === $turn ) {
			$this->conclude( $delivery, 'refused', self::reason( 'nothing_to_belong_to' ), $subject->order );
			++$run->refused;
		}
		return Turn::Now === $turn || Turn::Alone === $turn;
	}

	/**
	 * It is tried again in a moment; later, where what it waits for is not tried any sooner: an order that is read every minute
	 * for hours would keep the shop busy.
	 *
	 * @param array<string, ?Delivery> $earlier
	 */
	private function wait_for( array $earlier, Delivery $delivery, Subject $subject, Run $run ): void {
		$event = array(
			'type'   => 'not_ready',
			'reason' => self::reason( 'waiting_for_order' ),
		);
		$step  = $this->connector->step( $delivery->state(), $event, $this->store->now() );
		if ( is_int( $step['delivery']['next_attempt_at'] ) ) {
			$step['delivery']['next_attempt_at'] = max( $step['delivery']['next_attempt_at'], Precedence::rests_until( $earlier ) );
		}
		$this->store_result( $delivery, $step, $subject->order );
		++$run->waiting;
	}

	/**
	 * Holds a document back, unless its owner approved one with these totals.
	 *
	 * @param array<string, mixed> $totals
	 */
	private function is_held( Delivery $delivery, array $totals, \WC_Order $order ): bool {
		$event = $this->messages->held( $delivery->approval, $totals );
		$step  = $this->connector->step( $delivery->state(), $event, $this->store->now() );
		if ( in_array( 'send', array_column( $step['effects'], 'type' ), true ) ) {
			return false;
		}
		$this->store_result( $delivery, $step, $order );
		return true;
	}

	/**
	 * Before a document leaves for the first time: whether another program may have sent it. If so it is asked after, at once.
	 *
	 * @param array<string, mixed> $document
	 */
	private function is_to_be_asked_first(
		Delivery $delivery,
		Subject $subject,
		array $document,
		Run $run
	): bool {
		$chance = $delivery->has_never_left() ? Mark::last_chance_of_others( $subject ) : null;
		if ( null === $chance ) {
			return false;
		}
		$event = array(
			'type' => 'perhaps_sent',
			'at'   => $chance,
		);
		$this->store_step( $delivery->known_as( (string) $document['reference'] ), $event, $subject->order );
		++$run->waiting;
		return true;
	}

	/**
	 * An order that makes no document. One that is still being filled waits.
	 *
	 * @param array{code: string, detail: string} $reason
	 */
	private function give_back( Delivery $delivery, array $reason, \WC_Order $order, Run $run ): void {
		$is_being_filled = self::EMPTY === $reason['code'] && $this->store->now() < $delivery->created_at + self::FILLING;
		$this->conclude( $delivery, $is_being_filled ? 'not_ready' : 'refused', $reason, $order );
		if ( $is_being_filled ) {
			++$run->waiting;
		} else {
			++$run->refused;
		}
	}

	private function remove( Delivery $delivery, string $why, Run $run ): void {
		if ( $this->store->delete( $delivery ) ) {
			$this->journal->stale( $delivery, $why );
			++$run->stale;
		} else {
			$this->journal->lease_lost( $delivery );
			++$run->faults;
		}
	}

	/**
	 * @return array{document: ?array<string, mixed>, skipped: ?array{code: string, detail: string}}
	 */
	private function map( Delivery $delivery, Subject $subject ): array {
		try {
			return $this->documents->of( $subject );
		} catch ( \Throwable $fault ) {
			$this->journal->fault( $delivery, $fault );
			return array(
				'document' => null,
				'skipped'  => self::reason( 'bad_order_data', $fault->getMessage() ),
			);
		}
	}

	/**
	 * Stores the row as `sending`, with what leaves, before anything does.
	 *
	 * @return ?Task Null when it is not ours any more.
	 */
	private function start( Task $task, Subject $subject, int $lease_seconds, Run $run ): ?Task {
		$delivery = $task->delivery;
		try {
			$leaving = $this->connector->leaving( $task->document, array( 'belongs_to' => $task->belongs_to() ) );
		} catch ( \Throwable $fault ) {
			// A filter has made of the document what none is.
			$this->journal->fault( $delivery, $fault );
			$this->give_back( $delivery, self::reason( 'bad_order_data', $fault->getMessage() ), $task->order, $run );
			return null;
		}
		$step    = $this->connector->step( $delivery->state(), array( 'type' => 'claimed' ), $this->store->now() );
		$started  = $delivery->with_state( $step['delivery'] )->about_to_leave( $leaving, $subject->total() );
		if ( $this->store->start( $started, $this->messages->of( $started->reason ), $lease_seconds ) ) {
			return $task->of( $started );
		}
		$this->journal->lease_lost( $delivery );
		++$run->faults;
		return null;
	}

	/**
	 * What the shop owner is told on the order once the document has left.
	 *
	 * @param array<string, mixed> $document
	 * @return list<string>
	 */
	private function remarks( array $document, Subject $subject, bool $goes_alone, Run $run ): array {
		$remarks = array(
			$goes_alone ? $this->messages->of( self::reason( 'sent_without_order' ) ) : '',
			$this->messages->of_difference( $document['reconciliation'] ),
			$this->usual_rate->remark( $subject, $run ),
		);
		return array_values( array_filter( $remarks, static fn ( string $remark ): bool => '' !== $remark ) );
	}

	/**
	 * Stores what becomes of a delivery that does not leave.
	 *
	 * @param array{code: string, detail: string} $reason
	 */
	private function conclude( Delivery $delivery, string $event, array $reason, ?\WC_Order $order ): void {
		$event = array(
			'type'   => $event,
			'reason' => $reason,
		);
		$this->store_step( $delivery, $event, $order );
	}

	/**
	 * @param array<string, mixed> $event
	 */
	private function store_step( Delivery $delivery, array $event, ?\WC_Order $order ): void {
		$this->store_result( $delivery, $this->connector->step( $delivery->state(), $event, $this->store->now() ), $order );
	}

	/**
	 * @param array{delivery: array<string, mixed>, effects: list<array<string, mixed>>} $step
	 */
	private function store_result( Delivery $delivery, array $step, ?\WC_Order $order ): void {
		$next = $delivery->with_state( $step['delivery'] );
		if ( $this->store->finish( $next, $this->messages->of( $next->reason ) ) ) {
			$this->journal->record( $next, $step['effects'], $order );
		} else {
			$this->journal->lease_lost( $delivery );
		}
	}

	/**
	 * @return array{code: string, detail: string}
	 */
	private static function reason( string $code, string $detail = '' ): array {
		return array(
			'code'   => $code,
			'detail' => $detail,
		);
	}
}
