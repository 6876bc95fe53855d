<?php
/**
 * Updates that are none.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Environment;

/**
 * Keeps WordPress from replacing this plugin by the one of the plugin directory that has the same folder. The header
 * `Update URI` asks the directory not to offer it; this takes away what is offered all the same, by an old WordPress or by an
 * answer that was stored before.
 */
final class Updates {

	/** How the plugin directory marks what it offers. */
	private const OF_THE_DIRECTORY = 'w.org/';

	/**
	 * @param mixed  $found  What WordPress knows of updates.
	 * @param string $plugin Folder and file of this plugin, as WordPress names it.
	 * @return mixed
	 */
	public static function without_strangers( $found, string $plugin ) {
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
