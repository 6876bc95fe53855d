<?php
/**
 * The page of a document that is for the customer.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\Name;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Queue;
use WcAccounting\Delivery\Status;
use WcAccounting\Intake\OrderActions;
use WcAccounting\Order\Orders;
use WcAccounting\Order\Subject;

/**
 * Asks the service for its address when somebody wants to know it, and remembers the answer: each question is one of the requests that
 * the service allows in a day.
 */
final class CustomerPage {

	private const ACTION = 'customer_page';

	/** How the names of transients begin. */
	private const TRANSIENT = 'customer_page_';

	/** An address stays what it is. */
	private const SECONDS = DAY_IN_SECONDS;

	/** That there is none may be otherwise as soon as somebody approves the document. */
	private const SECONDS_OF_NONE = MINUTE_IN_SECONDS;

	private const LONGEST_DETAIL = 300;

	public function __construct(
		private readonly Connector $connector,
		private readonly Settings $settings,
		private readonly Orders $orders,
		private readonly OrderActions $actions,
		private readonly Queue $queue,
		private readonly Messages $messages,
	) {}

	/** Name of the action, and of its nonce. */
	public static function action( string $service ): string {
		return Name::of( $service, self::ACTION );
	}

	/** @param int $subject_id What the document is of: the order, or one of its refunds. */
	public static function nonce_action( string $service, string $document, int $subject_id ): string {
		return self::action( $service ) . "-$document-$subject_id";
	}

	public function register( Guard $guard ): void {
		$guard->answer( self::action( $this->service() ), Guard::ORDER_CAPABILITY, $this->handle( ... ) );
		$show = fn () => Guard::show_as_page( __( 'Address for the customer', 'wc-accounting' ), $this->handle( ... ) );
		add_action( 'admin_post_' . self::action( $this->service() ), $show );
	}

	/** Whether a document may have one: it is there, and of a kind that the service has such pages of. */
	public static function may_be_of( Subject $subject, ?Delivery $delivery ): bool {
		return $subject->document->has_customer_page && Status::Confirmed === $delivery?->status && null !== $delivery?->remote_id;
	}

	/**
	 * @return array{html: string}
	 * @throws \DomainException When it is not to be told to this person, or the service cannot say.
	 */
	private function handle(): array {
		$order_id = absint( Guard::text( 'order_id' ) );
		$kind     = Guard::text( 'document' );
		$of       = absint( Guard::text( 'subject' ) ) ?: $order_id;
		Guard::check( Guard::text( 'nonce' ), self::nonce_action( $this->service(), $kind, $of ) );
		if ( ! Guard::may_edit_order( $order_id ) ) {
			throw Guard::refusal( __( 'You are not allowed to do this.', 'wc-accounting' ), 403 );
		}
		$subject  = Subject::named( $this->connector->description(), $kind, $this->orders->fresh( $order_id ), $of );
		$delivery = null === $subject ? null : $this->actions->find( $subject );
		if ( null === $subject || ! self::may_be_of( $subject, $delivery ) ) {
			throw Guard::refusal( __( 'This document is not there any more. Reload the page.', 'wc-accounting' ), 404 );
		}
		return array( 'html' => $this->html( $this->of( $kind, (string) $delivery?->remote_id ) ) );
	}

	/**
	 * What was told before, or what the service says now.
	 *
	 * @return array{url: string, why: string} `why` is said where there is no address.
	 * @throws \DomainException When the service cannot say.
	 */
	private function of( string $kind, string $remote_id ): array {
		$whose = $this->connector->description()->account->id();
		$name  = Name::of( $this->service(), self::TRANSIENT . md5( "$whose|$kind|$remote_id" ) );
		$page  = get_transient( $name );
		if ( ! is_array( $page ) ) {
			$page = $this->ask( $kind, $remote_id );
			set_transient( $name, $page, '' === $page['url'] ? self::SECONDS_OF_NONE : self::SECONDS );
		}
		return $page;
	}

	/**
	 * @return array{url: string, why: string}
	 * @throws \DomainException When the service cannot say.
	 */
	private function ask( string $kind, string $remote_id ): array {
		Guard::stop_at( $this->connector->obstacle(), $this->messages );
		$rests = ! $this->settings->is_connection_enabled() || null !== $this->queue->hold();
		if ( $rests || ! $this->queue->begin()['may_run'] ) {
			/* translators: %s: name of the service. */
			$text = __( 'Nothing is asked of %s while sending rests. Try again later.', 'wc-accounting' );
			throw Guard::refusal( $this->named( $text ), 409 );
		}
		$answer = $this->connector->customer_page( $kind, $remote_id );
		$this->queue->answered( $answer );
		return match ( $answer['class'] ) {
			'found'        => array(
				'url' => (string) $answer['url'],
				'why' => '',
			),
			'absent'       => array(
				'url' => '',
				'why' => $this->why_none( $answer['reason'] ),
			),
			default        => throw Guard::refusal( $this->why_unknown( $answer ), 502 ),
		};
	}

	/**
	 * @param array<string, mixed> $answer
	 */
	private function why_unknown( array $answer ): string {
		if ( 'unauthorized' === $answer['class'] ) {
			return Text::plain( $this->messages->of( $answer['reason'] ) );
		}
		/* translators: %s: name of the service. */
		return $this->named( __( '%s did not tell the address. Try again later.', 'wc-accounting' ) );
	}

	/**
	 * @param ?array{code: string, detail: string} $reason
	 */
	private function why_none( ?array $reason ): string {
		$text   = __(
			/* translators: %s: name of the service. */
			'In %s this document has no address for the customer, for instance because it is a draft or was voided.',
			'wc-accounting'
		);
		$detail = Text::cut( Text::plain( $reason['detail'] ?? '' ), self::LONGEST_DETAIL );
		return Messages::with_detail( $this->named( $text ), $detail );
	}

	/**
	 * Everything escaped.
	 *
	 * @param array{url: string, why: string} $page
	 */
	private function html( array $page ): string {
		$told = '' === $page['url'] ? esc_html( $page['why'] ) : Text::link( $page['url'], esc_html( $page['url'] ) );
		return '<p class="wc-accounting-customer-page"><bdi>' . $told . '</bdi></p>';
	}

	private function named( string $text ): string {
		return sprintf( $text, $this->connector->description()->name );
	}

	private function service(): string {
		return $this->connector->description()->service;
	}
}
