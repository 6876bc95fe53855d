<?php
/**
 * The list of orders of the order tables.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

if ( ! class_exists( 'WP_List_Table' ) ) {
	require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';
}

/**
 * A list table on the screen `woocommerce_page_wc-orders`.
 */
final class Orders_Table extends \WP_List_Table {

	/** Names it. */
	public function __construct() {
		parent::__construct( array( 'singular' => 'order', 'plural' => 'orders', 'ajax' => false ) );
	}

	/** Screen options and columns. */
	public function setup(): void {
		add_screen_option( 'per_page', array( 'default' => 20, 'option' => 'edit_shop_order_per_page' ) );
		add_filter( 'set_screen_option_edit_shop_order_per_page', static fn( $keep, $option, $value ) => absint( $value ), 10, 3 );
		add_filter( 'default_hidden_columns', static fn( $hidden, $screen ) => get_current_screen() === $screen ? array_merge( (array) $hidden, array( 'billing_address', 'shipping_address', 'wc_actions' ) ) : $hidden, 10, 2 );
		add_filter( "manage_{$this->screen->id}_columns", array( $this, 'get_columns' ), 0 );
	}

	/** Columns. */
	public function get_columns() {
		return apply_filters( 'woocommerce_shop_order_list_table_columns', Order_Columns::all() );
	}

	/** Columns that sort. */
	protected function get_sortable_columns() {
		return apply_filters( 'woocommerce_shop_order_list_table_sortable_columns', array( 'order_number' => 'ID', 'order_date' => 'date', 'order_total' => 'order_total' ) );
	}

	/** The column that is never hidden. */
	protected function get_default_primary_column_name() {
		return 'order_number';
	}

	/** @param \WC_Order $item Order. */
	public function column_cb( $item ) {
		return '<label class="screen-reader-text" for="cb-select-' . $item->get_id() . '">Select order ' . esc_html( $item->get_order_number() ) . '</label><input id="cb-select-' . $item->get_id() . '" type="checkbox" name="id[]" value="' . $item->get_id() . '" />';
	}

	/**
	 * A cell.
	 *
	 * @param \WC_Order $item        Order.
	 * @param string    $column_name Column.
	 */
	public function column_default( $item, $column_name ) {
		ob_start();
		do_action( 'woocommerce_shop_order_list_table_custom_column', $column_name, $item );
		Order_Columns::cell( (string) $column_name, $item );
		do_action( "manage_{$this->screen->id}_custom_column", $column_name, $item );
		return (string) ob_get_clean();
	}

	/** @param \WC_Order $item Order. */
	public function single_row( $item ) {
		echo '<tr id="order-' . esc_attr( (string) $item->get_id() ) . '" class="' . esc_attr( implode( ' ', (array) apply_filters( 'woocommerce_shop_order_list_table_order_css_classes', array( 'order-' . $item->get_id(), 'type-' . $item->get_type(), 'status-' . $item->get_status() ), $item ) ) ) . '">';
		$this->single_row_columns( $item );
		echo '</tr>';
	}

	/** Bulk actions. */
	protected function get_bulk_actions() {
		$status = $this->asked( 'status' );
		return 'trash' === $status ? array( 'untrash' => 'Restore', 'delete' => 'Delete permanently' ) : Order_Columns::bulk_actions() + array( 'trash' => 'Move to Trash' );
	}

