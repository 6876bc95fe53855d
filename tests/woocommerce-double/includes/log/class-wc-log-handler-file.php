<?php
/**
 * The log in files.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * One file a day and source, under `uploads/wc-logs`.
 */
class WC_Log_Handler_File {

	/**
	 * Writes a line.
	 *
	 * @param int    $timestamp When.
	 * @param string $level     Level.
	 * @param string $message   What.
	 * @param array  $context   `source` names the file.
	 */
	public function handle( $timestamp, $level, $message, $context ) {
		$source = isset( $context['source'] ) && $context['source'] ? (string) $context['source'] : 'log';
		$file   = self::get_log_file_path( $source );
		if ( ! $file ) {
			return false;
		}
		wp_mkdir_p( dirname( $file ) );
		$line = apply_filters( 'woocommerce_format_log_entry', gmdate( 'c', (int) $timestamp ) . ' ' . strtoupper( (string) $level ) . ' ' . $message, compact( 'timestamp', 'level', 'message', 'context' ) );
		return false !== file_put_contents( $file, $line . PHP_EOL, FILE_APPEND | LOCK_EX ); // phpcs:ignore WordPress.WP.AlternativeFunctions
	}

	/** @param string $handle Source. */
	public static function get_log_file_path( $handle ) {
		$uploads = wp_upload_dir( null, false );
		return trailingslashit( defined( 'WC_LOG_DIR' ) ? WC_LOG_DIR : $uploads['basedir'] . '/wc-logs/' ) . self::get_log_file_name( $handle );
	}

	/** @param string $handle Source. */
	public static function get_log_file_name( $handle ) {
		return sanitize_file_name( implode( '-', array( $handle, gmdate( 'Y-m-d' ), wp_hash( (string) $handle ) ) ) . '.log' );
	}
}
