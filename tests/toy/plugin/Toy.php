<?php
/**
 * Toy Books.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Services\Toy;

use WcAccounting\Connector\Service;

/**
 * A service that exists for the tests: all that PHP has to know of it.
 */
final class Toy extends Service {

	public function key(): string {
		return 'toy';
	}

	public function name(): string {
		return 'Toy Books';
	}

	public function page(): string {
		return 'toy-books';
	}

	public function key_constant(): string {
		return 'TOY_BOOKS_CREDENTIALS';
	}

	public function help_page(): string {
		return 'https://toy-books.example/help';
	}

	public function user_agent( string $plugin, string $woocommerce, string $wordpress ): string {
		return "ToyBooks/$plugin (WooCommerce/$woocommerce; WordPress/$wordpress)";
	}

	public function has_rival(): bool {
		return false;
	}
}