	/** @param string $name Part of the address. */
	private function asked( string $name ): string {
		return isset( $_REQUEST[ $name ] ) && is_scalar( $_REQUEST[ $name ] ) ? sanitize_text_field( wp_unslash( (string) $_REQUEST[ $name ] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification
	}

	/** Links by status. */
	protected function get_views() {
		$base  = admin_url( 'admin.php?page=wc-orders' );
		$now   = $this->asked( 'status' );
		$views = array();
		$sum   = 0;
		foreach ( wc_get_order_statuses() + array( 'trash' => 'Trash' ) as $status => $label ) {
			$count = count( wc_get_orders( array( 'type' => 'shop_order', 'status' => $status, 'limit' => -1, 'return' => 'ids' ) ) );
			$sum  += 'trash' === $status ? 0 : $count;
			if ( $count ) {
				$views[ $status ] = '<a href="' . esc_url( add_query_arg( 'status', $status, $base ) ) . '"' . ( $now === $status ? ' class="current"' : '' ) . '>' . esc_html( $label ) . ' <span class="count">(' . number_format_i18n( $count ) . ')</span></a>';
			}
		}
		return array( 'all' => '<a href="' . esc_url( $base ) . '"' . ( '' === $now || 'all' === $now ? ' class="current"' : '' ) . '>All <span class="count">(' . number_format_i18n( $sum ) . ')</span></a>' ) + $views;
	}

	/** @param string $which Top or bottom. */
	protected function extra_tablenav( $which ) {
		echo '<div class="alignleft actions">';
		if ( 'top' === $which ) {
			ob_start();
			do_action( 'woocommerce_order_list_table_restrict_manage_orders', 'shop_order', $which );
			$filters = (string) ob_get_clean();
			echo $filters; // phpcs:ignore WordPress.Security.EscapeOutput -- What plugins print.
			submit_button( 'Filter', '', 'filter_action', false, array( 'id' => 'order-query-submit' ) );
		}
		echo '</div>';
		do_action( 'woocommerce_order_list_table_extra_tablenav', 'shop_order', $which );
	}

	/** Looks for the orders. */
	public function prepare_items() {
		$orderby = strtolower( $this->asked( 'orderby' ) );
		$args    = array(
			'limit'    => $this->get_items_per_page( 'edit_shop_order_per_page' ),
			'page'     => $this->get_pagenum(),
			'paginate' => true,
			'type'     => 'shop_order',
			'orderby'  => array( 'id' => 'ID', 'order_total' => 'order_total' )[ $orderby ] ?? 'date',
			'order'    => 'ASC' === strtoupper( $this->asked( 'order' ) ) ? 'ASC' : 'DESC',
			'status'   => array_keys( wc_get_order_statuses() ),
		);
		$status  = $this->asked( 'status' );
		if ( '' !== $status && 'all' !== $status ) {
			$args['status'] = $status;
		}
		if ( '' !== $this->asked( '_customer_user' ) ) {
			$args['customer'] = absint( $this->asked( '_customer_user' ) );
		}
		if ( '' !== $this->asked( 's' ) ) {
			$args['include'] = array_merge( wc_order_search( $this->asked( 's' ) ), array( 0 ) );
		}
		$args        = apply_filters( 'woocommerce_order_list_table_prepare_items_query_args', $args );
		$args        = apply_filters( 'woocommerce_shop_order_list_table_prepare_items_query_args', $args );
		$found       = wc_get_orders( $args );
		$this->items = $found->orders;
		$this->set_pagination_args( array( 'total_items' => $found->total, 'per_page' => (int) $args['limit'], 'total_pages' => $found->max_num_pages ) );
	}

	/** Does a bulk action, and comes back. */
	public function handle_bulk_actions(): void {
		$action = $this->current_action();
		if ( ! $action || ! isset( $_REQUEST['id'] ) ) { // phpcs:ignore WordPress.Security.NonceVerification
			return;
		}
		check_admin_referer( 'bulk-orders' );
		$to  = remove_query_arg( array( 'deleted', 'ids', 'trashed', 'untrashed', 'bulk_action', 'changed', 'action', 'action2', 'id', '_wpnonce', '_wp_http_referer' ), wp_get_referer() ? wp_get_referer() : admin_url( 'admin.php?page=wc-orders' ) );
		$to  = add_query_arg( 'paged', $this->get_pagenum(), $to );
		$ids = apply_filters( 'woocommerce_bulk_action_ids', array_reverse( array_map( 'absint', (array) wp_unslash( $_REQUEST['id'] ) ) ), $action, 'order' ); // phpcs:ignore WordPress.Security.ValidatedSanitizedInput
		if ( ! $ids || ! current_user_can( 'edit_others_shop_orders' ) ) {
			wp_safe_redirect( $to );
			exit;
		}
		$args = array( 'bulk_action' => $action, 'changed' => 0 );
		if ( str_starts_with( $action, 'mark_' ) ) {
			$args = array( 'bulk_action' => 'marked_' . substr( $action, 5 ), 'changed' => Order_Columns::mark( $action, $ids ) );
		} elseif ( in_array( $action, array( 'trash', 'delete' ), true ) ) {
			foreach ( array_filter( array_map( 'wc_get_order', $ids ) ) as $order ) {
				$order->delete( 'delete' === $action );
				++$args['changed'];
			}
		} elseif ( 'untrash' !== $action ) {
			wp_safe_redirect( (string) apply_filters( "handle_bulk_actions-{$this->screen->id}", $to, $action, $ids ) ); // phpcs:ignore WordPress.NamingConventions.ValidHookName
			exit;
		}
		wp_safe_redirect( add_query_arg( $args, $to ) );
		exit;
	}

	/** The page. */
	public function page(): void {
		$this->prepare_items();
		echo '<div class="wrap"><h1 class="wp-heading-inline">Orders</h1> <a href="' . esc_url( admin_url( 'admin.php?page=wc-orders&action=new' ) ) . '" class="page-title-action">Add order</a><hr class="wp-header-end">';
		if ( isset( $_GET['changed'] ) ) { // phpcs:ignore WordPress.Security.NonceVerification
			echo '<div class="updated"><p>' . esc_html( absint( $_GET['changed'] ) . ' changed.' ) . '</p></div>'; // phpcs:ignore WordPress.Security.NonceVerification
		}
		echo '<form id="wc-orders-filter" method="get" action="' . esc_url( get_admin_url( null, 'admin.php' ) ) . '"><input type="hidden" name="page" value="wc-orders">';
		if ( '' !== $this->asked( 'status' ) ) {
			echo '<input type="hidden" name="status" value="' . esc_attr( $this->asked( 'status' ) ) . '">';
		}
		$this->views();
		$this->search_box( 'Search orders', 'orders-search-input' );
		$this->display();
		echo '</form></div>';
	}
}
