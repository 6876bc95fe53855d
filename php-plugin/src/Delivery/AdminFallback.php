<?php
/**
 * For shops where WP-Cron does not run.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Log\Logger;

/**
 * Delivers what is overdue when somebody looks at wp-admin, at most once a minute for the whole shop: after the page was
 * sent, or in a request that its script sends.
 */
final class AdminFallback {

	private const SECONDS = 60;

	public function __construct(
		private readonly string $service,
		private readonly QueueStore $queue_store,
		private readonly Logger $logger,
	) {}

	/** Whether it may be done now, as far as one can see without doing it. */
	public function is_free(): bool {
		try {
			return $this->queue_store->is_fallback_free( $this->service, self::SECONDS );
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'Whether something was delivered lately is not known', $fault );
			return false;
		}
	}

	/**
	 * @param callable(): void $deliver Sees to it, in this request.
	 * @return bool Whether it is done now.
	 */
	public function stand_in( callable $deliver ): bool {
		try {
			if ( $this->queue_store->claim_fallback( $this->service, self::SECONDS ) ) {
				$deliver();
				return true;
			}
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'Delivering what is overdue failed', $fault );
		}
		return false;
	}
}
