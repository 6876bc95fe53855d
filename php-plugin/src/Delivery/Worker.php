<?php
/**
 * The worker.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Settings;
use WcAccounting\Log\Logger;
use WcAccounting\Order\StartDay;

/**
 * Delivers what is due, batch by batch, until there is nothing left, the queue is held, or time is up.
 */
final class Worker {

	/** Deliveries of a batch for each place: enough that the wait for its last request weighs little. */
	private const BATCH_PER_PLACE = 25;

	/** The same, of old orders. */
	private const OLD_PER_PLACE = 2;

	/**
	 * @param \Closure(): void                 $carry_out  Does what a person wished for where it cannot be done.
	 * @param \Closure( Run, int ): bool       $bring_over Queues the next old orders, about as many documents as it is given; whether
	 *                                                     more may follow.
	 * @param \Closure( Run, int, int ): Batch $make_batch Given how many requests at a time, and how many deliveries it may claim.
	 */
	public function __construct(
		private readonly Connector $connector,
		private readonly Settings $settings,
		private readonly Relocation $relocation,
		private readonly Recognition $recognition,
		private readonly StartDay $start_day,
		private readonly Queue $queue,
		private readonly Approvals $approvals,
		private readonly \Closure $carry_out,
		private readonly \Closure $make_batch,
		private readonly \Closure $bring_over,
		private readonly Logger $logger,
	) {}

	/**
	 * Never throws.
	 *
	 * @return Run The same, with what was done.
	 */
	public function run( Run $run ): Run {
		try {
			if ( $this->is_ready() ) {
				if ( array() === $run->only ) {
					( $this->carry_out )();
				}
				$this->run_batches( $run );
			}
		} catch ( \Throwable $fault ) {
			++$run->faults;
			$run->was_cut_short = true;
			$this->logger->fault( 'A run of deliveries ended early', $fault );
		}
		// Batches have ended theirs; this is of what was asked besides.
		$this->queue->end();
		return $run;
	}

	/**
	 * Settles, before anything leaves, what can be settled without a person: whether this site is the one that the queue belongs to,
	 * which company the shop is connected with, and from when on orders count. Says whether something may leave.
	 */
	private function is_ready(): bool {
		$this->relocation->settle();
		$may_run = $this->settings->is_connection_enabled() && null === $this->connector->obstacle() && $this->recognition->settle();
		$this->start_day->notice( StartDay::NOTICED_WITHIN );
		if ( $may_run ) {
			$this->relocation->drop_copied_queue();
		}
		return $may_run;
	}

	/** Tests a key, or another connection, that was refused. What refused it may have been a fault of the service's log-in. */
	private function is_key_taken_again(): bool {
		if ( ! $this->connector->test_connection()['ok'] ) {
			return false;
		}
		$this->queue->key_changed();
		$this->logger->info( 'The service lets the shop in again; what waits is sent.' );
		return true;
	}

	private function run_batches( Run $run ): void {
		$is_first = true;
		do {
			$before = $run->handled();
			$pace   = $this->queue->begin();
			if ( $pace['test'] && $this->is_key_taken_again() ) {
				$pace = $this->queue->begin();
			}
			if ( ! $pace['may_run'] ) {
				return;
			}
			$concurrency = max( 1, (int) $pace['queue']['concurrency'] );
			$at_most     = $pace['at_most'] ?? self::BATCH_PER_PLACE * $concurrency;
			if ( $is_first && null === $pace['at_most'] && array() === $run->only ) {
				$this->approvals->look( $run );
			}
			$is_first = false;
			( $this->make_batch )( $run, $concurrency, $at_most )->run();
			$goes_on = $run->handled() > $before;
			// Only when nothing of today is left, and never so much that an order which comes now has to wait for it.
			if ( ! $goes_on && $run->brings_over && null === $pace['at_most'] ) {
				$goes_on = ( $this->bring_over )( $run, self::OLD_PER_PLACE * $concurrency );
			}
		} while ( $goes_on && $run->may_start() );
	}
}
