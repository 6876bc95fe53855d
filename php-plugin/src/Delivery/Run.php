<?php
/**
 * One round of a worker.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

/** What one batch may use, and where it counts what it did. */
final class Run {

	/**
	 * @param int       $at_most Deliveries that may be claimed.
	 * @param list<int> $only    Ids of the deliveries that are meant; none means all that are due.
	 */
	public function __construct(
		public readonly Budget $budget,
		public readonly Report $report,
		/** Requests at a time. */
		public readonly int $concurrency,
		public readonly int $at_most,
		public readonly array $only = array(),
	) {}
}
