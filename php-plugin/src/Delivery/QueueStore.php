<?php
/**
 * The state of a queue in the database.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Database\Database;

/**
 * What holds for a queue as a whole and for all web servers of a shop: its one row, and locks.
 */
final class QueueStore {

	public function __construct( private readonly Database $database ) {}

	/** Now by the database's clock. */
	public function now(): int {
		return $this->database->now();
	}

	/**
	 * State of the queue, and the mark of the key that it was set with.
	 *
	 * @return array{
	 *     hold: ?string, held_until: ?int, faults_in_a_row: int, concurrency: int, key_tests: int, spent: array<string, mixed>,
	 *     key_mark: ?string, held_at: ?int, by_hand: ?HandHold
	 * }
	 */
	public function read( string $connector ): array {
		return self::from_row(
			$this->database->rows( 'SELECT * FROM %i WHERE connector = %s', array( $this->table(), $connector ) )[0] ?? array()
		);
	}

	/**
	 * Changes the state of the queue, undisturbed by other processes.
	 *
	 * @param callable(array<string, mixed>): array<string, mixed> $change Gets the state as it is now and answers the new one;
	 *                                                                     may run more than once.
	 * @return array<string, mixed> The new state, with `held_at`.
	 */
	public function change( string $connector, callable $change ): array {
		return $this->database->transaction(
			function () use ( $connector, $change ): array {
				$this->database->once(
					'INSERT INTO %i ( connector, updated_at ) VALUES ( %s, UTC_TIMESTAMP() ) ON DUPLICATE KEY UPDATE connector = connector',
					array( $this->table(), $connector )
				);
				$rows   = $this->database->once( 'SELECT * FROM %i WHERE connector = %s FOR UPDATE', array( $this->table(), $connector ) );
				$stored = self::from_row( $rows[0] ?? array() );
				$queue  = $change( $stored );

				$queue['held_at'] = $this->held_at( $queue, $stored['held_at'] );
				$this->database->once(
					'UPDATE %i SET hold = %s, held_until = %s, held_at = %s, faults_in_a_row = %d, concurrency = %d, key_tests = %d,
						spent = %s, key_mark = %s, updated_at = UTC_TIMESTAMP() WHERE connector = %s',
					array(
						$this->table(),
						$queue['hold'],
						Database::datetime( $queue['held_until'] ),
						Database::datetime( $queue['held_at'] ),
						$queue['faults_in_a_row'],
						$queue['concurrency'],
						$queue['key_tests'],
						(string) wp_json_encode( $queue['spent'] ),
						$queue['key_mark'],
						$connector,
					)
				);
				return $queue;
			}
		);
	}

	/**
	 * Since when the queue rests. A service that is out of reach is probed now and then: the rest is over when it answers.
	 *
	 * @param array<string, mixed> $queue The new state.
	 * @param ?int                 $since As it was.
	 */
	private function held_at( array $queue, ?int $since ): ?int {
		if ( null !== $queue['hold'] ) {
			return $since ?? $this->now();
		}
		return 0 === (int) $queue['faults_in_a_row'] ? null : $since;
	}

	/** A person holds it; in place of whoever held it before. */
	public function hold_by_hand( string $connector, HandHold $hold ): void {
		$this->database->run(
			'INSERT INTO %i ( connector, by_hand, updated_at ) VALUES ( %s, %s, UTC_TIMESTAMP() )
			ON DUPLICATE KEY UPDATE by_hand = VALUES( by_hand ), updated_at = UTC_TIMESTAMP()',
			array( $this->table(), $connector, $hold->to_json() )
		);
	}

	/** @return bool Whether it was this caller who ended it. */
	public function end_hold( string $connector, HandHold $hold ): bool {
		return 1 === $this->database->run(
			'UPDATE %i SET by_hand = NULL, updated_at = UTC_TIMESTAMP() WHERE connector = %s AND by_hand = %s',
			array( $this->table(), $connector, $hold->to_json() )
		);
	}

	/** Whether claim_fallback() would be true now. */
	public function is_fallback_free( string $connector, int $seconds ): bool {
		$last = Database::seconds(
			$this->database->value( 'SELECT fallback_at FROM %i WHERE connector = %s', array( $this->table(), $connector ) )
		);
		return null === $last || $last <= $this->now() - $seconds;
	}

	/** Whether the caller is the one that may stand in for cron now; true at most once in so many seconds. */
	public function claim_fallback( string $connector, int $seconds ): bool {
		return $this->claim( 'fallback_at', $connector, $seconds );
	}

	/** Whether the caller is the one that may take a second look now; true at most once in so many seconds. */
	public function claim_look( string $connector, int $seconds ): bool {
		return $this->claim( 'looked_at', $connector, $seconds );
	}

	/**
	 * @param 'fallback_at'|'looked_at' $column When it was claimed last.
	 */
	private function claim( string $column, string $connector, int $seconds ): bool {
		$now = $this->now();
		$this->database->run(
			'INSERT INTO %i ( connector, updated_at ) VALUES ( %s, UTC_TIMESTAMP() ) ON DUPLICATE KEY UPDATE connector = connector',
			array( $this->table(), $connector )
		);
		$past = Database::datetime( $now - $seconds );
		return 1 === $this->database->run(
			'UPDATE %i SET %i = %s WHERE connector = %s AND ( %i IS NULL OR %i <= %s )',
			array( $this->table(), $column, Database::datetime( $now ), $connector, $column, $column, $past )
		);
	}

	/**
	 * @param array<string, ?string> $row
	 * @return array{
	 *     hold: ?string, held_until: ?int, faults_in_a_row: int, concurrency: int, key_tests: int, spent: array<string, mixed>,
	 *     key_mark: ?string, held_at: ?int, by_hand: ?HandHold
	 * }
	 */
	private static function from_row( array $row ): array {
		return array(
			'hold'            => $row['hold'] ?? null,
			'held_until'      => Database::seconds( $row['held_until'] ?? null ),
			'faults_in_a_row' => (int) ( $row['faults_in_a_row'] ?? 0 ),
			'concurrency'     => (int) ( $row['concurrency'] ?? 0 ),
			'key_tests'       => (int) ( $row['key_tests'] ?? 0 ),
			'spent'           => self::spent( $row['spent'] ?? null ),
			'key_mark'        => $row['key_mark'] ?? null,
			'held_at'         => Database::seconds( $row['held_at'] ?? null ),
			'by_hand'         => HandHold::from_json( $row['by_hand'] ?? null ),
		);
	}

	/**
	 * Requests that left lately. Only the extension knows what is in it.
	 *
	 * @return array<string, mixed>
	 */
	private static function spent( ?string $stored ): array {
		$spent = json_decode( (string) $stored, true );
		return is_array( $spent ) ? $spent : array(
			'minute' => array(),
			'day'    => array(),
		);
	}

	private function table(): string {
		return $this->database->table( 'queues' );
	}

	/** Takes a lock of the whole shop without waiting. */
	public function lock( string $name ): bool {
		return $this->database->lock( $name );
	}

	/** Whether somebody has the lock. */
	public function is_locked( string $name ): bool {
		return $this->database->is_locked( $name );
	}

	public function unlock( string $name ): void {
		$this->database->unlock( $name );
	}
}
