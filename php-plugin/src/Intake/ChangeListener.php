<?php
/**
 * Orders and settings that are saved.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\Flags;

/**
 * Remembers which orders a request has saved, and flags their deliveries when it is over: one statement, by an index, after
 * the answer has gone to the customer. What that changes is cron's to find out.
 */
final class ChangeListener {

	/** @var array<int, array<int, true>> Ids of orders; by site. */
	private array $orders = array();

	/** When the last of them was saved. */
	private int $saved_at = 0;

	/** @var array<int, true> Sites whose settings were changed. */
	private array $settings = array();

	private bool $hooked = false;

	/**
	 * @param \Closure(): ?Flags          $flags   Made when it is needed: many requests that save orders need nothing else of the service.
	 * @param \Closure(\Throwable): void $failed  Says in the log that the flags could not be set.
	 */
	public function __construct( private readonly \Closure $flags, private readonly \Closure $failed ) {}

	/**
	 * @param mixed $order The order, or its id.
	 */
	public function saw( $order ): void {
		$id = $order instanceof \WC_Order ? $order->get_id() : absint( is_scalar( $order ) ? $order : 0 );
		if ( $id > 0 ) {
			$this->orders[ get_current_blog_id() ][ $id ] = true;
			$this->saved_at                              = time();
			$this->come_back();
		}
	}

	/** An option that holds a setting of the service was changed. */
	public function saw_settings(): void {
		$this->settings[ get_current_blog_id() ] = true;
		$this->come_back();
	}

	/** Added while the request ends, so that it comes after AfterResponse, which lets the customer go first. */
	private function come_back(): void {
		if ( ! $this->hooked ) {
			$this->hooked = true;
			add_action( 'shutdown', fn () => add_action( 'shutdown', $this->tell( ... ), PHP_INT_MAX ), PHP_INT_MAX - 1 );
		}
	}

	/** Flags the deliveries. */
	public function tell(): void {
		$orders         = $this->orders;
		$settings       = $this->settings;
		$this->orders   = array();
		$this->settings = array();
		$flags          = ( $this->flags )();
		if ( null === $flags || array() === $orders + $settings ) {
			return;
		}
		AfterResponse::finish();
		foreach ( array_keys( $orders + $settings ) as $site ) {
			$is_elsewhere = is_multisite() && get_current_blog_id() !== $site;
			if ( $is_elsewhere ) {
				switch_to_blog( $site );
			}
			$this->flag( $flags, array_keys( $orders[ $site ] ?? array() ), isset( $settings[ $site ] ) );
			if ( $is_elsewhere ) {
				restore_current_blog();
			}
		}
	}

	/**
	 * Never throws.
	 *
	 * @param list<int> $orders
	 */
	private function flag( Flags $flags, array $orders, bool $has_other_settings ): void {
		try {
			if ( array() !== $orders ) {
				$flags->flag_orders( $orders, time() - $this->saved_at, 'cli' === PHP_SAPI || wp_doing_cron() );
			}
			if ( $has_other_settings ) {
				$flags->flag_failed();
			}
		} catch ( \Throwable $fault ) {
			( $this->failed )( $fault );
		}
	}
}
