<?php
/**
 * `edit.php?post_type=shop_order`.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * The list of orders that are posts: WordPress's own list with other columns.
 */
final class Order_Posts_Table {

	/** Adds the hooks. */
	public static function register(): void {
		add_filter( 'manage_edit-shop_order_columns', static fn( $columns ) => Order_Columns::all() );
		add_filter( 'manage_edit-shop_order_sortable_columns', static fn( $columns ) => array( 'order_number' => 'ID', 'order_total' => 'order_total', 'order_date' => 'date' ) + (array) $columns );
		add_action( 'manage_shop_order_posts_custom_column', array( self::class, 'cell' ), 10, 2 );
		add_filter( 'bulk_actions-edit-shop_order', array( self::class, 'bulk_actions' ) );
		add_filter( 'handle_bulk_actions-edit-shop_order', array( self::class, 'handle' ), 10, 3 );
		add_filter( 'default_hidden_columns', array( self::class, 'hidden' ), 10, 2 );
		add_filter( 'list_table_primary_column', static fn( $column, $screen ) => 'edit-shop_order' === $screen ? 'order_number' : $column, 10, 2 );
		add_filter( 'post_row_actions', static fn( $actions, $post ) => 'shop_order' === $post->post_type ? array() : $actions, 100, 2 );
		add_filter( 'request', array( self::class, 'request' ) );
		add_action( 'parse_query', array( self::class, 'search' ) );
	}

	/**
	 * A cell.
	 *
	 * @param string $column Column.
	 * @param int    $id     Post.
	 */
	public static function cell( $column, $id ): void {
		global $the_order;
		if ( ! $the_order instanceof \WC_Order || $the_order->get_id() !== (int) $id ) {
			$the_order = wc_get_order( $id );
		}
		if ( $the_order instanceof \WC_Order ) {
			Order_Columns::cell( (string) $column, $the_order );
		}
	}

	/** @param array<string, string> $actions Actions. */
	public static function bulk_actions( $actions ): array {
		unset( $actions['edit'] );
		return (array) $actions + Order_Columns::bulk_actions();
	}

	/**
	 * Does a bulk action.
	 *
	 * @param string    $to     Where to go then.
	 * @param string    $action Action.
	 * @param list<int> $ids    Orders.
	 */
	public static function handle( $to, $action, $ids ) {
		$ids = apply_filters( 'woocommerce_bulk_action_ids', array_reverse( array_map( 'absint', (array) $ids ) ), $action, 'order' );
		if ( ! str_starts_with( (string) $action, 'mark_' ) ) {
			return $to;
		}
		return esc_url_raw( add_query_arg( array( 'post_type' => 'shop_order', 'bulk_action' => "marked_" . substr( $action, 5 ), 'changed' => Order_Columns::mark( $action, $ids ), 'ids' => implode( ',', $ids ) ), $to ) );
	}

	/**
	 * Columns that are not shown at first.
	 *
	 * @param list<string> $hidden Columns.
	 * @param \WP_Screen   $screen Screen.
	 */
	public static function hidden( $hidden, $screen ): array {
		return isset( $screen->id ) && 'edit-shop_order' === $screen->id ? array_merge( (array) $hidden, array( 'billing_address', 'shipping_address', 'wc_actions' ) ) : (array) $hidden;
	}

	/** @param array<string, mixed> $vars Query: all statuses of orders where none is asked for. */
	public static function request( $vars ) {
		global $typenow;
		if ( 'shop_order' === $typenow && empty( $vars['post_status'] ) ) {
			$vars['post_status'] = array_keys( wc_get_order_statuses() );
		}
		return $vars;
	}

	/** @param \WP_Query $query Looks for an order by what is on it. */
	public static function search( $query ): void {
		global $pagenow, $typenow;
		if ( 'edit.php' === $pagenow && 'shop_order' === $typenow && ! empty( $query->query_vars['s'] ) && $query->is_main_query() ) {
			$ids = wc_order_search( $query->query_vars['s'] );
			unset( $query->query_vars['s'] );
			$query->query_vars['post__in']          = array_merge( $ids, array( 0 ) );
			$query->query_vars['shop_order_search'] = true;
		}
	}
}
