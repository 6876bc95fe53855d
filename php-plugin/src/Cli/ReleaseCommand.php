<?php
/**
 * `wp accounting release`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

/**
 * Releases the queue that somebody holds.
 */
final class ReleaseCommand implements Action {

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$runtime = $this->scope->one( $options );
		$hold    = $runtime->queue->release();
		$name    = $runtime->connector->description()->name;
		if ( null === $hold ) {
			/* translators: %s: name of the service. */
			$this->terminal->success( sprintf( __( '%s was not held any more.', 'wc-accounting' ), $name ) );
			return ExitCode::OK;
		}
		$runtime->logger->info( 'The queue was released by ' . HoldCommand::who() . '; what waits is sent.' );
		$runtime->cron->come_back_in_time();
		/* translators: %s: name of the service. */
		$this->terminal->success( sprintf( __( '%s was released: what waits is sent.', 'wc-accounting' ), $name ) );
		return ExitCode::OK;
	}
}
