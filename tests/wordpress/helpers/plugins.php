<?php
/**
 * One step of a shop with several plugins of ours, in a request of its own; says as JSON what this request had then.
 *
 * plugins.php look | order | activate PLUGIN… | deactivate PLUGIN… | delete PLUGIN…
 */

declare(strict_types=1);

use WcAccounting\Environment\Plugins;
use WcAccounting\Shell;

$_SERVER['HTTP_HOST'] = parse_url( (string) getenv( 'SITE_URL' ), PHP_URL_HOST );
require __DIR__ . '/load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';

/** An order whose sales order leaves at the end of the request at the latest. */
function processing_order(): int {
	$product = new WC_Product_Simple();
	$product->set_props( array( 'name' => 'Kopi', 'regular_price' => '75000' ) );
	$product->save();
	$order = wc_create_order();
	$order->add_product( $product, 1 );
	$order->set_billing_email( 'siti@example.test' );
	$order->calculate_totals();
	$order->save();
	$order->update_status( 'processing' );
	return $order->get_id();
}

/**
 * The plugin that the tests of one plugin work on is installed too: it is left out of what WordPress knows.
 *
 * @return true|null|WP_Error
 */
function delete_ours( array $plugins ) {
	$ours = array_filter( get_plugins(), static fn ( $file ) => ! str_starts_with( $file, 'kledo/' ), ARRAY_FILTER_USE_KEY );
	wp_cache_set( 'plugins', array( '' => $ours ), 'plugins' );
	return delete_plugins( $plugins );
}

/** How many functions of ours hang on each hook. */
function hooks(): array {
	$counts = array();
	foreach ( $GLOBALS['wp_filter'] as $name => $hook ) {
		foreach ( array_merge( ...array_values( $hook->callbacks ) ) as $callback ) {
			$file = $callback['function'] instanceof Closure ? ( new ReflectionFunction( $callback['function'] ) )->getFileName() : '';
			if ( str_starts_with( plugin_basename( (string) $file ), 'ours-' ) ) {
				$counts[ $name ] = ( $counts[ $name ] ?? 0 ) + 1;
			}
		}
	}
	return $counts;
}

function state(): array {
	$files  = array_map( 'plugin_basename', get_included_files() );
	$serves = class_exists( Shell::class, false ) ? ( new ReflectionClass( Shell::class ) )->getFileName() : '';
	return array(
		'folder'     => strtok( plugin_basename( $serves ), '/' ),
		'version'    => '' === $serves ? '' : Plugins::VERSION,
		'files'      => array_values( array_filter( $files, static fn ( $file ) => str_starts_with( $file, 'ours-' ) ) ),
		'hooks'      => hooks(),
		'works'      => '' !== $serves && null !== Shell::runtime( 'kledo' ),
		'is_due'     => false !== wp_next_scheduled( 'wc_accounting_deliver_due' ),
		'texts'      => '' === $serves ? '' : $GLOBALS['wp_textdomain_registry']->get( 'wc-accounting', 'id_ID' ),
		'compatible' => class_exists( \Automattic\WooCommerce\Utilities\FeaturesUtil::class )
			? array_filter(
				(array) get_option( 'active_plugins' ),
				static fn ( $plugin ) => in_array(
					'custom_order_tables',
					\Automattic\WooCommerce\Utilities\FeaturesUtil::get_compatible_features_for_plugin( $plugin )['compatible'],
					true
				)
			)
			: null,
	);
}

$plugins = array_slice( $argv, 2 );
$answer  = match ( $argv[1] ) {
	'look' => null,
	'order' => processing_order(),
	'activate' => array_map( 'activate_plugin', $plugins ),
	'deactivate' => deactivate_plugins( $plugins ),
	'delete' => delete_ours( $plugins ),
};
echo "\n" . wp_json_encode( array( 'answer' => $answer ) + state() );
