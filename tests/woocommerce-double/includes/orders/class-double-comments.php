<?php
/**
 * Order notes among the comments.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * Notes are comments of the type `order_note`, which no list of comments shows and no count counts.
 */
final class Comments {

	/** Adds the hooks. */
	public static function register(): void {
		add_filter( 'comments_clauses', array( self::class, 'hide' ) );
		add_filter( 'comment_feed_where', static fn( $where ) => $where . ( $where ? ' AND ' : '' ) . " comment_type != 'order_note' " );
	}

	/**
	 * Leaves notes out of a query.
	 *
	 * @param array<string, string> $clauses Parts of the query.
	 * @return array<string, string>
	 */
	public static function hide( $clauses ) {
		$clauses['where'] .= ( $clauses['where'] ? ' AND ' : '' ) . " comment_type != 'order_note' ";
		return $clauses;
	}

	/**
	 * Runs something that wants to see notes.
	 *
	 * @param callable $run What.
	 * @return mixed
	 */
	public static function unhidden( callable $run ) {
		remove_filter( 'comments_clauses', array( self::class, 'hide' ) );
		try {
			return $run();
		} finally {
			add_filter( 'comments_clauses', array( self::class, 'hide' ) );
		}
	}
}
