<?php
/**
 * Deliveries as a person looks at them.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;

/**
 * The queries of the screens, beside those of the Store: lists, counts and sums over the delivery table.
 *
 * The table holds every delivery there ever was. Nothing is counted further than a screen needs to know, and lists are
 * cut before rows are read.
 */
final class Transactions {

	/** In how many deliveries a text is searched for at a time, as a rule. */
	public const MOST_SEARCHED = 10000;

	public function __construct(
		private readonly Database $database,
		private readonly Account $account,
		public readonly int $most_searched = self::MOST_SEARCHED,
	) {}

	/**
	 * @param string $sort `created`, `order`, `type`, `status`, `attempts` or `next`; anything else sorts by creation.
	 * @return list<Delivery>
	 */
	public function find( TransactionFilter $filter, string $sort, bool $descending, int $limit, int $offset ): array {
		return array_map( Delivery::from_row( ... ), $this->query( $filter )->page( $sort, $descending, $limit, $offset ) );
	}

	/**
	 * How many there are, counted no further than `$most`.
	 */
	public function count( TransactionFilter $filter, int $most ): int {
		return $this->query( $filter )->count( $most );
	}

	/** The newest delivery in which a text was not searched for any more; null when it was searched for in all. */
	public function left_out( TransactionFilter $filter ): ?Delivery {
		$row = $this->query( $filter )->left_out();
		return null === $row ? null : Delivery::from_row( $row );
	}

	/** How many need somebody, counted no further than `$most`. */
	public function failed( int $most ): int {
		return $this->count( new TransactionFilter( Status::VIEW_FAILED ), $most );
	}

	/**
	 * Ids of failed deliveries after one, the oldest first.
	 *
	 * @return list<int>
	 */
	public function failed_after( int $id, int $last, int $limit ): array {
		return $this->ids_after( Status::VIEW_FAILED, $id, $last, $limit );
	}

	/** @return list<int> */
	private function ids_after( string $view, int $id, int $last, int $limit ): array {
		$filter = new TransactionFilter( $view, after: $id, before: $last + 1 );
		return array_column( $this->find( $filter, 'created', false, $limit, 0 ), 'id' );
	}

	/**
	 * Ids of all that are in a view now, the oldest first, a few at a time: something may be done with them meanwhile, and what comes
	 * into the view later is left out.
	 *
	 * @return \Generator<int, list<int>>
	 */
	public function ids_in_parts( string $view, int $size ): \Generator {
		$last = $this->last_of( $view );
		$ids  = $this->ids_after( $view, 0, $last, $size );
		while ( array() !== $ids ) {
			yield $ids;
			$ids = $this->ids_after( $view, end( $ids ), $last, $size );
		}
	}

	/**
	 * All that a filter finds, the newest first. However many there are, only a page of them is held in memory.
	 *
	 * @return \Generator<int, list<Delivery>> Pages.
	 */
	public function pages( TransactionFilter $filter, int $size ): \Generator {
		$first = null === $filter->since ? $filter->after : max( (int) $filter->after, $this->before( $filter->since ) );
		$last  = $filter->before;
		do {
			$page = $this->find( $filter->between( $first, $last ), 'created', true, $size, 0 );
			if ( array() !== $page ) {
				yield $page;
				$last = end( $page )->id;
			}
		} while ( count( $page ) === $size );
	}

	/** All deliveries that were queued at a moment or later have a higher id: what lies before need not be looked at. */
	private function before( int $since ): int {
		$first = $this->database->value(
			'SELECT MIN( id ) FROM %i WHERE ' . Account::CONDITION . ' AND created_at >= %s',
			array( $this->table(), ...$this->account->values(), ...array( Database::datetime( $since ) ) )
		);
		return null === $first ? PHP_INT_MAX : (int) $first - 1;
	}

	/** Id of the newest failed delivery; 0 when there is none. */
	public function last_failed(): int {
		return $this->last_of( Status::VIEW_FAILED );
	}

	private function last_of( string $view ): int {
		return $this->find( new TransactionFilter( $view ), 'created', true, 1, 0 )[0]->id ?? 0;
	}

	/** When the delivery that has waited longest was queued; null when none waits. */
	public function oldest_waiting(): ?int {
		return $this->find( new TransactionFilter( Status::VIEW_RETRYING ), 'created', false, 1, 0 )[0]->created_at ?? null;
	}

	/**
	 * What was queued in the last days and how it stands now, by day of the site's calendar.
	 *
	 * @return array<string, array<string, int>> Y-m-d => view => number.
	 */
	public function by_day( int $since, int $utc_offset ): array {
		$rows = $this->database->rows(
			'SELECT DATE( created_at + INTERVAL %d SECOND ) AS day, status, COUNT(*) AS number FROM %i
			WHERE ' . Account::CONDITION . ' AND created_at >= %s GROUP BY day, status',
			array( $utc_offset, $this->table(), ...$this->account->values(), ...array( Database::datetime( $since ) ) )
		);
		$days = array();
		foreach ( $rows as $row ) {
			$view = Status::from( (string) $row['status'] )->view();

			$days[ (string) $row['day'] ][ $view ] = ( $days[ (string) $row['day'] ][ $view ] ?? 0 ) + (int) $row['number'];
		}
		return $days;
	}

	/** Deliveries for other companies of the same service, counted no further than `$most`. */
	public function of_other_companies( int $most ): int {
		return (int) $this->database->value(
			'SELECT COUNT(*) FROM ( SELECT 1 FROM %i WHERE connector = %s AND account <> %s LIMIT %d ) few',
			array( $this->table(), ...$this->account->values(), ...array( $most ) )
		);
	}

	private function query( TransactionFilter $filter ): TransactionQuery {
		return new TransactionQuery( $this->database, $this->account, $filter, $this->most_searched );
	}

	private function table(): string {
		return $this->database->table( 'deliveries' );
	}
}
