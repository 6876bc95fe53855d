<?php
/**
 * What a run may use up.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

/**
 * Time and memory of one run. Work stops being started some seconds before the end, so that what is under way can finish:
 * a request that is cut off may have arrived, and must then be asked after.
 */
final class Budget {

	private const SECONDS_FOR_THE_LAST_REQUEST = 5.0;

	private readonly float $started_at;

	private readonly float $memory_bytes;

	/**
	 * @param float $memory_share Of PHP's memory limit, between 0 and 1.
	 */
	public function __construct(
		private readonly float $seconds,
		float $memory_share = 0.8,
	) {
		$this->started_at   = microtime( true );
		$limit              = wp_convert_hr_to_bytes( (string) ini_get( 'memory_limit' ) );
		$this->memory_bytes = $limit > 0 ? $limit * $memory_share : INF;
	}

	/** Whether another delivery may be started. */
	public function may_start(): bool {
		$kept = min( self::SECONDS_FOR_THE_LAST_REQUEST, $this->seconds / 2 );
		return $this->remaining_seconds() > $kept && memory_get_usage( true ) < $this->memory_bytes;
	}

	/** Milliseconds until everything must have ended. */
	public function remaining_ms(): int {
		return max( 0, (int) ( $this->remaining_seconds() * 1000 ) );
	}

	private function remaining_seconds(): float {
		return $this->started_at + $this->seconds - microtime( true );
	}
}
