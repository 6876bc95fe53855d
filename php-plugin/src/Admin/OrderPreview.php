<?php
/**
 * The preview of a document.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Description;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\Name;
use WcAccounting\Connector\NeedsCommandLine;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Order\DocumentFactory;
use WcAccounting\Order\Orders;
use WcAccounting\Order\Subject;

/**
 * Shows what would be sent for an order, without sending anything.
 */
final class OrderPreview {

	private const ACTION = 'preview';

	private const LONGEST = 500;

	/** Name of a button that asks for a preview; its value says of what. */
	private const BUTTON = 'preview_of';

	public function __construct(
		private readonly Connector $connector,
		private readonly Orders $orders,
		private readonly DocumentFactory $documents,
		private readonly Messages $messages,
	) {}

	/** Name of the action, and of its nonce. */
	public static function action( string $service ): string {
		return Name::of( $service, self::ACTION );
	}

	public function register( Guard $guard ): void {
		$guard->answer( self::action( $this->service() ), Guard::ORDER_CAPABILITY, $this->handle( ... ) );
		$show = fn () => Guard::show_as_page( __( 'Preview', 'wc-accounting' ), $this->handle( ... ) );
		add_action( 'admin_post_' . self::action( $this->service() ), $show );
	}

	/** @param int $subject_id What the document is of: the order, or one of its refunds. */
	public static function nonce_action( string $service, string $document, int $subject_id ): string {
		return self::action( $service ) . "-$document-$subject_id";
	}

	private function service(): string {
		return $this->connector->description()->service;
	}

	/**
	 * @return array{html: string}
	 * @throws \DomainException When there is nothing to show, or not to this person.
	 */
	private function handle(): array {
		list( $order_id, $kind, $of, $nonce ) = self::asked();
		Guard::check( $nonce, self::nonce_action( $this->service(), $kind, $of ) );
		// From who works with orders, code of the shop may keep single ones.
		$may = current_user_can( Guard::ORDER_CAPABILITY ) ? Guard::may_edit_order( $order_id ) : current_user_can( Guard::VIEW );
		if ( ! $may ) {
			throw Guard::refusal( __( 'You are not allowed to do this.', 'wc-accounting' ), 403 );
		}
		$subject = Subject::named( $this->connector->description(), $kind, $this->orders->fresh( $order_id ), $of );
		if ( null === $subject ) {
			throw Guard::refusal( __( 'The order is gone.', 'wc-accounting' ), 404 );
		}
		return array( 'html' => $this->html( $subject, $this->mapped( $subject ) ) );
	}

	/**
	 * What is asked for: by the fields of the order's box, or by the value of a button.
	 *
	 * @return array{0: int, 1: string, 2: int, 3: string} Order, kind of document, what it is of, nonce.
	 */
	private static function asked(): array {
		$button   = explode( ':', Guard::text( self::BUTTON ) );
		$order_id = absint( Guard::text( 'order_id' ) );
		return 4 === count( $button )
			? array( absint( $button[0] ), $button[1], absint( $button[2] ), $button[3] )
			: array( $order_id, Guard::text( 'document' ), absint( Guard::text( 'subject' ) ) ?: $order_id, Guard::text( 'nonce' ) );
	}

	/** The button for who may look and do no more, in a form of a list. Escaped. */
	public static function button( Description $description, Delivery $delivery ): string {
		$service = $description->service;
		$nonce   = wp_create_nonce( self::nonce_action( $service, $delivery->document, $delivery->subject_id ) );
		$label   = __( 'Preview', 'wc-accounting' );
		$of      = $description->words->document( $delivery->document ) . " #$delivery->order_id";
		return sprintf(
			'<button type="submit" formmethod="post" formaction="%s" class="button button-small" name="%s" value="%s" aria-label="%s">%s</button>',
			esc_url( add_query_arg( 'action', self::action( $service ), admin_url( 'admin-post.php' ) ) ),
			esc_attr( self::BUTTON ),
			esc_attr( "$delivery->order_id:$delivery->document:$delivery->subject_id:$nonce" ),
			esc_attr( "$label: $of" ),
			esc_html( $label )
		);
	}

	/**
	 * What the order makes, or why it makes nothing.
	 *
	 * @return array{document: ?array<string, mixed>, skipped: ?array{code: string, detail: string}}
	 * @throws NeedsCommandLine Where it cannot be told.
	 */
	public function mapped( Subject $subject ): array {
		try {
			return $this->documents->of( $subject );
		} catch ( NeedsCommandLine $elsewhere ) {
			throw $elsewhere;
		} catch ( \Throwable $fault ) {
			return array(
				'document' => null,
				'skipped'  => array(
					'code'   => 'bad_order_data',
					'detail' => $fault->getMessage(),
				),
			);
		}
	}

	/**
	 * Everything escaped.
	 *
	 * @param array{document: ?array<string, mixed>, skipped: ?array{code: string, detail: string}} $mapped
	 */
	public function html( Subject $subject, array $mapped ): string {
		if ( null === $mapped['document'] ) {
			return '<p>' . esc_html( Text::plain( $this->messages->of( $mapped['skipped'] ) ) ) . '</p>';
		}
		$document   = $mapped['document'];
		$difference = $this->messages->of_difference( $document['reconciliation'] );
		$html       = '<p><strong>' . esc_html( $subject->label() . ' ' . Text::plain( $document['reference'] ) )
			. '</strong><br>' . esc_html( Text::plain( $this->messages->of_total( $document['reconciliation'] ) ) )
			. '</p>';
		if ( '' !== $difference ) {
			$html .= '<div class="notice notice-warning inline"><p>' . esc_html( Text::plain( $difference ) ) . '</p></div>';
		}
		if ( $document['held'] ) {
			$html .= '<p>' . esc_html( $this->messages->of( array( 'code' => 'held_for_review', 'detail' => '' ) ) ) . '</p>';
		}
		return $html . '<table class="wc-accounting-preview"><tbody>' . self::rows( $document['payload'], '' ) . '</tbody></table>';
	}

	/**
	 * Names as they are on the wire: what is shown is what is sent, but for numbers that a person is known by.
	 *
	 * @param array<int|string, mixed> $payload
	 */
	private static function rows( array $payload, string $prefix ): string {
		$html = '';
		foreach ( $payload as $key => $value ) {
			$name = '' === $prefix ? (string) $key : "{$prefix}[{$key}]";
			if ( is_array( $value ) ) {
				$html .= self::rows( $value, $name );
			} elseif ( null !== $value ) {
				$text  = is_bool( $value ) ? ( $value ? 'yes' : 'no' ) : (string) $value;
				$html .= '<tr><th scope="row"><code>' . esc_html( $name ) . '</code></th><td><bdi>'
					. esc_html( Text::cut( Text::plain( Text::without_long_numbers( $text ) ), self::LONGEST ) ) . '</bdi></td></tr>';
			}
		}
		return $html;
	}
}
