<?php
/**
 * Plugin Name: Orders to Xero
 * Description: Sends WooCommerce orders to Xero as invoices or quotes, with payments and credit notes: each exactly once.
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
 * The update address keeps WordPress from offering another plugin of that folder as an update of this one. That WooCommerce is
 * needed is said by a notice of ours and not by a header, so that the plugin says it in the same place as its other requirements.
 *
 * Written in old syntax, see loader.php. All that a main file does is to name its service.
 *
 * @package WcAccounting
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

call_user_func( require __DIR__ . '/loader.php', 'xero', __FILE__ );
