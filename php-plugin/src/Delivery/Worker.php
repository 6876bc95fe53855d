<?php
/**
 * The worker.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Connector;
use WcAccounting\Log\Logger;

/**
 * Delivers what is due, batch by batch, until there is nothing left, the queue is held, or time is up.
 */
final class Worker {

	/** Deliveries of a batch for each place: enough that the wait for its last request weighs little. */
	private const BATCH_PER_PLACE = 25;

	/**
	 * @param \Closure( Run ): Batch $make_batch
	 */
	public function __construct(
		private readonly Connector $connector,
		private readonly Readiness $readiness,
		private readonly Queue $queue,
		private readonly Approvals $approvals,
		private readonly \Closure $make_batch,
		private readonly Logger $logger,
	) {}

	/**
	 * Never throws.
	 *
	 * @param list<int> $only Ids of the deliveries that are meant; none means all that are due.
	 */
	public function run( Budget $budget, array $only = array() ): Report {
		$report = new Report();
		try {
			if ( $this->readiness->settle() ) {
				$this->run_batches( $budget, $report, $only );
			}
		} catch ( \Throwable $fault ) {
			++$report->faults;
			$this->logger->fault( 'A run of deliveries ended early', $fault );
		}
		return $report;
	}

	/** Tests a key that was refused. What refused it may have been a fault of the service's log-in. */
	private function is_key_taken_again(): bool {
		if ( ! $this->connector->test_connection()['ok'] ) {
			return false;
		}
		$this->queue->key_changed();
		$this->logger->info( 'The API key is accepted again; what waits is sent.' );
		return true;
	}

	/**
	 * @param list<int> $only
	 */
	private function run_batches( Budget $budget, Report $report, array $only ): void {
		$is_first = true;
		do {
			$before = $report->handled();
			$pace   = $this->queue->begin();
			if ( $pace['test'] && $this->is_key_taken_again() ) {
				$pace = $this->queue->begin();
			}
			if ( ! $pace['may_run'] ) {
				return;
			}
			$concurrency = max( 1, (int) $pace['queue']['concurrency'] );
			$at_most     = $pace['at_most'] ?? self::BATCH_PER_PLACE * $concurrency;
			if ( $is_first && null === $pace['at_most'] && array() === $only ) {
				$this->approvals->look( $budget, $report );
			}
			$is_first = false;
			( $this->make_batch )( new Run( $budget, $report, $concurrency, $at_most, $only ) )->run();
		} while ( $report->handled() > $before && $budget->may_start() );
	}
}
