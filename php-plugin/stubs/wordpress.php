<?php
/**
 * What WordPress leaves to wp-config.php and to WP-CLI, for editors and static analysis. Never loaded at run time.
 */

declare(strict_types=1);

// A plugin's code is seen by each of these with and without: neither value is the only one.
define( 'DISABLE_WP_CRON', (bool) getenv( 'DISABLE_WP_CRON' ) );
define( 'WP_CLI', (bool) getenv( 'WP_CLI' ) );

