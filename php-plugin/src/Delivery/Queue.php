<?php
/**
 * The queue as a whole.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\KeyRing;

/**
 * Holds, probing and concurrency: one state for all processes of a shop. The extension decides, this remembers.
 *
 * The state is read when a batch begins. Between that and its end it is written only when something changes, and then on
 * top of what other processes wrote meanwhile.
 */
final class Queue {

	private const HOLD_UNAUTHORIZED = 'unauthorized';

	/** As hold() calls it; the extension knows nothing of it. */
	public const HOLD_BY_HAND = 'by_hand';

	/** @var array<string, mixed> */
	private array $state = array();

	/** Whether the service said that it is too much, since somebody asked for that. */
	private bool $was_slowed = false;

	public function __construct(
		private readonly QueueStore $store,
		private readonly Connector $connector,
		private readonly KeyRing $keys,
		private readonly Witness $witness,
		private readonly Store $deliveries,
	) {}

	/**
	 * What a batch may do now.
	 *
	 * @return array{queue: array<string, mixed>, may_run: bool, at_most: ?int, test: bool}
	 */
	public function begin(): array {
		$stored      = $this->store->read( $this->service() );
		$this->state = self::without_mark( $stored );
		if ( null !== $this->unless_over( $stored['by_hand'] ) ) {
			return array(
				'queue'   => $this->state,
				'may_run' => false,
				'at_most' => null,
				'test'    => false,
			);
		}
		if ( self::HOLD_UNAUTHORIZED === $stored['hold'] && $stored['key_mark'] !== $this->keys->mark() ) {
			$this->apply( array( 'type' => 'key_changed' ) );
		}
		return $this->apply( array( 'type' => 'run_started' ) );
	}

	/**
	 * A request was answered, or was not.
	 *
	 * @param array<string, mixed> $answer An outcome or a look-up.
	 * @param string               $about  What was asked for; see Counters.
	 * @return bool Whether more may leave.
	 */
	public function answered( array $answer, string $about = Counters::OTHERWISE ): bool {
		$this->witness->answered( $answer, $about );
		$this->was_slowed = $this->was_slowed || 'rate_limited' === $answer['class'];
		return $this->apply(
			array(
				'type'        => 'outcome',
				'class'       => $answer['class'],
				'retry_after' => $answer['retry_after'] ?? null,
				'requests'    => $answer['requests'] ?? 0,
				'left'        => $answer['left'] ?? null,
				'code'        => $answer['reason']['code'] ?? null,
			)
		)['may_run'];
	}

	/** Whether the service said that it is too much, since this was asked last. */
	public function was_slowed(): bool {
		list( $was_slowed, $this->was_slowed ) = array( $this->was_slowed, false );
		return $was_slowed;
	}

	/**
	 * The state, for decisions of the extension.
	 *
	 * @return array<string, mixed>
	 */
	public function state(): array {
		return self::without_mark( $this->store->read( $this->service() ) );
	}

	/** A whole batch went through without being told to slow down. */
	public function clean_batch(): void {
		$this->apply( array( 'type' => 'clean_batch' ) );
	}

	/** A batch is over, or a run: what was counted of its answers is stored. */
	public function end(): void {
		$this->witness->end();
	}

	/** A key has passed the connection test: everything goes on at once. */
	public function key_changed(): void {
		$this->state = self::without_mark( $this->store->read( $this->service() ) );
		$this->apply( array( 'type' => 'key_changed' ) );
	}

	/**
	 * Why nothing is being sent, and until when; null when something is.
	 *
	 * @return ?array{hold: string, held_until: ?int}
	 */
	public function hold(): ?array {
		$stored  = $this->store->read( $this->service() );
		$by_hand = $stored['by_hand'];
		if ( null !== $by_hand && ! $by_hand->is_over( $this->store->now() ) ) {
			return array(
				'hold'       => self::HOLD_BY_HAND,
				'held_until' => $by_hand->until,
			);
		}
		$until   = $stored['held_until'];
		$is_over = self::HOLD_UNAUTHORIZED !== $stored['hold'] && null !== $until && $until <= $this->store->now();
		if ( null === $stored['hold'] || $is_over ) {
			return null;
		}
		return array(
			'hold'       => $stored['hold'],
			'held_until' => $stored['held_until'],
		);
	}

