<?php
/**
 * What is counted.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Log\Logger;

/**
 * Counts what happens to deliveries, in memory, and adds it to the stored counters once for many: see flush(). A process that is
 * killed takes with it what it has not added yet; nothing is ever counted twice or taken back.
 */
final class Counters {

	/** Names of counters. Attempts to send, by outcome. */
	public const ATTEMPTS = 'attempts';

	/** Everything else that a service was asked, by what about and outcome. */
	public const QUESTIONS = 'questions';

	/** Deliveries that failed, by document. */
	public const FAILURES = 'failures';

	/** Time from queued to arrived, by document: a histogram. */
	public const DELIVERY = 'delivery_ms';

	/** Time that the service took to answer, by what about: a histogram. */
	public const ANSWER = 'answer_ms';

	/** What a service was asked for: to take a document, or something else. */
	public const TO_SEND    = 'send';
	public const TO_LOOK_UP = 'look_up';
	public const OTHERWISE  = 'other';

	/** Between labels of a counter, and before the bound of a bucket. */
	public const AND = '|';

	/** Labels of the sum of a histogram, behind its own. */
	public const SUM = 'sum';

	/** The bucket of what took longer than the last bound. */
	public const BEYOND = 'inf';

	/** Upper bounds of the buckets of a histogram, milliseconds. */
	public const BOUNDS = array(
		// 10 s, 1 min, 5 min, 15 min, 1 h, 4 h, 12 h, 1 d, 2 d, 4 d.
		self::DELIVERY => array( 10000, 60000, 300000, 900000, 3600000, 14400000, 43200000, 86400000, 172800000, 345600000 ),
		self::ANSWER   => array( 100, 250, 500, 1000, 2500, 5000, 10000, 20000, 60000 ),
	);

	/** @var array<string, array<string, int>> As CounterStore::add() takes it. */
	private array $counted = array();

	private bool $is_hooked = false;

	public function __construct(
		private readonly CounterStore $store,
		private readonly Logger $logger,
	) {}

	/** @param string ...$labels Words of the extension or of ours, never anything that a person or a service wrote. */
	public function count( string $name, string ...$labels ): void {
		$this->add( $name, implode( self::AND, $labels ), 1 );
	}

	/**
	 * One more in a histogram.
	 *
	 * @param self::DELIVERY|self::ANSWER $name
	 * @param int                         $ms     What it took, milliseconds; clocks that disagree make it nothing, not less.
	 */
	public function took( string $name, int $ms, string ...$labels ): void {
		$ms     = max( 0, $ms );
		$fits   = array_filter( self::BOUNDS[ $name ], static fn ( int $bound ): bool => $ms <= $bound );
		$bucket = array() === $fits ? self::BEYOND : (string) min( $fits );
		$this->add( $name, implode( self::AND, array( ...$labels, ...array( $bucket ) ) ), 1 );
		$this->add( $name, implode( self::AND, array( ...$labels, ...array( self::SUM ) ) ), $ms );
	}

	private function add( string $name, string $labels, int $more ): void {
		$this->counted[ $name ][ $labels ] = ( $this->counted[ $name ][ $labels ] ?? 0 ) + $more;
		if ( ! $this->is_hooked ) {
			// For what is asked outside of a run, which ends with flush().
			add_action( 'shutdown', $this->flush( ... ) );
			$this->is_hooked = true;
		}
	}

	/** Adds what was counted to what is stored. Never throws: what a shop delivers does not depend on it. */
	public function flush(): void {
		list( $counted, $this->counted ) = array( $this->counted, array() );
		try {
			if ( array() !== $counted ) {
				$this->store->add( $counted );
			}
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'What was counted could not be stored', $fault );
		}
	}

	/**
	 * What is stored.
	 *
	 * @return array<string, array<string, int>> Name => labels => how many.
	 */
	public function all(): array {
		return $this->store->all();
	}
}
