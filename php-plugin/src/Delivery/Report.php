<?php
/**
 * What a run came to.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

/**
 * Counts for the command line, the screen and tests.
 */
final class Report {

	/** Requests that left, by what came of them. */
	public int $sent = 0;

	/** Documents that were asked after. */
	public int $looked_up = 0;

	/** Deliveries that wait for another document. */
	public int $waiting = 0;

	/** Deliveries that can never be sent as they are. */
	public int $refused = 0;

	/** Deliveries that are left to a person, since their order is too old. */
	public int $set_aside = 0;

	/** Rows that were removed because their order does not want them any more. */
	public int $stale = 0;

	/** Leases that were lost, and faults of the shop. */
	public int $faults = 0;

	public function handled(): int {
		return $this->sent + $this->looked_up + $this->waiting + $this->refused + $this->set_aside + $this->stale + $this->faults;
	}

	/**
	 * @return array<string, int>
	 */
	public function to_array(): array {
		return get_object_vars( $this );
	}
}
