<?php
/**
 * The plugin is deleted, as by a PHP that cannot read its classes. Says which of its files were read beside uninstall.php.
 */

declare(strict_types=1);

$GLOBALS['wp_filter']['option_active_plugins'][10]['without'] = array(
	'function'      => static fn ( $plugins ) => array_values( array_diff( $plugins, array( 'kledo/kledo.php' ) ) ),
	'accepted_args' => 1,
);
$GLOBALS['wp_filter']['site_option_active_sitewide_plugins'][10]['without'] = array(
	'function'      => static fn ( $plugins ) => array_diff_key( (array) $plugins, array( 'kledo/kledo.php' => 0 ) ),
	'accepted_args' => 1,
);
define( 'WP_UNINSTALL_PLUGIN', 'kledo/kledo.php' );
require __DIR__ . '/load.php';
require WP_PLUGIN_DIR . '/kledo/uninstall.php';

$is_other = static fn ( string $file ): bool => str_contains( $file, '/php-plugin/' ) && ! str_ends_with( $file, '/uninstall.php' );
echo implode( "\n", array_filter( get_included_files(), $is_other ) );
