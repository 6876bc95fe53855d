<?php
/**
 * The log.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Log;

/**
 * Writes to WooCommerce's log under the source `wc-accounting`; to PHP's error log where WooCommerce is missing. Never throws:
 * whoever logs is often inside somebody else's hook.
 */
final class Logger {

	public const SOURCE = 'wc-kledo';

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
			$message = self::one_line( $message );
			if ( function_exists( 'wc_get_logger' ) ) {
				wc_get_logger()->log( $level, $message, array( 'source' => self::SOURCE ) + $context );
			} else {
				error_log( self::SOURCE . " $level: $message" ); // The only log there is.
			}
		} catch ( \Throwable $fault ) {
			error_log( self::SOURCE . ': the log cannot be written: ' . $fault::class ); // The only log there is.
		}
	}

	/** What comes from outside must not look like another entry, and nothing that looks like a key is written down. */
	private static function one_line( string $message ): string {
		$message = (string) preg_replace( '/[\x00-\x1F\x7F]+/', ' ', mb_scrub( $message, 'UTF-8' ) );
		return (string) preg_replace( '/(kledo_pat_|Bearer\s+)[\w.\-]+/i', '$1…', $message );
	}
}
