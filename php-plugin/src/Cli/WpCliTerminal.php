<?php
/**
 * WP-CLI as a terminal.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

/**
 * The only class, beside Command, that knows WP-CLI.
 *
 * Questions are not asked by WP-CLI: to its confirm() a "no", and nobody who could answer, is a success, and a script that waits for
 * something to be done would go on as if it was.
 */
final class WpCliTerminal implements Terminal {

	public function write( string $text ): void {
		echo $text; // To a terminal, a file or a program: what is for the eye was made plain where it was made.
	}

	public function line( string $text ): void {
		\WP_CLI::log( $text );
	}

	public function success( string $text ): void {
		\WP_CLI::success( $text );
	}

	public function warn( string $text ): void {
		\WP_CLI::warning( $text );
	}

	public function error( string $text ): void {
		\WP_CLI::error( $text, false );
	}

	public function table( array $columns, array $rows ): void {
		\WP_CLI\Utils\format_items( 'table', $rows, $columns );
	}

	public function progress( string $what, int $total, bool $beside_rows = false ): Progress {
		if ( ! $beside_rows && $total > 0 ) {
			return new ProgressBar( \WP_CLI\Utils\make_progress_bar( $what, $total ) );
		}
		$is_seen = stream_isatty( STDERR ) && ! ( $beside_rows && stream_isatty( STDOUT ) );
		return new ProgressLine( $is_seen ? static fn ( string $text ) => fwrite( STDERR, $text ) : null, $what, $total );
	}

	public function is_watched(): bool {
		return stream_isatty( STDOUT );
	}

	public function is_answered(): bool {
		return stream_isatty( STDIN );
	}

	public function confirms( string $question ): bool {
		fwrite( STDERR, "$question [y/n] " );
		return in_array( strtolower( trim( (string) fgets( STDIN ) ) ), array( 'y', 'yes' ), true );
	}
}
