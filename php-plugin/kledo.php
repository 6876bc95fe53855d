<?php
/**
 * Plugin Name: Kledo
 * Plugin URI: https://kledo.com/
 * Description: Sends WooCommerce orders to Kledo as sales orders and invoices: each exactly once, also after a fault.
 * Version: 2.0.0
 * Update URI: false
 * Requires at least: 6.2
 * Requires PHP: 8.1
 * Author: The Kledo bridge contributors
 * License: GPL-2.0-or-later
 * License URI: https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain: wc-accounting
 * Domain Path: /languages
 * WC requires at least: 8.2
 *
 * The update address keeps WordPress from offering the official plugin, which has the same folder, as an update of this one.
 *
 * This file alone is written in old syntax: a PHP that is too old must show a notice, not a fatal error. That WooCommerce
 * is needed is said by a notice of ours and not by a header, so that the plugin says it in the same place as its other
 * requirements.
 *
 * @package WcAccounting
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

if ( PHP_VERSION_ID >= 80100 ) {
	require_once __DIR__ . '/src/Autoloader.php';
	WcAccounting\Autoloader::register();
	WcAccounting\Shell::boot( __FILE__, 'kledo' );
} else {
	add_action(
		'admin_notices',
		function () {
			if ( ! current_user_can( 'activate_plugins' ) ) {
				return;
			}
			$message = __(
				/* translators: 1: PHP version needed, 2: PHP version found. */
				'Kledo needs PHP %1$s or newer; this site runs PHP %2$s. Nothing is sent to Kledo until PHP is updated: choose a newer PHP version at your host. Orders that change meanwhile are found and sent afterwards.',
				'wc-accounting'
			);
			echo '<div class="notice notice-error"><p>' . esc_html( sprintf( $message, '8.1', PHP_VERSION ) ) . '</p></div>';
		}
	);
}
