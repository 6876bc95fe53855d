<?php
/**
 * The list of deliveries.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Delivery\Books;
use WcAccounting\Delivery\BookStore;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;

/**
 * All deliveries, in WordPress's own kind of list.
 */
final class TransactionsTable extends \WP_List_Table {

	/** Nothing is counted further: a shop of ten years has millions. */
	public const COUNT_LIMIT = 10000;

	private readonly int $now;

	/** Whether this person may do something; else he only looks. */
	private readonly bool $may_act;

	/** Whether more fit than can be paged through. */
	private bool $is_cut = false;

	/** @var array<int, Books> What is known of the deliveries of the page. */
	private array $books = array();

	/** @var array<string, int> How many are in a view, once they were counted. */
	private array $counted = array();

	public function __construct(
		private readonly Description $description,
		private readonly Transactions $transactions,
		private readonly BookStore $book_store,
		private readonly StatusView $view,
		private readonly TransactionFilter $filter,
		private readonly Page $page,
	) {
		parent::__construct(
			array(
				'singular' => 'wc_accounting_delivery',
				'plural'   => TransactionsForm::plural( $description->service ),
				'screen'   => $page->screen(),
			)
		);
		$this->now     = time();
		$this->may_act = current_user_can( Guard::MANAGE );
	}

	/**
	 * @return array<string, string>
	 */
	public function get_columns(): array {
		$select = $this->may_act ? array( 'cb' => '<input type="checkbox">' ) : array();
		return $select + array(
			'order'    => __( 'Order', 'wc-accounting' ),
			'type'     => __( 'Type', 'wc-accounting' ),
			'status'   => __( 'Status', 'wc-accounting' ),
			'attempts' => __( 'Attempts', 'wc-accounting' ),
			'created'  => __( 'Created at', 'wc-accounting' ),
			'next'     => __( 'Next retry', 'wc-accounting' ),
			'error'    => __( 'Last error', 'wc-accounting' ),
			'actions'  => __( 'Actions', 'wc-accounting' ),
		);
	}

	/**
	 * @return array<string, array{0: string, 1: bool}>
	 */
	protected function get_sortable_columns(): array {
		return array(
			'order'    => array( 'order', true ),
			'type'     => array( 'type', false ),
			'status'   => array( 'status', false ),
			'attempts' => array( 'attempts', true ),
			'created'  => array( 'created', true ),
			'next'     => array( 'next', false ),
		);
	}

	protected function get_default_primary_column_name(): string {
		return 'order';
	}

	/**
	 * @return array<string, string>
	 */
	protected function get_bulk_actions(): array {
		return ! $this->may_act ? array() : array(
			DeliveryActions::RETRY => __( 'Retry selected', 'wc-accounting' ),
			/* translators: %s: name of the service. */
			DeliveryActions::CHECK => sprintf( __( 'Check in %s', 'wc-accounting' ), $this->description->name ),
		);
	}

	/**
	 * @param string $which
	 */
	protected function bulk_actions( $which = '' ): void {
		ob_start();
		parent::bulk_actions( $which );
		// Without JavaScript the button sends the form, which else only asks.
		echo str_replace( 'type="submit"', 'type="submit"' . TransactionsForm::attributes( $this->page ), (string) ob_get_clean() );
	}

	public function prepare_items(): void {
		$per_page = $this->get_items_per_page( Tab\TransactionsTab::per_page( $this->description->service ), 20 );
		$total    = $this->filter->is_narrowed()
			? $this->transactions->count( $this->filter, self::COUNT_LIMIT + 1 )
			: $this->in_view( $this->filter->view );

		$this->is_cut = $total > self::COUNT_LIMIT;
		$this->set_pagination_args(
			array(
				'total_items' => min( self::COUNT_LIMIT, $total ),
				'per_page'    => $per_page,
			)
		);
		// Only read: needs no nonce. find() has the list of what may be sorted by.
		$sort        = isset( $_GET['orderby'] ) && is_string( $_GET['orderby'] ) ? sanitize_key( wp_unslash( $_GET['orderby'] ) ) : '';
		$ascending   = isset( $_GET['order'] ) && 'asc' === $_GET['order'];
		$this->items = $this->transactions->find( $this->filter, $sort, ! $ascending, $per_page, ( $this->get_pagenum() - 1 ) * $per_page );
		$this->books = $this->book_store->of( $this->items );
	}

	/** Counted no further than one more than the limit. */
	private function in_view( string $view ): int {
		return $this->counted[ $view ] ??= $this->transactions->count( new TransactionFilter( $view ), self::COUNT_LIMIT + 1 );
	}

	/** How many are in the list, when there are more that fit. */
	public function cut_after(): ?int {
		return $this->is_cut ? self::COUNT_LIMIT : null;
	}

