<?php
/**
 * The plugin is deleted.
 */

declare(strict_types=1);

define( 'WP_UNINSTALL_PLUGIN', 'kledo/kledo.php' );
require __DIR__ . '/load.php';
require WP_PLUGIN_DIR . '/kledo/uninstall.php';
