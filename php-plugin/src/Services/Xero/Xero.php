<?php
/**
 * Xero.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Services\Xero;

use WcAccounting\Connector\Service;
use WcAccounting\Connector\Words;

/**
 * Accounting from New Zealand, known in many countries. A person lets the shop in there; no key is entered.
 */
final class Xero extends Service {

	public function key(): string {
		return 'xero';
	}

	public function name(): string {
		return 'Xero';
	}

	public function page(): string {
		return 'wc-xero';
	}

	/** There is no key that a constant could hold: see Connector\Application for id and secret of the application. */
	public function key_constant(): string {
		return '';
	}

	public function help_page(): string {
		return 'https://central.xero.com/';
	}

	public function legal_pages(): array {
		return array(
			__( 'Terms of Xero', 'wc-accounting' )   => 'https://www.xero.com/legal/terms/',
			__( 'Privacy at Xero', 'wc-accounting' ) => 'https://www.xero.com/legal/privacy/',
		);
	}

	public function words(): Words {
		return new XeroWords( $this->name() );
	}

	public function user_agent( string $plugin, string $woocommerce, string $wordpress ): string {
		return "OrdersToXero/$plugin (WooCommerce/$woocommerce; WordPress/$wordpress)";
	}

	public function has_rival(): bool {
		return false;
	}
}
