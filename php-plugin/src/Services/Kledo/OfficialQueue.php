<?php
/**
 * The queue of the official plugin.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Services\Kledo;

use WcAccounting\Connector\Connector;
use WcAccounting\Delivery\Store;
use WcAccounting\Log\Logger;
use WcAccounting\Order\DocumentFactory;
use WcAccounting\Order\Mark;
use WcAccounting\Order\Orders;
use WcAccounting\Order\Subject;

/**
 * Takes over, once, what the official plugin (1.5 and later) still wanted to send. Nobody knows whether its last attempt
 * arrived, so each is asked after before anything is sent; what an order is marked for is left alone. The official
 * plugin's own option stays as it was.
 */
final class OfficialQueue {

	/** A map "<type>:<order id>" to order_id, type, attempts, last_error, created_at, next_run_at, status. */
	public const OPTION = 'wc_kledo_failed_transactions';

	/** Says when it was taken over. */
	public const DONE_OPTION = 'wc_accounting_kledo_took_over_at';

	private const CRON_HOOK = 'wc_kledo_retry_failed_transactions';

	public function __construct(
		private readonly Connector $connector,
		private readonly Store $store,
		private readonly Orders $orders,
		private readonly DocumentFactory $documents,
		private readonly Logger $logger,
	) {}

	/**
	 * @return int Deliveries taken over.
	 */
	public function take_over(): int {
		if ( false !== get_option( self::DONE_OPTION ) ) {
			return 0;
		}
		wp_clear_scheduled_hook( self::CRON_HOOK );
		$entries = get_option( self::OPTION, array() );
		$taken   = 0;
		foreach ( is_array( $entries ) ? $entries : array() as $entry ) {
			try {
				$taken += is_array( $entry ) && $this->adopt( $entry ) ? 1 : 0;
			} catch ( \Throwable $fault ) {
				$this->logger->fault( 'An entry of the official plugin\'s queue could not be taken over', $fault );
			}
		}
		update_option( self::DONE_OPTION, time(), false );
		if ( $taken > 0 ) {
			$this->logger->info( "Took over $taken deliveries from the queue of the official plugin." );
		}
		return $taken;
	}

	/**
	 * @param array<string, mixed> $entry
	 */
	private function adopt( array $entry ): bool {
		$order_id = (int) ( $entry['order_id'] ?? 0 );
		$order    = $this->orders->fresh( $order_id );
		$subject  = Subject::named( $this->connector->description(), (string) ( $entry['type'] ?? '' ), $order, $order_id );
		if ( null === $subject || Mark::is_on( $subject ) ) {
			return false;
		}
		$mapped = $this->documents->of( $subject );
		if ( null === $mapped['document'] ) {
			return false;
		}
		return $this->store->adopt(
			$subject->document->kind,
			$subject->order->get_id(),
			$subject->id(),
			(string) $mapped['document']['reference'],
			'failed' === ( $entry['status'] ?? '' ),
			self::seconds( $entry['created_at'] ?? null ),
			// It may have been on its way a moment ago: the service gets time to settle before "not there" is believed.
			time(),
			sanitize_text_field( (string) ( $entry['last_error'] ?? '' ) )
		);
	}

	/**
	 * UNIX seconds; now, where the entry does not tell.
	 *
	 * @param mixed $time A timestamp or a date.
	 */
	private static function seconds( $time ): int {
		$seconds = is_numeric( $time ) ? (int) $time : strtotime( (string) $time );
		return false === $seconds || $seconds <= 0 ? time() : min( $seconds, time() );
	}
}
