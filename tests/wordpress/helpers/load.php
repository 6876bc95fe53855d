<?php
/**
 * WordPress, for the helpers that run in a process of their own.
 */

declare(strict_types=1);

require getenv( 'SITE_PATH' ) . '/wp-load.php';
