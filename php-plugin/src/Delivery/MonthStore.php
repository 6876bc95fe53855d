<?php
/**
 * A month of deliveries, in the database.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;

/**
 * What was delivered, by the day that its document carries. A statement looks at one day, or at a page of rows, however many
 * deliveries there are: the index `dated` leads to them.
 *
 * What stands in the books counts while it is of what left last, as BookStore::of() has it.
 */
final class MonthStore {

	/** All but `dated`: the server likes one that has the status too, and would read all that ever failed. */
	private const BY_DAY = 'IGNORE INDEX ( PRIMARY, document_of_subject, due, of_order, created, flagged, changed, stream_created,
		stream_order, stream_attempts, stream_next, stream_attempts_order, stream_attempts_next )';

	private const STREAM = 'd.connector = %s AND d.account = %s AND d.dated_on = %s AND d.document = %s AND d.status = %s';

	private const BOOKS = 'LEFT JOIN %i b ON b.delivery_id = d.id AND b.sent_at <=> d.sent_at';

	public function __construct(
		private readonly Database $database,
		private readonly Account $account,
	) {}

	/**
	 * Which documents there are of a day, and where their deliveries stand.
	 *
	 * @param list<string> $documents Kinds, at least one.
	 * @return list<array{document: string, status: Status}>
	 */
	public function streams( string $day, array $documents ): array {
		$rows = $this->database->rows(
			'SELECT DISTINCT document, status FROM %i ' . self::BY_DAY . '
			WHERE ' . Account::CONDITION . ' AND dated_on = %s AND document IN ( ' . Database::places( '%s', $documents ) . ' )',
			array( $this->table(), ...$this->account->values(), ...array( $day ), ...$documents )
		);
		return array_map(
			static fn ( array $row ): array => array(
				'document' => (string) $row['document'],
				'status'   => Status::from( (string) $row['status'] ),
			),
			$rows
		);
	}

	/**
	 * What was delivered of a day, so many at a time: a row for each currency, with `there`, `unread` and `untaxed` (numbers),
	 * `shop_total`, `shop_tax`, `books_total`, `books_tax` and `unread_total` (decimals), as Tally takes them; rows of their own, with
	 * `absent` as Books has it, for what is not in the books any more; `gaps`: how many differing() has of them; `last`: the last id.
	 *
	 * @param int $after Id of the last one of those before.
	 * @return list<array<string, ?string>>
	 */
	public function sums( string $day, string $document, int $after, int $limit ): array {
		return $this->database->rows(
			'SELECT currency, absent, COUNT(*) AS there, MAX( id ) AS last, SUM( gap ) AS gaps,
				SUM( shop_total ) AS shop_total, SUM( shop_tax ) AS shop_tax, SUM( total ) AS books_total, SUM( tax ) AS books_tax,
				SUM( total IS NULL ) AS unread, SUM( IF( total IS NULL, shop_total, 0 ) ) AS unread_total,
				SUM( shop_tax IS NULL OR total IS NOT NULL AND tax IS NULL ) AS untaxed
			FROM (
				SELECT d.id, COALESCE( d.currency, \'\' ) AS currency, b.absent,
					d.changed_at IS NOT NULL OR b.differs <=> 1 OR b.absent IS NOT NULL AS gap,
					CAST( COALESCE( b.shop_total, d.order_total ) AS DECIMAL(40,10) ) AS shop_total,
					CAST( b.shop_tax AS DECIMAL(40,10) ) AS shop_tax,
					CAST( b.total AS DECIMAL(40,10) ) AS total,
					CAST( b.tax AS DECIMAL(40,10) ) AS tax
				FROM %i d ' . self::BY_DAY . ' ' . self::BOOKS . ' WHERE ' . self::STREAM . ' AND d.id > %d ORDER BY d.id LIMIT %d
			) some GROUP BY currency, absent',
			array(
				...$this->tables(),
				...$this->stream( $day, $document, Status::Confirmed ),
				...array( $after, $limit ),
			)
		);
	}

	/**
	 * Those of sums() whose order or books say something else; the oldest first.
	 *
	 * @param int $last Id up to which they are looked for.
	 * @return list<Delivery>
	 */
	public function differing( string $day, string $document, int $after, int $last ): array {
		$rows = $this->database->rows(
			'SELECT d.* FROM %i d ' . self::BY_DAY . ' ' . self::BOOKS . ' WHERE ' . self::STREAM . '
				AND d.id > %d AND d.id <= %d AND ( d.changed_at IS NOT NULL OR b.differs = 1 OR b.absent IS NOT NULL )
			ORDER BY d.id',
			array(
				...$this->tables(),
				...$this->stream( $day, $document, Status::Confirmed ),
				...array( $after, $last ),
			)
		);
		return array_map( Delivery::from_row( ... ), $rows );
	}

	/**
	 * Deliveries of a day that stand somewhere, the oldest first.
	 *
	 * @param int $after Id of the last one of the page before.
	 * @return list<Delivery>
	 */
	public function page( string $day, string $document, Status $status, int $after, int $limit ): array {
		$rows = $this->database->rows(
			'SELECT d.* FROM %i d ' . self::BY_DAY . ' WHERE ' . self::STREAM . ' AND d.id > %d ORDER BY d.id LIMIT %d',
			array( $this->table(), ...$this->stream( $day, $document, $status ), ...array( $after, $limit ) )
		);
		return array_map( Delivery::from_row( ... ), $rows );
	}

	/**
	 * @return list<string> For STREAM.
	 */
	private function stream( string $day, string $document, Status $status ): array {
		return array( ...$this->account->values(), ...array( $day, $document, $status->value ) );
	}

	/**
	 * What the numbers of a day's documents begin with, in front of the order or refund: the prefixes that were set when they left. So
	 * many documents at a time.
	 *
	 * @param int $after Id of the last one of those before.
	 * @return array{prefixes: list<string>, last: int, read: int} `read`: how many documents it looked at.
	 */
	public function prefixes( string $day, string $document, int $after, int $limit ): array {
		$rows = $this->database->rows(
			'SELECT prefix, COUNT(*) AS documents, MAX( id ) AS last FROM (
				SELECT d.id, IF( RIGHT( d.reference, CHAR_LENGTH( d.subject_id ) ) = d.subject_id,
					LEFT( d.reference, CHAR_LENGTH( d.reference ) - CHAR_LENGTH( d.subject_id ) ), NULL ) AS prefix
				FROM %i d ' . self::BY_DAY . ' WHERE ' . self::STREAM . ' AND d.id > %d ORDER BY d.id LIMIT %d
			) some GROUP BY prefix',
			array( $this->table(), ...$this->stream( $day, $document, Status::Confirmed ), ...array( $after, $limit ) )
		);
		return array(
			'prefixes' => array_values( array_filter( array_column( $rows, 'prefix' ), 'is_string' ) ),
			'last'     => (int) max( array( 0, ...array_column( $rows, 'last' ) ) ),
			'read'     => array_sum( array_map( 'intval', array_column( $rows, 'documents' ) ) ),
		);
	}

	/**
	 * Which of these have a delivery, and those of them that carry no day.
	 *
	 * @param list<int> $subject_ids Orders, or refunds, whichever the document is of.
	 * @return array{known: list<int>, undated: list<Delivery>}
	 */
	public function known( string $document, array $subject_ids ): array {
		if ( array() === $subject_ids ) {
			return array( 'known' => array(), 'undated' => array() );
		}
		$rows    = $this->database->rows(
			'SELECT id, subject_id, dated_on FROM %i WHERE ' . Account::CONDITION . ' AND document = %s
			AND subject_id IN ( ' . Database::places( '%d', $subject_ids ) . ' )',
			array( $this->table(), ...$this->account->values(), ...array( $document ), ...$subject_ids )
		);
		$undated = array_filter( $rows, static fn ( array $row ): bool => null === $row['dated_on'] );
		return array(
			'known'   => array_map( static fn ( array $row ): int => (int) $row['subject_id'], $rows ),
			'undated' => $this->whole( array_map( static fn ( array $row ): int => (int) $row['id'], array_values( $undated ) ) ),
		);
	}

	/**
	 * @param list<int> $ids
	 * @return list<Delivery>
	 */
	private function whole( array $ids ): array {
		if ( array() === $ids ) {
			return array();
		}
		$rows = $this->database->rows(
			'SELECT * FROM %i WHERE id IN ( ' . Database::places( '%d', $ids ) . ' ) ORDER BY id',
			array( $this->table(), ...$ids )
		);
		return array_map( Delivery::from_row( ... ), $rows );
	}

	/**
	 * Whether anything is dated in these days.
	 *
	 * @param non-empty-list<string> $days
	 */
	public function has_any( array $days, string $document ): bool {
		return null !== $this->database->value(
			'SELECT 1 FROM %i WHERE ' . Account::CONDITION . ' AND dated_on IN ( ' . Database::places( '%s', $days ) . ' )
			AND document = %s LIMIT 1',
			array( $this->table(), ...$this->account->values(), ...$days, ...array( $document ) )
		);
	}

	/**
	 * For what is read with its books.
	 *
	 * @return list<string>
	 */
	private function tables(): array {
		return array( $this->table(), $this->database->table( 'books' ) );
	}

	private function table(): string {
		return $this->database->table( 'deliveries' );
	}
}
