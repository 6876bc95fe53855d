<?php
/**
 * The Transactions tab.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin\Tab;

use WcAccounting\Admin\Guard;
use WcAccounting\Admin\Page;
use WcAccounting\Admin\Text;
use WcAccounting\Admin\TransactionsTable;
use WcAccounting\Connector\Description;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;

/**
 * Views, filters and the list of deliveries. Filters live in the address, so that they survive whatever is done. Beside the list
 * stand sections, screens of their own.
 */
final class TransactionsTab implements Tab {

	private const PER_PAGE = 'transactions_per_page';

	/** In the address: the id before which a search for an error goes on. */
	private const BEFORE = 'before';

	/** The same: which section is looked at; none for the list. */
	private const SECTION = 'section';

	private ?TransactionsTable $table = null;

	private TransactionFilter $filter;

	/**
	 * @param \Closure( TransactionFilter ): TransactionsTable $make_table
	 * @param \Closure(): void                                 $render_overview What stands above the list.
	 * @param \Closure(): void                                 $take_form       Does what a button of the list asks for.
	 * @param list<Tab>                                        $sections
	 */
	public function __construct(
		private readonly Page $page,
		private readonly Description $description,
		private readonly Transactions $transactions,
		private readonly \Closure $make_table,
		private readonly \Closure $render_overview,
		private readonly \Closure $take_form,
		private readonly array $sections,
	) {
		$this->filter = new TransactionFilter();
	}

	/** User option: rows on a page. */
	public static function per_page( string $service ): string {
		return Name::of( $service, self::PER_PAGE );
	}

	public function id(): string {
		return 'transactions';
	}

	public function label(): string {
		return __( 'Transactions', 'wc-accounting' );
	}

	public function needs(): string {
		return Guard::VIEW;
	}

	public function load(): void {
		$section = $this->section();
		if ( null !== $section ) {
			$section->load();
			return;
		}
		( $this->take_form )();
		$this->filter = $this->requested();
		// The table tells the screen its columns, for the screen options.
		$this->table = ( $this->make_table )( $this->filter );
		add_screen_option(
			'per_page',
			array(
				'label'   => __( 'Deliveries per page', 'wc-accounting' ),
				'default' => 20,
				'option'  => self::per_page( $this->description->service ),
			)
		);
	}

	/** @return list<Tab> Those that this person may see. */
	private function seen_sections(): array {
		return array_values( array_filter( $this->sections, static fn ( Tab $section ): bool => current_user_can( $section->needs() ) ) );
	}

	/** The one that is looked at; null when it is the list. */
	private function section(): ?Tab {
		foreach ( $this->seen_sections() as $section ) {
			if ( $section->id() === self::field( self::SECTION ) ) {
				return $section;
			}
		}
		return null;
	}

	private function requested(): TransactionFilter {
		$view     = self::field( 'view' );
		$document = self::field( 'type' );
		$attempts = self::field( 'attempts' );
		$day      = self::field( 'day' );
		$is_next  = 'next' === self::field( 'day_of' );
		$day      = null === TransactionFilter::day( $day ) ? '' : $day;
		$error    = Text::cut( Text::plain( self::field( 'failure' ) ), 100 );
		$before   = self::field( self::BEFORE );
		return new TransactionFilter(
			view: array() === Status::of_view( $view ) ? '' : $view,
			document: null === $this->description->document( $document ) ? '' : $document,
			attempts: ctype_digit( $attempts ) ? min( 9999, (int) $attempts ) : null,
			created_on: $is_next ? '' : $day,
			next_on: $is_next ? $day : '',
			error: $error,
			order_id: self::order_id( self::field( 'number' ) ),
			before: '' !== $error && ctype_digit( $before ) ? (int) $before : null,
		);
	}

