<?php
/**
 * Finding deliveries by a filter.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;

/**
 * The SQL for a filter, made so that the rows it touches depend on what is shown, and not on how many there ever were.
 *
 * The deliveries of one service, one status and one document are a stream, and Schema has an index that gives a stream in each order
 * that a list can be sorted by: a list is merged from the beginnings of its streams. An order or a day has few deliveries:
 * they are found first and sorted after. A text cannot be looked up in an index: it is searched for in the newest
 * deliveries that can have one.
 */
final class TransactionQuery {

	/** What a list may be sorted by => column. Rows are made in the order of their ids. */
	private const ORDER_BY = array(
		'created'  => 'id',
		'order'    => 'order_id',
		'type'     => 'document',
		'status'   => 'status',
		'attempts' => 'attempts',
		'next'     => 'next_attempt_at',
	);

	/** A LIMIT that cuts nothing off: with it the server finds what is few before it thinks of sorting. */
	private const ALL = PHP_INT_MAX;

	/** In how many deliveries that differ in the books, the newest, a list looks: should the shop's taxes be set wrongly, all differ. */
	private const MOST_DIFFERING = 10001;

	/** A stream without deliveries: nothing equals NULL. */
	private const NO_STREAM = array( null, null );

	/** @var ?non-empty-list<array{0: ?string, 1: ?string}> */
	private ?array $streams = null;

	/**
	 * @param int $most_searched In how many deliveries a text is searched for.
	 */
	public function __construct(
		private readonly Database $database,
		private readonly Account $account,
		private readonly TransactionFilter $filter,
		private readonly int $most_searched,
	) {}

	/**
	 * A page of whole rows.
	 *
	 * @param string $sort A key of ORDER_BY; anything else sorts by creation.
	 * @return list<array<string, ?string>>
	 */
	public function page( string $sort, bool $descending, int $limit, int $offset ): array {
		$column    = self::ORDER_BY[ $sort ] ?? self::ORDER_BY['created'];
		$direction = $descending ? 'DESC' : 'ASC';

		list( $found, $values ) = match ( true ) {
			$this->begins_in_the_books() => $this->differing( $column, $direction, 'id' === $column ? $limit + $offset : self::ALL ),
			$this->names_few() => $this->few( $column, self::ALL ),
			$this->searches() => $this->searched( $column, self::ALL ),
			default => $this->merged( $column, $direction, $limit + $offset ),
		};
		// The ids alone first: rows with their long texts are read for one page only.
		return $this->database->rows(
			"SELECT STRAIGHT_JOIN d.*
			FROM ( SELECT id, sorted FROM ( $found ) found ORDER BY sorted $direction, id $direction LIMIT %d OFFSET %d ) page
			JOIN %i d ON d.id = page.id ORDER BY page.sorted $direction, page.id $direction",
			array( ...$values, ...array( $limit, $offset, $this->table() ) )
		);
	}

	/** How many there are, counted no further than `$most`. */
	public function count( int $most ): int {
		list( $found, $values ) = match ( true ) {
			// As good as exact: what is sent anew stays there until it is compared again.
			$this->begins_in_the_books() && ! $this->filter->is_narrowed() => $this->in_the_books( 'DESC', $most ),
			$this->begins_in_the_books() => $this->differing( 'id', 'DESC', $most ),
			$this->names_few() => $this->few( 'id', $most ),
			$this->searches() => $this->searched( 'id', $most ),
			// A stream at a time: asked for one document of many statuses, MariaDB reads all documents of the account.
			$this->needs_documents() => $this->beginnings( $most ),
			default => $this->few( 'id', $most ),
		};
		return (int) $this->database->value( "SELECT COUNT(*) FROM ( $found ) counted", $values );
	}

	/**
	 * Orders of what is in a view, one for each delivery, and no more than `$most`: those with the highest numbers, those that changed
	 * last, or those whose deliveries differ and were queued last.
	 *
	 * @return list<int>
	 */
	public function orders( int $most ): array {
		list( $found, $values ) = match ( true ) {
			$this->begins_in_the_books() => $this->differing( 'order_id', 'DESC', $most ),
			// As the index has it: sorted by anything else beside it, all of them would be read.
			Status::VIEW_CHANGED === $this->filter->view => $this->few( 'order_id', $most, ' ORDER BY changed_at DESC' ),
			default => $this->merged( 'order_id', 'DESC', $most ),
		};
		$rows = $this->database->rows(
			"SELECT sorted FROM ( $found ) found ORDER BY sorted DESC LIMIT %d",
			array( ...$values, ...array( $most ) )
		);
		return array_map( static fn ( array $row ): int => (int) $row['sorted'], $rows );
	}

