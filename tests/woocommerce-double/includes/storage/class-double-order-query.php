<?php
/**
 * Looking for orders.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

use Automattic\WooCommerce\Utilities\OrderUtil;

/**
 * One `wc_get_orders()` for both storages: the same arguments, another table for each.
 */
final class Order_Query {

	/** Where a field is, by storage: a column of the orders' table `o`, `meta:` for meta, `op:` operational, `ad:` addresses. */
	private const TABLES = array(
		'id'            => 'o.id',
		'type'          => 'o.type',
		'status'        => 'o.status',
		'parent'        => 'o.parent_order_id',
		'date_created'  => 'o.date_created_gmt',
		'date_modified' => 'o.date_updated_gmt',
		'date_paid'     => 'op.date_paid_gmt',
		'date_completed' => 'op.date_completed_gmt',
	);

	private const POSTS = array(
		'id'            => 'o.ID',
		'type'          => 'o.post_type',
		'status'        => 'o.post_status',
		'parent'        => 'o.post_parent',
		'date_created'  => 'o.post_date_gmt',
		'date_modified' => 'o.post_modified_gmt',
		'date_paid'     => 'meta:_date_paid',
		'date_completed' => 'meta:_date_completed',
	);

	/** Properties that may be asked for as they are. */
	private const FIELDS = array(
		'customer_id'          => array( 'o.customer_id', '_customer_user' ),
		'currency'             => array( 'o.currency', '_order_currency' ),
		'total'                => array( 'o.total_amount', '_order_total' ),
		'payment_method'       => array( 'o.payment_method', '_payment_method' ),
		'payment_method_title' => array( 'o.payment_method_title', '_payment_method_title' ),
		'transaction_id'       => array( 'o.transaction_id', '_transaction_id' ),
		'customer_ip_address'  => array( 'o.ip_address', '_customer_ip_address' ),
		'order_key'            => array( 'op.order_key', '_order_key' ),
		'created_via'          => array( 'op.created_via', '_created_via' ),
		'cart_hash'            => array( 'op.cart_hash', '_cart_hash' ),
		'billing_email'        => array( 'o.billing_email', '_billing_email' ),
	);

	/** @var array<string, mixed> */
	private array $args;

	/** @var bool */
	private bool $tables;

	/** @var array<string, string> Joins by alias. */
	private array $joins = array();

	/** @var list<string> */
	private array $where = array();

	/**
	 * Takes the arguments.
	 *
	 * @param array<string, mixed> $args Arguments.
	 */
	public function __construct( array $args ) {
		$this->tables = OrderUtil::custom_orders_table_usage_is_enabled();
		$this->args   = array_merge(
			array(
				'status'   => array_keys( wc_get_order_statuses() ),
				'type'     => wc_get_order_types( 'view-orders' ),
				'limit'    => (int) get_option( 'posts_per_page' ),
				'orderby'  => 'date',
				'order'    => 'DESC',
				'return'   => 'objects',
				'paginate' => false,
			),
			$args
		);
		foreach ( array( 'numberposts' => 'limit', 'posts_per_page' => 'limit', 'post_type' => 'type', 'post_status' => 'status', 'post_parent' => 'parent', 'paged' => 'page', 'post__not_in' => 'exclude', 'post__in' => 'include' ) as $old => $new ) {
			if ( isset( $args[ $old ] ) ) {
				$this->args[ $new ] = $args[ $old ];
			}
		}
		if ( isset( $args['fields'] ) && 'ids' === $args['fields'] ) {
			$this->args['return'] = 'ids';
		}
	}

	/**
	 * Runs it.
	 *
	 * @return list<int|\WC_Abstract_Order>|object
	 */
	public function run() {
		global $wpdb;
		$this->conditions();
		$limit  = (int) $this->args['limit'];
		$page   = max( 1, (int) ( $this->args['page'] ?? 1 ) );
		$offset = isset( $this->args['offset'] ) ? (int) $this->args['offset'] : ( $page - 1 ) * max( 0, $limit );
		$from   = ( $this->tables ? Order_Table_Storage::table() : $wpdb->posts ) . ' o ';
		$id     = $this->column( 'id' );
		$order  = $this->ordering();
		$meta   = $this->meta_sql();
		$pieces = $this->filtered( implode( ' ', $this->joins ) . $meta['join'], implode( ' AND ', $this->where ) . $meta['where'] );
		$rest   = 'FROM ' . $from . $pieces['join'] . ' WHERE ' . $pieces['where'];
		$cut    = $limit > 0 ? $wpdb->prepare( ' LIMIT %d, %d', $offset, $limit ) : '';
		// phpcs:disable WordPress.DB.PreparedSQL -- Every part is made of names of this class or was prepared.
		$ids   = array_map( 'intval', $wpdb->get_col( "SELECT $id $rest GROUP BY $id $order$cut" ) );
		$total = $this->args['paginate'] ? (int) $wpdb->get_var( "SELECT COUNT( DISTINCT $id ) $rest" ) : count( $ids );
		// phpcs:enable
		$found = 'ids' === $this->args['return'] ? $ids : array_values( array_filter( array_map( 'wc_get_order', $ids ) ) );
		if ( $this->args['paginate'] ) {
			return (object) array(
				'orders'        => $found,
				'total'         => $total,
				'max_num_pages' => $limit > 0 ? (int) ceil( $total / $limit ) : 1,
			);
		}
		return $found;
	}

