<?php
/**
 * WordPress's cron, once, even if a killed run still holds its lock.
 */

declare(strict_types=1);

define( 'WP_CRON_LOCK_TIMEOUT', 0 );
register_shutdown_function(function(){ global $doing_wp_cron; file_put_contents('/tmp/rig-d/cron.log', json_encode([date('c'),did_action('wc_kledo_deliver_due'), did_action('action_scheduler_run_queue'), error_get_last(), $doing_wp_cron, function_exists('_get_cron_lock')?_get_cron_lock():null, microtime(true)-$_SERVER['REQUEST_TIME_FLOAT']]).PHP_EOL, FILE_APPEND); });
$GLOBALS['wp_filter']['init'][1]['x']=['function'=>function(){ global $wpdb; file_put_contents('/tmp/rig-d/cron.log', json_encode(['start',microtime(true),wp_next_scheduled('wc_kledo_deliver_due'),$wpdb->get_col('select status from wp_wc_kledo_deliveries')]).PHP_EOL, FILE_APPEND);},'accepted_args'=>0];
require getenv( 'SITE_PATH' ) . '/wp-cron.php';
