<?php
/**
 * What a person can do with an order's documents.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Admin\Flash;
use WcAccounting\Admin\Guard;
use WcAccounting\Connector\Description;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\ByHand;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\HandResult;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;

/**
 * Sends a document, sends it once more, or asks after it: from the box of the order, from its list of actions, and for
 * many orders at a time. The rules are those of the automatic way, and a refusal says which one it was.
 */
final class OrderActions {

	/** Name of the POST action; the nonce is bound to what is done, document and order. */
	public const ACTION = 'wc_accounting_order_document';

	public const SEND   = 'send';
	public const RESEND = 'resend';
	public const CHECK  = 'check';

	/** In lists of actions: for each kind of document, which comes after it, and for all. */
	public const SEND_CHOICE  = 'wc_accounting_send_';
	public const CHECK_CHOICE = 'wc_accounting_check';

	/** In the list of actions of one order, where a question follows. */
	public const RESEND_CHOICE = 'wc_accounting_resend_';

	/** Field that says that the person was warned. */
	public const CONFIRMED = 'confirmed';

	public function __construct(
		private readonly Description $description,
		private readonly Wanted $wanted,
		private readonly Triggers $triggers,
		private readonly Settings $settings,
		private readonly Store $store,
		private readonly Orders $orders,
		private readonly Intake $intake,
		private readonly Consent $consent,
		private readonly ByHand $by_hand,
		private readonly AfterResponse $after_response,
	) {}

	/** For a request that comes from a button of the box. */
	public function register_answer(): void {
		add_action( 'admin_post_' . self::ACTION, $this->handle( ... ) );
	}

	/** For the screens of orders. */
	public function register(): void {
		add_filter( 'woocommerce_order_actions', $this->add_actions_of_one( ... ), 10, 2 );
		foreach ( $this->description->documents as $document ) {
			foreach ( array( self::SEND => self::SEND_CHOICE, self::RESEND => self::RESEND_CHOICE ) as $what => $choice ) {
				add_action(
					'woocommerce_order_action_' . $choice . $document->kind,
					fn ( $order ) => $this->from_list( $what, $order, $document )
				);
			}
		}
		add_action( 'woocommerce_order_action_' . self::CHECK_CHOICE, fn ( $order ) => $this->from_list( self::CHECK, $order ) );
	}

	public static function nonce_action( string $document, int $order_id, string $what = self::SEND ): string {
		return self::ACTION . "-$what-$document-$order_id";
	}

	// --- Rules --------------------------------------------------------------------------------------------------------

	/** Whether there is something to be done: a document that is in the service already is left alone. */
	public function is_offered( DocumentType $document, \WC_Order $order, ?Delivery $delivery ): bool {
		if ( null === $delivery ) {
			return null === $this->refusal( $document, $order );
		}
		return Status::Confirmed !== $delivery->status && Status::Sending !== $delivery->status;
	}

	/** Whether an order without a row says that the document is in the service. */
	public function is_there( DocumentType $document, \WC_Order $order ): bool {
		return $this->wanted->is_there( $document, $order );
	}

	/** Why the document of an order cannot be queued; null when it can. The same rules as for the automatic way. */
	public function refusal( DocumentType $document, \WC_Order $order ): ?string {
		return $this->general_refusal( $document, $order, false )
			?? ( $this->wanted->is_there( $document, $order )
				? __( 'The order says that it was delivered before.', 'wc-accounting' )
				: null );
	}

	/** Whether the document is in the service, so that it could be sent there once more. */
	public function is_resendable( DocumentType $document, \WC_Order $order, ?Delivery $delivery ): bool {
		$is_there = Status::Confirmed === $delivery?->status || ( null === $delivery && $this->is_there( $document, $order ) );
		return $is_there && null === $this->general_refusal( $document, $order, null !== $delivery );
	}