	/**
	 * Lets others change the pieces of the query, which WooCommerce allows for its own order tables only.
	 *
	 * @param string $join  Joins.
	 * @param string $where Conditions.
	 * @return array{join: string, where: string}
	 */
	private function filtered( string $join, string $where ): array {
		$pieces = array(
			'join'  => $join,
			'where' => $where,
		);
		return $this->tables ? (array) apply_filters( 'woocommerce_orders_table_query_clauses', $pieces, $this, $this->args ) + $pieces : $pieces;
	}

	/**
	 * What a table is called within the query.
	 *
	 * @param string $table `orders`.
	 */
	public function get_table_name( $table = 'orders' ) {
		return 'orders' === $table ? 'o' : Order_Table_Storage::table( $table );
	}

	/** Turns the arguments into conditions. */
	private function conditions(): void {
		$types = array_filter( (array) $this->args['type'] );
		$this->in( $this->column( 'type' ), $types ? $types : wc_get_order_types( 'view-orders' ) );
		$statuses = array_filter( (array) $this->args['status'] );
		if ( ! $statuses && ! $this->tables ) {
			$this->where[] = '1 = 0';
		} elseif ( array_intersect( $statuses, array( 'any', 'all' ) ) || ! $statuses ) {
			$this->where[] = $this->column( 'status' ) . " NOT IN ( 'trash', 'auto-draft' )";
		} else {
			$known = wc_get_order_statuses();
			$this->in( $this->column( 'status' ), array_map( static fn( $status ) => isset( $known[ "wc-$status" ] ) ? "wc-$status" : (string) $status, $statuses ) );
		}
		foreach ( array( 'parent' => 'parent', 'include' => 'id', 'id' => 'id' ) as $arg => $field ) {
			if ( isset( $this->args[ $arg ] ) && '' !== $this->args[ $arg ] && array() !== $this->args[ $arg ] ) {
				$this->in( $this->column( $field ), array_map( 'intval', (array) $this->args[ $arg ] ) );
			}
		}
		foreach ( array( 'exclude' => 'id', 'parent_exclude' => 'parent' ) as $arg => $field ) {
			if ( ! empty( $this->args[ $arg ] ) ) {
				$this->in( $this->column( $field ), array_map( 'intval', (array) $this->args[ $arg ] ), true );
			}
		}
		$this->dates();
		foreach ( self::FIELDS as $field => [ $column, $key ] ) {
			if ( isset( $this->args[ $field ] ) && '' !== $this->args[ $field ] ) {
				$this->in( $this->tables ? $this->joined( $column ) : $this->meta_column( $key ), array_map( 'strval', (array) $this->args[ $field ] ) );
			}
		}
		foreach ( array( 'billing', 'shipping' ) as $kind ) {
			foreach ( array( 'first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country', 'phone' ) as $part ) {
				$field = "{$kind}_$part";
				if ( isset( $this->args[ $field ] ) && '' !== $this->args[ $field ] ) {
					$this->in( $this->tables ? $this->joined( "$kind.$part" ) : $this->meta_column( "_$field" ), array_map( 'strval', (array) $this->args[ $field ] ) );
				}
			}
		}
		$this->customer();
		$this->fields();
	}

	/** Conditions on dates. */
	private function dates(): void {
		foreach ( array( 'date_created', 'date_modified', 'date_paid', 'date_completed' ) as $field ) {
			if ( ! empty( $this->args[ $field ] ) ) {
				$this->date( $this->column( $field ), $this->args[ $field ], ! $this->tables && in_array( $field, array( 'date_paid', 'date_completed' ), true ) );
			}
		}
		foreach ( array( 'date_before' => '<', 'date_after' => '>' ) as $arg => $sign ) {
			if ( ! empty( $this->args[ $arg ] ) ) {
				$moment = Moment::from( $this->args[ $arg ] );
				if ( $moment ) {
					$this->date( $this->column( 'date_created' ), $sign . $moment->getTimestamp(), false );
				}
			}
		}
	}

