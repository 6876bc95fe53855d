<?php
/**
 * Chooses where orders are kept: set-storage.php hpos|posts. On WooCommerce itself this must come after its own choice
 * for new shops, which it makes at the first page of wp-admin: that step is run here first.
 *
 * @package WcAccounting\Rig
 */

declare(strict_types=1);

use Automattic\WooCommerce\Internal\DataStores\Orders\DataSynchronizer;

require getenv( 'SITE_PATH' ) . '/wp-load.php';

if ( 'yes' === get_option( 'woocommerce_newly_installed' ) ) {
	do_action( 'woocommerce_newly_installed' );
	update_option( 'woocommerce_newly_installed', 'no' );
	update_option( 'woocommerce_coming_soon', 'no' );
}
if ( 'hpos' === $argv[1] && class_exists( DataSynchronizer::class ) && function_exists( 'wc_get_container' ) ) {
	wc_get_container()->get( DataSynchronizer::class )->create_database_tables();
}
update_option( 'woocommerce_custom_orders_table_enabled', 'hpos' === $argv[1] ? 'yes' : 'no' );
update_option( 'woocommerce_custom_orders_table_data_sync_enabled', 'no' );
