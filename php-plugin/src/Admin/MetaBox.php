<?php
/**
 * The box on the order screen.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\BookStore;
use WcAccounting\Delivery\Change;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Status;
use WcAccounting\Intake\OrderActions;
use WcAccounting\Order\DocumentFactory;
use WcAccounting\Order\Mark;
use WcAccounting\Order\Subject;
use WcAccounting\Order\Wanted;

/**
 * Shows where each document of an order stands, on the order screen of either storage, and what can be done.
 */
final class MetaBox {

	/** @var array<string, array{do: string, document: string, ...<string, string>}> Forms that buttons belong to; by id. */
	private array $forms = array();

	private int $order_id = 0;

	private const TICK = 'do_not_send';

	public function __construct(
		private readonly Description $description,
		private readonly Messages $messages,
		private readonly DocumentFactory $documents,
		private readonly OrderActions $actions,
		private readonly BookStore $book_store,
		private readonly StatusView $view,
		/** Whether no other service is at work. */
		private readonly bool $is_alone,
	) {}

	public function register(): void {
		add_action( 'add_meta_boxes', $this->add( ... ) );
		add_action( 'admin_footer', $this->print_forms( ... ) );
		add_action( 'woocommerce_process_shop_order_meta', $this->save( ... ), 60 );
	}

	private function add(): void {
		$screens = array( 'shop_order', function_exists( 'wc_get_page_screen_id' ) ? wc_get_page_screen_id( 'shop-order' ) : 'shop_order' );
		add_meta_box( $this->element( 'box' ), $this->description->name, $this->render( ... ), array_unique( $screens ), 'side' );
	}

	/**
	 * @param mixed $subject The order, or its post.
	 */
	private function render( $subject ): void {
		$order = $subject instanceof \WC_Order ? $subject : wc_get_order( $subject instanceof \WP_Post ? $subject->ID : 0 );
		if ( ! $order instanceof \WC_Order ) {
			return;
		}
		$this->order_id = $order->get_id();
		printf( '<div class="wc-accounting-box" data-service="%s">', esc_attr( $this->description->service ) );
		foreach ( $this->differences( $order ) as $difference ) {
			echo '<div class="notice notice-warning inline"><p>' . esc_html( Text::plain( $difference ) ) . '</p></div>';
		}
		$is_allowed = Guard::may_edit_order( $this->order_id );
		foreach ( Subject::of_all( $this->description->documents, $order ) as $subject ) {
			$delivery = $this->actions->find( $subject );
			if ( null === $delivery && ! $this->actions->is_conceivable( $subject ) ) {
				continue;
			}
			printf( '<section aria-label="%1$s"><h4>%1$s</h4>', esc_attr( $subject->label() ) );
			if ( null === $delivery ) {
				$this->render_absence( $subject );
			} else {
				$this->render_delivery( $delivery, $order );
			}
			if ( $is_allowed ) {
				$this->render_actions( $subject, $delivery );
			}
			echo '</section>';
		}
		if ( $is_allowed ) {
			$this->render_tick( $order );
		}
		echo '</div>';
	}

	/** Name of the tick's fields. The box of each service has one, for the order as a whole. */
	public static function tick( string $service ): string {
		return Name::of( $service, self::TICK );
	}

	/**
	 * Saved with the order. What it was is sent along: the boxes of other services have the same tick, and one that nobody has
	 * touched must not undo what was ticked in another.
	 */
	private function render_tick( \WC_Order $order ): void {
		$name        = self::tick( $this->description->service );
		$is_withheld = Wanted::is_withheld( $order );
		?>
		<p class="wc-accounting-withhold">
			<input type="hidden" name="<?php echo esc_attr( "{$name}[was]" ); ?>" value="<?php echo $is_withheld ? 'yes' : 'no'; ?>">
			<label>
				<input type="checkbox" name="<?php echo esc_attr( "{$name}[is]" ); ?>" value="yes" <?php checked( $is_withheld ); ?>>
				<?php
				echo $this->is_alone
					? esc_html__( 'Do not send this order', 'wc-accounting' )
					: esc_html__( 'Send this order to no accounting service', 'wc-accounting' );
				?>
			</label>
		</p>
		<?php
	}

	/**
	 * The form of the order was sent; WooCommerce has checked its nonce.
	 *
	 * @param mixed $order_id
	 */
	private function save( $order_id ): void {
		$tick = $_POST[ self::tick( $this->description->service ) ] ?? null;
		if ( ! is_array( $tick ) || ! in_array( $tick['was'] ?? '', array( 'yes', 'no' ), true ) ) {
			return;
		}
		$is_ticked = 'yes' === ( $tick['is'] ?? 'no' );
		$order     = ( 'yes' === $tick['was'] ) === $is_ticked ? false : wc_get_order( absint( $order_id ) );
		if ( $order instanceof \WC_Order && Guard::may_edit_order( $order->get_id() ) ) {
			Wanted::withhold( $order, $is_ticked );
			$order->save();
		}
	}

