<?php
/**
 * What WordPress leaves to wp-config.php and to WP-CLI, for editors and static analysis. Never loaded at run time.
 */

declare(strict_types=1);

// A plugin's code is seen by each of these with and without: neither value is the only one.
define( 'DISABLE_WP_CRON', (bool) getenv( 'DISABLE_WP_CRON' ) );
define( 'WP_CLI', (bool) getenv( 'WP_CLI' ) );

/** The command line of WordPress, as far as the plugin uses it. */
final class WP_CLI {

	/** @param callable|object|class-string $command */
	public static function add_command( string $name, $command ): bool {
		return '' !== $name;
	}

	public static function log( string $message ): void {
	}

	public static function success( string $message ): void {
	}

	public static function warning( string $message ): void {
	}

	/** Ends the process with a status. */
	public static function halt( int $status ): never {
		exit( $status );
	}

	/**
	 * Asks, unless `yes` is among the options; ends the process where the answer is no.
	 *
	 * @param array<string, string> $options
	 */
	public static function confirm( string $question, array $options = array() ): void {
	}

	/** Ends the process, unless told not to. */
	public static function error( string $message ): never {
		exit( 1 );
	}
}
