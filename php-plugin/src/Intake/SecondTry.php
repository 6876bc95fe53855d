<?php
/**
 * Documents that could not be queued at once.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Log\Logger;
use WcAccounting\Order\Mark;
use WcAccounting\Order\Orders;
use WcAccounting\Order\Subject;
use WcAccounting\Order\Unqueued;
use WcAccounting\Order\Wanted;

/**
 * Queues at the end of the request what the queue would not take while the customer waited. Once he was let go it may wait for a
 * lock; where PHP cannot let him go it tries a few times in a moment. What fails again the order says itself: see Unqueued.
 */
final class SecondTry {

	/** For a lock, when nobody waits for the request. */
	private const SECONDS = 5;

	/** While somebody does. */
	private const TRIES  = 3;
	private const MOMENT = 0.1;

	/** @var array<int, array<int, array<string, DocumentType>>> By site, order and kind. */
	private array $missed = array();

	private bool $hooked = false;

	/** @param \Closure(?int): Intake $intake That waits so many seconds for a lock. */
	public function __construct(
		private readonly Settings $settings,
		private readonly Orders $orders,
		private readonly \Closure $intake,
		private readonly Unqueued $unqueued,
		private readonly AfterResponse $after_response,
		private readonly Logger $logger,
	) {}

	public function remember( DocumentType $document, int $order_id ): void {
		$this->missed[ get_current_blog_id() ][ $order_id ][ $document->kind ] = $document;
		if ( ! $this->hooked ) {
			$this->hooked = true;
			// Before AfterResponse, which delivers it then.
			add_action( 'shutdown', $this->begin( ... ), PHP_INT_MAX - 2 );
		}
	}

	/** Never throws. */
	public function begin(): void {
		$missed       = $this->missed;
		$this->missed = array();
		if ( array() === $missed ) {
			return;
		}
		$is_free = AfterResponse::let_go();
		foreach ( $missed as $site => $orders ) {
			$is_elsewhere = is_multisite() && get_current_blog_id() !== $site;
			if ( $is_elsewhere ) {
				switch_to_blog( $site );
			}
			foreach ( $orders as $order_id => $documents ) {
				foreach ( $documents as $document ) {
					$this->settle( $document, $order_id, $is_free );
				}
			}
			if ( $is_elsewhere ) {
				restore_current_blog();
			}
		}
	}

	private function settle( DocumentType $document, int $order_id, bool $is_free ): void {
		$about = array( 'order' => $order_id );
		$what  = "The {$document->kind} of order $order_id";
		try {
			$order = $this->orders->fresh( $order_id );
			if ( null === $order || ! $this->settings->wants( $document ) ) {
				return;
			}
			$subjects = array_filter( Subject::all( $document, $order ), self::is_missed( ... ) );
			try {
				$this->queue( $subjects, $is_free );
			} catch ( \Throwable $fault ) {
				array_map( $this->unqueued->note( ... ), $subjects );
				$this->logger->fault( "$what could not be queued; the sweep will find it", $fault, $about );
			}
		} catch ( \Throwable $fault ) {
			$this->logger->fault( "$what could not be queued, nor noted on the order", $fault, $about );
		}
	}

	private static function is_missed( Subject $subject ): bool {
		return Wanted::is_paid_enough( $subject ) && ! Mark::is_on( $subject );
	}

	/** @param array<Subject> $subjects */
	private function queue( array $subjects, bool $is_free ): void {
		$intake = ( $this->intake )( $is_free ? self::SECONDS : 0 );
		$ends   = microtime( true ) + self::MOMENT;
		$tries  = 0;
		while ( true ) {
			++$tries;
			try {
				if ( array() !== array_filter( array_map( $intake->enqueue_in_order( ... ), $subjects ) ) ) {
					$this->after_response->request();
				}
				return;
			} catch ( \Throwable $fault ) {
				if ( $is_free || $tries >= self::TRIES || microtime( true ) >= $ends ) {
					throw $fault;
				}
				usleep( random_int( 5_000, 20_000 ) );
			}
		}
	}
}
