<?php
/**
 * Kledo.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Services\Kledo;

use WcAccounting\Connector\Service;
use WcAccounting\Connector\Words;
use WcAccounting\ServiceRuntime;

/**
 * Accounting from Indonesia. Its names are those of the official plugin, which this one replaces: a shop that switches, and
 * other code of it that hooks into the plugin, go on as before.
 */
final class Kledo extends Service {

	public function key(): string {
		return 'kledo';
	}

	public function name(): string {
		return 'Kledo';
	}

	public function page(): string {
		return 'wc-kledo';
	}

	public function key_constant(): string {
		return 'WC_KLEDO_API_KEY';
	}

	public function key_beginning(): string {
		return 'kledo_pat_';
	}

	public function help_page(): string {
		return 'https://kledo.com/bantuan/';
	}

	public function words(): Words {
		return new KledoWords( $this->name() );
	}

	/** Kledo refuses any other form. */
	public function user_agent( string $plugin, string $woocommerce, string $wordpress ): string {
		return "Kledo/$plugin (WooCommerce/$woocommerce; WordPress/$wordpress)";
	}

	public function has_rival(): bool {
		return class_exists( 'WC_Kledo_Loader', false );
	}

	/**
	 * Takes over, once, what the other plugin still wanted to send.
	 *
	 * @return int Deliveries.
	 */
	public function take_over( ServiceRuntime $runtime ): int {
		$queue = new OfficialQueue( $runtime->connector, $runtime->store, $runtime->orders, $runtime->documents, $runtime->logger );
		return $queue->take_over();
	}

	// --- Hooks of the official plugin ---------------------------------------------------------------------------------

	public function queued( string $document, int $order_id, ?\WC_Order $order ): void {
		parent::queued( $document, $order_id, $order );
		/**
		 * A document was queued: a sales order, or an invoice. As wc_accounting_queued.
		 *
		 * @hook wc_kledo_create_invoice
		 * @hook wc_kledo_create_order
		 * @param int        $order_id Its order.
		 * @param ?\WC_Order $order    Where it is at hand.
		 */
		do_action( 'wc_kledo_create_' . $document, $order_id, $order );
	}

	public function is_resend_forced( string $document, \WC_Order $order ): bool {
		/**
		 * Filters whether a document is sent although the order says that it was delivered before. As wc_accounting_force_resend.
		 *
		 * @param bool      $force    False; only true itself sends again, and may make a second document.
		 * @param \WC_Order $order    The order, which bears the mark.
		 * @param string    $document `order` or `invoice`.
		 */
		return parent::is_resend_forced( $document, $order )
			|| true === apply_filters( 'wc_kledo_force_resend_delivery', false, $order, $document );
	}

	public function endpoint( string $stored ): string {
		$endpoint = parent::endpoint( $stored );
		/**
		 * Filters the API endpoint. As wc_accounting_endpoint, which comes first.
		 *
		 * @param string $endpoint The one of the settings.
		 */
		$filtered = apply_filters( 'wc_kledo_api_endpoint', $endpoint );
		return is_string( $filtered ) ? $filtered : $endpoint;
	}

	public function credential( #[\SensitiveParameter] string $key ): string {
		$key = parent::credential( $key );
		if ( ! has_filter( 'wc_kledo_api_key' ) ) {
			return $key;
		}
		/**
		 * Filters the API key. As wc_accounting_credential, which comes first.
		 *
		 * @param string $key The key of the constant or of the settings.
		 */
		$filtered = apply_filters( 'wc_kledo_api_key', $key );
		return is_string( $filtered ) ? trim( $filtered ) : $key;
	}

	public function is_overheard(): bool {
		return parent::is_overheard() || has_action( 'wc_kledo_http_request' ) || has_action( 'wc_kledo_http_response' );
	}

	public function requesting( string $method, string $url, array $request ): void {
		parent::requesting( $method, $url, $request );
		/**
		 * A request is about to leave. As wc_accounting_http_request.
		 *
		 * @param string $method  GET or POST.
		 * @param string $url     Where to, with what is asked for.
		 * @param array{method: string, headers: array<string, string>, body: string} $request What is sent; the authorization is masked,
		 *        the customer's data in the body is not.
		 */
		do_action( 'wc_kledo_http_request', $method, $url, $request );
	}

	public function answered( $response, int $ms, string $method, string $url ): void {
		parent::answered( $response, $ms, $method, $url );
		/**
		 * A request was answered, or was not. As wc_accounting_http_response.
		 *
		 * @param array|\WP_Error $response As wp_remote_request() returns it.
		 * @param int             $ms       How long it took, in milliseconds.
		 * @param string          $method   Of the request.
		 * @param string          $url      Of the request.
		 */
		do_action( 'wc_kledo_http_response', $response, $ms, $method, $url );
	}

	public function screens( array $screens, object $page ): array {
		/**
		 * Filters the screens of Kledo's page in wp-admin. As wc_accounting_screens, which comes first.
		 *
		 * @param array<string, object> $screens Id => screen: those of the plugin, or an object with get_label() and render().
		 * @param object                $page    The page that shows them.
		 */
		return (array) apply_filters( 'wc_kledo_admin_settings_screens', parent::screens( $screens, $page ), $page );
	}

	public function tabs( array $labels, object $page ): array {
		/**
		 * Filters what the tabs of Kledo's page are called. As wc_accounting_tabs, which comes first.
		 *
		 * @param array<string, string> $labels Id of a screen => its label.
		 * @param object                $page   The page that shows them.
		 */
		return (array) apply_filters( 'wc_kledo_admin_settings_tabs', parent::tabs( $labels, $page ), $page );
	}
}
