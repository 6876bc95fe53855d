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

	/**
	 * @param \Closure(): mixed $stop_bringing_over Old orders are not brought over any more.
	 */
	public function __construct(
		private readonly string $service,
		private readonly Site $site,
		private readonly KeyRing $keys,
		private readonly Store $store,
		private readonly \Closure $stop_bringing_over,
		private readonly Logger $logger,
	) {}

	/** At the beginning of each run: notices a move, and does what the constant says. */
	public function settle(): void {
		$this->site->settle();
		$this->refuse_copied_key();
	}

	/**
	 * Once for each service of a copy, before anybody enters another key there: also when the constant said that it is one, or the
	 * service was switched off when a person did. The orders of before are the live shop's.
	 */
	public function refuse_copied_key(): void {
		if ( $this->site->has_still_to_refuse( $this->service ) ) {
			$this->site->refuse( $this->service, $this->keys->current() );
			StartDay::begin_anew( $this->service );
		}
	}

	/**
	 * What is said of a site holds for every service at work there.
	 *
	 * @param string     $answer Site::LIVE or Site::COPY.
	 * @param list<self> $all    One of each service.
	 */
	public static function answer( string $answer, Site $site, array $all ): void {
		$former = $site->former_address();
		$held   = $site->answer( $answer );
		foreach ( $all as $relocation ) {
			$relocation->follow( $answer, $former, $held );
		}
	}

	/**
	 * The live shop goes on with what waits, as if the time until the answer had not been. A copy may not use its key.
	 *
	 * @param int $held For how many seconds nobody had answered.
	 */
	private function follow( string $answer, string $former, int $held ): void {
		if ( Site::COPY === $answer ) {
			$this->refuse_copied_key();
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
		$from = $this->site->copied_queue_from( $this->service );
		if ( null === $from ) {
			return;
		}
		$dropped = $this->store->delete_waiting( $from );
		( $this->stop_bringing_over )();
		$this->site->forget_copied_queue( $this->service );
		if ( $dropped > 0 ) {
			$this->logger->info(
				"$dropped deliveries were waiting when this site was copied. They are removed here; the live shop sends them."
			);
		}
	}
}
