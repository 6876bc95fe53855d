<?php
/**
 * An order becomes processing, and the process is killed before it can send anything.
 */

declare(strict_types=1);

require __DIR__ . '/load.php';

wc_get_order( (int) $argv[1] )->update_status( 'processing' );
posix_kill( getmypid(), SIGKILL );
