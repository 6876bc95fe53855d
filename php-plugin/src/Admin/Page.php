<?php
/**
 * Where a service is found in wp-admin.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Service;

/**
 * The address of a service's page, whose screens SettingsPage shows.
 */
final class Page {

	public function __construct(
		/** Key of the service. */
		public readonly string $service,
		/** Its name in addresses. */
		public readonly string $slug,
	) {}

	public static function of( Service $service ): self {
		return new self( $service->key(), $service->page() );
	}

	/** Whether it is what is looked at. */
	public function is_open(): bool {
		return $this->slug === ( $_GET['page'] ?? '' );
	}

	/** Name of its screen, as WordPress makes it. */
	public function screen(): string {
		return 'woocommerce_page_' . $this->slug;
	}

	/**
	 * @param array<string, string> $arguments
	 */
	public function url( string $tab = '', array $arguments = array() ): string {
		return add_query_arg(
			array( 'page' => $this->slug ) + ( '' === $tab ? array() : array( 'tab' => $tab ) ) + $arguments,
			admin_url( 'admin.php' )
		);
	}
}
