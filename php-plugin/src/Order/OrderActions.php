<?php
/**
 * What a person can do with an order's documents.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Order;

use WcKledo\Connector\Description;
use WcKledo\Connector\DocumentType;
use WcKledo\Connector\Settings;
use WcKledo\Delivery\AfterResponse;
use WcKledo\Delivery\ByHand;
use WcKledo\Delivery\Cron;
use WcKledo\Delivery\Delivery;
use WcKledo\Delivery\Status;
use WcKledo\Delivery\Store;

/**
 * Sends a document, or asks after it, when somebody presses the button in the box of the order. What is asked for is
 * queued here and done right after the page was sent.
 */
final class OrderActions {

	/** Name of the POST action; the nonce is bound to document and order. */
	public const ACTION = 'wc_kledo_order_document';

	/** Tells the order screen what came of it. */
	public const RESULT = 'wc_kledo_result';

	private const CAPABILITY = 'edit_shop_orders';

	public function __construct(
		private readonly Description $description,
		private readonly Settings $settings,
		private readonly Store $store,
		private readonly Orders $orders,
		private readonly Intake $intake,
		private readonly Journal $journal,
		private readonly ByHand $by_hand,
		private readonly Cron $cron,
		private readonly AfterResponse $after_response,
	) {}

	public function register(): void {
		add_action( 'admin_post_' . self::ACTION, $this->handle( ... ) );
	}

	public static function nonce_action( string $document, int $order_id ): string {
		return self::ACTION . "-$document-$order_id";
	}

	/** Whether somebody who looks at an order may do something with its documents. */
	public static function is_allowed(): bool {
		return current_user_can( self::CAPABILITY );
	}

	/** Whether there is something to be done: a document that is in the service already is left alone. */
	public function is_offered( DocumentType $document, \WC_Order $order, ?Delivery $delivery ): bool {
		if ( null === $delivery ) {
			return null === $this->refusal( $document, $order );
		}
		return Status::Confirmed !== $delivery->status && Status::Sending !== $delivery->status;
	}

	/** Why the document of an order cannot be queued; null when it can. The same rules as for the automatic way. */
	public function refusal( DocumentType $document, \WC_Order $order ): ?string {
		return match ( true ) {
			! $this->settings->wants( $document ) => __( 'This kind of document is switched off in the settings.', 'wc-kledo' ),
			! $this->description->wants( $document, $order->get_status() ) => sprintf(
				/* translators: %s: status of an order. */
				__( 'It is sent when the order becomes %s.', 'wc-kledo' ),
				wc_get_order_status_name( $document->trigger )
			),
			$this->journal->is_marked( $order, $document ) => __( 'The order says that it was delivered before.', 'wc-kledo' ),
			default => null,
		};
	}

	private function handle(): void {
		$order_id = isset( $_POST['order_id'] ) ? absint( $_POST['order_id'] ) : 0;
		$kind     = isset( $_POST['document'] ) ? sanitize_key( wp_unslash( $_POST['document'] ) ) : '';
		check_admin_referer( self::nonce_action( $kind, $order_id ) );
		$document = $this->description->document( $kind );
		$order    = $this->orders->fresh( $order_id );
		if ( ! self::is_allowed() || null === $document || null === $order ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'wc-kledo' ), 403 );
		}
		$done = $this->queue( $document, $order );
		wp_safe_redirect( add_query_arg( self::RESULT, $done ? 'queued' : 'refused', $order->get_edit_order_url() ) );
		exit;
	}

	/** Makes the document due at once. */
	public function queue( DocumentType $document, \WC_Order $order ): bool {
		$delivery = $this->store->find_document( $this->description->service, $document->kind, $order->get_id() );
		$queued   = null === $delivery
			? null === $this->refusal( $document, $order ) && $this->intake->enqueue( $document, $order->get_id(), $order )
			: $this->is_offered( $document, $order, $delivery ) && $this->by_hand->retry( $delivery->id );
		if ( $queued ) {
			$this->cron->ensure();
			$this->after_response->request();
		}
		return $queued;
	}
}