	/** Since when nothing is sent, however often it was tried meanwhile, UNIX seconds; null while something is. */
	public function held_at(): ?int {
		return $this->store->read( $this->service() )['held_at'];
	}

	// --- By hand ------------------------------------------------------------------------------------------------------

	/** Who holds it by hand; null when nobody does. */
	public function held_by_hand(): ?HandHold {
		$hold = $this->store->read( $this->service() )['by_hand'];
		return true === $hold?->is_over( $this->store->now() ) ? null : $hold;
	}

	/**
	 * No run begins anything more, in whichever process; what is under way just now ends.
	 *
	 * @param ?int $seconds For how long; null: until it is released.
	 */
	public function hold_by_hand( string $by, ?int $seconds, string $why ): HandHold {
		$this->release();
		$now  = $this->store->now();
		$hold = HandHold::of( $by, $now, null === $seconds ? null : $now + $seconds, $why );
		$this->store->hold_by_hand( $this->service(), $hold );
		return $hold;
	}

	/** @return ?HandHold What held it; null when nobody did. */
	public function release(): ?HandHold {
		$hold = $this->store->read( $this->service() )['by_hand'];
		if ( null === $hold ) {
			return null;
		}
		$is_over = $hold->is_over( $this->store->now() );
		$this->end_hold( $hold );
		return $is_over ? null : $hold;
	}

	private function unless_over( ?HandHold $hold ): ?HandHold {
		if ( true !== $hold?->is_over( $this->store->now() ) ) {
			return $hold;
		}
		$this->end_hold( $hold );
		return null;
	}

	/** Deliveries are not given up because somebody kept them waiting. */
	private function end_hold( HandHold $hold ): void {
		if ( $this->store->end_hold( $this->service(), $hold ) ) {
			$this->deliveries->overlook( $hold->seconds( $this->store->now() ) );
		}
	}

	/**
	 * @param array<string, mixed> $event
	 * @return array{queue: array<string, mixed>, may_run: bool, at_most: ?int, test: bool}
	 */
	private function apply( array $event ): array {
		$now  = $this->store->now();
		$pace = $this->connector->pace( $this->state, $event, $now );
		if ( $this->state !== self::without_mark( $pace['queue'] ) ) {
			$held_before = null;
			$stored      = $this->store->change(
				$this->service(),
				function ( array $stored ) use ( $event, $now, &$pace, &$held_before ): array {
					$held_before = $stored['held_at'];

					$pace = $this->connector->pace( self::without_mark( $stored ), $event, $now );
					return array( 'key_mark' => $this->mark_after( $event, $pace['queue'], $stored ) ) + $pace['queue'];
				}
			);
			$this->state = self::without_mark( $pace['queue'] );
			$this->tell( $held_before, $stored );
		}
		return $pace;
	}

	/**
	 * @param ?int                 $held_before Since when the queue was held before.
	 * @param array<string, mixed> $stored      As it is now.
	 */
	private function tell( ?int $held_before, array $stored ): void {
		if ( null === $held_before && null !== $stored['held_at'] ) {
			$this->witness->held( (string) $stored['hold'], $stored['held_until'] );
		} elseif ( null !== $held_before && null === $stored['held_at'] ) {
			$this->witness->released();
		}
	}

	/**
	 * The mark of the key that was refused, while the queue is held for it.
	 *
	 * @param array<string, mixed> $event
	 * @param array<string, mixed> $queue  After the event.
	 * @param array<string, mixed> $stored Before it.
	 */
	private function mark_after( array $event, array $queue, array $stored ): ?string {
		if ( self::HOLD_UNAUTHORIZED !== $queue['hold'] ) {
			return null;
		}
		return self::HOLD_UNAUTHORIZED === ( $event['class'] ?? '' ) ? $this->keys->mark_of_last() : $stored['key_mark'];
	}

	/**
	 * @param array<string, mixed> $state
	 * @return array{hold: ?string, held_until: ?int, faults_in_a_row: int, concurrency: int, key_tests: int, spent: array<string, mixed>}
	 */
	private static function without_mark( array $state ): array {
		return array(
			'hold'            => $state['hold'],
			'held_until'      => $state['held_until'],
			'faults_in_a_row' => $state['faults_in_a_row'],
			'concurrency'     => $state['concurrency'],
			'key_tests'       => $state['key_tests'],
			'spent'           => $state['spent'],
		);
	}

	private function service(): string {
		return $this->connector->description()->service;
	}
}
