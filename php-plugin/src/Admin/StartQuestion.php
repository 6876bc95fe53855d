<?php
/**
 * From when on?
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Name;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\Store;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Intake\Sweeper;
use WcAccounting\Order\OrderPages;
use WcAccounting\Order\Orders;
use WcAccounting\Order\StartDay;

/**
 * Asks from which day orders are sent, shows how many orders that is, and takes the answer. Works without JavaScript.
 */
final class StartQuestion {

	private const ACTION = 'start_day';

	private const KINDS = 'documents';
	private const HOW   = 'from_when';
	private const DAY   = 'day';
	private const OPEN  = 'open_orders';

	/** What HOW may be: the moment that holds, or a day. */
	private const KEEP     = 'keep';
	private const FROM_DAY = 'day';

	/** Name of the button that counts, and stores nothing. */
	private const COUNT = 'count';

	/** In the address of the page: the owner wants to say another day. */
	private const CHANGE = 'change_day';

	/** How many open orders can be taken along. */
	private const MOST_OPEN = 10000;

	public function __construct(
		private readonly Page $page,
		private readonly Settings $settings,
		private readonly Orders $orders,
		private readonly OrderPages $pages,
		private readonly StartDay $start_day,
		private readonly Store $store,
		private readonly Sweeper $sweeper,
		private readonly AfterResponse $after_response,
	) {}

	/** Name of the action, and of its nonce. */
	public static function action( string $service ): string {
		return Name::of( $service, self::ACTION );
	}

	/** For a request that brings the answer. */
	public function register_answer(): void {
		add_action( 'admin_post_' . self::action( $this->page->service ), $this->handle( ... ) );
	}

	/** The whole form while there is a question, else what holds and a way to change it. Nothing before the shop is connected. */
	public function render(): void {
		$started = $this->start_day->started();
		if ( array() === $started ) {
			return;
		}
		$asked = $this->start_day->questions();
		$day   = $this->counted_day();
		// Only read: needs no nonce.
		if ( array() === $asked && null === $day && ! isset( $_GET[ self::CHANGE ] ) ) {
			$this->render_answer( $started );
			return;
		}
		printf(
			'<div class="wc-accounting-start" id="wc-accounting-start"><h2>%s</h2>',
			esc_html__( 'From when on orders are sent', 'wc-accounting' )
		);
		$this->render_days( $started );
		printf( '<form method="post" action="%s">', esc_url( admin_url( 'admin-post.php' ) ) );
		printf( '<input type="hidden" name="action" value="%s">', esc_attr( self::action( $this->page->service ) ) );
		wp_nonce_field( self::action( $this->page->service ) );
		$this->render_kinds( $started, array() === $asked ? array_column( $started, 'kind' ) : $asked );
		$this->render_choice( $started, $day );
		printf(
			'<p><button type="submit" class="button button-primary">%s</button> <button type="submit" class="button" name="%s" value="1">%s</button></p></form></div>',
			esc_html__( 'Save the day', 'wc-accounting' ),
			esc_attr( self::COUNT ),
			esc_html__( 'Only count the orders', 'wc-accounting' )
		);
	}

	/**
	 * What holds, without counting: a big shop has many orders, and the page is opened for other things.
	 *
	 * @param list<DocumentType> $documents
	 */
	private function render_answer( array $documents ): void {
		echo '<p class="description" id="wc-accounting-start">';
		foreach ( $documents as $document ) {
			echo esc_html(
				sprintf(
					/* translators: 1: kind of document, e.g. Sales order, 2: date and time. */
					__( '%1$s: orders created since %2$s are sent.', 'wc-accounting' ),
					$document->label(),
					self::moment( (int) $this->start_day->of( $document ) )
				)
			) . ' ';
		}
		printf(
			'<a href="%s">%s</a></p>',
			esc_url( $this->page->url( '', array( self::CHANGE => '1' ) ) . '#wc-accounting-start' ),
			esc_html__( 'Change the day', 'wc-accounting' )
		);
	}

