<?php
/**
 * An example of docs/hooks.md.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

// Leaves all sending to cron, for a host with few PHP workers.
add_filter( 'wc_accounting_after_response_seconds', '__return_zero' );
