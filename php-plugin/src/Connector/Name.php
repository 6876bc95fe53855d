<?php
/**
 * Names of what belongs to one service.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * Several services may be at work in one shop, by the same code. Whatever the shop knows by a name and one of them has for
 * itself, such as an option, an action and its nonce, a column or a box, has the key of that service in its name: so none answers
 * for another. What the whole shop shares has its name without one; settings have the names that their service gives them.
 */
final class Name {

	/**
	 * @param string $service Its key.
	 * @param string $name    A constant of whoever needs it, e.g. `start_days`.
	 */
	public static function of( string $service, string $name ): string {
		return "wc_accounting_{$service}_$name";
	}

	/** The same for an element of a page that may show several services, in the form of the ids there. */
	public static function element( string $service, string $name ): string {
		return "wc-accounting-$service-$name";
	}
}
