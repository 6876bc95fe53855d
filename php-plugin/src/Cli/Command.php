<?php
/**
 * WP-CLI.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Messages;
use WcAccounting\Delivery\Budget;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Queue;
use WcAccounting\Delivery\Relocation;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;
use WcAccounting\Delivery\Worker;
use WcAccounting\Environment\Site;
use WcAccounting\Order\Sweeper;

/**
 * Delivers orders to the accounting service.
 */
final class Command {

	public function __construct(
		private readonly Connector $connector,
		private readonly Store $store,
		private readonly Queue $queue,
		private readonly Worker $worker,
		private readonly Sweeper $sweeper,
		private readonly Cron $cron,
		private readonly Relocation $relocation,
		private readonly Messages $messages,
	) {}

	/**
	 * Delivers what is due now.
	 *
	 * ## OPTIONS
	 *
	 * [--seconds=<seconds>]
	 * : How long it may take.
	 * ---
	 * default: 300
	 * ---
	 *
	 * @param list<string>          $arguments
	 * @param array<string, string> $options
	 */
	public function deliver( array $arguments, array $options ): void {
		$this->stop_at_an_obstacle();
		$seconds = $options['seconds'] ?? '';
		$report  = $this->worker->run( new Budget( is_numeric( $seconds ) ? max( 1.0, (float) $seconds ) : 300.0 ) );
		$this->cron->come_back_in_time();
		foreach ( $report->to_array() as $what => $number ) {
			\WP_CLI::log( str_pad( str_replace( '_', ' ', $what ), 12 ) . $number );
		}
	}

	/**
	 * Queues documents of recent orders whose status change was missed.
	 */
	public function sweep(): void {
		$this->stop_at_an_obstacle();
		do {
			$result = $this->sweeper->sweep();
			\WP_CLI::log( "$result->queued documents queued." );
		} while ( ! $result->is_complete && ! $result->has_failed );
		$this->cron->come_back_in_time();
		if ( $result->has_failed ) {
			\WP_CLI::error( 'It ended early; the log says why.' );
		}
		\WP_CLI::success( 'Every recent order was looked at.' );
	}

	/**
	 * Shows what waits, what failed and what arrived, and why nothing is sent.
	 */
	public function status(): void {
		$counts = $this->store->counts();
		foreach ( Status::cases() as $status ) {
			\WP_CLI::log( str_pad( $status->value, 12 ) . ( $counts[ $status->value ] ?? 0 ) );
		}
		$hold = $this->queue->hold();
		if ( null !== $hold ) {
			$until = null === $hold['held_until'] ? '' : ', until ' . gmdate( 'c', $hold['held_until'] );
			\WP_CLI::warning( 'The queue is held: ' . $hold['hold'] . $until );
		}
		$this->stop_at_an_obstacle();
	}

	/**
	 * Says whether this site is the live shop, which moved, or a copy of it.
	 *
	 * ## OPTIONS
	 *
	 * <which>
	 * : What this site is.
	 * ---
	 * options:
	 *   - live
	 *   - copy
	 * ---
	 *
	 * @param list<string> $arguments
	 */
	public function site( array $arguments ): void {
		$which = $arguments[0] ?? '';
		if ( ! in_array( $which, array( Site::LIVE, Site::COPY ), true ) ) {
			\WP_CLI::error( 'Say live or copy.' );
		}
		$this->relocation->answer( $which );
		$this->cron->come_back_in_time();
		\WP_CLI::success(
			Site::LIVE === $which
				? 'This is the live shop: what waits is sent.'
				: 'This is a copy: nothing is sent until a key of its own is saved in its settings.'
		);
	}

	private function stop_at_an_obstacle(): void {
		$obstacle = $this->connector->obstacle();
		if ( null !== $obstacle ) {
			\WP_CLI::error( $this->messages->of( $obstacle ) );
		}
	}
}
