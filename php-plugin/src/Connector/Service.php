<?php
/**
 * An accounting service.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

use WcAccounting\Environment\Facts;

/**
 * What the shell must know of a service that the extension cannot tell: where it is found in wp-admin, how its keys look, what
 * it wants to be told, and which hooks other code knows it by. A service that has hooks of its own, because another plugin had
 * them before, calls those too.
 */
abstract class Service {

	/** As in rows, in the extension and in the names of options. */
	abstract public function key(): string;

	/** Its name, as people know it. */
	abstract public function name(): string;

	/** Slug of its page in wp-admin, and source of its log. */
	abstract public function page(): string;

	/** Constant that holds its key, should the owner not want it in the database. */
	abstract public function key_constant(): string;

	/** Where people find help with it. */
	abstract public function help_page(): string;

	/**
	 * What a person should have read before the shop is connected.
	 *
	 * @return array<string, string> What the page is called => its address.
	 */
	public function legal_pages(): array {
		return array();
	}

	/** What its documents and settings are called. */
	public function words(): Words {
		return new Words( $this->name() );
	}

	/** Who we say we are. */
	abstract public function user_agent( string $plugin, string $woocommerce, string $wordpress ): string;

	/** Whether another plugin for the same service is active, which would send the same orders. */
	abstract public function has_rival(): bool;

	/** What the plugin runs on here. */
	final public function facts(): Facts {
		return Facts::here( $this->name(), $this->key(), $this->has_rival() );
	}

	/** The word before the class of a message: no key of it is written into a log. */
	public function key_beginning(): string {
		return '';
	}

	// --- Hooks --------------------------------------------------------------------------------------------------------

	/** A document was queued. */
	public function queued( string $document, int $order_id, ?\WC_Order $order ): void {
		/**
		 * A document was queued. Nothing has been sent yet, and the request may be a customer's: do little here.
		 *
		 * @param string     $document Kind of document.
		 * @param int        $order_id Its order, of refunds the order that was refunded.
		 * @param ?\WC_Order $order    Where it is at hand.
		 * @param string     $service  Key of the service.
		 */
		do_action( 'wc_accounting_queued', $document, $order_id, $order, $this->key() );
	}

	/** A document is in the service for certain. */
	public function delivered( int $delivery_id, string $document, int $order_id ): void {
		/**
		 * A document is in the service for certain.
		 *
		 * @param int    $delivery_id Number of the delivery, as the list and the command line have it.
		 * @param string $document Kind of document.
		 * @param int    $order_id Number of the order in the database.
		 * @param string $service  Key of the service.
		 */
		do_action( 'wc_accounting_delivered', $delivery_id, $document, $order_id, $this->key() );
	}

	/**
	 * A delivery failed.
	 *
	 * @param string $why For the shop owner, in the language of the process that sent it.
	 */
	public function delivery_failed( int $delivery_id, string $document, int $order_id, string $why ): void {
		/**
		 * A delivery failed: somebody has to look, or what the service refused has to be changed. Called once for each time that it is
		 * noted on the order, in the process that delivers.
		 *
		 * @param int    $delivery_id Number of the delivery, as the list and the command line have it.
		 * @param string $document Kind of document.
		 * @param int    $order_id Number of the order in the database.
		 * @param string $why      For the shop owner; it may repeat what the service said: escape it.
		 * @param string $service  Key of the service.
		 */
		do_action( 'wc_accounting_delivery_failed', $delivery_id, $document, $order_id, $why, $this->key() );
	}

	/**
	 * Nothing is sent any more, for now.
	 *
	 * @param ?int $until UNIX seconds.
	 */
	public function queue_held( string $hold, ?int $until ): void {
		/**
		 * The queue is held: nothing is sent for now. Probes of a service that cannot be reached do not end it.
		 *
		 * @param string $hold    Why: `rate_limited`, `day_used_up`, `unauthorized` or `unreachable`.
		 * @param ?int   $until   When it is tried again, UNIX seconds; null when nobody knows.
		 * @param string $service Key of the service.
		 */
		do_action( 'wc_accounting_queue_held', $hold, $until, $this->key() );
	}

	/** Sending goes on. */
	public function queue_released(): void {
		/**
		 * The queue is held no more: sending goes on.
		 *
		 * @param string $service Key of the service.
		 */
		do_action( 'wc_accounting_queue_released', $this->key() );
	}

