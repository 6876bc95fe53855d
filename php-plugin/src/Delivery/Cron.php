<?php
/**
 * WP-Cron.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

/**
 * Delivers every five minutes, sooner while something is due sooner, and sweeps every hour.
 *
 * Two events are permanent: made at activation, and put back by a run of cron or a page of wp-admin, should one ever be
 * missing. The list of events is one option of the whole shop: no hook that a customer waits for writes it.
 */
final class Cron {

	public const DELIVER = 'wc_accounting_deliver_due';

	/** A single event that a run of cron adds; another name, since WordPress refuses it within ten minutes of one so named. */
	public const SOON = 'wc_accounting_deliver_soon';

	public const SWEEP = 'wc_accounting_sweep';

	/** Option: when cron has run last, UNIX seconds. */
	public const RAN_AT = 'wc_accounting_cron_ran_at';

	private const EVERY_FIVE_MINUTES = 'wc_accounting_every_five_minutes';

	private const SECONDS = 20;

	/** An event that is overdue for so long tells that nothing comes for what waits. */
	private const LATE_SECONDS = 15 * MINUTE_IN_SECONDS;

	/**
	 * @param \Closure(): Worker     $worker      Made when it is needed: events are looked after by requests that deliver nothing.
	 * @param \Closure(): SecondLook $second_look The same.
	 * @param \Closure(): ReadBack   $read_back   The same.
	 * @param \Closure(): mixed      $sweep       Looks for orders that were missed.
	 * @param \Closure(): ?int       $next_old    When old orders are brought over next, UNIX seconds; null when none are.
	 */
	public function __construct(
		private readonly Store $store,
		private readonly \Closure $worker,
		private readonly \Closure $second_look,
		private readonly \Closure $read_back,
		private readonly \Closure $sweep,
		private readonly \Closure $next_old,
	) {}

	/**
	 * @param mixed $schedules
	 * @return array<string, array{interval: int, display: string}>
	 */
	public static function add_schedule( $schedules ): array {
		return array(
			self::EVERY_FIVE_MINUTES => array(
				'interval' => 5 * MINUTE_IN_SECONDS,
				'display'  => 'Every five minutes (accounting)',
			),
		) + (array) $schedules;
	}

	/** DELIVER and SOON. */
	public function deliver(): void {
		/**
		 * Filters how long a cron run may take; at least a second.
		 *
		 * @param int $seconds 20.
		 */
		$seconds = max( 1, (int) apply_filters( 'wc_accounting_cron_seconds', self::SECONDS ) );
		self::allow_seconds( $seconds );
		// First: what was refused and is another document now is due then.
		( $this->second_look )()->look();
		$run = new Run( $seconds, brings_over: true );
		( $this->worker )()->run( $run );
		// In the time that is left: what is sent matters more than what it came to.
		( $this->read_back )()->run( $run );
		$this->come_back_in_time();
		update_option( self::RAN_AT, time(), false );
	}

	/** The hourly event. */
	public function sweep(): void {
		( $this->sweep )();
		$this->come_back_in_time();
		update_option( self::RAN_AT, time(), false );
	}

	/** Free of charge when the events are there: WordPress loads the list of events anyway. */
	public static function ensure(): void {
		if ( ! wp_next_scheduled( self::DELIVER ) ) {
			wp_schedule_event( time(), self::EVERY_FIVE_MINUTES, self::DELIVER );
		}
		if ( ! wp_next_scheduled( self::SWEEP ) ) {
			wp_schedule_event( time() + MINUTE_IN_SECONDS, 'hourly', self::SWEEP );
		}
	}

	/** At the end of a run: the next one is sooner, within the minute at best, while something is due before the regular one. */
	public function come_back_in_time(): void {
		self::forget_known_events();
		self::ensure();
		$due = array_filter( array( $this->store->next_due(), ( $this->next_old )() ), 'is_int' );
		if ( array() === $due || wp_next_scheduled( self::SOON ) ) {
			return;
		}
		$wanted  = max( min( $due ), time() + MINUTE_IN_SECONDS );
		$regular = wp_next_scheduled( self::DELIVER );
		if ( false === $regular || $wanted < $regular ) {
			wp_schedule_single_event( $wanted, self::SOON );
		}
	}

	/**
	 * Another process may have changed the list of events since this one read it. What processes share is read again, what
	 * only this one remembers is forgotten.
	 */
	private static function forget_known_events(): void {
		if ( wp_using_ext_object_cache() ) {
			wp_cache_get( 'alloptions', 'options', true );
		} else {
			wp_cache_delete( 'cron', 'options' );
			wp_cache_delete( 'alloptions', 'options' );
		}
	}

	/** Whether WP-Cron stands still: an event of ours is long overdue. */
	public static function is_late(): bool {
		$due = wp_next_scheduled( self::DELIVER );
		$due = false === $due ? wp_next_scheduled( self::SWEEP ) : $due;
		return false !== $due && $due <= time() - self::LATE_SECONDS;
	}

	/** When the plugin is deactivated or removed. */
	public static function clear(): void {
		array_map( 'wp_clear_scheduled_hook', array( self::DELIVER, self::SOON, self::SWEEP ) );
	}

	/** Asks PHP for enough time; where it may not be asked, the seconds of the run are what counts. */
	public static function allow_seconds( int $seconds ): void {
		if ( function_exists( 'set_time_limit' ) && (int) ini_get( 'max_execution_time' ) > 0 ) {
			set_time_limit( $seconds + MINUTE_IN_SECONDS );
		}
	}
}
