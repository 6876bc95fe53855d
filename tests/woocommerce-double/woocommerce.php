<?php
/**
 * Plugin Name: WooCommerce (test double)
 * Description: For tests only. Behaves like the parts of WooCommerce that this project uses, so that the tests can run where WooCommerce cannot be had. Never install it on a shop.
 * Version: 8.2.2
 * Requires at least: 6.2
 * Requires PHP: 8.1
 * License: GPL-2.0-or-later
 * Text Domain: woocommerce
 *
 * Written from scratch from WooCommerce's documented and observed behaviour; `compare/` shows where the two agree.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

define( 'WC_PLUGIN_FILE', __FILE__ );
define( 'WC_ABSPATH', __DIR__ . '/' );
define( 'WC_PLUGIN_BASENAME', plugin_basename( __FILE__ ) );
define( 'WC_VERSION', '8.2.2' );
define( 'WOOCOMMERCE_VERSION', WC_VERSION );
define( 'WC_ROUNDING_PRECISION', 6 );
define( 'WC_DISCOUNT_ROUNDING_MODE', PHP_ROUND_HALF_DOWN );

spl_autoload_register(
	static function ( string $wanted ): void {
		static $files = null;
		if ( str_starts_with( $wanted, 'Automattic\\WooCommerce\\' ) ) {
			$file = __DIR__ . '/src/' . str_replace( '\\', '/', substr( $wanted, strlen( 'Automattic\\WooCommerce\\' ) ) ) . '.php';
			if ( is_file( $file ) ) {
				require $file;
			}
			return;
		}
		if ( null === $files ) {
			$files = array();
			foreach ( glob( __DIR__ . '/includes/*/*.php' ) as $path ) {
				$files[ preg_replace( '/^(?:class|interface|trait)-/', '', basename( $path, '.php' ) ) ] = $path;
			}
			$files['woocommerce'] = __DIR__ . '/includes/class-woocommerce.php';
		}
		$key = strtolower( str_replace( array( 'WooCommerceDouble\\', '_' ), array( 'double-', '-' ), $wanted ) );
		if ( isset( $files[ $key ] ) ) {
			require_once $files[ $key ];
		}
	}
);

require __DIR__ . '/includes/functions-core.php';
require __DIR__ . '/includes/functions-formatting.php';
require __DIR__ . '/includes/functions-order.php';
require __DIR__ . '/includes/functions-product.php';
require __DIR__ . '/includes/functions-stock.php';
if ( is_admin() ) {
	require __DIR__ . '/includes/functions-admin.php';
}

/**
 * The one instance, as WooCommerce has it.
 */
function WC(): WooCommerce { // phpcs:ignore WordPress.NamingConventions.ValidFunctionName
	return WooCommerce::instance();
}

/**
 * WooCommerce's container of its own services; plugins ask it for the controller of the order tables.
 *
 * @return WooCommerceDouble\Container
 */
function wc_get_container(): WooCommerceDouble\Container {
	static $container = null;
	$container      ??= new WooCommerceDouble\Container();
	return $container;
}

register_activation_hook( __FILE__, array( WooCommerceDouble\Install::class, 'activate' ) );

$GLOBALS['woocommerce'] = WC();
