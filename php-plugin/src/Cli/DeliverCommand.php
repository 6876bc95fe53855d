<?php
/**
 * `wp accounting deliver`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Delivery\Run;

/**
 * Delivers what is due now.
 */
final class DeliverCommand implements Action {

	private const SECONDS = 300;

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$seconds = $options->number( 'seconds' ) ?? self::SECONDS;
		$runtime = $this->scope->ready( $options );
		$run     = $runtime->worker->run( new Run( (float) $seconds, brings_over: true ) );
		$runtime->cron->come_back_in_time();
		foreach ( $run->counts() as $what => $number ) {
			$this->terminal->line( str_pad( str_replace( '_', ' ', $what ), 12 ) . $number );
		}
		$rest = Scope::rest( $runtime );
		if ( null !== $rest ) {
			$this->terminal->warn( $rest );
			return ExitCode::OBSTACLE;
		}
		return 0 === $run->faults ? ExitCode::OK : ExitCode::INCOMPLETE;
	}
}
