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
		private readonly Store $store,
		private readonly QueueStore $queue_store,
		private readonly AfterResponse $after_response,
		private readonly Logger $logger,
	) {}

	public function register(): void {
		add_action( 'admin_init', $this->look( ... ) );
	}

	/** A page of wp-admin begins; what is found is delivered once it was sent. */
	private function look(): void {
		if ( wp_doing_ajax() ) {
			return;
		}
		try {
			$due = $this->store->next_due( $this->service );
			if ( null !== $due && $due <= $this->store->now() && $this->queue_store->claim_fallback( $this->service, self::SECONDS ) ) {
				$this->after_response->request();
			}
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'Looking for overdue deliveries failed', $fault );
		}
	}
}
