<?php
/**
 * WP-Cron.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Delivery;

use WcKledo\Order\Sweeper;

/**
 * Delivers every minute while something waits, and sweeps every hour.
 *
 * The minute's event is there only while it is needed. The hourly one puts it back, should it ever be missing.
 */
final class Cron {

	public const DELIVER = 'wc_kledo_deliver_due';

	public const SWEEP = 'wc_kledo_sweep';

	private const EVERY_MINUTE = 'wc_kledo_every_minute';

	private const SECONDS = 20;

	public function __construct(
		private readonly string $service,
		private readonly Store $store,
		private readonly Worker $worker,
		private readonly Sweeper $sweeper,
	) {}

	public function register(): void {
		add_filter( 'cron_schedules', $this->add_schedule( ... ) ); // A minute is the point.
		add_action( self::DELIVER, $this->deliver( ... ) );
		add_action( self::SWEEP, $this->sweep( ... ) );
		add_action( 'init', $this->ensure_sweep( ... ) );
	}

	/**
	 * @param mixed $schedules
	 * @return array<string, array{interval: int, display: string}>
	 */
	private function add_schedule( $schedules ): array {
		return array(
			self::EVERY_MINUTE => array(
				'interval' => MINUTE_IN_SECONDS,
				'display'  => 'Every minute (Kledo, while deliveries wait)',
			),
		) + (array) $schedules;
	}

	/** The minute's event. */
	private function deliver(): void {
		/**
		 * Filters how long a cron run may take.
		 *
		 * @param int $seconds
		 */
		$seconds = max( 1, (int) apply_filters( 'wc_kledo_cron_seconds', self::SECONDS ) );
		self::allow_seconds( $seconds );
		$this->worker->run( new Budget( $seconds ) );
		$this->adjust();
	}

	/** The hourly event. */
	private function sweep(): void {
		$this->sweeper->sweep();
		$this->adjust();
	}

	/** Free of charge when the event is there: WordPress loads the list of events anyway. */
	private function ensure_sweep(): void {
		if ( ! wp_next_scheduled( self::SWEEP ) ) {
			wp_schedule_event( time() + MINUTE_IN_SECONDS, 'hourly', self::SWEEP );
		}
	}

	/** Makes sure that somebody comes for what was just queued. */
	public function ensure(): void {
		if ( ! wp_next_scheduled( self::DELIVER ) ) {
			wp_schedule_event( time(), self::EVERY_MINUTE, self::DELIVER );
		}
	}

	/** Has the minute's event only while something waits. */
	public function adjust(): void {
		// Another process may have changed the list of events since this one read it.
		wp_cache_delete( 'cron', 'options' );
		wp_cache_delete( 'alloptions', 'options' );
		if ( null === $this->store->next_due( $this->service ) ) {
			wp_clear_scheduled_hook( self::DELIVER );
		} else {
			$this->ensure();
		}
	}

	/** When the plugin is deactivated or removed. */
	public static function clear(): void {
		wp_clear_scheduled_hook( self::DELIVER );
		wp_clear_scheduled_hook( self::SWEEP );
	}

	/** Asks PHP for enough time; where it may not be asked, the budget is what counts. */
	public static function allow_seconds( int $seconds ): void {
		if ( function_exists( 'set_time_limit' ) && (int) ini_get( 'max_execution_time' ) > 0 ) {
			set_time_limit( $seconds + MINUTE_IN_SECONDS );
		}
	}
}
