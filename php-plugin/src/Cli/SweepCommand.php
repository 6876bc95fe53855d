<?php
/**
 * `wp accounting sweep`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Delivery\Recognition;

/**
 * Queues documents of recent orders whose status change was missed.
 */
final class SweepCommand implements Action {

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$runtime = $this->scope->askable( $options );
		do {
			$result = $runtime->sweeper->sweep();
			if ( ! $result['has_begun'] ) {
				$rest = null === $runtime->queue->hold() ? null : Scope::rest( $runtime );
				throw Stop::obstacle( rtrim( 'No order was looked at. ' . Recognition::unsettled() . ' ' . ( $rest ?? '' ) ) );
			}
			$this->terminal->line( "{$result['queued']} documents queued." );
		} while ( ! $result['is_complete'] && ! $result['has_failed'] );
		$runtime->cron->come_back_in_time();
		if ( $result['has_failed'] ) {
			throw Stop::incomplete( 'It ended early; the log says why.' );
		}
		$this->terminal->success( 'Every recent order was looked at.' );
		return ExitCode::OK;
	}
}
