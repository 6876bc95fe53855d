<?php
/**
 * The list of orders.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\HandResult;
use WcAccounting\Delivery\OrdersInView;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;
use WcAccounting\Intake\OrderActions;
use WcAccounting\Order\Mark;
use WcAccounting\Order\Orders;
use WcAccounting\Order\Subject;

/**
 * A column, a filter and bulk actions in WooCommerce's list of orders, for both order storages.
 */
final class OrdersList {

	private const COLUMN = 'column';

	private const FILTER = 'state';

	/** Screens of the list: tables, posts. */
	private const SCREENS = array( 'woocommerce_page_wc-orders', 'edit-shop_order' );

	/** A request must end; the rest is said to be left. */
	private const BULK_SECONDS = 40.0;

	public function __construct(
		private readonly Description $description,
		private readonly Store $store,
		private readonly Orders $orders,
		private readonly OrderActions $actions,
		private readonly OrderForms $forms,
		private readonly OrdersInView $in_view,
		private readonly StatusView $view,
	) {}

	public function register(): void {
		foreach ( self::SCREENS as $screen ) {
			add_filter( "manage_{$screen}_columns", $this->add_column( ... ), 20 );
			add_filter( "bulk_actions-$screen", $this->forms->add_actions( ... ), 20 );
			add_filter( "handle_bulk_actions-$screen", $this->handle_bulk( ... ), 10, 3 );
		}
		add_action( 'manage_woocommerce_page_wc-orders_custom_column', $this->print_column( ... ), 10, 2 );
		add_action( 'manage_shop_order_posts_custom_column', $this->print_column( ... ), 10, 2 );
		add_action( 'woocommerce_order_list_table_restrict_manage_orders', $this->print_filter( ... ) );
		add_action( 'restrict_manage_posts', $this->print_filter( ... ) );
		add_filter( 'woocommerce_order_list_table_prepare_items_query_args', $this->ask_for_state( ... ) );
		add_filter( 'woocommerce_orders_table_query_clauses', $this->filter_tables( ... ), 10, 3 );
		add_filter( 'posts_clauses', $this->filter_posts( ... ), 10, 2 );
	}

	/**
	 * @param mixed $columns
	 * @return array<string, string>
	 */
	private function add_column( $columns ): array {
		$with = array();
		foreach ( (array) $columns as $name => $label ) {
			$with[ $name ] = $label;
			if ( 'order_status' === $name ) {
				$with[ $this->column() ] = $this->description->name;
			}
		}
		return $with + array( $this->column() => $this->description->name );
	}

	/**
	 * @param mixed $column
	 * @param mixed $subject The order, or its id.
	 */
	private function print_column( $column, $subject ): void {
		$order = $this->column() !== $column ? null : ( $subject instanceof \WC_Order ? $subject : wc_get_order( $subject ) );
		if ( ! $order instanceof \WC_Order ) {
			return;
		}
		$deliveries = array();
		foreach ( $this->store->find_of_order( $order->get_id() ) as $delivery ) {
			$deliveries[ "$delivery->document $delivery->subject_id" ] = $delivery;
		}
		foreach ( Subject::of_all( $this->description->documents, $order ) as $subject ) {
			// Escaped there.
			echo $this->view->short(
				$subject->label(),
				$deliveries[ "{$subject->document->kind} {$subject->id()}" ] ?? null,
				Mark::is_on( $subject ),
				$order
			);
		}
	}

	// --- Filter -------------------------------------------------------------------------------------------------------

	private function column(): string {
		return Name::of( $this->description->service, self::COLUMN );
	}

	/** Name of the field, of what the query is asked, and in the address. */
	private function filter(): string {
		return Name::of( $this->description->service, self::FILTER );
	}

	private function wanted(): string {
		$filter = $this->filter();
		// Only read: needs no nonce.
		$state = isset( $_GET[ $filter ] ) && is_string( $_GET[ $filter ] )
			? sanitize_key( wp_unslash( $_GET[ $filter ] ) )
			: '';
		return OrdersInView::WITHOUT === $state || array() !== Status::of_view( $state ) ? $state : '';
	}

	/**
	 * @param mixed $type Of what is listed.
	 */
	private function print_filter( $type ): void {
		if ( 'shop_order' !== $type ) {
			return;
		}
		$states = array(
			/* translators: %s: name of the service. */
			''                    => sprintf( __( 'All %s states', 'wc-accounting' ), $this->description->name ),
			Status::VIEW_SUCCESS  => $this->description->name . ': ' . __( 'Success', 'wc-accounting' ),
			Status::VIEW_RETRYING => $this->description->name . ': ' . __( 'Retrying', 'wc-accounting' ),
			Status::VIEW_FAILED   => $this->description->name . ': ' . __( 'Failed', 'wc-accounting' ),
			Status::VIEW_ASIDE    => $this->description->name . ': ' . __( 'before the start day', 'wc-accounting' ),
			Status::VIEW_CHANGED  => $this->description->name . ': ' . __( 'changed since it was sent', 'wc-accounting' ),
			Status::VIEW_DIFFERS  => $this->description->name . ': ' . __( 'differs in the books', 'wc-accounting' ),
			OrdersInView::WITHOUT => $this->description->name . ': ' . __( 'not sent', 'wc-accounting' ),
		);
		printf(
			'<label class="screen-reader-text" for="%1$s">%2$s</label><select name="%1$s" id="%1$s">',
			esc_attr( $this->filter() ),
			/* translators: %s: name of the service. */
			esc_html( sprintf( __( 'Filter by state in %s', 'wc-accounting' ), $this->description->name ) )
		);
		foreach ( $states as $state => $label ) {
			$selected = selected( $this->wanted(), $state, false );
			printf( '<option value="%s"%s>%s</option>', esc_attr( $state ), $selected, esc_html( $label ) );
		}
		echo '</select>';
		// WooCommerce and WordPress have asked for the list before.
		if ( ! $this->in_view->is_complete() ) {
			printf(
				'<span class="description">%s</span> ',
				esc_html__( 'Not all orders were looked through. Choose a month to see older ones.', 'wc-accounting' )
			);
		}
	}

