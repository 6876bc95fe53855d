<?php
/**
 * Ends with an error unless orders are kept where the argument says: assert-storage.php hpos|posts
 *
 * @package WcAccounting\Rig
 */

declare(strict_types=1);

require getenv( 'SITE_PATH' ) . '/wp-load.php';

$found = \Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled() ? 'hpos' : 'posts';
if ( $found !== $argv[1] ) {
	fwrite( STDERR, "WooCommerce keeps its orders in $found, not in {$argv[1]}\n" );
	exit( 1 );
}