	/** @param int $from When it began to count, UNIX seconds. */
	private function day_of( DocumentType $document, int $from ): string {
		if ( $document->is_of_refunds ) {
			return sprintf(
				/* translators: 1: kind of document, e.g. Credit note, 2: date and time. */
				__( '%1$s: refunds of orders created since %2$s are sent.', 'wc-accounting' ),
				$document->label(),
				self::moment( $from )
			);
		}
		$number = $this->pages->count( $this->settings->statuses( $document ), $from );
		return sprintf(
			_n(
				/* translators: 1: kind of document, e.g. Sales order, 2: date and time, 3: number of orders. */
				'%1$s: orders created since %2$s are sent; that is %3$s order now.',
				'%1$s: orders created since %2$s are sent; that is %3$s orders now.',
				$number,
				'wc-accounting'
			),
			$document->label(),
			self::moment( $from ),
			number_format_i18n( $number )
		);
	}

	/**
	 * What holds now.
	 *
	 * @param list<DocumentType> $documents
	 */
	private function render_days( array $documents ): void {
		echo '<ul>';
		foreach ( $documents as $document ) {
			printf( '<li>%s</li>', esc_html( $this->day_of( $document, (int) $this->start_day->of( $document ) ) ) );
		}
		printf(
			'</ul><p class="description">%s</p>',
			esc_html__(
				'Older orders are not sent by themselves; those of which a document was delivered before go on. When an older order reaches a status that wants a document, the Transactions screen lists it as not sent, and you can send it there.',
				'wc-accounting'
			)
		);
	}

	/**
	 * @param list<DocumentType> $documents
	 * @param list<string>       $ticked    Kinds.
	 */
	private function render_kinds( array $documents, array $ticked ): void {
		printf( '<fieldset><legend><strong>%s</strong></legend>', esc_html__( 'Which documents?', 'wc-accounting' ) );
		foreach ( $documents as $document ) {
			printf(
				'<label><input type="checkbox" name="%s[]" value="%s"%s> %s</label><br>',
				esc_attr( self::KINDS ),
				esc_attr( $document->kind ),
				checked( in_array( $document->kind, $ticked, true ), true, false ),
				esc_html( $document->label() )
			);
		}
		echo '</fieldset>';
	}

	/**
	 * @param non-empty-list<DocumentType> $documents
	 * @param ?string                      $day       The day whose orders are counted, Y-m-d.
	 */
	private function render_choice( array $documents, ?string $day ): void {
		$began = $this->earliest( $documents );
		$shown = $day ?? wp_date( 'Y-m-d', $began );
		printf( '<fieldset><legend><strong>%s</strong></legend>', esc_html__( 'From when on?', 'wc-accounting' ) );
		$this->render_radio( self::KEEP, null === $day, __( 'Leave it as it is', 'wc-accounting' ) );
		$this->render_radio( self::FROM_DAY, null !== $day, __( 'From the beginning of this day:', 'wc-accounting' ) );
		printf(
			' <input type="date" name="%s" value="%s" max="%s" aria-label="%s"> ',
			esc_attr( self::DAY ),
			esc_attr( (string) $shown ),
			esc_attr( (string) wp_date( 'Y-m-d' ) ),
			esc_attr__( 'First day whose orders are sent', 'wc-accounting' )
		);
		echo null === $day ? '' : '<strong role="status">' . esc_html( $this->count_of( $documents, $day ) ) . '</strong>';
		$open = count( $this->orders->open_before( $began, self::MOST_OPEN ) );
		if ( $open > 0 ) {
			printf(
				'<br><label><input type="checkbox" name="%s" value="yes"> %s</label>',
				esc_attr( self::OPEN ),
				esc_html(
					sprintf(
						/* translators: %s: number of orders. */
						_n( 'and the %s older order that is open', 'and the %s older orders that are open', $open, 'wc-accounting' ),
						number_format_i18n( $open )
					)
				)
			);
		}
		echo '</fieldset>';
	}

	private function render_radio( string $value, bool $is_chosen, string $label ): void {
		?>
		<label>
			<input type="radio" name="<?php echo esc_attr( self::HOW ); ?>" value="<?php echo esc_attr( $value ); ?>"<?php
				checked( $is_chosen );
			?>> <?php echo esc_html( $label ); ?>
		</label>
		<?php
		echo self::KEEP === $value ? '<br>' : '';
	}

