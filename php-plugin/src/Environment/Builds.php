<?php
/**
 * The archives of a release.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Environment;

/**
 * What the extension is built for. `make dist` reads the versions here, and its tests compare the rest with what it makes.
 */
final class Builds {

	/** Minor versions of PHP. */
	public const PHP = array( '8.2', '8.4' );

	/** Whether PHP is thread-safe, its system, the processor, and the C library. */
	private const OTHERWISE = array( false, 'Linux', 'x86_64', 'glibc' );

	/** @param string $php Minor version. */
	public static function has( string $php, bool $thread_safe, string $os, string $machine, string $libc ): bool {
		return in_array( $php, self::PHP, true ) && array( $thread_safe, $os, $machine, $libc ) === self::OTHERWISE;
	}

	/** The versions, for a sentence. */
	public static function versions(): string {
		return implode( ', ', self::PHP );
	}
}
