<?php
/**
 * WP-CLI, as far as the plugin uses it: for tests/analyze.sh, never loaded.
 */

declare(strict_types=1);

namespace WP_CLI\Utils {

	/**
	 * @param list<array<string, string>> $items
	 * @param list<string>                $fields
	 */
	function format_items( string $format, array $items, array $fields ): void {
	}

	/** @return object Has tick( int ) and finish(). */
	function make_progress_bar( string $message, int $count ): object {
		return new \stdClass();
	}
}

namespace {

	/** The command line of WordPress. */
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

		/** Ends the process, unless told not to. */
		public static function error( string $message, bool $ends = true ): void {
		}

		/** Ends the process with a status. */
		public static function halt( int $status ): never {
			exit( $status );
		}
	}
}
