<?php
/**
 * Removes what this plugin has made, on every site: its tables and events, what it remembers, and the API key, which is a
 * secret.
 *
 * Other settings and the marks on orders are those of the official Kledo plugin as well, and an order without its mark would
 * be sent again after a new installation: they stay, unless `define( 'WC_ACCOUNTING_REMOVE_ALL_DATA', true );` is in wp-config.php.
 *
 * A plugin can also be deleted where PHP became too old for it. So this is written in old syntax, and needs no other file: the
 * names below are those that the classes have, and a test compares them.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Uninstall;

if ( ! defined( 'WP_UNINSTALL_PLUGIN' ) ) {
	exit;
}

/** The API key and its successor first. */
const OPTIONS = array(
	'wc_kledo_api_key',
	'wc_accounting_kledo_rotated_api_key',
	'wc_accounting_command_line',
	'wc_accounting_kledo_connection_check',
	'wc_accounting_cron_ran_at',
	'wc_accounting_kledo_first_steps',
	'wc_accounting_kledo_installed_at',
	'wc_accounting_kledo_account',
	'wc_accounting_kledo_open_orders',
	'wc_accounting_schema_version',
	'wc_accounting_site',
	'wc_accounting_kledo_start_days',
	'wc_accounting_kledo_sweep',
	'wc_accounting_took_over_at',
);

/** How names of transients begin. */
const TRANSIENTS = 'wc_accounting_lookup_';

/** What is kept for each person and site. */
const USER_OPTIONS = array( 'wc_accounting_flash', 'wc_accounting_resend_question' );

/** What is kept for each person: rows on a page, and which columns are hidden. */
const USER_META = array( 'wc_accounting_transactions_per_page', 'managewoocommerce_page_wc-kledocolumnshidden' );

const EVENTS = array( 'wc_accounting_deliver_due', 'wc_accounting_deliver_soon', 'wc_accounting_sweep' );

const TABLES = array( 'wc_accounting_deliveries', 'wc_accounting_queues', 'wc_accounting_links' );

const ORDER_META = array(
	'_wc_kledo_order_synced',
	'_wc_kledo_order_synced_id',
	'_wc_kledo_invoice_synced',
	'_wc_kledo_invoice_synced_id',
	'_wc_accounting_do_not_send',
);

function remove_from_site() {
	global $wpdb;
	foreach ( EVENTS as $event ) {
		wp_clear_scheduled_hook( $event );
	}
	foreach ( TABLES as $table ) {
		$wpdb->query( "DROP TABLE IF EXISTS `{$wpdb->prefix}$table`" );
	}
	array_map( 'delete_option', OPTIONS );
	foreach ( option_names( '_transient_' . TRANSIENTS ) as $name ) {
		delete_transient( substr( $name, strlen( '_transient_' ) ) );
	}
	foreach ( USER_OPTIONS as $name ) {
		delete_metadata( 'user', 0, $wpdb->get_blog_prefix() . $name, '', true );
	}
	if ( defined( 'WC_ACCOUNTING_REMOVE_ALL_DATA' ) && true === constant( 'WC_ACCOUNTING_REMOVE_ALL_DATA' ) ) {
		array_map( 'delete_option', array_merge( option_names( 'wc_accounting_' ), option_names( 'wc_kledo_' ) ) );
		array_map( __NAMESPACE__ . '\remove_order_meta', ORDER_META );
	}
}

/**
 * Names of options with this beginning.
 *
 * @param string $beginning
 * @return string[]
 */
function option_names( $beginning ) {
	global $wpdb;
	return $wpdb->get_col(
		$wpdb->prepare( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE %s", $wpdb->esc_like( $beginning ) . '%' )
	);
}

/**
 * Removes a mark from all orders, wherever orders are kept.
 *
 * @param string $key
 */
function remove_order_meta( $key ) {
	global $wpdb;
	foreach ( array( $wpdb->postmeta, $wpdb->prefix . 'wc_orders_meta' ) as $table ) {
		if ( $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $table ) ) ) === $table ) {
			$wpdb->query( $wpdb->prepare( "DELETE FROM `$table` WHERE meta_key = %s", $key ) );
		}
	}
}

foreach ( is_multisite() ? get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) : array( 0 ) as $site ) {
	if ( $site ) {
		switch_to_blog( (int) $site );
	}
	remove_from_site();
	if ( $site ) {
		restore_current_blog();
	}
}
foreach ( USER_META as $name ) {
	delete_metadata( 'user', 0, $name, '', true );
}