	/**
	 * What keeps a document from leaving, wherever it stands.
	 *
	 * @param bool $is_known Whether the document has a row: then a status that says nothing of documents does not matter.
	 */
	public function general_refusal( DocumentType $document, \WC_Order $order, bool $is_known ): ?string {
		$status = $order->get_status();
		$wants  = $is_known ? ! $this->triggers->are_gone( $document, $status ) : $this->triggers->want( $document, $status );
		return match ( true ) {
			! $this->settings->wants( $document ) => __( 'This kind of document is switched off in the settings.', 'wc-accounting' ),
			! $wants => sprintf(
				/* translators: %s: status of an order, or several, e.g. Processing / Packed. */
				__( 'It is sent when the order becomes %s.', 'wc-accounting' ),
				$this->triggers->names( $document )
			),
			Consent::is_withheld( $order ) => __(
				'The order is marked not to be sent. Take the tick away and save the order first.',
				'wc-accounting'
			),
			! $this->consent->is_given( $order, $document ) => __(
				'The code of this shop keeps this order from being sent, for instance because it is a vendor\'s part of another order.',
				'wc-accounting'
			),
			default => null,
		};
	}

	// --- Doing --------------------------------------------------------------------------------------------------------

	/** Makes the document due at once. */
	public function queue( DocumentType $document, \WC_Order $order ): bool {
		$delivery = $this->find( $document, $order->get_id() );
		$queued   = match ( true ) {
			null === $delivery => null === $this->refusal( $document, $order )
				&& $this->intake->enqueue_in_order( $document, $order->get_id(), $order, true ),
			Status::Confirmed === $delivery->status => $this->wanted->is_resend_forced( $order, $document )
				&& $this->by_hand->resend( $delivery->id ),
			default => $this->is_offered( $document, $order, $delivery ) && $this->by_hand->retry( $delivery->id ),
		};
		return $this->queued( $queued );
	}

	/** Makes the document leave once more although it is in the service. The person was warned. */
	public function queue_again( DocumentType $document, \WC_Order $order ): bool {
		if ( null === $this->find( $document, $order->get_id() ) ) {
			$this->intake->enqueue( $document, $order->get_id(), $order, true );
		}
		$delivery = $this->find( $document, $order->get_id() );
		return $this->queued( null !== $delivery && $this->by_hand->resend( $delivery->id ) );
	}

	private function queued( bool $is_queued ): bool {
		if ( $is_queued ) {
			$this->after_response->request();
		}
		return $is_queued;
	}

	/**
	 * Does it now, and answers what came of it.
	 *
	 * @param bool $is_one_of_many Whether nobody has looked at this very document: what is held is left alone then.
	 * @return array{0: ?HandResult, 1: string} Null and a sentence when it is refused.
	 */
	public function perform( string $what, DocumentType $document, \WC_Order $order, bool $is_one_of_many = false ): array {
		$delivery = $this->find( $document, $order->get_id() );
		if ( self::CHECK === $what ) {
			return null === $delivery
				? array( HandResult::NeverSent, '' )
				: array( $this->by_hand->check_now( array( $delivery->id ) )[ $delivery->id ], '' );
		}
		$refusal = null === $delivery && self::SEND === $what
			? $this->refusal( $document, $order )
			: $this->general_refusal( $document, $order, null !== $delivery );
		if ( null !== $refusal ) {
			return array( null, $refusal );
		}
		if ( self::SEND === $what && Status::Confirmed === $delivery?->status && ! $this->wanted->is_resend_forced( $order, $document ) ) {
			return array( HandResult::There, '' );
		}
		if ( $is_one_of_many && self::SEND === $what && true === $delivery?->is_held() ) {
			return array( HandResult::Held, '' );
		}
		if ( ! ( self::RESEND === $what ? $this->queue_again( $document, $order ) : $this->queue( $document, $order ) ) ) {
			return array( HandResult::Busy, '' );
		}
		$queued = $this->find( $document, $order->get_id() );
		if ( null === $queued ) {
			return array( HandResult::Removed, '' );
		}
		$earlier = null === $document->waits_for
			? null
			: $this->store->find_document( $document->waits_for, $order->get_id() );
		$ids     = null === $earlier ? array( $queued->id ) : array( $earlier->id, $queued->id );
		return array( $this->by_hand->run( $ids )[ $queued->id ], '' );
	}

