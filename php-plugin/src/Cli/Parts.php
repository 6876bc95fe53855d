<?php
/**
 * Parts of the screens.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Admin\ConnectionCheck;
use WcAccounting\Admin\HealthChecks;
use WcAccounting\Admin\Page;
use WcAccounting\Delivery\Transactions;
use WcAccounting\ServiceRuntime;

/**
 * What the screens are made of and the command line needs too: made of a service at work, as Admin\Screens does.
 */
final class Parts {

	public static function transactions( ServiceRuntime $runtime ): Transactions {
		return new Transactions( $runtime->database, $runtime->connector->description()->account );
	}

	public static function check( ServiceRuntime $runtime ): ConnectionCheck {
		return new ConnectionCheck(
			$runtime->connector,
			$runtime->keys,
			$runtime->queue,
			$runtime->recognition,
			$runtime->after_response,
			$runtime->messages,
			$runtime->settings
		);
	}

	public static function health( ServiceRuntime $runtime, ConnectionCheck $check ): HealthChecks {
		return new HealthChecks(
			Page::of( $runtime->service ),
			$runtime->connector,
			$check,
			$runtime->queue,
			self::transactions( $runtime ),
			$runtime->messages
		);
	}
}
