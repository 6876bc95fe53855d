<?php
/**
 * Whether a worker may begin.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Settings;
use WcAccounting\Order\StartDay;

/**
 * Finds out, before anything leaves, whether this site is the one that the queue belongs to, whether the shop wants anything sent,
 * which company it is connected with, and from when on orders count.
 */
final class Readiness {

	public function __construct(
		private readonly Connector $connector,
		private readonly Settings $settings,
		private readonly Relocation $relocation,
		private readonly Recognition $recognition,
		private readonly StartDay $start_day,
	) {}

	/** Settles what can be settled without a person, and says whether something may leave. */
	public function settle(): bool {
		$this->relocation->settle();
		$may_run = $this->settings->is_connection_enabled() && null === $this->connector->obstacle() && $this->recognition->settle();
		$this->start_day->notice( StartDay::NOTICED_WITHIN );
		if ( $may_run ) {
			$this->relocation->drop_copied_queue();
		}
		return $may_run;
	}
}
