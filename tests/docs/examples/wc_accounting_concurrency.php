<?php
/**
 * An example of docs/hooks.md.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

// One request at a time.
add_filter( 'wc_accounting_concurrency', static fn ( array $bounds ): array => array( 'max_concurrency' => 1 ) + $bounds );