	/** Plugins that number orders in their own way translate a number into an id here. */
	private static function order_id( string $number ): ?int {
		$number = ltrim( trim( $number ), '#' );
		if ( '' === $number ) {
			return null;
		}
		/**
		 * A filter of WooCommerce's order tracking: which order a number means that a person enters to find its deliveries. Plugins that
		 * number orders in their own way answer it.
		 *
		 * @param string $number What was entered, without a # before it.
		 */
		$id = apply_filters( 'woocommerce_shortcode_order_tracking_order_id', $number );
		return absint( is_scalar( $id ) ? $id : 0 );
	}

	private static function field( string $name ): string {
		// Only read: needs no nonce.
		return isset( $_GET[ $name ] ) && is_string( $_GET[ $name ] ) ? sanitize_text_field( wp_unslash( $_GET[ $name ] ) ) : '';
	}

	public function render(): void {
		$this->render_sections();
		$section = $this->section();
		if ( null !== $section ) {
			$section->render();
			return;
		}
		$table = $this->table;
		if ( null === $table ) {
			return;
		}
		( $this->render_overview )();
		$table->prepare_items();
		$table->views();
		echo '<form method="get" id="wc-accounting-transactions">';
		$kept = array(
			'page'    => $this->page->slug,
			'tab'     => $this->id(),
			'view'    => $this->filter->view,
			'orderby' => self::field( 'orderby' ),
			'order'   => self::field( 'order' ),
		);
		foreach ( array_filter( $kept ) as $name => $value ) {
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
		$this->render_filters();
		echo '<div id="wc-accounting-progress" class="wc-accounting-progress" role="status" aria-live="polite"></div>';
		self::render_limits( $this->transactions, $this->filter, $table->cut_after() );
		$table->display();
		echo '</form>';
	}

	/** The way to the list and to each section. */
	private function render_sections(): void {
		$labels = array( '' => __( 'Deliveries', 'wc-accounting' ) );
		foreach ( $this->seen_sections() as $section ) {
			$labels[ $section->id() ] = $section->label();
		}
		$current = $this->section()?->id() ?? '';
		printf( '<ul class="wc-accounting-sections" aria-label="%s">', esc_attr( $this->label() ) );
		foreach ( $labels as $id => $label ) {
			printf(
				'<li><a href="%s"%s>%s</a></li>',
				esc_url( $this->page->url( $this->id(), '' === $id ? array() : array( self::SECTION => $id ) ) ),
				$current === $id ? ' class="current" aria-current="page"' : '',
				esc_html( $label )
			);
		}
		echo '</ul>';
	}

	private function render_filters(): void {
		echo '<fieldset class="wc-accounting-filters"><legend class="screen-reader-text">'
			. esc_html__( 'Filter the list', 'wc-accounting' ) . '</legend>';
		$types = array( '' => __( 'All types', 'wc-accounting' ) );
		foreach ( $this->description->documents as $document ) {
			$types[ $document->kind ] = $document->label();
		}
		self::choice( 'type', __( 'Type', 'wc-accounting' ), $types, $this->filter->document );
		self::input( 'number', __( 'Order number', 'wc-accounting' ), 'text', self::field( 'number' ), 'size="8" inputmode="numeric"' );
		self::input(
			'attempts',
			__( 'Attempts', 'wc-accounting' ),
			'number',
			null === $this->filter->attempts ? '' : (string) $this->filter->attempts,
			'min="0" max="9999"'
		);
		$days = array(
			'created' => __( 'Created on', 'wc-accounting' ),
			'next'    => __( 'Next retry on', 'wc-accounting' ),
		);
		self::choice( 'day_of', __( 'Which day', 'wc-accounting' ), $days, '' === $this->filter->next_on ? 'created' : 'next' );
		self::input( 'day', __( 'Day', 'wc-accounting' ), 'date', $this->filter->created_on . $this->filter->next_on, '' );
		self::input( 'failure', __( 'Last error contains', 'wc-accounting' ), 'text', $this->filter->error, 'size="16"' );
		echo '<span class="wc-accounting-filter">';
		echo '<button type="submit" class="button">' . esc_html__( 'Filter', 'wc-accounting' ) . '</button>';
		if ( $this->filter->is_narrowed() ) {
			printf(
				' <a class="button-link" href="%s">%s</a>',
				esc_url( $this->page->url( $this->id(), '' === $this->filter->view ? array() : array( 'view' => $this->filter->view ) ) ),
				esc_html__( 'Reset', 'wc-accounting' )
			);
		}
		echo '</span></fieldset>';
	}

	/**
	 * @param array<string, string> $choices
	 */
	private static function choice( string $name, string $label, array $choices, string $value ): void {
		printf( '<label class="wc-accounting-filter"><span>%s</span><select name="%s">', esc_html( $label ), esc_attr( $name ) );
		foreach ( $choices as $choice => $text ) {
			printf( '<option value="%s"%s>%s</option>', esc_attr( $choice ), selected( $value, $choice, false ), esc_html( $text ) );
		}
		echo '</select></label>';
	}

	/**
	 * @param string $attributes Written here, never from outside.
	 */
	private static function input( string $name, string $label, string $type, string $value, string $attributes ): void {
		?>
		<label class="wc-accounting-filter"><span><?php echo esc_html( $label ); ?></span>
			<input type="<?php echo esc_attr( $type ); ?>" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>"
				<?php echo $attributes; // Constants. ?>>
		</label>
		<?php
	}

	// --- What the list does not show ----------------------------------------------------------------------------------

	/**
	 * A list of millions ends somewhere, and a text is searched for in so many deliveries at a time. Both are said, with the way to
	 * the rest.
	 *
	 * @param ?int $cut_after How many are in the list, when there are more that fit.
	 */
	public static function render_limits( Transactions $transactions, TransactionFilter $filter, ?int $cut_after ): void {
		if ( null !== $cut_after ) {
			$text = __(
				/* translators: %1$s: a number. */
				'More than %1$s deliveries fit; the list ends after the first %1$s. Sort it the other way or narrow the filter to see the others.',
				'wc-accounting'
			);
			echo '<p class="description">' . esc_html( sprintf( $text, number_format_i18n( $cut_after ) ) ) . '</p>';
		}
		$left_out = $transactions->left_out( $filter );
		if ( null !== $left_out || null !== $filter->before ) {
			$searched = self::searched( $left_out, $transactions->most_searched, $filter );
			self::render_searched( $searched, self::ways_on( $left_out, $filter ) );
		}
	}

	private static function searched( ?Delivery $left_out, int $most_searched, TransactionFilter $filter ): string {
		if ( null === $left_out ) {
			return __( 'All older deliveries were searched for this error.', 'wc-accounting' );
		}
		$text = null === $filter->before
			/* translators: 1: a number, 2: date and time. */
			? __( 'The newest %1$s deliveries that can have an error were searched for it, back to %2$s.', 'wc-accounting' )
			/* translators: 1: a number, 2: date and time. */
			: __( '%1$s older deliveries were searched for this error, back to %2$s.', 'wc-accounting' );
		return sprintf( $text, number_format_i18n( $most_searched ), Text::exact_time( $left_out->created_at ) );
	}

	/**
	 * @return array<string, string> Text => address.
	 */
	private static function ways_on( ?Delivery $left_out, TransactionFilter $filter ): array {
		$links = array();
		if ( null !== $left_out ) {
			$links[ __( 'Search older ones', 'wc-accounting' ) ] = add_query_arg(
				self::BEFORE,
				$left_out->id + 1,
				remove_query_arg( 'paged' )
			);
		}
		if ( null !== $filter->before ) {
			$links[ __( 'Back to the newest', 'wc-accounting' ) ] = remove_query_arg( array( self::BEFORE, 'paged' ) );
		}
		return $links;
	}

	/**
	 * @param array<string, string> $links Text => address.
	 */
	private static function render_searched( string $text, array $links ): void {
		echo '<div class="notice notice-info inline"><p>' . esc_html( $text );
		foreach ( $links as $label => $url ) {
			printf( ' <a href="%s">%s</a>', esc_url( $url ), esc_html( $label ) );
		}
		echo '</p></div>';
	}
}