	public function is_resend_forced( string $document, \WC_Order $order ): bool {
		/**
		 * Filters whether a document is sent although the order says that it was delivered before.
		 *
		 * @param bool      $force    False; only true itself sends again, and may make a second document.
		 * @param \WC_Order $order    The order, which bears the mark.
		 * @param string    $document Kind of document.
		 * @param string    $service  Key of the service.
		 */
		return true === apply_filters( 'wc_accounting_force_resend', false, $order, $document, $this->key() );
	}

	/** The endpoint to use, given that of the settings. */
	public function endpoint( string $stored ): string {
		/**
		 * Filters the API endpoint. Its origin must be the service's own, or be allowed as wc_accounting_allowed_endpoints says.
		 *
		 * @param string $endpoint The one of the settings.
		 * @param string $service  Key of the service.
		 */
		$filtered = apply_filters( 'wc_accounting_endpoint', $stored, $this->key() );
		return is_string( $filtered ) ? $filtered : $stored;
	}

	/** The API key to use, given that of the constant or of the settings. */
	public function credential( #[\SensitiveParameter] string $key ): string {
		if ( ! has_filter( 'wc_accounting_credential' ) ) {
			return $key;
		}
		/**
		 * Filters the API key. Only where something is hooked here is the key given out at all. A key that is changed here is not stored.
		 *
		 * @param string $key     The key of the constant or of the settings.
		 * @param string $service Key of the service.
		 */
		$filtered = apply_filters( 'wc_accounting_credential', $key, $this->key() );
		return is_string( $filtered ) ? trim( $filtered ) : $key;
	}

	/** Whether anybody wants to hear of requests and answers. */
	public function is_overheard(): bool {
		return has_action( 'wc_accounting_http_request' ) || has_action( 'wc_accounting_http_response' );
	}

	/**
	 * A request is about to leave.
	 *
	 * @param array{method: string, headers: array<string, string>, body: string} $request The authorization is masked.
	 */
	public function requesting( string $method, string $url, array $request ): void {
		/**
		 * A request is about to leave. What is thrown here is logged, and the request leaves all the same.
		 *
		 * @param string $method  GET, POST, PUT or DELETE.
		 * @param string $url     Where to, with what is asked for.
		 * @param array{method: string, headers: array<string, string>, body: string} $request What is sent; the authorization is masked,
		 *        the customer's data in the body is not.
		 * @param string $service Key of the service.
		 */
		do_action( 'wc_accounting_http_request', $method, $url, $request, $this->key() );
	}

	/**
	 * A request was answered, or was not.
	 *
	 * @param array<string, mixed>|\WP_Error $response As wp_remote_request() returns it.
	 * @param int                            $ms       How long it took.
	 */
	public function answered( $response, int $ms, string $method, string $url ): void {
		/**
		 * A request was answered, or was not.
		 *
		 * @param array|\WP_Error $response As wp_remote_request() returns it.
		 * @param int             $ms       How long it took, in milliseconds.
		 * @param string          $method   Of the request.
		 * @param string          $url      Of the request.
		 * @param string          $service  Key of the service.
		 */
		do_action( 'wc_accounting_http_response', $response, $ms, $method, $url, $this->key() );
	}

	/**
	 * The screens of its page.
	 *
	 * @param array<string, object> $screens Id => screen: a Tab, or an object with `get_label()` and `render()`.
	 * @param object                $page    The page that shows them.
	 * @return array<array-key, mixed>
	 */
	public function screens( array $screens, object $page ): array {
		/**
		 * Filters the screens of a service's page in wp-admin.
		 *
		 * @param array<string, object> $screens Id => screen: those of the plugin, or an object with get_label() and render().
		 * @param object                $page    The page that shows them.
		 * @param string                $service Key of the service.
		 */
		return (array) apply_filters( 'wc_accounting_screens', $screens, $page, $this->key() );
	}

	/**
	 * The tabs of its page.
	 *
	 * @param array<string, string> $labels Id => label.
	 * @return array<array-key, mixed>
	 */
	public function tabs( array $labels, object $page ): array {
		/**
		 * Filters what the tabs of a service's page are called. A tab without a screen leads nowhere: see wc_accounting_screens.
		 *
		 * @param array<string, string> $labels Id of a screen => its label.
		 * @param object                $page   The page that shows them.
		 * @param string                $service Key of the service.
		 */
		return (array) apply_filters( 'wc_accounting_tabs', $labels, $page, $this->key() );
	}
}