	/**
	 * What the documents would show otherwise than the order does, said once where they agree.
	 *
	 * @return list<string>
	 */
	private function differences( \WC_Order $order ): array {
		$differences = array();
		foreach ( Subject::of_all( $this->description->documents, $order ) as $subject ) {
			try {
				$reconciliation = $this->documents->of( $subject )['document']['reconciliation'] ?? array();
				$differences[]  = $this->messages->of_difference( $reconciliation );
			} catch ( \Throwable ) {
				// An order that cannot be read says so where its document is previewed or sent; the screen must open.
				continue;
			}
		}
		return array_values( array_unique( array_filter( $differences, static fn ( string $text ): bool => '' !== $text ) ) );
	}

	private function render_absence( Subject $subject ): void {
		echo '<p>' . esc_html( $this->actions->refusal( $subject ) ?? __( 'Not sent.', 'wc-accounting' ) ) . '</p>';
		if ( ! Mark::is_on( $subject ) && null !== Mark::last_chance_of_others( $subject ) ) {
			printf(
				'<p>%s</p>',
				esc_html(
					sprintf(
						/* translators: %s: name of the service. */
						__( 'Perhaps sent before this plugin was installed: %s is asked before anything is sent.', 'wc-accounting' ),
						$this->description->name
					)
				)
			);
		}
	}

	private function render_delivery( Delivery $delivery, \WC_Order $order ): void {
		echo '<p>' . $this->view->status( $delivery ) . '</p>'; // Escaped there.
		echo $this->view->change( $delivery, $order ); // Escaped there.
		echo $this->view->correction( $delivery, $order ); // Escaped there.
		$books = $this->book_store->of( array( $delivery ) )[ $delivery->id ] ?? null;
		echo $this->view->difference( $delivery, $books ) . $this->view->books( $delivery, $books ); // Escaped there.
		$parts = array();
		if ( $delivery->attempts > 0 ) {
			$parts[] = esc_html(
				sprintf(
					/* translators: %s: number of attempts. */
					_n( '%s attempt', '%s attempts', $delivery->attempts, 'wc-accounting' ),
					number_format_i18n( $delivery->attempts )
				)
			);
		}
		if ( null !== $delivery->next_attempt_at && Status::Confirmed !== $delivery->status ) {
			/* translators: %s: a time, such as "in 5 minutes". */
			$parts[] = sprintf( esc_html__( 'next: %s', 'wc-accounting' ), Text::due( $delivery, time() ) );
		}
		echo array() === $parts ? '' : '<p>' . implode( ' · ', $parts ) . '</p>'; // Escaped above.
		$error = Text::plain( $this->messages->of( $delivery->reason ) );
		echo '' === $error ? '' : '<p><bdi>' . esc_html( Text::cut( $error, 1500 ) ) . '</bdi></p>';
	}

	// --- What can be done ---------------------------------------------------------------------------------------------

	private function render_actions( Subject $subject, ?Delivery $delivery ): void {
		$checks = null !== $delivery && in_array( $delivery->status, array( Status::Accepted, Status::Unconfirmed ), true );
		echo '<p>';
		if ( $this->actions->is_offered( $subject, $delivery ) && ! $checks ) {
			$this->render_button( OrderActions::SEND, $subject, __( 'Send now', 'wc-accounting' ) );
		}
		if ( null !== $delivery && null !== $delivery->reference && Status::Sending !== $delivery->status ) {
			$this->render_button( OrderActions::CHECK, $subject, __( 'Check now', 'wc-accounting' ) );
		}
		if ( null !== $delivery && null !== Change::since( $delivery, $subject->order, $this->description ) ) {
			/* translators: %s: name of the service. */
			$label = sprintf( __( 'Corrected in %s', 'wc-accounting' ), $this->description->name );
			$this->render_button( OrderActions::SETTLE, $subject, $label );
		}
		$this->render_preview( $subject );
		if ( CustomerPage::may_be_of( $subject, $delivery ) ) {
			echo '<p>';
			$this->render_customer_page( $subject );
		}
		if ( $this->actions->is_resendable( $subject, $delivery ) ) {
			$this->render_resend( $subject );
		}
	}

	private function render_button( string $what, Subject $subject, string $label ): void {
		printf(
			'<button type="submit" class="button" form="%s" aria-label="%s">%s</button> ',
			esc_attr( $this->form( $what, $subject ) ),
			esc_attr( $subject->label() . ": $label" ),
			esc_html( $label )
		);
	}

	private function render_preview( Subject $subject ): void {
		$service = $this->description->service;
		/* translators: %s: kind of document, e.g. Sales order. */
		$label = sprintf( __( 'Preview: %s', 'wc-accounting' ), $subject->label() );
		$this->render_asking(
			$subject,
			'preview',
			array( __( 'Preview', 'wc-accounting' ), $label ),
			array(
				OrderPreview::action( $service ),
				OrderPreview::nonce_action( $service, $subject->document->kind, $subject->id() ),
			)
		);
	}

