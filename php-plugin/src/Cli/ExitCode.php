<?php
/**
 * What a command ends with.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

/**
 * The status of the process, by which scripts know how it went. An option that a command does not have never comes to us: WP-CLI
 * itself refuses it, and ends with 1.
 */
final class ExitCode {

	/** All is well, or it was done. */
	public const OK = 0;

	/** Something is wrong with deliveries or books: one failed, or a difference was found. */
	public const FAULT = 1;

	/** It could not be done to the end: the service did not answer, or something waits and is tried again by itself. */
	public const INCOMPLETE = 2;

	/** The question was wrong: a value that an option does not take, an order or a delivery that is not there. */
	public const USAGE = 3;

	/** The service may not work now: it is not connected, held, or this is a copy of the shop. */
	public const OBSTACLE = 4;

	/** From what matters most. */
	private const BY_WEIGHT = array( self::USAGE, self::OBSTACLE, self::FAULT, self::INCOMPLETE );

	/** @param list<int> $codes */
	public static function worst( array $codes ): int {
		foreach ( self::BY_WEIGHT as $code ) {
			if ( in_array( $code, $codes, true ) ) {
				return $code;
			}
		}
		return self::OK;
	}
}
