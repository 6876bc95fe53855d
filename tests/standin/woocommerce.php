<?php
/**
 * Plugin Name: WooCommerce (stand-in)
 * Description: As much of WooCommerce's interface as the tests of deliveries and the demo need, where WooCommerce itself cannot be had. See README.md.
 * Version: 8.2.0
 * Author: The Kledo bridge contributors
 * License: GPL-2.0-or-later
 *
 * @package WcKledo\Standin
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

define( 'WC_VERSION', '8.2.0' );
define( 'WC_PLUGIN_FILE', __FILE__ );

foreach ( array( 'values', 'utilities', 'logger', 'database', 'record', 'item', 'abstract-order', 'addresses', 'order', 'refund', 'product', 'order-functions', 'functions', 'shop' ) as $part ) {
	require_once __DIR__ . "/src/$part.php";
}

register_activation_hook( __FILE__, array( \WcKledo\Standin\Database::class, 'install' ) );
WC()->hook();
