<?php
/**
 * How far it is.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

/**
 * A bar at a terminal, or nothing.
 */
interface Progress {

	public function advance( int $steps = 1 ): void;

	/** It is over; nothing is shown after it. */
	public function end(): void;
}
