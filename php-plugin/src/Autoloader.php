<?php
/**
 * Finds the classes of this plugin.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting;

/**
 * PSR-4 for the prefix `WcAccounting\`, and nothing else.
 */
final class Autoloader {

	private const PREFIX = 'WcAccounting\\';

	public static function register(): void {
		spl_autoload_register( self::load( ... ) );
	}

	private static function load( string $wanted ): void {
		if ( ! str_starts_with( $wanted, self::PREFIX ) ) {
			return;
		}
		$file = __DIR__ . '/' . str_replace( '\\', '/', substr( $wanted, strlen( self::PREFIX ) ) ) . '.php';
		if ( is_file( $file ) ) {
			require $file;
		}
	}
}