	/** `customer`: ids or e-mail addresses, any of them. */
	private function customer(): void {
		global $wpdb;
		if ( ! isset( $this->args['customer'] ) || '' === $this->args['customer'] ) {
			return;
		}
		$any = array();
		foreach ( (array) $this->args['customer'] as $one ) {
			[ $column, $key ] = self::FIELDS[ is_email( (string) $one ) ? 'billing_email' : 'customer_id' ];
			$any[]            = $wpdb->prepare( ( $this->tables ? $column : $this->meta_column( $key ) ) . ' = %s', (string) $one ); // phpcs:ignore WordPress.DB.PreparedSQL
		}
		$this->where[] = '( ' . implode( ' OR ', $any ) . ' )';
	}

	/** `field_query`, of the order tables only. */
	private function fields(): void {
		if ( ! $this->tables || empty( $this->args['field_query'] ) ) {
			return;
		}
		$parts = array();
		foreach ( $this->args['field_query'] as $key => $clause ) {
			if ( 'relation' === $key || ! is_array( $clause ) || ! isset( $clause['field'] ) ) {
				continue;
			}
			$column = self::TABLES[ $clause['field'] ] ?? self::FIELDS[ $clause['field'] ][0] ?? null;
			if ( preg_match( '/^(billing|shipping)_(\w+)$/', (string) $clause['field'], $m ) && ! $column ) {
				$column = "$m[1].$m[2]";
			}
			if ( $column ) {
				$parts[] = $this->compare( $this->joined( $column ), $clause['value'] ?? '', strtoupper( $clause['compare'] ?? '=' ) );
			}
		}
		if ( $parts ) {
			$this->where[] = '( ' . implode( 'OR' === strtoupper( $this->args['field_query']['relation'] ?? 'AND' ) ? ' OR ' : ' AND ', $parts ) . ' )';
		}
	}

	/**
	 * One comparison.
	 *
	 * @param string $column Column.
	 * @param mixed  $value  Value.
	 * @param string $sign   Sign.
	 */
	private function compare( string $column, mixed $value, string $sign ): string {
		global $wpdb;
		if ( in_array( $sign, array( 'IN', 'NOT IN' ), true ) ) {
			$values = array_map( 'strval', (array) $value );
			return $wpdb->prepare( "$column $sign ( " . implode( ', ', array_fill( 0, count( $values ), '%s' ) ) . ' )', $values ); // phpcs:ignore WordPress.DB.PreparedSQL
		}
		if ( in_array( $sign, array( 'LIKE', 'NOT LIKE' ), true ) ) {
			return $wpdb->prepare( "$column $sign %s", '%' . $wpdb->esc_like( (string) $value ) . '%' ); // phpcs:ignore WordPress.DB.PreparedSQL
		}
		$sign = in_array( $sign, array( '=', '!=', '>', '>=', '<', '<=' ), true ) ? $sign : '=';
		return $wpdb->prepare( "$column $sign %s", (string) $value ); // phpcs:ignore WordPress.DB.PreparedSQL
	}

	/**
	 * A column of a known field.
	 *
	 * @param string $field Field.
	 */
	private function column( string $field ): string {
		$at = ( $this->tables ? self::TABLES : self::POSTS )[ $field ];
		return str_starts_with( $at, 'meta:' ) ? $this->meta_column( substr( $at, 5 ) ) : $this->joined( $at );
	}

	/**
	 * A column, its table joined.
	 *
	 * @param string $column `alias.column`.
	 */
	private function joined( string $column ): string {
		$alias = strtok( $column, '.' );
		if ( 'op' === $alias ) {
			$this->joins['op'] = 'LEFT JOIN ' . Order_Table_Storage::table( 'order_operational_data' ) . ' op ON op.order_id = o.id';
		} elseif ( in_array( $alias, array( 'billing', 'shipping' ), true ) ) {
			$this->joins[ $alias ] = 'LEFT JOIN ' . Order_Table_Storage::table( 'order_addresses' ) . " $alias ON $alias.order_id = o.id AND $alias.address_type = '$alias'";
		}
		return $column;
	}

	/**
	 * The value of a meta key of a post, joined.
	 *
	 * @param string $key Key.
	 */
	private function meta_column( string $key ): string {
		global $wpdb;
		$alias                 = 'm_' . sanitize_key( $key );
		$this->joins[ $alias ] = $wpdb->prepare( "LEFT JOIN $wpdb->postmeta $alias ON $alias.post_id = o.ID AND $alias.meta_key = %s", $key ); // phpcs:ignore WordPress.DB.PreparedSQL
		return "$alias.meta_value";
	}

	/**
	 * One of a list.
	 *
	 * @param string           $column Column.
	 * @param list<int|string> $values Values.
	 * @param bool             $not    None of them.
	 */
	private function in( string $column, array $values, bool $not = false ): void {
		global $wpdb;
		$values        = array_values( $values );
		$this->where[] = $wpdb->prepare( $column . ( $not ? ' NOT' : '' ) . ' IN ( ' . implode( ', ', array_map( static fn( $value ) => is_int( $value ) ? '%d' : '%s', $values ) ) . ' )', $values ); // phpcs:ignore WordPress.DB.PreparedSQL
	}