	/**
	 * The newest delivery in which a text was not searched for any more; null when it was searched for in all.
	 *
	 * @return ?array<string, ?string>
	 */
	public function left_out(): ?array {
		if ( ! $this->searches() || $this->names_few() ) {
			return null;
		}
		list( $merged, $values ) = $this->merged( 'id', 'DESC', $this->most_searched + 1 );
		return $this->database->rows(
			"SELECT STRAIGHT_JOIN d.* FROM ( SELECT id FROM ( $merged ) merged ORDER BY id DESC LIMIT 1 OFFSET %d ) next JOIN %i d ON d.id = next.id",
			array( ...$values, ...array( $this->most_searched, $this->table() ) )
		)[0] ?? null;
	}

	/** Whether an index finds what is asked for, and it is little. */
	private function names_few(): bool {
		return $this->names_order_or_day() || in_array( $this->filter->view, array( Status::VIEW_CHANGED, Status::VIEW_DIFFERS ), true );
	}

	private function names_order_or_day(): bool {
		return null !== $this->filter->order_id || '' !== $this->filter->created_on || '' !== $this->filter->next_on;
	}

	/** Whether what is asked for is found from the books. */
	private function begins_in_the_books(): bool {
		return Status::VIEW_DIFFERS === $this->filter->view && ! $this->names_order_or_day();
	}

	/**
	 * What a view that is a part of another one adds to its condition. Orders that change after they were sent are few, and so are
	 * documents that come to something else in the books.
	 *
	 * @return array{0: string, 1: list<string>} Condition, which begins with AND, and values.
	 */
	public static function condition_of_part( string $view, Database $database, Account $account ): array {
		return match ( $view ) {
			Status::VIEW_CHANGED => array( ' AND changed_at IS NOT NULL', array() ),
			Status::VIEW_DIFFERS => array(
				' AND id IN ( SELECT delivery_id FROM %i WHERE ' . Account::CONDITION . ' AND differs = 1 )',
				array( $database->table( 'books' ), ...$account->values() ),
			),
			default => array( '', array() ),
		};
	}

	private function searches(): bool {
		return '' !== $this->filter->error;
	}

	// --- What is found: SQL and its values ----------------------------------------------------------------------------

	/**
	 * In no order, unless one is given, as SQL.
	 *
	 * @return array{0: string, 1: list<int|string|null>}
	 */
	private function few( string $column, int $most, string $order = '' ): array {
		list( $where, $values ) = $this->condition();
		return array(
			"SELECT id, $column AS sorted FROM %i WHERE $where$order LIMIT %d",
			array( $this->table(), ...$values, ...array( $most ) ),
		);
	}

	/**
	 * What differs in the books, by when it was queued. The server comes from there and stops when it has met enough.
	 *
	 * @return array{0: string, 1: list<int|string|null>}
	 */
	private function differing( string $column, string $direction, int $most ): array {
		// A list that is sorted by something else is of the newest.
		$by                       = 'id' === $column ? $direction : 'DESC';
		list( $books, $of_books ) = $this->in_the_books( $by, self::MOST_DIFFERING );
		list( $where, $values )   = $this->condition( false );
		return array(
			"SELECT STRAIGHT_JOIN d.id, d.$column AS sorted FROM ( $books ) differing JOIN %i d ON d.id = differing.delivery_id
			WHERE $where ORDER BY differing.delivery_id $by LIMIT %d",
			array( ...$of_books, ...array( $this->table() ), ...$values, ...array( $most ) ),
		);
	}

