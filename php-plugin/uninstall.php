<?php
/**
 * Removes what one service has made, on every site: its rows, what is remembered for it, and its API key, which is a secret. What
 * the services share (tables, events, where the site is) goes with the last of them.
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

/** Main file of a plugin => what its service has by other names than those that all services have. */
const SERVICES = array(
	'kledo.php' => array(
		'key'      => 'kledo',
		'secret'   => 'wc_kledo_api_key',
		'settings' => 'wc_kledo_',
		'page'     => 'wc-kledo',
		'marks'    => array(
			'_wc_kledo_order_synced',
			'_wc_kledo_order_synced_id',
			'_wc_kledo_invoice_synced',
			'_wc_kledo_invoice_synced_id',
		),
	),
);

/** How names begin that are of no service, or of one: then its key follows. */
const OURS = 'wc_accounting_';

/** How the name of an option ends that every service has which was begun here and not removed. */
const BEGUN = '_installed_at';

const SHARED_OPTIONS = array(
	'wc_accounting_command_line',
	'wc_accounting_cron_ran_at',
	'wc_accounting_schema_version',
	'wc_accounting_site',
);

/** What is kept for each person and site. */
const SHARED_USER_OPTION = 'wc_accounting_flash';

const EVENTS = array( 'wc_accounting_deliver_due', 'wc_accounting_deliver_soon', 'wc_accounting_sweep' );

const TABLES = array( 'wc_accounting_deliveries', 'wc_accounting_queues' );

/** On orders: what the owner said to all services. */
const SHARED_META = '_wc_accounting_do_not_send';

/**
 * @param array<string, mixed> $service Of SERVICES.
 */
function remove_from_site( $service ) {
	$own = OURS . $service['key'] . '_';
	delete_option( $service['secret'] );
	array_map( 'delete_option', option_names( $own ) );
	foreach ( option_names( '_transient_' . $own ) as $name ) {
		delete_transient( substr( $name, strlen( '_transient_' ) ) );
	}
	remove_user_option( $own . 'resend_question' );
	$is_last = array() === option_names( OURS, BEGUN );
	if ( $is_last ) {
		remove_shared();
	} else {
		remove_rows( $service['key'] );
	}
	if ( defined( 'WC_ACCOUNTING_REMOVE_ALL_DATA' ) && true === constant( 'WC_ACCOUNTING_REMOVE_ALL_DATA' ) ) {
		array_map( 'delete_option', option_names( $service['settings'] ) );
		array_map( __NAMESPACE__ . '\remove_order_meta', $service['marks'] );
		if ( $is_last ) {
			remove_order_meta( SHARED_META );
		}
	}
}

function remove_shared() {
	global $wpdb;
	foreach ( EVENTS as $event ) {
		wp_clear_scheduled_hook( $event );
	}
	foreach ( TABLES as $table ) {
		$wpdb->query( "DROP TABLE IF EXISTS `{$wpdb->prefix}$table`" );
	}
	array_map( 'delete_option', SHARED_OPTIONS );
	remove_user_option( SHARED_USER_OPTION );
}

/**
 * The rows of one service, while another one goes on.
 *
 * @param string $key Of the service.
 */
function remove_rows( $key ) {
	global $wpdb;
	foreach ( TABLES as $table ) {
		$wpdb->query( $wpdb->prepare( "DELETE FROM `{$wpdb->prefix}$table` WHERE connector = %s", $key ) );
	}
}

/**
 * @param string $name
 */
function remove_user_option( $name ) {
	global $wpdb;
	delete_metadata( 'user', 0, $wpdb->get_blog_prefix() . $name, '', true );
}

/**
 * Names of options with this beginning and this end.
 *
 * @param string $beginning
 * @param string $end
 * @return string[]
 */
function option_names( $beginning, $end = '' ) {
	global $wpdb;
	$names = $wpdb->esc_like( $beginning ) . '%' . $wpdb->esc_like( $end );
	return $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE %s", $names ) );
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

/**
 * @param array<string, mixed> $service Of SERVICES.
 */
function remove( $service ) {
	foreach ( is_multisite() ? get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) : array( 0 ) as $site ) {
		if ( $site ) {
			switch_to_blog( (int) $site );
		}
		remove_from_site( $service );
		if ( $site ) {
			restore_current_blog();
		}
	}
	// What is kept for each person: rows on a page, and which columns are hidden.
	delete_metadata( 'user', 0, OURS . $service['key'] . '_transactions_per_page', '', true );
	delete_metadata( 'user', 0, 'managewoocommerce_page_' . $service['page'] . 'columnshidden', '', true );
}

if ( isset( SERVICES[ basename( (string) constant( 'WP_UNINSTALL_PLUGIN' ) ) ] ) ) {
	remove( SERVICES[ basename( (string) constant( 'WP_UNINSTALL_PLUGIN' ) ) ] );
}
