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

	public function look( Budget $budget, Report $report ): void {
		if ( 0 === $this->connector->description()->watches ) {
			return;
		}
		$this->may_go_on = true;
		try {
			do {
				$claimed      = $this->store->claim_those_that_wait_for_approval( self::ROUND, self::LEASE_SECONDS );
				$this->to_ask = $claimed;
				$this->ask( $budget, $report );
			} while ( self::ROUND === count( $claimed ) && $this->may_go_on && $budget->may_start() );
		} finally {
			$this->store->release( array_merge( $this->aside, $this->to_ask ) );
			$this->aside  = array();
			$this->to_ask = array();
		}
	}

	private function ask( Budget $budget, Report $report ): void {
		$awaited      = $this->awaited( $this->to_ask );
		$is_known     = static fn ( Delivery $delivery ): bool => array() !== $awaited[ $delivery->id ];
		$this->aside  = array_merge( $this->aside, array_filter( $this->to_ask, static fn ( Delivery $one ): bool => ! $is_known( $one ) ) );
		$this->to_ask = array_values( array_filter( $this->to_ask, $is_known ) );
		if ( array() === $this->to_ask ) {
			return;
		}
		$this->connector->watch(
			fn (): ?array => $budget->may_start() ? $this->next( $awaited ) : null,
			fn ( int $id, array $result ) => $this->told( $id, $result, $report ),
			$budget->remaining_ms()
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
		$several             = array_splice( $this->to_ask, 0, $this->connector->description()->watches );
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
	private function told( int $id, array $result, Report $report ): void {
		$several = $this->asking[ $id ];
		unset( $this->asking[ $id ] );
		$this->may_go_on = $this->queue->answered( $result ) && 'found' === $result['class'];
		if ( 'found' !== $result['class'] ) {
			$now         = $this->store->now();
			$is_later    = static fn ( Delivery $one ): bool => $one->next_attempt_at > $now;
			$this->aside = array_merge( $this->aside, array_filter( $several, $is_later ) );
			$this->logger->warning(
				'What waits for approval could not be asked after: ' . $this->journal->sentence( $result['reason'] )
			);
			return;
		}
		$still = array_column( $result['still'], 'reason', 'id' );
		foreach ( $several as $delivery ) {
			$report->waiting += isset( $still[ $delivery->id ] ) ? 1 : 0;
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
			$document = $this->connector->description()->document( $delivery->document );
			$found    = array();
			foreach ( array_column( $document->awaits ?? array(), 'kind' ) as $kind ) {
				$is_of_refunds  = true === $this->connector->description()->document( $kind )?->is_of_refunds && $document->is_of_refunds;
				$found[ $kind ] = $there[ $kind ][ $is_of_refunds ? $delivery->subject_id : $delivery->order_id ] ?? null;
			}
			$awaited[ $delivery->id ] = array_filter( $found );
		}
		return $awaited;
	}
}