	private function find( DocumentType $document, int $order_id ): ?Delivery {
		return $this->store->find_document( $document->kind, $order_id );
	}

	// --- From screens -------------------------------------------------------------------------------------------------

	/** A button of the box. */
	private function handle(): void {
		$order_id = isset( $_POST['order_id'] ) ? absint( $_POST['order_id'] ) : 0;
		$kind     = isset( $_POST['document'] ) && is_string( $_POST['document'] ) ? sanitize_key( wp_unslash( $_POST['document'] ) ) : '';
		$what     = isset( $_POST['do'] ) && is_string( $_POST['do'] ) ? sanitize_key( wp_unslash( $_POST['do'] ) ) : self::SEND;
		check_admin_referer( self::nonce_action( $kind, $order_id, $what ) );
		$document = $this->description->document( $kind );
		$order    = $this->orders->fresh( $order_id );
		$is_known = in_array( $what, array( self::SEND, self::RESEND, self::CHECK ), true );
		if ( ! Guard::may_edit_order( $order_id ) || null === $document || null === $order || ! $is_known ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'wc-accounting' ), 403 );
		}
		if ( self::RESEND === $what && empty( $_POST[ self::CONFIRMED ] ) ) {
			Flash::say( 'warning', __( 'Nothing was sent: please confirm that the document may be there twice.', 'wc-accounting' ) );
		} else {
			$this->tell( $what, $document, $order );
		}
		wp_safe_redirect( $order->get_edit_order_url() );
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
			if ( $this->is_resendable( $document, $order, $this->find( $document, $order->get_id() ) ) ) {
				$actions[ self::RESEND_CHOICE . $document->kind ] = sprintf(
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
			$actions[ self::SEND_CHOICE . $document->kind ] = sprintf(
				/* translators: 1: name of the service, 2: kind of document, e.g. sales order. */
				__( '%1$s: send %2$s', 'wc-accounting' ),
				$this->description->name,
				mb_strtolower( $document->label(), 'UTF-8' )
			);
		}
		/* translators: %s: name of the service. */
		$actions[ self::CHECK_CHOICE ] = sprintf( __( '%s: check status', 'wc-accounting' ), $this->description->name );
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
		foreach ( null === $document ? $this->description->documents : array( $document ) as $each ) {
			if ( self::RESEND === $what && $this->is_resendable( $each, $order, $this->find( $each, $order->get_id() ) ) ) {
				ResendQuestion::ask( $each, $order->get_id() );
			} else {
				// What is not there needs no question.
				$this->tell( self::RESEND === $what ? self::SEND : $what, $each, $order );
			}
		}
	}

	/** Does it, and says on the next page what came of it. */
	private function tell( string $what, DocumentType $document, \WC_Order $order ): void {
		list( $result, $refusal ) = $this->perform( $what, $document, $order );

		$kind = match ( $result ) {
			HandResult::Arrived, HandResult::Accepted => 'success',
			HandResult::Failed => 'error',
			HandResult::There, HandResult::NeverSent => 'info',
			default => 'warning',
		};
		$text = null === $result ? $refusal : $result->sentence( $this->description->name );
		Flash::say(
			$kind,
			sprintf(
				/* translators: 1: name of the service, 2: kind of document, 3: number of the order, 4: what happened. */
				__( '%1$s, %2$s of order #%3$s: %4$s', 'wc-accounting' ),
				$this->description->name,
				$document->label(),
				$order->get_order_number(),
				$text
			)
		);
	}
}
