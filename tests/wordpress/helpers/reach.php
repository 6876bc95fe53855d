<?php
/**
 * An order reaches a status: ORDER STATUS.
 */

declare(strict_types=1);

require __DIR__ . '/load.php';

wc_get_order( (int) $argv[1] )->update_status( $argv[2] );
