<?php
/**
 * The notices that an administrator sees. Arguments: plugins that are not to be loaded.
 */

declare(strict_types=1);

$GLOBALS['wp_filter']['option_active_plugins'][10]['without'] = array(
	'function'      => static fn ( $plugins ) => array_values( array_diff( $plugins, array_slice( $GLOBALS['argv'], 1 ) ) ),
	'accepted_args' => 1,
);
define( 'WP_ADMIN', true );
require __DIR__ . '/load.php';

wp_set_current_user( 1 );
require_once ABSPATH . 'wp-admin/includes/admin.php';
do_action( 'admin_init' );
do_action( 'admin_notices' );
echo "\nThe site works.";
