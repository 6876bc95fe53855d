<?php
/**
 * The plugins that this tree serves.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Environment;

/**
 * Which of our plugins are active, one for each service, and which version of the code works for all of them.
 */
final class Plugins {

	/** Must equal the one in the headers of the main files, and that of the loader. */
	public const VERSION = '2.0.0';

	/** How the plugin directory marks what it offers. */
	private const OF_THE_DIRECTORY = 'w.org/';

	/** @var array<string, string> Main files of those that are active => keys of their services. */
	private static array $main_files = array();

	/** @var array<string, true> Main files of those that this request has deactivated. */
	private static array $deactivated = array();

	public static function add( string $file, string $key ): void {
		self::$main_files[ $file ] = $key;
	}

	public static function activated( string $file ): void {
		unset( self::$deactivated[ $file ] );
	}

	public static function deactivated( string $file ): void {
		self::$deactivated[ $file ] = true;
	}

	/**
	 * The services whose plugin is active.
	 *
	 * @return list<string> Keys.
	 */
	public static function services(): array {
		return array_values( array_unique( array_values( self::$main_files ) ) );
	}

	/**
	 * The same without those whose plugins this request has deactivated.
	 *
	 * @return list<string> Keys.
	 */
	public static function services_left(): array {
		return array_values( array_unique( array_values( array_diff_key( self::$main_files, self::$deactivated ) ) ) );
	}

	/** Folder and main file of a service's plugin, as WordPress names it. */
	public static function of( string $key ): string {
		return plugin_basename( (string) array_search( $key, self::$main_files, true ) );
	}

	/**
	 * Keeps WordPress from replacing this plugin by the one of the plugin directory that has the same folder. The header
	 * `Update URI` asks the directory not to offer it; this takes away what is offered all the same, by an old WordPress or by an
	 * answer that was stored before.
	 *
	 * @param mixed  $found  What WordPress knows of updates.
	 * @param string $plugin Folder and file of this plugin, as WordPress names it.
	 * @return mixed
	 */
	public static function keep_strangers_out( $found, string $plugin ) {
		if ( ! is_object( $found ) || ! is_array( $found->response ?? null ) || ! isset( $found->response[ $plugin ] ) ) {
			return $found;
		}
		$offer = (array) $found->response[ $plugin ];
		if ( str_starts_with( (string) ( $offer['id'] ?? '' ), self::OF_THE_DIRECTORY ) ) {
			unset( $found->response[ $plugin ] );
		}
		return $found;
	}
}
