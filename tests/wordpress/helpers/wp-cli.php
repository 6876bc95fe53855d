<?php
/**
 * The command line of WordPress, as far as our commands use it: what they say is kept, and an error is thrown.
 */

declare(strict_types=1);

final class WP_CLI {

	/** @var list<string> */
	public static array $said = array();

	public static function log( string $message ): void {
		self::$said[] = $message;
	}

	public static function success( string $message ): void {
		self::$said[] = $message;
	}

	public static function warning( string $message ): void {
		self::$said[] = $message;
	}

	/** @throws RuntimeException Whose code is the status. */
	public static function halt( int $status ): never {
		throw new RuntimeException( "Ended with $status", $status );
	}

	/** @param array<string, string> $options */
	public static function confirm( string $question, array $options = array() ): void {
		isset( $options['yes'] ) || self::error( "Not confirmed: $question" );
	}

	public static function error( string $message ): never {
		throw new RuntimeException( $message );
	}
}
