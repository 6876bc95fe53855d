<?php
/**
 * One step of a network of sites, on the same database; says what came of it as JSON. CONSTANTS make WordPress a network,
 * NETWORK_PATH says which of its sites is asked for.
 *
 * multisite.php found HOST | make PATH… | order | switch SITE | delete SITE
 */

declare(strict_types=1);

$_SERVER['HTTP_HOST']   = (string) getenv( 'NETWORK_HOST' );
$_SERVER['REQUEST_URI'] = (string) ( getenv( 'NETWORK_PATH' ) ?: '/' );
require __DIR__ . '/load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';

/** Connects the site that is the current one, and queues an order of it. */
function processing_order(): int {
	update_option( 'wc_kledo_api_endpoint', getenv( 'SANDBOX_URL' ) . '/api/v1' );
	update_option( 'wc_kledo_api_key', getenv( 'SANDBOX_KEY' ), false );
	update_option( 'wc_kledo_order_prefix', 'SITE' . get_current_blog_id() . '/' );
	$product = new WC_Product_Simple();
	$product->set_props( array( 'name' => 'Kopi', 'regular_price' => '75000', 'sku' => 'SITE-' . get_current_blog_id() ) );
	$product->save();
	$order = wc_create_order();
	$order->add_product( $product, 1 );
	$order->set_billing_first_name( 'Siti' );
	$order->set_billing_email( 'siti@example.test' );
	$order->calculate_totals();
	$order->save();
	$order->update_status( 'processing' );
	return $order->get_id();
}

/** What each site has: its tables, and what is in them. */
function state(): array {
	global $wpdb;
	$state = array();
	foreach ( is_multisite() ? get_sites( array( 'fields' => 'ids' ) ) : array() as $site ) {
		switch_to_blog( $site );
		$tables         = $wpdb->get_col( "SHOW TABLES LIKE '{$wpdb->prefix}wc\\_accounting\\_%'" );
		$state[ $site ] = array(
			'tables' => count( $tables ),
			'event'  => false !== wp_next_scheduled( \WcAccounting\Delivery\Cron::DELIVER ),
			'rows'   => array() === $tables ? array() : $wpdb->get_col( "SELECT order_id FROM {$wpdb->prefix}wc_accounting_deliveries" ),
			'key'    => '' !== (string) get_option( 'wc_kledo_api_key' ),
		);
		restore_current_blog();
	}
	return $state;
}

$answer = null;
switch ( $argv[1] ) {
	case 'found':
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		foreach ( $wpdb->tables( 'ms_global' ) as $name => $table ) {
			$wpdb->$name = $table;
		}
		install_network();
		$answer = populate_network( 1, $_SERVER['HTTP_HOST'], 'admin@example.test', 'Network', '/', false );
		break;
	case 'make':
		foreach ( array_slice( $argv, 2 ) as $path ) {
			wpmu_create_blog( $_SERVER['HTTP_HOST'], $path, trim( $path, '/' ), 1 );
		}
		$answer = array(
			activate_plugin( 'woocommerce/woocommerce.php', '', true ),
			activate_plugin( 'kledo/kledo.php', '', true ),
		);
		break;
	case 'order':
		$answer = processing_order();
		break;
	case 'switch':
		switch_to_blog( (int) $argv[2] );
		$answer = processing_order();
		restore_current_blog();
		break;
	case 'delete':
		wp_delete_site( (int) $argv[2] );
		break;
}
echo "\n" . wp_json_encode( array( 'answer' => is_wp_error( $answer ) ? $answer->get_error_messages() : $answer, 'sites' => state() ) );