	/**
	 * @return array{0: string, 1: list<int|string|null>}
	 */
	private function in_the_books( string $direction, int $most ): array {
		$ids   = array_filter( array( '>' => $this->filter->after, '<' => $this->filter->before ), 'is_int' );
		$where = Account::CONDITION . ' AND differs = 1';
		foreach ( array_keys( $ids ) as $sign ) {
			$where .= " AND delivery_id $sign %d";
		}
		return array(
			"SELECT delivery_id FROM %i WHERE $where ORDER BY delivery_id $direction LIMIT %d",
			array( $this->database->table( 'books' ), ...$this->account->values(), ...array_values( $ids ), ...array( $most ) ),
		);
	}

	/**
	 * In no order either.
	 *
	 * @return array{0: string, 1: list<int|string|null>}
	 */
	private function searched( string $column, int $most ): array {
		list( $merged, $values ) = $this->merged( 'id', 'DESC', $this->most_searched );
		return array(
			"SELECT STRAIGHT_JOIN d.id, d.$column AS sorted FROM ( SELECT id FROM ( $merged ) merged ORDER BY id DESC LIMIT %d ) newest
			JOIN %i d ON d.id = newest.id WHERE d.last_error LIKE %s LIMIT %d",
			array( ...$values, ...array( $this->most_searched, $this->table(), $this->pattern(), $most ) ),
		);
	}

	/**
	 * In no order, without looking at rows.
	 *
	 * @return array{0: string, 1: list<int|string|null>}
	 */
	private function beginnings( int $most ): array {
		list( $merged, $values ) = $this->merged( 'id', 'DESC', $most );
		return array( "SELECT id FROM ( $merged ) merged LIMIT %d", array( ...$values, $most ) );
	}

	/**
	 * The beginnings of all streams.
	 *
	 * Indexes that are not of streams must not be thought of: with a LIMIT the server likes to read the table in the order
	 * of the list, in the hope of meeting soon what is looked for. MySQL likes to take a stream in another order and to sort
	 * it, and is told not to in a comment, which MariaDB does not read: an index that is missing, while a large table is
	 * brought up to date, makes no error.
	 *
	 * @return array{0: string, 1: list<int|string|null>}
	 */
	private function merged( string $column, string $direction, int $most ): array {
		$where  = implode( ' AND ', array( Account::CONDITION, 'status = %s', 'document = %s', ...array_keys( $this->limits() ) ) );
		$values = array();
		foreach ( $this->streams() as list( $status, $document ) ) {
			array_push(
				$values,
				$this->table(),
				...$this->account->values(),
				...array( $status, $document ),
				...array_values( $this->limits() ),
				...array( $most )
			);
		}
		$beginning = "SELECT /*+ INDEX( stream {$this->index( $column )} ) */ id, $column AS sorted"
			. ' FROM %i stream IGNORE INDEX ( PRIMARY, of_order )'
			. " WHERE $where ORDER BY $column $direction, id $direction LIMIT %d";
		$each      = array_fill( 0, count( $this->streams() ), $beginning );
		// Older servers know no parentheses around one alone.
		return array( 1 === count( $each ) ? $beginning : '( ' . implode( ' ) UNION ALL ( ', $each ) . ' )', $values );
	}

	/** The one that gives a stream in the order of a column. */
	private function index( string $column ): string {
		$of_attempts = null !== $this->filter->attempts;
		return match ( $column ) {
			'order_id' => $of_attempts ? 'stream_attempts_order' : 'stream_order',
			'next_attempt_at' => $of_attempts ? 'stream_attempts_next' : 'stream_next',
			'attempts' => 'stream_attempts',
			default => $of_attempts ? 'stream_attempts' : 'stream_created',
		};
	}

	/**
	 * @param bool $of_part With what a view adds that is a part of another one.
	 * @return array{0: string, 1: list<int|string|null>}
	 */
	private function condition( bool $of_part = true ): array {
		$filter = $this->filter;
		$parts  = array( Account::CONDITION, ...array_keys( $this->limits() ) );
		$values = array( ...$this->account->values(), ...array_values( $this->limits() ) );
		foreach ( array( 'status' => $this->statuses(), 'document' => $this->documents() ) as $column => $possible ) {
			if ( array() !== $possible ) {
				$parts[] = "$column IN ( " . Database::places( '%s', $possible ) . ' )';
				array_push( $values, ...$possible );
			}
		}
		foreach ( array( 'created_at' => $filter->created_on, 'next_attempt_at' => $filter->next_on ) as $column => $day ) {
			$range = '' === $day ? null : TransactionFilter::day( $day );
			if ( null !== $range ) {
				$parts[] = "$column BETWEEN %s AND %s";
				array_push( $values, ...array_map( Database::datetime( ... ), $range ) );
			}
		}
		if ( $this->searches() ) {
			$parts[]  = 'last_error LIKE %s';
			$values[] = $this->pattern();
		}
		list( $more, $added ) = $of_part ? self::condition_of_part( $filter->view, $this->database, $this->account ) : array( '', array() );
		return array( implode( ' AND ', $parts ) . $more, array( ...$values, ...$added ) );
	}

