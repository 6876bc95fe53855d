<?php
/**
 * The box on the order screen.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Order;

use WcKledo\Connector\Description;
use WcKledo\Connector\DocumentType;
use WcKledo\Connector\Messages;
use WcKledo\Delivery\Delivery;
use WcKledo\Delivery\Status;
use WcKledo\Delivery\Store;

/**
 * Shows where each document of an order stands, on the order screen of either storage.
 */
final class MetaBox {

	/** @var list<string> Kinds of document that have a button. */
	private array $buttons = array();

	private int $order_id = 0;

	public function __construct(
		private readonly Description $description,
		private readonly Store $store,
		private readonly Messages $messages,
		private readonly OrderActions $actions,
	) {}

	public function register(): void {
		add_action( 'add_meta_boxes', $this->add( ... ) );
		add_action( 'admin_footer', $this->print_forms( ... ) );
	}

	private function add(): void {
		$screens = array( 'shop_order', function_exists( 'wc_get_page_screen_id' ) ? wc_get_page_screen_id( 'shop-order' ) : 'shop_order' );
		add_meta_box( 'wc-kledo', $this->description->name, $this->render( ... ), array_unique( $screens ), 'side' );
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
		$this->render_result();
		foreach ( $this->description->documents as $document ) {
			$this->render_document( $document, $order, $this->store->find_document( $this->description->service, $document->kind, $order->get_id() ) );
		}
	}

	private function render_result(): void {
		$result = isset( $_GET[ OrderActions::RESULT ] ) ? sanitize_key( wp_unslash( $_GET[ OrderActions::RESULT ] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification.Recommended -- only read.
		if ( 'queued' === $result ) {
			/* translators: %s: name of the service. */
			printf( '<p role="status"><strong>%s</strong></p>', esc_html( sprintf( __( 'On its way to %s; reload to see what came of it.', 'wc-kledo' ), $this->description->name ) ) );
		} elseif ( 'refused' === $result ) {
			printf( '<p role="status"><strong>%s</strong></p>', esc_html__( 'Nothing was done: it is being sent right now, or is there already.', 'wc-kledo' ) );
		}
	}

	private function render_document( DocumentType $document, \WC_Order $order, ?Delivery $delivery ): void {
		printf( '<p><strong>%s</strong><br>', esc_html( $document->label() ) );
		echo esc_html( null === $delivery ? $this->absence( $document, $order ) : $this->state( $delivery ) );
		if ( null !== $delivery && null !== $delivery->reason ) {
			echo '<br>' . esc_html( $this->messages->of( $delivery->reason ) );
		}
		echo '</p>';
		if ( OrderActions::is_allowed() && $this->actions->is_offered( $document, $order, $delivery ) ) {
			$this->buttons[] = $document->kind;
			printf( '<p><button type="submit" class="button" form="%s">%s</button></p>', esc_attr( self::form_id( $document->kind ) ), esc_html( self::button( $document, $delivery ) ) );
		}
	}

	private function absence( DocumentType $document, \WC_Order $order ): string {
		return $this->actions->refusal( $document, $order ) ?? __( 'Not sent.', 'wc-kledo' );
	}

	private function state( Delivery $delivery ): string {
		$explanation = $delivery->status->explanation( $this->description->name, $delivery->remote_number );
		$parts       = array( $delivery->status->label() . ( '' === $explanation ? '' : ", $explanation" ) );
		if ( $delivery->attempts > 1 || Status::Failed === $delivery->status ) {
			/* translators: %d: number of attempts. */
			$parts[] = sprintf( _n( '%d attempt', '%d attempts', $delivery->attempts, 'wc-kledo' ), $delivery->attempts );
		}
		if ( null !== $delivery->next_attempt_at && ! $delivery->status->is_settled() ) {
			/* translators: %s: date and time. */
			$parts[] = sprintf( __( 'next on %s', 'wc-kledo' ), (string) wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $delivery->next_attempt_at ) );
		}
		return implode( ' · ', $parts );
	}

	private static function button( DocumentType $document, ?Delivery $delivery ): string {
		if ( null !== $delivery && in_array( $delivery->status, array( Status::Accepted, Status::Unconfirmed ), true ) ) {
			/* translators: %s: kind of document, e.g. Sales order. */
			return sprintf( __( '%s: check now', 'wc-kledo' ), $document->label() );
		}
		/* translators: %s: kind of document, e.g. Sales order. */
		return sprintf( __( '%s: send now', 'wc-kledo' ), $document->label() );
	}

	/** The box is inside the form of the order, and forms do not nest: its buttons belong to these. */
	private function print_forms(): void {
		foreach ( $this->buttons as $kind ) {
			printf( '<form id="%s" method="post" action="%s">', esc_attr( self::form_id( $kind ) ), esc_url( admin_url( 'admin-post.php' ) ) );
			foreach ( array( 'action' => OrderActions::ACTION, 'document' => $kind, 'order_id' => (string) $this->order_id ) as $name => $value ) { // phpcs:ignore -- one line.
				printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
			}
			wp_nonce_field( OrderActions::nonce_action( $kind, $this->order_id ), '_wpnonce', true );
			echo '</form>';
		}
	}

	private static function form_id( string $kind ): string {
		return 'wc-kledo-' . sanitize_html_class( $kind );
	}
}
