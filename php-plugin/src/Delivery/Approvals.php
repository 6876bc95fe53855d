<?php
/**
 * What waits for somebody's approval.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Connector;
use WcAccounting\Log\Logger;

/**
 * Looks after all deliveries at once that wait until a person has approved another document in the service, e.g. payments of
 * invoices that are drafts. Those that wait still are put off as if each had asked; the others are due, and the run sends them.
 *
 * When the service cannot be asked, nothing is known of them: those that are due keep their lease, which is their back-off.
 */
final class Approvals {

	/** As long as Batch's. */
	private const LEASE_SECONDS = 180;

	/** Deliveries that are claimed at a time. */
	private const ROUND = 200;

	/** @var list<Delivery> Claimed, and to be asked after. */
	private array $to_ask = array();

	/** @var array<int, list<Delivery>> Under way; by the id of the first of them. */
	private array $asking = array();

	/** @var list<Delivery> Claimed, and left as they are. */
	private array $aside = array();

	private bool $may_go_on = true;

	public function __construct(
		private readonly Connector $connector,
		private readonly Store $store,
		private readonly Queue $queue,
		private readonly Journal $journal,
		private readonly Logger $logger,
	) {}

	public function look( Run $run ): void {
		if ( 0 === $this->connector->description()->watches ) {
			return;
		}
		$this->may_go_on = true;
		try {
			do {
				$claimed      = $this->store->claim_those_that_wait_for_approval( self::ROUND, self::LEASE_SECONDS );
				$this->to_ask = $claimed;
				$this->ask( $run );
			} while ( self::ROUND === count( $claimed ) && $this->may_go_on && $run->may_start() );
		} finally {
			$this->store->release( array_merge( $this->aside, $this->to_ask ) );
			$this->aside  = array();
			$this->to_ask = array();
		}
	}

	private function ask( Run $run ): void {
		$awaited      = $this->awaited( $this->to_ask );
		$claimed      = $this->to_ask;
		$this->to_ask = array();
		foreach ( $claimed as $delivery ) {
			if ( array() === $awaited[ $delivery->id ] ) {
				// Where nothing is known to ask after, it asks by itself.
				$this->aside[] = $delivery;
			} else {
				$this->to_ask[] = $delivery;
			}
		}
		if ( array() === $this->to_ask ) {
			return;
		}
		$this->connector->watch(
			fn (): ?array => $run->may_start() ? $this->next( $awaited ) : null,
			fn ( int $id, array $result ) => $this->told( $id, $result, $run ),
			$run->remaining_ms()
		);
	}

	/**
	 * @param array<int, array<string, array{id: string, number: ?string}>> $awaited
	 * @return ?array{id: int, waiting: list<array{id: int, kind: string, awaited: array<string, array{id: string, number: ?string}>}>}
	 */
	private function next( array $awaited ): ?array {
		if ( ! $this->may_go_on || array() === $this->to_ask ) {
			return null;
		}
		$at_once             = $this->connector->description()->watches;
		$several             = array_slice( $this->to_ask, 0, $at_once );
		$this->to_ask        = array_slice( $this->to_ask, $at_once );
		$id                  = $several[0]->id;
		$this->asking[ $id ] = $several;
		return array(
			'id'      => $id,
			'waiting' => array_map(
				static fn ( Delivery $one ): array => array(
					'id'      => $one->id,
					'kind'    => $one->document,
					'awaited' => $awaited[ $one->id ],
				),
				$several
			),
		);
	}

	/**
	 * @param array<string, mixed> $result
	 */
	private function told( int $id, array $result, Run $run ): void {
		$several = $this->asking[ $id ];
		unset( $this->asking[ $id ] );
		$this->may_go_on = $this->queue->answered( $result ) && 'found' === $result['class'];
		if ( 'found' !== $result['class'] ) {
			$now = $this->store->now();
			foreach ( $several as $delivery ) {
				if ( (int) $delivery->next_attempt_at > $now ) {
					$this->aside[] = $delivery;
				}
			}
			$this->logger->warning(
				'What waits for approval could not be asked after: ' . $this->journal->sentence( $result['reason'] )
			);
			return;
		}
		$still = array_column( $result['still'], 'reason', 'id' );
		foreach ( $several as $delivery ) {
			$run->waiting += isset( $still[ $delivery->id ] ) ? 1 : 0;
			$this->conclude( $delivery, $still[ $delivery->id ] ?? null );
		}
	}

	/**
	 * @param ?array{code: string, detail: string} $still Why it waits; null when it is worth a try.
	 */
	private function conclude( Delivery $delivery, ?array $still ): void {
		$event = array(
			'type'  => 'watched',
			'still' => $still,
		);
		$step  = $this->connector->step( $delivery->state(), $event, $this->store->now() );
		$next  = $delivery->with_state( $step['delivery'] );
		if ( $this->store->finish( $next, $this->journal->sentence( $next->reason ) ) ) {
			$this->journal->record( $next, $step['effects'] );
		} else {
			$this->journal->lease_lost( $delivery );
		}
	}

	/**
	 * What each of them waits for, as far as it is in the service.
	 *
	 * @param list<Delivery> $deliveries
	 * @return array<int, array<string, array{id: string, number: ?string}>> By id of the delivery, then by kind.
	 */
	private function awaited( array $deliveries ): array {
		if ( array() === $deliveries ) {
			return array();
		}
		$there = array();
		foreach ( $this->store->confirmed_of_orders( array_column( $deliveries, 'order_id' ) ) as $one ) {
			$there[ $one->document ][ $one->subject_id ] = $one->remote();
		}
		$awaited = array();
		foreach ( $deliveries as $delivery ) {
			$found = array();
			foreach ( $this->connector->description()->document( $delivery->document )->awaits ?? array() as $one ) {
				// Of two that are of refunds it is the one of the same refund.
				$of                    = $there[ $one['kind'] ] ?? array();
				$found[ $one['kind'] ] = $of[ $delivery->subject_id ] ?? $of[ $delivery->order_id ] ?? null;
			}
			$awaited[ $delivery->id ] = array_filter( $found );
		}
		return $awaited;
	}
}
