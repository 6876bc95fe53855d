<?php
/**
 * The log.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Log;

/**
 * Writes to WooCommerce's log, under a source for each service; to PHP's error log where WooCommerce is missing. Never throws:
 * whoever logs is often inside somebody else's hook.
 */
final class Logger {

	/**
	 * @param string $key_beginning How keys of the service begin, so that none is written down; empty when they have no mark.
	 */
	public function __construct(
		private readonly string $source,
		private readonly string $key_beginning = '',
	) {}

	/**
	 * @param array<string, int|string|null> $context
	 */
	public function info( string $message, array $context = array() ): void {
		$this->log( 'info', $message, $context );
	}

	/**
	 * @param array<string, int|string|null> $context
	 */
	public function warning( string $message, array $context = array() ): void {
		$this->log( 'warning', $message, $context );
	}

	/**
	 * @param array<string, int|string|null> $context
	 */
	public function error( string $message, array $context = array() ): void {
		$this->log( 'error', $message, $context );
	}

	/**
	 * Something was thrown that should not have been. No trace: it may hold what nobody should read.
	 *
	 * @param array<string, int|string|null> $context
	 */
	public function fault( string $what, \Throwable $fault, array $context = array() ): void {
		$this->log(
			'error',
			sprintf( '%s: %s: %s (%s:%d)', $what, $fault::class, $fault->getMessage(), basename( $fault->getFile() ), $fault->getLine() ),
			$context
		);
	}

	/**
	 * @param string                         $level   As in PSR-3.
	 * @param array<string, int|string|null> $context
	 */
	public function log( string $level, string $message, array $context = array() ): void {
		try {
			$message = $this->one_line( $message );
			if ( function_exists( 'wc_get_logger' ) ) {
				wc_get_logger()->log( $level, $message, array( 'source' => $this->source ) + $context );
			} else {
				error_log( "$this->source $level: $message" ); // The only log there is.
			}
		} catch ( \Throwable $fault ) {
			error_log( $this->source . ': the log cannot be written: ' . $fault::class ); // The only log there is.
		}
	}

	/** What comes from outside must not look like another entry, and nothing that looks like a key is written down. */
	private function one_line( string $message ): string {
		$message = (string) preg_replace( '/[\x00-\x1F\x7F]+/', ' ', mb_scrub( $message, 'UTF-8' ) );
		$beginnings = array_filter( array( preg_quote( $this->key_beginning, '/' ), 'Bearer\s+' ) );
		return (string) preg_replace( '/(' . implode( '|', $beginnings ) . ')[\w.\-]+/i', '$1…', $message );
	}
}
