<?php
/**
 * The log.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

/** One file a source and day, in the uploads' folder wc-logs; one line an entry. */
class WC_Logger {

	/** Sources are kept apart by the beginning of the file's name; its end cannot be guessed by who visits the site. */
	private static function file( string $source ): string {
		$folder = wp_upload_dir( null, false )['basedir'] . '/wc-logs';
		wp_mkdir_p( $folder );
		$name = sanitize_file_name( $source ) . gmdate( '-Y-m-d' );
		return "$folder/$name-" . wp_hash( $name ) . '.log';
	}

	/**
	 * @param array<string, mixed> $context `source` names the file.
	 */
	public function log( string $level, string $message, array $context = array() ): void {
		$line = gmdate( DATE_ATOM ) . ' ' . strtoupper( $level ) . " $message\n";
		file_put_contents( self::file( (string) ( $context['source'] ?? 'log' ) ), $line, FILE_APPEND | LOCK_EX );
	}

	/**
	 * The levels of PSR-3 as methods.
	 *
	 * @param array<int, mixed> $arguments Message and context.
	 */
	public function __call( string $level, array $arguments ): void {
		$this->log( $level, ...$arguments );
	}
}
