<?php
/**
 * Orders that were changed of late.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use Automattic\WooCommerce\Utilities\OrderUtil;
use WcAccounting\Database\Database;

/**
 * Walks through the orders that were changed, or the refunds that were made, since some time. A step costs the database about the same
 * wherever it is in the walk and however large the shop is. What changes behind it during the walk is found by the next walk.
 *
 * @phpstan-type Place array{moment: string, id: int} Where a step ended; `moment` is as the database keeps it, '' where it says nothing.
 * @phpstan-type Step array{ids: list<int>, next: ?Place} `next` is null at the end; a step may find nothing and not be the last.
 */
final class ChangedOrders {

	/** Rows of WordPress's posts, of whatever kind, that a step looks through. */
	private const STRETCH = 10000;

	private readonly OrderPages $pages;

	public function __construct( private readonly Database $database ) {
		$this->pages = new OrderPages( $database );
	}

	/**
	 * Orders in one of the statuses.
	 *
	 * @param list<string> $statuses Without `wc-`.
	 * @param int          $since    UNIX seconds.
	 * @param ?Place       $after
	 * @return Step
	 */
	public function orders( array $statuses, int $since, ?array $after, int $limit ): array {
		if ( array() === $statuses ) {
			return array( 'ids' => array(), 'next' => null );
		}
		$since    = (string) Database::datetime( $since );
		$prefixed = array_map( static fn ( string $status ): string => "wc-$status", $statuses );
		return OrderUtil::custom_orders_table_usage_is_enabled()
			? $this->in_tables( $prefixed, $since, $after, $limit )
			: $this->in_posts( $prefixed, $since, $after['id'] ?? 0, $limit );
	}

	/**
	 * Refunds.
	 *
	 * @param int    $since UNIX seconds.
	 * @param ?Place $after
	 * @return Step
	 */
	public function refunds( int $since, ?array $after, int $limit ): array {
		$place = null === $after ? null : array( 'created' => $after['moment'], 'id' => $after['id'] );
		$found = $this->pages->refunds( $since, OrderPages::NO_END, $place, $limit );
		$last  = end( $found );
		return array(
			'ids'  => array_column( $found, 'id' ),
			'next' => false === $last || count( $found ) < $limit ? null : array( 'moment' => $last['created'], 'id' => $last['id'] ),
		);
	}

	/**
	 * By WooCommerce's index of the time of change.
	 *
	 * @param list<string> $statuses
	 * @param ?Place       $after
	 * @return Step
	 */
	private function in_tables( array $statuses, string $since, ?array $after, int $limit ): array {
		$moment = max( $since, $after['moment'] ?? '' );
		$rows   = $this->database->rows(
			'SELECT id, date_updated_gmt AS moment FROM %i
			WHERE date_updated_gmt >= %s AND ( date_updated_gmt > %s OR id > %d ) AND type = %s
			AND status IN ( ' . Database::places( '%s', $statuses ) . ' ) ORDER BY date_updated_gmt, id LIMIT %d',
			array( OrderUtil::get_table_for_orders(), $moment, $moment, self::id_at( $moment, $after ), 'shop_order', ...$statuses, $limit )
		);
		$last   = end( $rows );
		return array(
			'ids'  => self::ids( $rows ),
			'next' => false === $last || count( $rows ) < $limit
				? null
				: array( 'moment' => (string) $last['moment'], 'id' => (int) $last['id'] ),
		);
	}

	/** @param ?Place $after */
	private static function id_at( string $moment, ?array $after ): int {
		return null !== $after && $after['moment'] === $moment ? $after['id'] : 0;
	}

	/**
	 * WordPress has no index of the time of change: all posts are looked through by their number, a stretch at a time.
	 *
	 * @param list<string> $statuses
	 * @return Step
	 */
	private function in_posts( array $statuses, string $since, int $after, int $limit ): array {
		$posts = OrderUtil::get_table_for_orders();
		$end   = $this->database->rows(
			'SELECT ID AS id FROM %i WHERE ID > %d ORDER BY ID LIMIT %d, 1',
			array( $posts, $after, self::STRETCH - 1 )
		)[0]['id'] ?? null;
		$ids   = self::ids(
			$this->database->rows(
				'SELECT ID AS id FROM %i WHERE ID > %d AND ID <= %d AND post_type = %s AND post_modified_gmt >= %s
				AND post_status IN ( ' . Database::places( '%s', $statuses ) . ' ) ORDER BY ID LIMIT %d',
				array( $posts, $after, $end ?? PHP_INT_MAX, 'shop_order', $since, ...$statuses, $limit )
			)
		);
		$next  = count( $ids ) < $limit ? $end : end( $ids );
		return array(
			'ids'  => $ids,
			'next' => null === $next ? null : array( 'moment' => '', 'id' => (int) $next ),
		);
	}

	/**
	 * @param list<array<string, ?string>> $rows
	 * @return list<int>
	 */
	private static function ids( array $rows ): array {
		return array_map( static fn ( array $row ): int => (int) $row['id'], $rows );
	}
}
