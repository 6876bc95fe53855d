<?php
/**
 * `wp accounting hold`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

/**
 * Holds the queue of a service, so that nothing is sent until it is released.
 */
final class HoldCommand implements Action {

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$runtime = $this->scope->one( $options );
		$minutes = $options->number( 'for' );
		$name    = $runtime->connector->description()->name;
		$before  = $runtime->queue->held_by_hand();
		$hold    = $runtime->queue->hold_by_hand(
			self::who(),
			null === $minutes ? null : $minutes * MINUTE_IN_SECONDS,
			$options->text( 'reason' )
		);
		if ( null !== $before ) {
			$this->terminal->warn( "It was held already, by $before->by." );
		}
		$runtime->logger->info( "The queue was held by $hold->by." . ( '' === $hold->why ? '' : " The reason given: $hold->why" ) );
		$this->terminal->success( $hold->sentence( $name ) );
		return ExitCode::OK;
	}

	/** The user that WP-CLI was told, or that of the machine. */
	public static function who(): string {
		$user = wp_get_current_user();
		if ( $user->exists() ) {
			return $user->user_login;
		}
		$of_system = function_exists( 'posix_geteuid' ) && function_exists( 'posix_getpwuid' ) ? posix_getpwuid( posix_geteuid() ) : false;
		return is_array( $of_system )
			/* translators: %s: name of a user of the server. */
			? sprintf( __( 'the command line (%s)', 'wc-accounting' ), (string) $of_system['name'] )
			: __( 'the command line', 'wc-accounting' );
	}
}
