<?php
/**
 * WooCommerce > Kledo as an administrator sees it.
 */

declare(strict_types=1);

define( 'WP_ADMIN', true );
require __DIR__ . '/load.php';

wp_set_current_user( 1 );
require_once ABSPATH . 'wp-admin/includes/admin.php';
$GLOBALS['menu']    = array();
$GLOBALS['submenu'] = array();
do_action( 'admin_menu', '' );
$hook = get_plugin_page_hookname( 'wc-kledo', 'woocommerce' );
echo has_action( $hook ) ? 'The page is there. ' : 'There is no page. ';
do_action( $hook );
