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
		/** `wc_kledo_create_order` or `wc_kledo_create_invoice`. */
		do_action( 'wc_kledo_create_' . $document, $order_id, $order );
	}

	public function is_resend_forced( string $document, \WC_Order $order ): bool {
		return parent::is_resend_forced( $document, $order )
			|| true === apply_filters( 'wc_kledo_force_resend_delivery', false, $order, $document );
	}

	public function endpoint( string $stored ): string {
		$endpoint = parent::endpoint( $stored );
		$filtered = apply_filters( 'wc_kledo_api_endpoint', $endpoint );
		return is_string( $filtered ) ? $filtered : $endpoint;
	}

	public function credential( #[\SensitiveParameter] string $key ): string {
		$key = parent::credential( $key );
		if ( ! has_filter( 'wc_kledo_api_key' ) ) {
			return $key;
		}
		$filtered = apply_filters( 'wc_kledo_api_key', $key );
		return is_string( $filtered ) ? trim( $filtered ) : $key;
	}

	public function is_overheard(): bool {
		return parent::is_overheard() || has_action( 'wc_kledo_http_request' ) || has_action( 'wc_kledo_http_response' );
	}

	public function requesting( string $method, string $url, array $request ): void {
		parent::requesting( $method, $url, $request );
		do_action( 'wc_kledo_http_request', $method, $url, $request );
	}

	public function answered( $response, int $ms, string $method, string $url ): void {
		parent::answered( $response, $ms, $method, $url );
		do_action( 'wc_kledo_http_response', $response, $ms, $method, $url );
	}

	public function screens( array $screens, object $page ): array {
		return (array) apply_filters( 'wc_kledo_admin_settings_screens', parent::screens( $screens, $page ), $page );
	}

	public function tabs( array $labels, object $page ): array {
		return (array) apply_filters( 'wc_kledo_admin_settings_tabs', parent::tabs( $labels, $page ), $page );
	}
}
