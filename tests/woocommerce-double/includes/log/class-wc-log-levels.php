<?php
/**
 * Levels of the log.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * The levels of RFC 5424, and how bad each is.
 */
abstract class WC_Log_Levels {

	public const EMERGENCY = 'emergency';
	public const ALERT     = 'alert';
	public const CRITICAL  = 'critical';
	public const ERROR     = 'error';
	public const WARNING   = 'warning';
	public const NOTICE    = 'notice';
	public const INFO      = 'info';
	public const DEBUG     = 'debug';

	/** Worst last. */
	private const ORDER = array( self::DEBUG, self::INFO, self::NOTICE, self::WARNING, self::ERROR, self::CRITICAL, self::ALERT, self::EMERGENCY );

	/** @param string $level Level. */
	public static function is_valid_level( $level ) {
		return in_array( strtolower( (string) $level ), self::ORDER, true );
	}

	/** @param string $level Level. */
	public static function get_level_severity( $level ) {
		$at = array_search( strtolower( (string) $level ), self::ORDER, true );
		return false === $at ? 0 : ( $at + 1 ) * 100;
	}
}