	/**
	 * Conditions on single columns, with their values.
	 *
	 * @return array<string, int|string>
	 */
	private function limits(): array {
		$filter = $this->filter;
		return array_filter(
			array(
				'attempts = %d'    => $filter->attempts,
				'order_id = %d'    => $filter->order_id,
				'id > %d'          => $filter->after,
				'id < %d'          => $filter->before,
				'created_at >= %s' => Database::datetime( $filter->since ),
				'created_at < %s'  => Database::datetime( $filter->until ),
			),
			static fn ( $value ): bool => null !== $value
		);
	}

	private function pattern(): string {
		global $wpdb;
		return '%' . $wpdb->esc_like( $this->filter->error ) . '%';
	}

	/**
	 * Of which the status must be one; empty when it does not matter.
	 *
	 * @return list<string>
	 */
	private function statuses(): array {
		if ( '' === $this->filter->view && ! $this->searches() && ! $this->needs_documents() ) {
			return array();
		}
		return $this->possible();
	}

	/**
	 * The same for the document.
	 *
	 * @return list<?string>
	 */
	private function documents(): array {
		return $this->needs_documents() ? array_values( array_unique( array_column( $this->streams(), 1 ) ) ) : array();
	}

	/** Whether an index should be used that goes on with status and document, and what comes after them is asked for. */
	private function needs_documents(): bool {
		return '' !== $this->filter->document || '' !== $this->filter->next_on || null !== $this->filter->attempts;
	}

	// --- Streams ------------------------------------------------------------------------------------------------------

	/**
	 * Those that what is looked for can be in.
	 *
	 * @return non-empty-list<array{0: ?string, 1: ?string}> Status and document.
	 */
	private function streams(): array {
		if ( null === $this->streams ) {
			$wanted        = $this->filter->document;
			$existing      = $this->existing( $this->possible() );
			$streams       = array_filter( $existing, static fn ( array $stream ): bool => '' === $wanted || $wanted === $stream[1] );
			$this->streams = array() === $streams ? array( self::NO_STREAM ) : array_values( $streams );
		}
		return $this->streams;
	}

	/**
	 * @return list<string>
	 */
	private function possible(): array {
		$possible = array();
		foreach ( '' === $this->filter->view ? Status::cases() : Status::of_view( $this->filter->view ) as $status ) {
			// What is confirmed has no error.
			if ( Status::Confirmed !== $status || ! $this->searches() ) {
				$possible[] = $status->value;
			}
		}
		return $possible;
	}

	/**
	 * Which documents there are of each status, found by leaps: the server reads one entry of an index for each.
	 *
	 * @param list<string> $statuses
	 * @return list<array{0: string, 1: string}>
	 */
	private function existing( array $statuses ): array {
		$existing = array();
		$after    = array_fill_keys( $statuses, '' );
		while ( array() !== $after ) {
			$values = array();
			foreach ( $after as $status => $document ) {
				array_push( $values, $status, $this->table(), ...$this->account->values(), ...array( $status, $document ) );
			}
			$leap  = 'SELECT %s AS status, MIN( document ) AS document FROM %i WHERE ' . Account::CONDITION
				. ' AND status = %s AND document > %s';
			$found = $this->database->rows( implode( ' UNION ALL ', array_fill( 0, count( $after ), $leap ) ), $values );
			$after = array_filter( array_column( $found, 'document', 'status' ), 'is_string' );
			foreach ( $after as $status => $document ) {
				$existing[] = array( $status, $document );
			}
		}
		return $existing;
	}

	private function table(): string {
		return $this->database->table( 'deliveries' );
	}
}
