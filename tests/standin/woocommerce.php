<?php
/**
 * Plugin Name: WooCommerce (stand-in)
 * Description: As much of WooCommerce's interface as tests and demo need where WooCommerce cannot be had. See README.md.
 * Version: 8.2.0
 * Author: The Kledo bridge contributors
 * License: GPL-2.0-or-later
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

defined( 'ABSPATH' ) || exit;

define( 'WC_VERSION', '8.2.0' );
define( 'WC_PLUGIN_FILE', __FILE__ );

// Whoever extends another comes behind it.
foreach ( array( 'values', 'utilities', 'logger', 'database', 'record', 'item', 'product' ) as $part ) {
	require_once __DIR__ . "/src/$part.php";
}
foreach ( array( 'abstract-order', 'addresses', 'order', 'refund', 'order-query', 'order-functions', 'functions', 'shop' ) as $part ) {
	require_once __DIR__ . "/src/$part.php";
}

register_activation_hook( __FILE__, array( \WcAccounting\Standin\Database::class, 'install' ) );
WC()->hook();
