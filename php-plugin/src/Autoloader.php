<?php
/**
 * Finds the classes of this plugin.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo;

/**
 * PSR-4 for the prefix `WcKledo\`, and nothing else.
 */
final class Autoloader {

	private const PREFIX = 'WcKledo\\';

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