	/**
	 * @return array<string, string>
	 */
	protected function get_views(): array {
		$views = array(
			''                    => __( 'All', 'wc-accounting' ),
			Status::VIEW_SUCCESS  => __( 'Success', 'wc-accounting' ),
			Status::VIEW_FAILED   => __( 'Failed', 'wc-accounting' ),
			Status::VIEW_RETRYING => __( 'Retrying', 'wc-accounting' ),
			Status::VIEW_ASIDE    => __( 'Not sent', 'wc-accounting' ),
			Status::VIEW_CHANGED  => __( 'Changed since it was sent', 'wc-accounting' ),
			Status::VIEW_DIFFERS  => __( 'Differs in the books', 'wc-accounting' ),
		);
		$links = array();
		foreach ( $views as $view => $label ) {
			$is_current = $view === $this->filter->view;
			$count      = $this->in_view( $view );
			$is_rare = in_array( $view, array( Status::VIEW_ASIDE, Status::VIEW_CHANGED, Status::VIEW_DIFFERS ), true );
			if ( $is_rare && 0 === $count && ! $is_current ) {
				continue;
			}

			$links[ '' === $view ? 'all' : $view ] = sprintf(
				'<a href="%s"%s>%s <span class="count">(%s)</span></a>',
				esc_url( $this->page->url( 'transactions', '' === $view ? array() : array( 'view' => $view ) ) ),
				$is_current ? ' class="current" aria-current="page"' : '',
				esc_html( $label ),
				esc_html( number_format_i18n( min( $count, self::COUNT_LIMIT ) ) . ( $count > self::COUNT_LIMIT ? '+' : '' ) )
			);
		}
		return $links;
	}

	/**
	 * @param string $which
	 */
	protected function extra_tablenav( $which ): void {
		if ( 'top' !== $which || ! $this->may_act ) {
			return;
		}
		$service = $this->description->service;
		$failed  = min( self::COUNT_LIMIT, $this->in_view( Status::VIEW_FAILED ) );
		$sends   = TransactionsForm::attributes( $this->page ); // Escapes.
		$about   = __(
			'Recent orders that have no delivery although their status wants one. This is also done every hour.',
			'wc-accounting'
		);
		?>
		<div class="alignleft actions">
			<?php if ( $failed > 0 ) : ?>
				<button type="submit"<?php echo $sends; ?> class="button" id="wc-accounting-retry-failed"
					name="<?php echo esc_attr( TransactionsForm::ALL_FAILED ); ?>"
					value="<?php echo esc_attr( wp_create_nonce( DeliveryActions::retry_failed_action( $service ) ) ); ?>"
					data-total="<?php echo (int) $failed; ?>"><?php esc_html_e( 'Retry all failed', 'wc-accounting' ); ?></button>
			<?php endif; ?>
			<button type="submit"<?php echo $sends; ?> class="button" id="wc-accounting-sweep"
				name="<?php echo esc_attr( TransactionsForm::MISSED ); ?>"
				value="<?php echo esc_attr( wp_create_nonce( SweepAction::action( $service ) ) ); ?>"
				title="<?php echo esc_attr( $about ); ?>"><?php esc_html_e( 'Find missed orders', 'wc-accounting' ); ?></button>
		</div>
		<?php
	}

	public function no_items(): void {
		if ( $this->filter->is_narrowed() ) {
			printf(
				'%s <a href="%s">%s</a>',
				esc_html__( 'No delivery fits the filter.', 'wc-accounting' ),
				esc_url( $this->page->url( 'transactions' ) ),
				esc_html__( 'Show all', 'wc-accounting' )
			);
			return;
		}
		echo esc_html(
			match ( $this->filter->view ) {
				Status::VIEW_FAILED => __(
					'Nothing failed. What is refused is shown here at once, what cannot be sent is tried again for two days first.',
					'wc-accounting'
				),
				Status::VIEW_RETRYING => __( 'Nothing waits.', 'wc-accounting' ),
				Status::VIEW_ASIDE => __( 'Nothing was left for you to decide.', 'wc-accounting' ),
				Status::VIEW_CHANGED => __( 'No order was changed since it was sent.', 'wc-accounting' ),
				Status::VIEW_DIFFERS => __( 'Shop and books agree, as far as they were compared.', 'wc-accounting' ),
				Status::VIEW_SUCCESS => __( 'Nothing was sent yet.', 'wc-accounting' ),
				default => sprintf(
					__(
						/* translators: %s: name of the service. */
						'Nothing yet. An order appears here while it is on its way to %s, and stays here as a record.',
						'wc-accounting'
					),
					$this->description->name
				),
			}
		);
	}

	// --- Rows ---------------------------------------------------------------------------------------------------------

	/**
	 * @param Delivery $item
	 */
	public function single_row( $item ): void {
		printf( '<tr id="wc-accounting-delivery-%d" data-id="%1$d">', (int) $item->id );
		$this->single_row_columns( $item );
		echo '</tr>';
	}

