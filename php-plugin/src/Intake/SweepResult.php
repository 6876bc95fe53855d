<?php
/**
 * What a sweep came to.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

/**
 * How many documents were queued, and whether all was looked through. Else the next run goes on where this one stopped.
 */
final class SweepResult {

	public function __construct(
		public readonly int $queued,
		public readonly bool $is_complete,
		/** It ended early because of a fault, which is in the log. */
		public readonly bool $has_failed = false,
	) {}
}
