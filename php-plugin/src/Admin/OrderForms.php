<?php
/**
 * Buttons and lists of actions on the screens of orders.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\HandResult;
use WcAccounting\Intake\OrderActions;
use WcAccounting\Order\Orders;
use WcAccounting\Order\Subject;

/**
 * Takes what a person asks for an order: by a button of the box, from the order's list of actions, or for many orders at a
 * time. Checks right and nonce, has it done, and says on the next page what came of it.
 */
final class OrderForms {

	/** Name of the POST action; the nonce is bound to what is done, document and order. */
	private const ACTION = 'order_document';

	/** Field that says that the person was warned. */
	public const CONFIRMED = 'confirmed';

	/** User option: which document of which order may be sent again, and until when it is worth asking. */
	public const QUESTION_OPTION = 'resend_question';

	private const QUESTION_SECONDS = 10 * MINUTE_IN_SECONDS;

	public function __construct(
		private readonly Description $description,
		private readonly Orders $orders,
		private readonly OrderActions $actions,
	) {}

	/** Name of the POST action. */
	public static function action( string $service ): string {
		return Name::of( $service, self::ACTION );
	}

	/**
	 * Name of an entry in the lists of actions.
	 *
	 * @param string $what As OrderActions calls it.
	 * @param string $kind Kind of document; empty for all.
	 */
	public static function choice( string $service, string $what, string $kind = '' ): string {
		return Name::of( $service, '' === $kind ? $what : "{$what}_$kind" );
	}

	/** For a request that comes from a button of the box. */
	public function register_answer(): void {
		add_action( 'admin_post_' . self::action( $this->description->service ), $this->handle( ... ) );
	}

	/** For the screens of orders. */
	public function register(): void {
		add_filter( 'woocommerce_order_actions', $this->add_actions_of_one( ... ), 10, 2 );
		foreach ( $this->description->documents as $document ) {
			foreach ( array( OrderActions::SEND, OrderActions::RESEND ) as $what ) {
				add_action(
					'woocommerce_order_action_' . self::choice( $this->description->service, $what, $document->kind ),
					fn ( $order ) => $this->from_list( $what, $order, $document )
				);
			}
		}
		$check = fn ( $order ) => $this->from_list( OrderActions::CHECK, $order );
		add_action( 'woocommerce_order_action_' . self::choice( $this->description->service, OrderActions::CHECK ), $check );
		add_action( 'all_admin_notices', $this->show_question( ... ) );
	}

	/** @param int $subject_id What the document is of: the order, or one of its refunds. */
	public static function nonce_action( string $service, string $document, int $subject_id, string $what = OrderActions::SEND ): string {
		return self::action( $service ) . "-$what-$document-$subject_id";
	}

