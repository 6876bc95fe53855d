<?php
/**
 * Looking for orders.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

namespace WcAccounting\Standin;

/**
 * The arguments of `wc_get_orders()` that are understood: `type`, `status`, `billing_email`, each one or several;
 * `orderby` as ID or date, or as a list of them with their directions; `order`, `limit`, `paged`.
 */
final class OrderQuery {

	private const SORTS = array(
		'ID'   => 'id',
		'date' => 'date_created_gmt',
	);

	/** @var list<string> */
	private array $conditions = array();

	/** @var list<string> */
	private array $values = array();

	/**
	 * @param array<string, mixed> $wanted
	 * @return list<int>
	 */
	public static function ids( array $wanted ): array {
		$query = new self();
		$query->is_one_of( 'type', $wanted['type'] ?? 'shop_order' );
		if ( isset( $wanted['status'] ) ) {
			$query->is_one_of( 'status', preg_replace( '/^(?!wc-)/', 'wc-', (array) $wanted['status'] ) );
		}
		if ( isset( $wanted['billing_email'] ) ) {
			$query->is_one_of( 'billing_email', $wanted['billing_email'] );
		}
		$what = implode( ' AND ', $query->conditions ) . self::sorted( $wanted ) . self::page( $wanted );
		return array_map( 'intval', array_column( Database::find( 'wc_orders', $what, ...$query->values ), 'id' ) );
	}

	/**
	 * @param string|list<string> $values
	 */
	private function is_one_of( string $column, $values ): void {
		$values             = array_values( (array) $values );
		$this->conditions[] = "$column IN ( " . implode( ', ', array_fill( 0, count( $values ), '%s' ) ) . ' )';
		array_push( $this->values, ...$values );
	}

	/**
	 * @param array<string, mixed> $wanted
	 */
	private static function sorted( array $wanted ): string {
		$by    = $wanted['orderby'] ?? 'date';
		$parts = array();
		foreach ( is_array( $by ) ? $by : array( $by => $wanted['order'] ?? 'DESC' ) as $name => $direction ) {
			$parts[] = self::SORTS[ $name ] . ( 'ASC' === $direction ? ' ASC' : ' DESC' );
		}
		return ' ORDER BY ' . implode( ', ', $parts );
	}

	/**
	 * @param array<string, mixed> $wanted
	 */
	private static function page( array $wanted ): string {
		$limit = (int) ( $wanted['limit'] ?? get_option( 'posts_per_page' ) );
		return $limit < 0 ? '' : sprintf( ' LIMIT %d OFFSET %d', $limit, $limit * ( (int) ( $wanted['paged'] ?? 1 ) - 1 ) );
	}
}