	/**
	 * @param Delivery $item
	 */
	protected function column_cb( $item ): string {
		$label = sprintf(
			/* translators: 1: kind of document, 2: number of an order. */
			__( 'Select %1$s of order %2$s', 'wc-accounting' ),
			$this->description->words->document( $item->document ),
			"#$item->order_id"
		);
		return sprintf(
			'<label class="screen-reader-text" for="wc-accounting-select-%1$d">%2$s</label><input type="checkbox" id="wc-accounting-select-%1$d" name="ids[]" value="%1$d" data-retry="%3$s" data-check="%4$s">',
			(int) $item->id,
			esc_html( $label ),
			esc_attr( $this->nonce( DeliveryActions::RETRY, $item ) ),
			esc_attr( $this->nonce( DeliveryActions::CHECK, $item ) )
		);
	}

	private function nonce( string $what, Delivery $item ): string {
		return wp_create_nonce( DeliveryActions::nonce_action( $this->description->service, $what, $item->id ) );
	}

	protected function column_order( Delivery $item ): string {
		$order = wc_get_order( $item->order_id );
		if ( ! $order instanceof \WC_Order ) {
			/* translators: %s: number of an order. */
			return '<strong>' . esc_html( sprintf( __( '#%s (deleted)', 'wc-accounting' ), (string) $item->order_id ) ) . '</strong>';
		}
		$number = '#' . Text::cut( Text::plain( (string) $order->get_order_number() ), 60 );
		$name   = Text::cut( Text::plain( trim( $order->get_billing_first_name() . ' ' . $order->get_billing_last_name() ) ), 80 );
		$shown  = esc_html( $number );
		return sprintf(
			'<strong>%s</strong> <bdi>%s</bdi>',
			current_user_can( Guard::ORDER_CAPABILITY )
				? sprintf( '<a class="row-title" href="%s">%s</a>', esc_url( $order->get_edit_order_url() ), $shown )
				: $shown,
			esc_html( $name )
		);
	}

	protected function column_type( Delivery $item ): string {
		return esc_html( $this->description->words->document( $item->document ) );
	}

	protected function column_status( Delivery $item ): string {
		$order = null === $item->changed_at ? null : wc_get_order( $item->order_id );
		return $this->view->status( $item )
			. ( null === $item->changed_at ? '' : $this->view->change( $item, $order instanceof \WC_Order ? $order : null ) )
			. $this->view->difference( $item, $this->books[ $item->id ] ?? null );
	}

	protected function column_attempts( Delivery $item ): string {
		return esc_html( number_format_i18n( $item->attempts ) );
	}

	protected function column_created( Delivery $item ): string {
		return Text::time( $item->created_at, $this->now );
	}

	protected function column_next( Delivery $item ): string {
		return Text::due( $item, $this->now );
	}

	protected function column_error( Delivery $item ): string {
		return $this->view->error( $item );
	}

	protected function column_actions( Delivery $item ): string {
		if ( ! $this->may_act ) {
			return OrderPreview::button( $this->description, $item );
		}
		$of = sprintf( '%s #%s', $this->description->words->document( $item->document ), $item->order_id );
		/* translators: %s: name of the service. */
		$check = array( DeliveryActions::CHECK, sprintf( __( 'Check in %s', 'wc-accounting' ), $this->description->name ) );
		$retry = array( DeliveryActions::RETRY, __( 'Retry now', 'wc-accounting' ) );
		$offer = match ( $item->status ) {
			Status::Confirmed, Status::Accepted, Status::Unconfirmed => array( $check ),
			Status::Failed => null === $item->reference ? array( $retry ) : array( $retry, $check ),
			Status::Sending => array(),
			Status::Pending, Status::Retrying => array( $retry ),
			Status::SetAside => array( array( DeliveryActions::RETRY, __( 'Send', 'wc-accounting' ) ) ),
		};
		if ( null !== $item->changed_at ) {
			/* translators: %s: name of the service. */
			$offer[] = array( DeliveryActions::SETTLE, sprintf( __( 'Corrected in %s', 'wc-accounting' ), $this->description->name ) );
		}
		ob_start();
		foreach ( $offer as list( $what, $label ) ) {
			$this->render_button( $what, $item, $label, "$label: $of" );
		}
		return (string) ob_get_clean() . '<span class="spinner wc-accounting-spinner"></span>';
	}

	/** @param string $name For who cannot see the row. */
	private function render_button( string $what, Delivery $item, string $label, string $name ): void {
		$sends = TransactionsForm::attributes( $this->page ); // Escapes.
		?>
		<button type="submit"<?php echo $sends; ?> class="button button-small"
			name="<?php echo esc_attr( TransactionsForm::ONE ); ?>"
			value="<?php echo esc_attr( "$what:$item->id:" . $this->nonce( $what, $item ) ); ?>"
			data-do="<?php echo esc_attr( $what ); ?>"
			aria-label="<?php echo esc_attr( $name ); ?>"><?php echo esc_html( $label ); ?></button>
		<?php
	}

	/**
	 * @param Delivery $item
	 * @param string   $column_name
	 */
	protected function column_default( $item, $column_name ): string {
		return '';
	}
}
