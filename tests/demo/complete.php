<?php
/**
 * Completes an order, as the shop owner does on its screen.
 *
 * complete.php ORDER
 */

declare(strict_types=1);

require __DIR__ . '/bootstrap.php';

wc_get_order( (int) $argv[1] )->update_status( 'completed' );
