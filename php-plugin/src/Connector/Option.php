<?php
/**
 * Names of options.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * What is remembered for one service has its key in its name. What the whole shop shares has its name without one; settings
 * have the names that their service gives them.
 */
final class Option {

	/**
	 * @param string $service Its key.
	 * @param string $name    A constant of whose option it is, e.g. `start_days`.
	 */
	public static function of( string $service, string $name ): string {
		return "wc_accounting_{$service}_$name";
	}
}
