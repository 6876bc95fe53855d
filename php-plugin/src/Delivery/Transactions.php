<?php
/**
 * Deliveries as a person looks at them.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Delivery;

/**
 * The queries of the screens, beside those of the Store: lists, counts and sums over the delivery table.
 *
 * The table holds every delivery there ever was. Nothing is counted further than a screen needs to know, and lists are
 * cut before rows are read.
 */
final class Transactions {

	/** What a list may be sorted by => column. Rows are made in the order of their ids. */
	private const ORDER_BY = array(
		'created'  => 'id',
		'order'    => 'order_id',
		'type'     => 'document',
		'status'   => 'status',
		'attempts' => 'attempts',
		'next'     => 'next_attempt_at',
	);

	public function __construct(
		private readonly Database $database,
		private readonly string $connector,
	) {}

	/**
	 * @param string $sort  A key of ORDER_BY; anything else sorts by creation.
	 * @param ?int   $total How many there are, where it is known to be few: they are then found first and sorted after, which
	 *                      is quick whatever they are sorted by. Else an index must give them in order.
	 * @return list<Delivery>
	 */
	public function find( TransactionFilter $filter, string $sort, bool $descending, int $limit, int $offset, ?int $total = null ): array {
		$column = self::ORDER_BY[ $sort ] ?? self::ORDER_BY['created'];

		list( $where, $values ) = $this->condition( $filter, null === $total && 'next_attempt_at' === $column );

		$direction = $descending ? 'DESC' : 'ASC';
		$order     = 'id' === $column ? "id $direction" : "$column $direction, id $direction";
		// The ids alone first: an index gives them, and rows with their long texts are read for one page only.
		$from  = null === $total ? "%i WHERE $where" : "( SELECT id, $column AS sorted FROM %i WHERE $where LIMIT %d ) few";
		$few   = null === $total ? array() : array( $total );
		$order = null === $total ? $order : "sorted $direction, id $direction";
		$rows  = $this->database->rows(
			"SELECT d.* FROM ( SELECT id FROM $from ORDER BY $order LIMIT %d OFFSET %d ) page JOIN %i d ON d.id = page.id",
			array( $this->table(), ...$values, ...$few, ...array( $limit, $offset, $this->table() ) )
		);
		return self::in_order( array_map( Delivery::from_row( ... ), $rows ), $column, $descending );
	}

	/**
	 * How many there are, counted no further than `$most`.
	 */
	public function count( TransactionFilter $filter, int $most ): int {
		list( $where, $values ) = $this->condition( $filter );
		return (int) $this->database->value( "SELECT COUNT(*) FROM ( SELECT 1 FROM %i WHERE $where LIMIT %d ) counted", array( $this->table(), ...$values, ...array( $most ) ) );
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
		$rows = $this->database->rows(
			'SELECT id FROM %i WHERE status = %s AND id > %d AND id <= %d ORDER BY id LIMIT %d',
			array( $this->table(), Status::Failed->value, $id, $last, $limit )
		);
		return array_map( 'intval', array_column( $rows, 'id' ) );
	}

	/** Id of the newest failed delivery; 0 when there is none. */
	public function last_failed(): int {
		return (int) $this->database->value( 'SELECT MAX( id ) FROM %i WHERE status = %s', array( $this->table(), Status::Failed->value ) );
	}

	/** When the delivery that has waited longest was queued; null when none waits. */
	public function oldest_waiting(): ?int {
		$waiting = Status::of_view( Status::VIEW_RETRYING );
		return Database::seconds(
			$this->database->value(
				'SELECT MIN( created_at ) FROM %i WHERE status IN ( ' . self::list_of( $waiting ) . ' )',
				array( $this->table(), ...self::values( $waiting ) )
			)
		);
	}