	/** A button of the box. */
	private function handle(): void {
		$order_id = isset( $_POST['order_id'] ) ? absint( $_POST['order_id'] ) : 0;
		$kind     = isset( $_POST['document'] ) && is_string( $_POST['document'] ) ? sanitize_key( wp_unslash( $_POST['document'] ) ) : '';
		$what     = isset( $_POST['do'] ) && is_string( $_POST['do'] ) ? sanitize_key( wp_unslash( $_POST['do'] ) ) : OrderActions::SEND;
		$of       = isset( $_POST['subject'] ) ? absint( $_POST['subject'] ) : $order_id;
		check_admin_referer( self::nonce_action( $this->description->service, $kind, $of, $what ) );
		$subject  = Subject::named( $this->description, $kind, $this->orders->fresh( $order_id ), $of );
		$is_known = in_array( $what, array( OrderActions::SEND, OrderActions::RESEND, OrderActions::CHECK ), true );
		if ( ! Guard::may_edit_order( $order_id ) || null === $subject || ! $is_known ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'wc-accounting' ), 403 );
		}
		if ( OrderActions::RESEND === $what && empty( $_POST[ self::CONFIRMED ] ) ) {
			Notices::say( 'warning', __( 'Nothing was sent: please confirm that the document may be there twice.', 'wc-accounting' ) );
		} else {
			$this->tell( $what, $subject );
		}
		wp_safe_redirect( $subject->order->get_edit_order_url() );
		exit;
	}

	/**
	 * What can be chosen for one order.
	 *
	 * @param mixed $actions
	 * @param mixed $order
	 * @return array<string, string>
	 */
	private function add_actions_of_one( $actions, $order = null ): array {
		if ( ! $order instanceof \WC_Order || ! Guard::may_edit_order( $order->get_id() ) ) {
			return (array) $actions;
		}
		$actions = $this->add_actions( $actions );
		foreach ( $this->description->documents as $document ) {
			$subjects      = Subject::all( $document, $order );
			$is_resendable = fn ( Subject $subject ): bool => $this->actions->is_resendable( $subject, $this->actions->find( $subject ) );
			if ( array() === $subjects ) {
				// There is no refund that it could be of.
				unset( $actions[ self::choice( $this->description->service, OrderActions::SEND, $document->kind ) ] );
			}
			if ( array() !== array_filter( $subjects, $is_resendable ) ) {
				$actions[ self::choice( $this->description->service, OrderActions::RESEND, $document->kind ) ] = sprintf(
					/* translators: 1: name of the service, 2: kind of document, e.g. sales order. */
					__( '%1$s: send %2$s again…', 'wc-accounting' ),
					$this->description->name,
					mb_strtolower( $document->label(), 'UTF-8' )
				);
			}
		}
		return $actions;
	}

	/**
	 * What can be chosen for many orders at a time.
	 *
	 * @param mixed $actions
	 * @return array<string, string>
	 */
	public function add_actions( $actions ): array {
		$actions = (array) $actions;
		if ( ! current_user_can( Guard::ORDER_CAPABILITY ) ) {
			return $actions;
		}
		foreach ( $this->description->documents as $document ) {
			$actions[ self::choice( $this->description->service, OrderActions::SEND, $document->kind ) ] = sprintf(
				/* translators: 1: name of the service, 2: kind of document, e.g. sales order. */
				__( '%1$s: send %2$s', 'wc-accounting' ),
				$this->description->name,
				mb_strtolower( $document->label(), 'UTF-8' )
			);
		}
		$check = self::choice( $this->description->service, OrderActions::CHECK );
		/* translators: %s: name of the service. */
		$actions[ $check ] = sprintf( __( '%s: check status', 'wc-accounting' ), $this->description->name );
		return $actions;
	}

	/**
	 * An entry of the order's list of actions. WooCommerce has checked the nonce of the order's form.
	 *
	 * @param mixed $order
	 */
	private function from_list( string $what, $order, ?DocumentType $document = null ): void {
		$order = $order instanceof \WC_Order ? $this->orders->fresh( $order->get_id() ) : null;
		if ( null === $order || ! Guard::may_edit_order( $order->get_id() ) ) {
			return;
		}
		foreach ( Subject::of_all( null === $document ? $this->description->documents : array( $document ), $order ) as $subject ) {
			$this->do_or_ask( $what, $subject );
		}
	}

	private function do_or_ask( string $what, Subject $subject ): void {
		if ( OrderActions::RESEND === $what && $this->actions->is_resendable( $subject, $this->actions->find( $subject ) ) ) {
			self::ask( $subject );
		} else {
			// What is not there needs no question.
			$this->tell( OrderActions::RESEND === $what ? OrderActions::SEND : $what, $subject );
		}
	}

	/** Does it, and says on the next page what came of it. */
	private function tell( string $what, Subject $subject ): void {
		list( $result, $refusal ) = $this->actions->perform( $what, $subject );

		$kind = match ( $result ) {
			HandResult::Arrived, HandResult::Accepted => 'success',
			HandResult::Failed => 'error',
			HandResult::There, HandResult::NeverSent => 'info',
			default => 'warning',
		};
		$text = null === $result ? $refusal : $result->sentence( $this->description->name );
		Notices::say(
			$kind,
			sprintf(
				/* translators: 1: name of the service, 2: kind of document, 3: number of the order, 4: what happened. */
				__( '%1$s, %2$s of order #%3$s: %4$s', 'wc-accounting' ),
				$this->description->name,
				$subject->label(),
				$subject->order->get_order_number(),
				$text
			)
		);
	}

	// --- The question before a document is sent again -----------------------------------------------------------------

	/** Name of the user option. */
	public static function question_option( string $service ): string {
		return Name::of( $service, self::QUESTION_OPTION );
	}

	/**
	 * An order's list of actions has no room for a warning. So what is chosen there is asked for on the next page: a form, which
	 * works without JavaScript, shown once and to the person who chose it. Only its answer sends.
	 */
	public static function ask( Subject $subject ): void {
		$question = array(
			'until'    => time() + self::QUESTION_SECONDS,
			'order_id' => $subject->order->get_id(),
			'document' => $subject->document->kind,
			'subject'  => $subject->id(),
		);
		update_user_option( get_current_user_id(), self::question_option( $subject->document->account->service ), $question );
	}

	/** What a document that is there and is sent again comes to. */
	public static function warning( string $service ): string {
		return sprintf(
			__(
				/* translators: %s: name of the service. */
				'The document is in %s already. Sending it again makes a second one, unless you have deleted the first.',
				'wc-accounting'
			),
			$service
		);
	}

	/** On the screen of an order. */
	public function show_question(): void {
		$question = get_user_option( self::question_option( $this->description->service ) );
		// Only read: needs no nonce.
		if ( ! is_array( $question ) || self::order_on_screen() !== (int) $question['order_id'] ) {
			return;
		}
		delete_user_option( get_current_user_id(), self::question_option( $this->description->service ) );
		$order   = wc_get_order( (int) $question['order_id'] );
		$order   = $order instanceof \WC_Order ? $order : null;
		$subject = Subject::named( $this->description, (string) $question['document'], $order, (int) ( $question['subject'] ?? 0 ) );
		if ( null !== $subject && time() < $question['until'] && Guard::may_edit_order( $subject->order->get_id() ) ) {
			$this->print_question( $subject );
		}
	}

	/** In either order storage; 0 where there is none. */
	private static function order_on_screen(): int {
		$id = $_GET['id'] ?? $_GET['post'] ?? '';
		return is_string( $id ) ? absint( $id ) : 0;
	}

	private function print_question( Subject $subject ): void {
		$service = $this->description->service;
		$kind    = $subject->document->kind;
		$fields  = array(
			'action'                => self::action( $service ),
			'do'                    => OrderActions::RESEND,
			'document'              => $kind,
			'subject'               => (string) $subject->id(),
			'order_id'              => (string) $subject->order->get_id(),
			self::CONFIRMED   => '1',
			'_wpnonce'              => wp_create_nonce(
				self::nonce_action( $service, $kind, $subject->id(), OrderActions::RESEND )
			),
		);
		?>
		<div class="notice notice-warning" id="<?php echo esc_attr( Name::element( $service, 'resend-question' ) ); ?>">
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<?php foreach ( $fields as $name => $value ) : ?>
					<input type="hidden" name="<?php echo esc_attr( $name ); ?>" value="<?php echo esc_attr( $value ); ?>">
				<?php endforeach; ?>
				<p>
					<strong><?php echo esc_html( $this->description->name . ', ' . $subject->label() ); ?>:</strong>
					<?php echo esc_html( self::warning( $this->description->name ) ); ?>
				</p>
				<p>
					<button type="submit" class="button"><?php esc_html_e( 'Send again', 'wc-accounting' ); ?></button>
					<?php esc_html_e( 'If you do not want that, just go on: nothing was sent.', 'wc-accounting' ); ?>
				</p>
			</form>
		</div>
		<?php
	}
}
