<?php
/**
 * The services.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Services;

use WcAccounting\Connector\Service;
use WcAccounting\ServiceRuntime;

/**
 * The one list of services: who adds one adds it here, and in `crates/php-extension/src/services.rs`.
 */
final class Services {

	/** Key => class. */
	private const ALL = array( 'kledo' => Kledo\Kledo::class );

	/** Null for one that is not known here: a plugin of another version may be active beside this one. */
	public static function find( string $key ): ?Service {
		$class = self::ALL[ $key ] ?? null;
		return null === $class ? null : new $class();
	}

	/**
	 * What another plugin for the same service still wanted to send.
	 *
	 * @return int Deliveries taken over.
	 */
	public static function take_over( ServiceRuntime $runtime ): int {
		return $runtime->service instanceof TakesOver ? $runtime->service->take_over( $runtime ) : 0;
	}
}