	/**
	 * What was queued in the last days and how it stands now, by day of the site's calendar.
	 *
	 * @return array<string, array<string, int>> Y-m-d => view => number.
	 */
	public function by_day( int $since, int $utc_offset ): array {
		$rows = $this->database->rows(
			'SELECT DATE( created_at + INTERVAL %d SECOND ) AS day, status, COUNT(*) AS number FROM %i WHERE created_at >= %s GROUP BY day, status',
			array( $utc_offset, $this->table(), Database::datetime( $since ) )
		);
		$days = array();
		foreach ( $rows as $row ) {
			$view = Status::from( (string) $row['status'] )->view();

			$days[ (string) $row['day'] ][ $view ] = ( $days[ (string) $row['day'] ][ $view ] ?? 0 ) + (int) $row['number'];
		}
		return $days;
	}

	/** A condition for somebody else's query: orders that have a delivery in this view. */
	public function condition_of_orders( string $column, string $view ): string {
		$statuses = Status::of_view( $view );
		if ( array() === $statuses ) {
			return '1 = 1';
		}
		return $this->database->prepare(
			"$column IN ( SELECT order_id FROM %i WHERE connector = %s AND status IN ( " . self::list_of( $statuses ) . ' ) )',
			array( $this->table(), $this->connector, ...self::values( $statuses ) )
		);
	}

	/** The same: orders that have no delivery at all. */
	public function condition_of_orders_without( string $column ): string {
		return $this->database->prepare( "$column NOT IN ( SELECT order_id FROM %i WHERE connector = %s )", array( $this->table(), $this->connector ) );
	}

	/**
	 * @param bool $by_next Whether the list is sorted by the next attempt, which the worker's index serves.
	 * @return array{0: string, 1: list<int|string|null>} SQL and its values.
	 */
	private function condition( TransactionFilter $filter, bool $by_next = false ): array {
		global $wpdb;
		$statuses = '' === $filter->view ? array() : Status::of_view( $filter->view );
		$parts    = array();
		$values   = array();
		$add      = static function ( string $sql, ...$of ) use ( &$parts, &$values ): void {
			$parts[] = $sql;
			array_push( $values, ...$of );
		};
		( $by_next || '' !== $filter->next_on ) && $add( 'connector = %s', $this->connector );
		array() === $statuses || $add( 'status IN ( ' . self::list_of( $statuses ) . ' )', ...self::values( $statuses ) );
		'' === $filter->document || $add( 'document = %s', $filter->document );
		null === $filter->attempts || $add( 'attempts = %d', $filter->attempts );
		null === $filter->order_id || $add( 'order_id = %d', $filter->order_id );
		'' === $filter->error || $add( 'last_error LIKE %s', '%' . $wpdb->esc_like( $filter->error ) . '%' );
		foreach ( array( 'created_at' => $filter->created_on, 'next_attempt_at' => $filter->next_on ) as $column => $day ) { // phpcs:ignore -- one line.
			$range = '' === $day ? null : TransactionFilter::day( $day );
			null === $range || $add( "$column BETWEEN %s AND %s", Database::datetime( $range[0] ), Database::datetime( $range[1] ) );
		}
		return array( array() === $parts ? '1 = 1' : implode( ' AND ', $parts ), $values );
	}

	/**
	 * A join gives its rows in no order that could be relied upon.
	 *
	 * @param list<Delivery> $deliveries
	 * @return list<Delivery>
	 */
	private static function in_order( array $deliveries, string $column, bool $descending ): array {
		$key = static fn ( Delivery $delivery ): array => array(
			match ( $column ) {
				'order_id' => $delivery->order_id,
				'document' => $delivery->document,
				'status' => $delivery->status->value,
				'attempts' => $delivery->attempts,
				'next_attempt_at' => $delivery->next_attempt_at ?? 0,
				default => $delivery->id,
			},
			$delivery->id,
		);
		usort( $deliveries, static fn ( Delivery $one, Delivery $other ): int => ( $key( $one ) <=> $key( $other ) ) * ( $descending ? -1 : 1 ) );
		return $deliveries;
	}

	private function table(): string {
		return $this->database->table( 'deliveries' );
	}

	/**
	 * @param list<Status> $statuses
	 */
	private static function list_of( array $statuses ): string {
		return implode( ', ', array_fill( 0, count( $statuses ), '%s' ) );
	}

	/**
	 * @param list<Status> $statuses
	 * @return list<string>
	 */
	private static function values( array $statuses ): array {
		return array_map( static fn ( Status $status ): string => $status->value, $statuses );
	}
}
