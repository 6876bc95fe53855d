<?php
/**
 * A service that another plugin was for before.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Services;

use WcAccounting\ServiceRuntime;

/**
 * Takes over, once, what the other plugin still wanted to send.
 */
interface TakesOver {

	/** @return int Deliveries. */
	public function take_over( ServiceRuntime $runtime ): int;
}
