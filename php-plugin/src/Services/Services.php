<?php
/**
 * The services.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Services;

/**
 * The one list of services: who adds one adds it here, and in `crates/php-extension/src/services.rs`.
 */
final class Services {

	/** Key => class. */
	private const ALL = array( 'kledo' => Kledo\Kledo::class );

	public static function get( string $key ): Service {
		$class = self::ALL[ $key ];
		return new $class();
	}
}