	private function render_customer_page( Subject $subject ): void {
		$service = $this->description->service;
		/* translators: %s: kind of document, e.g. Invoice. */
		$label = sprintf( __( 'Address for the customer: %s', 'wc-accounting' ), $subject->label() );
		$this->render_asking(
			$subject,
			'customer',
			array( __( 'Show the address for the customer', 'wc-accounting' ), $label ),
			array(
				CustomerPage::action( $service ),
				CustomerPage::nonce_action( $service, $subject->document->kind, $subject->id() ),
			)
		);
	}

	/**
	 * A button that shows what it asks for below it, and on a page of its own without a script. It ends the paragraph that it is in.
	 *
	 * @param string                    $what   Part of its class and ids.
	 * @param array{0: string, 1: string} $texts  What it says, and what the place of the answer is called.
	 * @param array{0: string, 1: string} $action Name of the action, and of its nonce.
	 */
	private function render_asking( Subject $subject, string $what, array $texts, array $action ): void {
		$id    = $this->element( "$what-" . self::id_of( $subject ) );
		$nonce = wp_create_nonce( $action[1] );

		$this->forms[ "$id-form" ] = array(
			'action'   => $action[0],
			'do'       => $what,
			'document' => $subject->document->kind,
			'subject'  => (string) $subject->id(),
			'nonce'    => $nonce,
		);
		?>
		<button type="submit" form="<?php echo esc_attr( "$id-form" ); ?>"
			class="button-link <?php echo esc_attr( "wc-accounting-$what-button" ); ?>"
			aria-expanded="false" aria-controls="<?php echo esc_attr( $id ); ?>"
			data-document="<?php echo esc_attr( $subject->document->kind ); ?>"
			data-order="<?php echo (int) $this->order_id; ?>" data-subject="<?php echo (int) $subject->id(); ?>"
			data-nonce="<?php echo esc_attr( $nonce ); ?>"><?php echo esc_html( $texts[0] ); ?></button></p>
		<div id="<?php echo esc_attr( $id ); ?>" class="wc-accounting-preview-scroll" role="region" tabindex="0"
			aria-label="<?php echo esc_attr( $texts[1] ); ?>" aria-live="polite"></div>
		<?php
	}

	/** Asks first: whoever sends what is there makes a second one. */
	private function render_resend( Subject $subject ): void {
		$form = $this->form( OrderActions::RESEND, $subject );
		$name = $subject->label() . ': ' . __( 'Send again', 'wc-accounting' );
		?>
		<details class="wc-accounting-resend">
			<summary><?php esc_html_e( 'Send again…', 'wc-accounting' ); ?></summary>
			<p><?php echo esc_html( OrderForms::warning( $this->description->name ) ); ?></p>
			<p>
				<label>
					<input type="checkbox" form="<?php echo esc_attr( $form ); ?>"
						name="<?php echo esc_attr( OrderForms::CONFIRMED ); ?>" value="1" required>
					<?php esc_html_e( 'I know that it may be there twice', 'wc-accounting' ); ?>
				</label>
			</p>
			<p>
				<button type="submit" class="button" form="<?php echo esc_attr( $form ); ?>" aria-label="<?php echo esc_attr( $name ); ?>">
					<?php esc_html_e( 'Send again', 'wc-accounting' ); ?>
				</button>
			</p>
		</details>
		<?php
	}

	private function element( string $name ): string {
		return Name::element( $this->description->service, sanitize_html_class( $name ) );
	}

	/** Id of the form that a button belongs to. */
	private function form( string $what, Subject $subject ): string {
		$id = $this->element( "$what-" . self::id_of( $subject ) );

		$this->forms[ $id ] = array(
			'do'       => $what,
			'document' => $subject->document->kind,
			'subject'  => (string) $subject->id(),
		);
		return $id;
	}

	/** Part of an id in the page: the kind, and behind it the refund where it is of one. */
	private static function id_of( Subject $subject ): string {
		$kind = sanitize_html_class( $subject->document->kind );
		return $subject->document->is_of_refunds ? "$kind-{$subject->id()}" : $kind;
	}

	/** The box is inside the form of the order, and forms do not nest: its buttons belong to these. */
	private function print_forms(): void {
		$service = $this->description->service;
		foreach ( $this->forms as $id => $fields ) {
			printf( '<form id="%s" method="post" action="%s">', esc_attr( $id ), esc_url( admin_url( 'admin-post.php' ) ) );
			$always = array(
				'action'   => OrderForms::action( $service ),
				'order_id' => (string) $this->order_id,
			);
			foreach ( $fields + $always as $name => $value ) {
				printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
			}
			$nonce = OrderForms::nonce_action( $service, $fields['document'], (int) $fields['subject'], $fields['do'] );
			printf( '<input type="hidden" name="_wpnonce" value="%s">', esc_attr( wp_create_nonce( $nonce ) ) );
			echo '</form>';
		}
	}
}
