<?php
/**
 * One run.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

/**
 * What one run may use, time and memory, which deliveries are meant, and what it did, counted for the command line, the screen and
 * tests. Work stops being started some seconds before the end, so that what is under way can finish: a request that is cut off may
 * have arrived, and must then be asked after.
 */
final class Run {

	private const SECONDS_FOR_THE_LAST_REQUEST = 5.0;

	/** Requests that left, by what came of them. */
	public int $sent = 0;

	/** Documents that were asked after. */
	public int $looked_up = 0;

	/** Deliveries that wait for another document. */
	public int $waiting = 0;

	/** Deliveries that can never be sent as they are. */
	public int $refused = 0;

	/** Deliveries that are left to a person, since their order is too old. */
	public int $set_aside = 0;

	/** Rows that were removed because their order does not want them any more. */
	public int $stale = 0;

	/** Leases that were lost, and faults of the shop. */
	public int $faults = 0;

	/** Whether one of those ended it, or the bringing over of old orders: the next run may well meet the same one. */
	public bool $was_cut_short = false;

	private readonly float $started_at;

	private readonly float $memory_bytes;

	/**
	 * @param float     $memory_share Of PHP's memory limit, between 0 and 1.
	 * @param list<int> $only         Ids of the deliveries that are meant; none means all that are due.
	 * @param bool      $brings_over  Whether old orders are brought over in it, once nothing else is due; where a customer may wait
	 *                                for the process they are not.
	 */
	public function __construct(
		private readonly float $seconds,
		float $memory_share = 0.8,
		public readonly array $only = array(),
		public readonly bool $brings_over = false,
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

	public function handled(): int {
		return array_sum( $this->counts() );
	}

	/**
	 * @return array<string, int> What was done => how often.
	 */
	public function counts(): array {
		return array(
			'sent'      => $this->sent,
			'looked_up' => $this->looked_up,
			'waiting'   => $this->waiting,
			'refused'   => $this->refused,
			'set_aside' => $this->set_aside,
			'stale'     => $this->stale,
			'faults'    => $this->faults,
		);
	}
}
