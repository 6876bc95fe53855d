<?php
/**
 * Activates the plugin of Xero on the rig's site.
 */

declare(strict_types=1);

require getenv( 'SITE_PATH' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

$fault = activate_plugin( 'kledo/orders-to-xero.php' );
if ( is_wp_error( $fault ) ) {
	fwrite( STDERR, $fault->get_error_message() . "\n" );
	exit( 1 );
}
