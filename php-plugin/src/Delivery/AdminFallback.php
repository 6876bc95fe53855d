<?php
/**
 * For shops where WP-Cron does not run.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Delivery;

use WcKledo\Log\Logger;

/**
 * Delivers what is overdue when somebody looks at wp-admin: after the page was sent, and at most once a minute for the
 * whole shop.
 */
final class AdminFallback {

	private const SECONDS = 60;

	public function __construct(
		private readonly string $service,
		private readonly QueueStore $queue_store,
		private readonly AfterResponse $after_response,
		private readonly Logger $logger,
	) {}

	/** Something is overdue while a page of wp-admin begins: it is delivered once that was sent. */
	public function stand_in(): void {
		try {
			if ( $this->queue_store->claim_fallback( $this->service, self::SECONDS ) ) {
				$this->after_response->request();
			}
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'Delivering what is overdue failed', $fault );
		}
	}
}
