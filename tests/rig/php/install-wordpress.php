<?php
/**
 * Installs WordPress into the site's empty database: admin / admin, English, Asia/Jakarta, plain permalinks.
 *
 * @package WcAccounting\Rig
 */

declare(strict_types=1);

define( 'WP_INSTALLING', true );
require getenv( 'SITE_PATH' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

// The installer asks the site, which is not served yet, whether pretty permalinks work.
add_filter( 'pre_http_request', static fn() => new WP_Error( 'rig', 'not while installing' ) );

wp_install( 'Toko Rig', 'admin', 'admin@example.test', false, '', 'admin', 'en_US' );

update_option( 'permalink_structure', '' );
update_option( 'timezone_string', 'Asia/Jakarta' );
update_option( 'blogdescription', '' );
update_user_meta( 1, 'show_welcome_panel', 0 );
switch_theme( 'rig' );
