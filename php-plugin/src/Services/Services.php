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

	/** Null for one that is not known here: a plugin of another version may be active beside this one. */
	public static function find( string $key ): ?Service {
		return match ( $key ) {
			'kledo' => new Kledo\Kledo(),
			'xero' => new Xero\Xero(),
			default => null,
		};
	}

	/**
	 * What another plugin for the same service still wanted to send.
	 *
	 * @return int Deliveries taken over.
	 */
	public static function take_over( ServiceRuntime $runtime ): int {
		return $runtime->service instanceof Kledo\Kledo ? $runtime->service->take_over( $runtime ) : 0;
	}
}
