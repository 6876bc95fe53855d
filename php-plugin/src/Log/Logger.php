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
 *
 * A line ends with ` CONTEXT: ` and one JSON object: `service`, and what of `order`, `delivery`, `document`, `attempt` and `outcome` the
 * line is about. WooCommerce writes it like that since 8.6; where it does not, this does.
 */
final class Logger {

	/** Between message and context, as WooCommerce writes it. */
	private const CONTEXT = ' CONTEXT: ';

	/** The first WooCommerce whose log files hold the context. */
	private const WRITES_CONTEXT = '8.6';

	/**
	 * @param string $key_beginning How keys of the service begin, so that none is written down; empty when they have no mark.
	 * @param string $service       Its key, for the context.
	 */
	public function __construct(
		private readonly string $source,
		private readonly string $key_beginning = '',
		private readonly string $service = '',
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
			$context = $this->context( $context );
			if ( function_exists( 'wc_get_logger' ) ) {
				$is_written = defined( 'WC_VERSION' ) && version_compare( (string) constant( 'WC_VERSION' ), self::WRITES_CONTEXT, '>=' );
				$message    = $is_written ? $message : self::with_context( $message, $context );
				wc_get_logger()->log( $level, $message, array( 'source' => $this->source ) + $context );
			} else {
				error_log( "$this->source $level: " . self::with_context( $message, $context ) ); // The only log there is.
			}
		} catch ( \Throwable $fault ) {
			error_log( $this->source . ': the log cannot be written: ' . $fault::class ); // The only log there is.
		}
	}

	/**
	 * Words and numbers: WooCommerce takes the backslashes out of the JSON that it writes, so nothing is let in that needs one.
	 *
	 * @param array<string, int|string|null> $context
	 * @return array<string, int|string|null>
	 */
	private function context( array $context ): array {
		$service = '' === $this->service ? array() : array( 'service' => $this->service );
		$plain   = static fn ( string $value ): string => (string) preg_replace( '/[^\x20\x21\x23-\x5B\x5D-\x7E]+/', '?', $value );
		$clean   = fn ( $value ) => is_string( $value ) ? $plain( $this->one_line( $value ) ) : $value;
		return array_map( $clean, $service + $context );
	}

	/**
	 * @param array<string, int|string|null> $context
	 */
	private static function with_context( string $message, array $context ): string {
		return $message . self::CONTEXT . (string) wp_json_encode( (object) $context );
	}

	/** What comes from outside must not look like another entry, and nothing that looks like a key is written down. */
	private function one_line( string $message ): string {
		$message    = (string) preg_replace( '/[\x00-\x1F\x7F]+/', ' ', mb_scrub( $message, 'UTF-8' ) );
		$beginnings = array_filter( array( preg_quote( $this->key_beginning, '/' ), 'Bearer\s+' ) );
		$message    = (string) preg_replace( '/(' . implode( '|', $beginnings ) . ')[\w.\-]+/i', '$1…', $message );
		// The context is what stands behind the first of these.
		return str_replace( self::CONTEXT, str_replace( ':', '', self::CONTEXT ), $message );
	}
}
