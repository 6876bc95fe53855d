<?php
/**
 * Activates the plugin that is named: activate-plugin.php woocommerce/woocommerce.php
 *
 * @package WcAccounting\Rig
 */

declare(strict_types=1);

require getenv( 'SITE_PATH' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

wp_set_current_user( 1 );
$result = activate_plugin( $argv[1] );
if ( is_wp_error( $result ) ) {
	fwrite( STDERR, "cannot activate {$argv[1]}: {$result->get_error_message()}\n" . wp_json_encode( $result->get_error_data() ) . "\n" );
	exit( 1 );
}