	/**
	 * Only the query of the list, of all the queries of the page.
	 *
	 * @param mixed $arguments
	 * @return array<string, mixed>
	 */
	private function ask_for_state( $arguments ): array {
		return (array) $arguments + ( '' === $this->wanted() ? array() : array( $this->filter() => $this->wanted() ) );
	}

	/**
	 * @param mixed $clauses
	 * @param mixed $query
	 * @param mixed $arguments
	 * @return array<string, string>
	 */
	private function filter_tables( $clauses, $query, $arguments ): array {
		$clauses = (array) $clauses;
		$state   = is_array( $arguments ) ? (string) ( $arguments[ $this->filter() ] ?? '' ) : '';
		if ( '' === $state || ! method_exists( $query, 'get_table_name' ) ) {
			return $clauses;
		}
		$table = $query->get_table_name( 'orders' );
		return $this->in_view->narrow( $clauses, $state, $table, "$table.id" );
	}

	/**
	 * @param mixed $clauses
	 * @param mixed $query
	 * @return array<string, string>
	 */
	private function filter_posts( $clauses, $query ): array {
		global $wpdb, $pagenow;
		$is_list = 'edit.php' === $pagenow
			&& $query instanceof \WP_Query
			&& $query->is_main_query()
			&& 'shop_order' === $query->get( 'post_type' );
		return $is_list && '' !== $this->wanted()
			? $this->in_view->narrow( (array) $clauses, $this->wanted(), $wpdb->posts, "$wpdb->posts.ID" )
			: (array) $clauses;
	}

	// --- Bulk actions -------------------------------------------------------------------------------------------------

	/**
	 * WooCommerce or WordPress has checked the nonce of the list.
	 *
	 * @param mixed $redirect
	 * @param mixed $action
	 * @param mixed $ids
	 */
	private function handle_bulk( $redirect, $action, $ids ): string {
		$service   = $this->description->service;
		$checks    = OrderForms::choice( $service, OrderActions::CHECK ) === $action;
		$documents = array_filter(
			$this->description->documents,
			static fn ( $document ): bool => $checks || OrderForms::choice( $service, OrderActions::SEND, $document->kind ) === $action
		);
		if ( array() === $documents ) {
			return (string) $redirect;
		}
		$what     = $checks ? OrderActions::CHECK : OrderActions::SEND;
		$ends     = microtime( true ) + self::BULK_SECONDS;
		$results  = array();
		$refusals = array();
		$left     = 0;
		foreach ( array_map( 'intval', (array) $ids ) as $id ) {
			if ( microtime( true ) > $ends ) {
				++$left;
				continue;
			}
			if ( ! Guard::may_edit_order( $id ) ) {
				$refusals[] = __( 'You are not allowed to edit this order.', 'wc-accounting' );
				continue;
			}
			$order = $this->orders->fresh( $id );
			if ( null === $order ) {
				continue;
			}
			foreach ( Subject::of_all( array_values( $documents ), $order ) as $subject ) {
				list( $result, $refusal ) = $this->actions->perform( $what, $subject, true );
				if ( null === $result ) {
					$refusals[] = $refusal;
				} else {
					$results[] = $result;
				}
			}
		}
		$this->tell( $what, $results, $refusals, $left );
		return (string) $redirect;
	}

	/**
	 * @param list<HandResult> $results
	 * @param list<string>     $refusals
	 */
	private function tell( string $what, array $results, array $refusals, int $left ): void {
		if ( OrderActions::CHECK === $what ) {
			// Of most orders one document does not exist yet: no news.
			$results = array_filter( $results, static fn ( HandResult $result ): bool => HandResult::NeverSent !== $result );
		}
		$parts = array( HandResult::summary( HandResult::count( $results ), $this->description->name ) );
		foreach ( array_count_values( $refusals ) as $refusal => $number ) {
			$parts[] = sprintf(
				/* translators: 1: number of orders, 2: why nothing was done. */
				_n( '%1$s skipped: %2$s', '%1$s skipped: %2$s', $number, 'wc-accounting' ),
				number_format_i18n( $number ),
				$refusal
			);
		}
		if ( $left > 0 ) {
			$parts[] = sprintf(
				/* translators: %s: number of orders. */
				_n( '%s not done: it took too long', '%s not done: it took too long', $left, 'wc-accounting' ),
				number_format_i18n( $left )
			);
		}
		$text = implode( ' · ', array_filter( $parts, static fn ( string $part ): bool => '' !== $part ) );
		Notices::say(
			in_array( HandResult::Failed, $results, true ) || $left > 0 ? 'warning' : 'success',
			$this->description->name . ': ' . ( '' === $text ? __( 'There was nothing to do.', 'wc-accounting' ) : $text )
		);
	}
}
