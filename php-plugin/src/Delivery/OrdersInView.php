<?php
/**
 * Orders by how their deliveries stand.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;
use WcAccounting\Database\DatabaseException;

/**
 * Narrows somebody else's list of orders, WooCommerce's or WordPress's, to those in a view. A list of that kind is read for one page and
 * counted as a whole, so whatever is asked of each order is asked of every order there ever was. Therefore the orders are found first,
 * and the list is told their ids.
 *
 * Of a view with few deliveries these are all. Of one with many they are those with the highest numbers, and those among the newest
 * orders that the list would have shown without us: so a list of one month or one customer has what belongs there, however long ago.
 * That they are not all is said (is_complete()).
 */
final class OrdersInView {

	/** Orders without any delivery. */
	public const WITHOUT = 'none';

	/** How many orders are found in either way. */
	private const LISTED = 2000;

	/** In how many orders of the list is looked for those in the view. */
	private const LOOKED_THROUGH = 4000;

	/** So many times as many orders the server may sort, where an index finds them; of more, the newest are looked for from the end. */
	private const SORTED = 5;

	private bool $is_complete = true;

	public function __construct(
		private readonly Database $database,
		private readonly Account $account,
		private readonly int $listed = self::LISTED,
		private readonly int $looked_through = self::LOOKED_THROUGH,
	) {}

	/** Whether the list that was narrowed last has all orders that belong there. */
	public function is_complete(): bool {
		return $this->is_complete;
	}

	/**
	 * @param string                $view    One of Status::VIEW_…, or WITHOUT.
	 * @param array<string, string> $clauses Of the list: `where`, and `join` and `orderby` if it has them; SQL.
	 * @param string                $table   What it lists.
	 * @param string                $id      Column with the order's id, in full.
	 * @return array<string, string>
	 */
	public function narrow( array $clauses, string $view, string $table, string $id ): array {
		$where = (string) ( $clauses['where'] ?? '' );
		// WooCommerce's begins with a condition, WordPress's with AND.
		$where = preg_match( '/^\s*(AND\b|$)/i', $where ) ? "1=1 $where" : $where;
		try {
			$ids = $this->find( $view, "$table " . ( $clauses['join'] ?? '' ), $where, $id );
		} catch ( DatabaseException ) {
			// It is in the log of errors: somebody else's page goes on.
			$ids               = array();
			$this->is_complete = false;
		}
		$clauses['where'] = ( $clauses['where'] ?? '1=1' )
			. ( array() === $ids ? ' AND 1=0' : " AND $id IN ( " . implode( ', ', $ids ) . ' )' );
		if ( '' !== trim( $clauses['orderby'] ?? '' ) ) {
			// No index has that: the server sorts what was found, in place of reading all orders in their order until it has met a page
			// of them.
			$clauses['orderby'] .= ", $id + 0 DESC";
		}
		return $clauses;
	}

	/**
	 * @param string $tables SQL, as the others.
	 * @return list<int>
	 */
	private function find( string $view, string $tables, string $where, string $id ): array {
		$named             = self::WITHOUT === $view ? array() : $this->newest( $view );
		$this->is_complete = self::WITHOUT !== $view && count( $named ) <= $this->listed;
		$found             = $this->is_complete ? array() : $this->look_through( $view, $tables, $where, $id );
		return array_values( array_unique( array( ...$named, ...$found ) ) );
	}

	/**
	 * Orders of the deliveries in the view; one more than are listed, when there are more.
	 *
	 * @return list<int>
	 */
	private function newest( string $view ): array {
		$query = new TransactionQuery( $this->database, $this->account, new TransactionFilter( $view ), 0 );
		return $query->orders( $this->listed + 1 );
	}

	/**
	 * @return list<int>
	 */
	private function look_through( string $view, string $tables, string $where, string $id ): array {
		global $wpdb;
		// It is SQL already: nothing in it is a place for a value.
		$tables = $wpdb->add_placeholder_escape( $tables );
		$where  = $wpdb->add_placeholder_escape( $where );
		$number = (int) $this->database->value(
			"SELECT COUNT(*) FROM ( SELECT 1 FROM $tables WHERE $where LIMIT %d ) few",
			array( self::SORTED * $this->looked_through + 1 )
		);
		// Of many the newest are met soon from the end of the table: no index should then be used that finds them all, to sort them.
		$where = $number > self::SORTED * $this->looked_through ? "( $where ) IS TRUE" : $where;

		list( $delivery, $values ) = $this->delivery( $view );
		$rows = $this->database->rows(
			"SELECT newest.id FROM ( SELECT $id AS id FROM $tables WHERE $where GROUP BY $id ORDER BY $id DESC LIMIT %d ) newest
			WHERE ( $delivery ) " . ( self::WITHOUT === $view ? 'IS NULL' : 'IS NOT NULL' ) . ' LIMIT %d',
			array( $this->looked_through, ...$values, ...array( $this->listed ) )
		);

		$this->is_complete = $number <= $this->looked_through && count( $rows ) < $this->listed;
		return array_map( static fn ( array $row ): int => (int) $row['id'], $rows );
	}

	/**
	 * One delivery of an order of `newest`. With a LIMIT it is looked up order by order: else the server may collect all deliveries first.
	 *
	 * @return array{0: string, 1: list<int|string|null>} SQL and its values.
	 */
	private function delivery( string $view ): array {
		$sql    = 'SELECT 1 FROM %i WHERE ' . Account::CONDITION . ' AND order_id = newest.id';
		$values = array( $this->database->table( 'deliveries' ), ...$this->account->values() );
		if ( self::WITHOUT !== $view ) {
			$statuses             = Status::values( Status::of_view( $view ) );
			list( $more, $of_part ) = TransactionQuery::condition_of_part( $view, $this->database, $this->account );

			$sql   .= ' AND status IN ( ' . Database::places( '%s', $statuses ) . " )$more";
			$values = array( ...$values, ...$statuses, ...$of_part );
		}
		return array( "$sql LIMIT 1", $values );
	}
}
