<?php
/**
 * A second look at deliveries.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Messages;
use WcAccounting\Log\Logger;
use WcAccounting\Order\DocumentFactory;
use WcAccounting\Order\Orders;
use WcAccounting\Order\Subject;

/**
 * Finds out what a saved order or setting changes, a few at a time: a refused delivery whose document is another one now
 * becomes due, a delivered one whose order has another total is noted as changed. Nothing leaves here.
 */
final class SecondLook {

	private const SECONDS = 60;

	/** At a time. Mapping takes a while, comparing two totals does not. */
	private const MAPPED   = 20;
	private const COMPARED = 200;

	/** Only as long as it takes to map one order. */
	private const LEASE_SECONDS = 60;

	public function __construct(
		private readonly Connector $connector,
		private readonly Store $store,
		private readonly Flags $flags,
		private readonly QueueStore $queue_store,
		private readonly Orders $orders,
		private readonly DocumentFactory $documents,
		private readonly Precedence $precedence,
		private readonly Journal $journal,
		private readonly Messages $messages,
		private readonly Logger $logger,
	) {}

	/** At most once a minute, however often it is called. Never throws. */
	public function look(): void {
		try {
			$this->look_at_the_oldest();
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'Looking at what was saved ended early', $fault );
		}
	}

	private function look_at_the_oldest(): void {
		$failed    = $this->flags->oldest( array( Status::Failed ), self::MAPPED );
		$delivered = $this->flags->oldest( array( Status::Accepted, Status::Confirmed ), self::COMPARED );
		$service   = $this->connector->description()->service;
		if ( array() === $failed && array() === $delivered || ! $this->queue_store->claim_look( $service, self::SECONDS ) ) {
			return;
		}
		foreach ( $failed as $delivery ) {
			$this->look_at( $delivery, $this->map_again( ... ) );
		}
		foreach ( $delivered as $delivery ) {
			$this->look_at( $delivery, $this->compare( ... ) );
		}
	}

	/**
	 * A fault of one delivery is that delivery's alone, and not met again every minute.
	 *
	 * @param callable( Delivery ): bool $look Answers whether it was done.
	 */
	private function look_at( Delivery $delivery, callable $look ): void {
		try {
			$is_done = $look( $delivery );
		} catch ( \Throwable $fault ) {
			$is_done = true;
			$this->journal->fault( $delivery, $fault );
		}
		if ( $is_done ) {
			$this->flags->unflag( $delivery );
		}
	}

	private function compare( Delivery $delivery ): bool {
		$order = $this->orders->fresh( $delivery->order_id );
		$this->flags->set_changed( $delivery, null !== Change::since( $delivery, $order, $this->connector->description() ) );
		return true;
	}

	private function map_again( Delivery $delivery ): bool {
		$claimed = $this->store->claim_one( $delivery->id, self::LEASE_SECONDS );
		if ( null === $claimed ) {
			return false;
		}
		$subject = $this->subject( $claimed );
		if ( Status::Failed !== $claimed->status || null === $subject ) {
			$this->store->release( array( $claimed ) );
			return Status::Failed === $claimed->status;
		}
		try {
			$step = $this->step_of( $claimed, $subject );
		} catch ( \Throwable $fault ) {
			$this->store->release( array( $claimed ) );
			throw $fault;
		}
		$next = $claimed->with_state( $step['delivery'] );
		if ( $this->store->finish( $next, $this->messages->of( $next->reason ) ) ) {
			$this->journal->record( $next, $step['effects'], $subject->order );
		}
		return true;
	}

	private function subject( Delivery $delivery ): ?Subject {
		$order = $this->orders->fresh( $delivery->order_id );
		return Subject::named( $this->connector->description(), $delivery->document, $order, $delivery->subject_id );
	}

	/**
	 * What becomes of a delivery that failed, now that its order can be mapped once more.
	 *
	 * @return array{delivery: array<string, mixed>, effects: list<array<string, mixed>>}
	 */
	private function step_of( Delivery $delivery, Subject $subject ): array {
		if ( Turn::AfterAPerson === $this->precedence->of( $subject ) ) {
			$why = array( 'code' => 'nothing_to_belong_to', 'detail' => '' );
			return $this->step( $delivery, array( 'type' => 'refused', 'reason' => $why ) );
		}
		$mapped   = $this->documents->of( $subject );
		$document = $mapped['document'];
		if ( null === $document ) {
			return $this->step( $delivery, array( 'type' => 'refused', 'reason' => $mapped['skipped'] ) );
		}
		if ( $document['held'] && $delivery->is_held() ) {
			$held = $this->step( $delivery, $this->messages->held( $delivery->approval, $document['reconciliation'] ) );
			if ( ! in_array( 'send', array_column( $held['effects'], 'type' ), true ) ) {
				return $held;
			}
		}
		$is_another = $this->connector->leaving( $document )['digest'] !== ( $delivery->sent_as['digest'] ?? '' );
		return $this->step( $delivery, array( 'type' => 'mapped_again', 'differs' => $is_another ) );
	}

	/**
	 * @param array<string, mixed> $event
	 * @return array{delivery: array<string, mixed>, effects: list<array<string, mixed>>}
	 */
	private function step( Delivery $delivery, array $event ): array {
		return $this->connector->step( $delivery->state(), $event, $this->store->now() );
	}
}
