<?php
/**
 * Counters in the database.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Database\Database;

/**
 * The SQL of what is counted for those who watch a shop: numbers that only grow, whatever becomes of the deliveries that they are
 * about. They are a service's, whichever company the shop is connected with: a counter must not jump when that changes.
 */
final class CounterStore {

	public function __construct(
		private readonly Database $database,
		private readonly string $service,
	) {}

	/**
	 * Adds to counters, several processes at once: one statement, whose additions are the server's.
	 *
	 * @param non-empty-array<string, array<string, int>> $counted Name => labels, as Counters writes them => how many more.
	 */
	public function add( array $counted ): void {
		$rows = array();
		// In one order for all processes, so that none waits for another in a circle.
		ksort( $counted );
		foreach ( $counted as $name => $by_labels ) {
			ksort( $by_labels );
			foreach ( $by_labels as $labels => $more ) {
				$rows[] = array( $this->service, (string) $name, (string) $labels, $more );
			}
		}
		$this->database->run(
			'INSERT INTO %i ( connector, name, labels, value ) VALUES ' . Database::places( '( %s, %s, %s, %d )', $rows )
			. ' ON DUPLICATE KEY UPDATE value = value + VALUES( value )',
			array( $this->table(), ...array_merge( ...$rows ) )
		);
	}

	/**
	 * @return array<string, array<string, int>> Name => labels => how many so far, in the order of both.
	 */
	public function all(): array {
		$rows    = $this->database->rows(
			'SELECT name, labels, value FROM %i WHERE connector = %s ORDER BY name, labels',
			array( $this->table(), $this->service )
		);
		$counted = array();
		foreach ( $rows as $row ) {
			$counted[ (string) $row['name'] ][ (string) $row['labels'] ] = (int) $row['value'];
		}
		return $counted;
	}

	private function table(): string {
		return $this->database->table( 'counters' );
	}
}
