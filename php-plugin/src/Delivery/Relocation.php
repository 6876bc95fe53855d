<?php
/**
 * A queue that finds itself on another site.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\KeyRing;
use WcAccounting\Environment\Site;
use WcAccounting\Log\Logger;
use WcAccounting\Order\StartDay;

/**
 * What happens to the queue when somebody says whether this is the live shop, which moved, or a copy of it.
 */
final class Relocation {

	public function __construct(
		private readonly string $service,
		private readonly Site $site,
		private readonly KeyRing $keys,
		private readonly Store $store,
		private readonly Logger $logger,
	) {}

	/** At the beginning of each run: notices a move, and does what the constant says. */
	public function settle(): void {
		$this->site->settle( $this->keys->current() );
	}

	/**
	 * The live shop goes on with what waits, as if the time until the answer had not been. A copy may not use its key.
	 *
	 * @param string $answer Site::LIVE or Site::COPY.
	 */
	public function answer( string $answer ): void {
		$former = $this->site->former_address();
		$held   = $this->site->answer( $answer, $this->keys->current() );
		if ( Site::COPY === $answer ) {
			StartDay::begin_anew( $this->service );
		}
		if ( Site::LIVE === $answer && $held > 0 ) {
			$this->store->overlook( $held );
		}
		$this->logger->info(
			sprintf(
				'This site, %s, is said to be %s of %s.',
				$this->site->address(),
				Site::LIVE === $answer ? 'the new address' : 'a copy',
				$former
			)
		);
	}

	/** The first run of a copy with a key of its own: what waited when it was copied, the live shop sends. */
	public function drop_copied_queue(): void {
		$from = $this->site->copied_queue_from();
		if ( null === $from ) {
			return;
		}
		$dropped = $this->store->delete_waiting( $from );
		$this->site->forget_copied_queue();
		if ( $dropped > 0 ) {
			$this->logger->info(
				"$dropped deliveries were waiting when this site was copied. They are removed here; the live shop sends them."
			);
		}
	}
}