	/**
	 * A date: `2024-01-31` (a day of the site), a time stamp, `>…`, `>=…`, `<…`, `<=…` or `…...…`.
	 *
	 * @param string $column Column.
	 * @param mixed  $given  What was asked for.
	 * @param bool   $stamps Whether the column holds time stamps.
	 */
	private function date( string $column, mixed $given, bool $stamps ): void {
		global $wpdb;
		$edge = static function ( string $text ): array {
			$text = trim( $text );
			$day  = ! is_numeric( $text ) && ! preg_match( '/\d:\d/', $text );
			$at   = Moment::from( $text );
			$at   = $at ? $at->getTimestamp() : 0;
			return $day ? array( $at, $at + DAY_IN_SECONDS - 1 ) : array( $at, $at );
		};
		if ( $given instanceof \DateTimeInterface ) {
			$given = (string) $given->getTimestamp();
		}
		$given = (string) $given;
		$parts = array();
		if ( str_contains( $given, '...' ) ) {
			[ $from, $to ] = explode( '...', $given, 2 );
			$parts         = array( array( '>=', $edge( $from )[0] ), array( '<=', $edge( $to )[1] ) );
		} elseif ( preg_match( '/^(>=|<=|>|<)(.+)$/', $given, $m ) ) {
			[ $first, $last ] = $edge( $m[2] );
			$parts            = array( array( $m[1], in_array( $m[1], array( '>', '<=' ), true ) ? $last : $first ) );
		} else {
			[ $first, $last ] = $edge( $given );
			$last             = $stamps ? $first : $last;
			$parts            = array( array( '>=', $first ), array( '<=', $last ) );
		}
		foreach ( $parts as [ $sign, $at ] ) {
			$this->where[] = $stamps
				? $wpdb->prepare( "CAST( $column AS SIGNED ) $sign %d", $at ) // phpcs:ignore WordPress.DB.PreparedSQL
				: $wpdb->prepare( "$column $sign %s", gmdate( 'Y-m-d H:i:s', $at ) ); // phpcs:ignore WordPress.DB.PreparedSQL
		}
	}

	/** Conditions on meta. `meta_query` is one of the order tables only: orders that are posts ignore it, as in WooCommerce. */
	private function meta_sql(): array {
		$query = isset( $this->args['meta_query'] ) && is_array( $this->args['meta_query'] ) ? $this->args['meta_query'] : array();
		$query = $this->tables ? $query : array();
		$meta  = new \WP_Meta_Query( $query );
		$one   = array_filter( array_intersect_key( $this->args, array_flip( array( 'meta_key', 'meta_value', 'meta_compare', 'meta_type' ) ) ), static fn( $part ) => '' !== $part );
		if ( $one ) {
			$meta->parse_query_vars( $one + array( 'meta_query' => $query ) ); // phpcs:ignore WordPress.DB.SlowDBQuery
		}
		if ( array() === $meta->queries ) {
			return array( 'join' => '', 'where' => '' );
		}
		return $this->tables ? (array) $meta->get_sql( 'order', 'o', 'id' ) : $meta->get_sql( 'post', 'o', 'ID' );
	}

	/** Order of the result. */
	private function ordering(): string {
		$by    = is_array( $this->args['orderby'] ) ? $this->args['orderby'] : array( (string) $this->args['orderby'] => $this->args['order'] );
		$known = array(
			'date' => 'date_created', 'date_created' => 'date_created', 'order_date' => 'date_created', 'post_date' => 'date_created',
			'modified' => 'date_modified', 'date_modified' => 'date_modified', 'id' => 'id', 'parent' => 'parent', 'type' => 'type',
			'date_paid' => 'date_paid', 'date_completed' => 'date_completed',
		);
		$parts = array();
		foreach ( $by as $name => $way ) {
			$way  = 'ASC' === strtoupper( (string) $way ) ? 'ASC' : 'DESC';
			$name = strtolower( (string) $name );
			if ( 'rand' === $name ) {
				return 'ORDER BY RAND()';
			}
			if ( 'none' === $name ) {
				return '';
			}
			if ( in_array( $name, array( 'total', 'order_total' ), true ) ) {
				$parts[] = ( $this->tables ? 'o.total_amount' : $this->meta_column( '_order_total' ) . ' + 0' ) . " $way";
			} elseif ( isset( $known[ $name ] ) ) {
				$parts[] = $this->column( $known[ $name ] ) . " $way";
			}
		}
		return 'ORDER BY ' . implode( ', ', $parts ? $parts : array( $this->column( 'date_created' ) . ' DESC' ) );
	}
}
