<?php
/**
 * The same sums of prices that include tax.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

putenv( 'TRACE_INCLUSIVE=yes' );
return require __DIR__ . '/30-totals.php';
