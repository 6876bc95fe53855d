<?php
/**
 * Orders, page by page.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use Automattic\WooCommerce\Utilities\OrderUtil;
use WcAccounting\Database\Database;

/**
 * Walks through orders, or refunds, of a period in the order of their creation. A page costs the same at the beginning and at the
 * end of a million: it goes on after the last one of the page before, by an index that WooCommerce has for its own lists, and nothing
 * is skipped or told twice when orders change their status meanwhile.
 *
 * @phpstan-type Place array{created: string, id: int} Where a page ended; `created` is as the database keeps it.
 */
final class OrderPages {

	/** Where orders are posts, their index has the time of the site's clock, which may have been set to another zone since. */
	private const ZONES = 26 * HOUR_IN_SECONDS;

	/** UNIX seconds after those of any order; in the year 9000. */
	public const NO_END = 221_845_392_000;

	public function __construct( private readonly Database $database ) {}

	/**
	 * Orders in one of the statuses.
	 *
	 * @param list<string> $statuses Without `wc-`.
	 * @param int          $from     UNIX seconds.
	 * @param int          $to       UNIX seconds, no longer part of it.
	 * @param ?Place       $after    The last of the page before.
	 * @return list<Place>
	 */
	public function orders( array $statuses, int $from, int $to, ?array $after, int $limit ): array {
		$prefixed = array_map( static fn ( string $status ): string => "wc-$status", $statuses );
		return $this->page( 'shop_order', $prefixed, $from, $to, $after, $limit );
	}

	/**
	 * How many orders are in one of the statuses that were created since.
	 *
	 * @param list<string> $statuses Without `wc-`.
	 * @param int          $from     UNIX seconds.
	 */
	public function count( array $statuses, int $from ): int {
		list( $stretch, $values ) = self::stretch( 'shop_order', $from, self::NO_END, null );
		$number                   = 0;
		foreach ( $statuses as $status ) {
			$rows    = $this->database->rows(
				"SELECT COUNT(*) AS number FROM ( $stretch ) orders",
				array( OrderUtil::get_table_for_orders(), "wc-$status", ...$values )
			);
			$number += (int) ( $rows[0]['number'] ?? 0 );
		}
		return $number;
	}

	/**
	 * Refunds, see orders().
	 *
	 * @param ?Place $after
	 * @return list<Place>
	 */
	public function refunds( int $from, int $to, ?array $after, int $limit ): array {
		return $this->page( 'shop_order_refund', array( 'wc-completed' ), $from, $to, $after, $limit );
	}

	/**
	 * One status is one stretch of the index: the page is merged from the beginnings of all.
	 *
	 * @param list<string> $statuses
	 * @param ?Place       $after
	 * @return list<Place>
	 */
	private function page( string $type, array $statuses, int $from, int $to, ?array $after, int $limit ): array {
		if ( array() === $statuses || $from >= $to ) {
			return array();
		}
		list( $stretch, $values ) = self::stretch( $type, $from, $to, $after );
		$streams = array();
		$filled  = array();
		foreach ( $statuses as $status ) {
			$streams[] = "( $stretch LIMIT %d )";
			$filled    = array( ...$filled, ...array( OrderUtil::get_table_for_orders(), $status ), ...$values, ...array( $limit ) );
		}
		$rows = $this->database->rows(
			'SELECT id, created FROM ( ' . implode( ' UNION ALL ', $streams ) . ' ) streams ORDER BY created, id LIMIT %d',
			array( ...$filled, ...array( $limit ) )
		);
		return array_map(
			static fn ( array $row ): array => array(
				'created' => (string) $row['created'],
				'id'      => (int) $row['id'],
			),
			$rows
		);
	}

	/**
	 * @param ?Place $after
	 * @return array{0: string, 1: list<int|string|null>} Statement but for its limit, and its values but for table and status.
	 */
	private static function stretch( string $type, int $from, int $to, ?array $after ): array {
		return OrderUtil::custom_orders_table_usage_is_enabled()
			? self::stretch_of_tables( $type, $from, $to, $after )
			: self::stretch_of_posts( $type, $from, $to, $after );
	}

	/**
	 * @param ?Place $after
	 * @return array{0: string, 1: list<int|string|null>} As stretch().
	 */
	private static function stretch_of_tables( string $type, int $from, int $to, ?array $after ): array {
		$from = (string) Database::datetime( $from );
		$sql  = 'SELECT id, date_created_gmt AS created FROM %i
			WHERE status = %s AND type = %s AND date_created_gmt >= %s AND date_created_gmt < %s';
		return self::going_on(
			$sql,
			array( $type, max( $from, $after['created'] ?? $from ), Database::datetime( $to ) ),
			array( 'date_created_gmt', 'id' ),
			$after
		);
	}

	/**
	 * @param ?Place $after
	 * @return array{0: string, 1: list<int|string|null>} As stretch().
	 */
	private static function stretch_of_posts( string $type, int $from, int $to, ?array $after ): array {
		$begins = (string) Database::datetime( $from - self::ZONES );
		$sql    = 'SELECT ID AS id, post_date AS created FROM %i
			WHERE post_status = %s AND post_type = %s AND post_date >= %s AND post_date < %s
			AND post_date_gmt >= %s AND post_date_gmt < %s';
		return self::going_on(
			$sql,
			array(
				$type,
				max( $begins, $after['created'] ?? $begins ),
				Database::datetime( $to + self::ZONES ),
				Database::datetime( $from ),
				Database::datetime( $to ),
			),
			array( 'post_date', 'ID' ),
			$after
		);
	}

	/**
	 * @param list<int|string|null>        $values
	 * @param array{0: string, 1: string} $sorted_by Columns.
	 * @param ?Place                       $after
	 * @return array{0: string, 1: list<int|string|null>}
	 */
	private static function going_on( string $sql, array $values, array $sorted_by, ?array $after ): array {
		list( $created, $id ) = $sorted_by;
		if ( null !== $after ) {
			$sql    .= " AND ( $created > %s OR $id > %d )";
			$values  = array( ...$values, ...array( $after['created'], $after['id'] ) );
		}
		return array( "$sql ORDER BY $created, $id", $values );
	}
}
