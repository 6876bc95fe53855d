<?php
/**
 * Loads the shop for the demo's scripts.
 */

declare(strict_types=1);

require getenv( 'SITE_PATH' ) . '/wp-load.php';
