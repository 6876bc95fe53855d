<?php
/**
 * Who tells others what happens.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Service;
use WcAccounting\Log\Logger;

/**
 * Sees what happens to deliveries and to the queue, counts it and tells the hooks of the service. Never throws: whoever listens must
 * not keep a delivery from being stored.
 */
final class Witness {

	public function __construct(
		private readonly Service $service,
		private readonly Counters $counters,
		private readonly Logger $logger,
	) {}

	/**
	 * The service answered, or did not.
	 *
	 * @param array<string, mixed> $answer An outcome, a look-up or what else is told.
	 * @param string               $about  Counters::TO_SEND, TO_LOOK_UP or OTHERWISE.
	 */
	public function answered( array $answer, string $about ): void {
		$class = (string) ( $answer['class'] ?? '' );
		if ( Counters::TO_SEND === $about ) {
			$this->counters->count( Counters::ATTEMPTS, $class );
		} else {
			$this->counters->count( Counters::QUESTIONS, $about, $class );
		}
		// Without a status nobody answered: how long that took is the network's, or a time-out of ours.
		if ( isset( $answer['http_status'], $answer['duration_ms'] ) ) {
			$this->counters->took( Counters::ANSWER, (int) $answer['duration_ms'], $about );
		}
	}

	/** A document is in the service for certain. */
	public function delivered( Delivery $delivery ): void {
		$this->counters->took( Counters::DELIVERY, 1000 * ( time() - $delivery->created_at ), $delivery->document );
		$this->tell( fn () => $this->service->delivered( $delivery->id, $delivery->document, $delivery->order_id ) );
	}

	/** A delivery failed, and its owner is told why. */
	public function failed( Delivery $delivery, string $why ): void {
		$this->counters->count( Counters::FAILURES, $delivery->document );
		$this->tell( fn () => $this->service->delivery_failed( $delivery->id, $delivery->document, $delivery->order_id, $why ) );
	}

	/**
	 * Nothing is sent any more, for now.
	 *
	 * @param string $hold  The extension's word for why.
	 * @param ?int   $until UNIX seconds.
	 */
	public function held( string $hold, ?int $until ): void {
		$this->tell( fn () => $this->service->queue_held( $hold, $until ) );
	}

	/** Sending goes on. */
	public function released(): void {
		$this->tell( fn () => $this->service->queue_released() );
	}

	/** Stores what was counted. */
	public function end(): void {
		$this->counters->flush();
	}

	/** @param \Closure(): void $tell */
	private function tell( \Closure $tell ): void {
		try {
			$tell();
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'Code that listens to what happens to deliveries failed', $fault );
		}
	}
}
