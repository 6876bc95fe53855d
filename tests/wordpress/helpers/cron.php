<?php
/**
 * WordPress's cron, once, even if a killed run still holds its lock.
 */

declare(strict_types=1);

define( 'WP_CRON_LOCK_TIMEOUT', 0 );
require getenv( 'SITE_PATH' ) . '/wp-cron.php';