	/**
	 * @param list<DocumentType> $documents
	 */
	private function count_of( array $documents, string $day ): string {
		$parts = array();
		foreach ( $documents as $document ) {
			if ( $document->is_of_refunds ) {
				continue;
			}
			$number = $this->pages->count( $this->settings->statuses( $document ), self::beginning_of( $day ) ?? time() );
			/* translators: 1: kind of document, e.g. Sales order, 2: number of orders. */
			$parts[] = sprintf( __( '%1$s: %2$s', 'wc-accounting' ), $document->label(), number_format_i18n( $number ) );
		}
		/* translators: %s: numbers of orders by kind of document, e.g. "Sales order: 12, Invoice: 3". */
		return sprintf( __( 'Orders since that day: %s', 'wc-accounting' ), implode( ', ', $parts ) );
	}

	/**
	 * When the first of them began to count, UNIX seconds.
	 *
	 * @param non-empty-list<DocumentType> $documents
	 */
	private function earliest( array $documents ): int {
		return min( array_map( fn ( DocumentType $document ): int => (int) $this->start_day->of( $document ), $documents ) );
	}

	/** The day that is asked for in the address of the page, Y-m-d; only read. */
	private function counted_day(): ?string {
		$given = isset( $_GET[ self::DAY ] ) && is_string( $_GET[ self::DAY ] );
		$day   = $given ? sanitize_text_field( wp_unslash( $_GET[ self::DAY ] ) ) : '';
		return null === self::beginning_of( $day ) ? null : $day;
	}

	/** UNIX seconds of the first second of a day of the site's calendar; null when it is no day, or is still to come. */
	private static function beginning_of( string $day ): ?int {
		$beginning = TransactionFilter::day( $day )[0] ?? null;
		return null === $beginning || $beginning > time() ? null : $beginning;
	}

	private static function moment( int $time ): string {
		return (string) wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $time );
	}

	private function handle(): void {
		Guard::check_form( self::action( $this->page->service ) );
		$day = Guard::text( self::DAY );
		if ( '' !== Guard::text( self::COUNT ) ) {
			wp_safe_redirect( $this->page->url( '', array( self::DAY => $day ) ) . '#wc-accounting-start' );
			exit;
		}
		$kinds  = isset( $_POST[ self::KINDS ] ) && is_array( $_POST[ self::KINDS ] )
			? array_values( array_map( 'sanitize_key', array_filter( wp_unslash( $_POST[ self::KINDS ] ), 'is_string' ) ) )
			: array();
		$is_day = self::FROM_DAY === Guard::text( self::HOW );
		$from   = $is_day ? self::beginning_of( $day ) : null;
		if ( array() === $kinds || ( $is_day && null === $from ) ) {
			Notices::say( 'error', __( 'Nothing was saved: choose the documents, and a day that is not to come.', 'wc-accounting' ) );
		} else {
			$this->answer( $kinds, $from, 'yes' === Guard::text( self::OPEN ) );
		}
		wp_safe_redirect( $this->page->url() );
		exit;
	}

	/**
	 * Stores the answer, and looks at once for the orders that count now.
	 *
	 * @param list<string> $kinds
	 */
	private function answer( array $kinds, ?int $from, bool $with_open_ones ): void {
		$started = $this->start_day->started();
		$open    = $with_open_ones && array() !== $started
			? $this->orders->open_before( $from ?? $this->earliest( $started ), self::MOST_OPEN )
			: array();
		$this->start_day->answer( $kinds, $from, $open );
		foreach ( $kinds as $kind ) {
			$this->store->take_up_again( $kind );
		}
		$result = $this->sweeper->sweep();
		$this->after_response->request();
		Notices::say(
			'success',
			__( 'The day is saved.', 'wc-accounting' ) . ' ' . sprintf(
				/* translators: %s: number of documents. */
				_n( '%s document was queued.', '%s documents were queued.', $result['queued'], 'wc-accounting' ),
				number_format_i18n( $result['queued'] )
			)
		);
	}
}
