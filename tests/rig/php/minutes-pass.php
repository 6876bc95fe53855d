<?php
/**
 * As if some minutes had passed: moves every time of the deliveries and of the queue into the past, and makes cron due.
 *
 * minutes-pass.php MINUTES
 */

declare(strict_types=1);

require getenv( 'SITE_PATH' ) . '/wp-load.php';

global $wpdb;
$minutes = (int) $argv[1];
$times   = array( 'created_at', 'first_attempt_at', 'sent_at', 'next_attempt_at', 'lease_expires_at' );
$sets    = array_map( static fn ( string $time ): string => "$time = $time - INTERVAL $minutes MINUTE", $times );
$wpdb->query( "UPDATE {$wpdb->prefix}wc_accounting_deliveries SET " . implode( ', ', $sets ) );
// A single event is refused within ten minutes of another one.
wp_clear_scheduled_hook( 'wc_accounting_deliver_due' );
wp_schedule_single_event( time() - 1, 'wc_accounting_deliver_due' );
echo "… $minutes minutes later\n";
