<?php
/**
 * A command line script that completes an order and ends as any other.
 */

declare(strict_types=1);

require __DIR__ . '/load.php';

wc_get_order( (int) $argv[1] )->update_status( $argv[2] );
