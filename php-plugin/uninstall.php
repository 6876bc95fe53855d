<?php
/**
 * Removes what the plugin of a service has made, on every site: what it remembers, and the API key, which is a secret; and what
 * all services share, such as tables and events, when no other plugin of this kind is left.
 *
 * Other settings and the marks on orders are those of the official Kledo plugin as well, and an order without its mark would
 * be sent again after a new installation: they stay, unless `define( 'WC_ACCOUNTING_REMOVE_ALL_DATA', true );` is in wp-config.php.
 *
 * A plugin can also be deleted where PHP became too old for it. So this is written in old syntax, and needs no other file: the
 * names below are those that the classes have, and a test compares them. And two plugins of this kind can be deleted in one
 * request: so nothing here has a name that the second one would have too.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

if ( ! defined( 'WP_UNINSTALL_PLUGIN' ) ) {
	exit;
}

call_user_func(
	static function () {
		/** Which services a plugin can be of: main file => what it has by other names than those that all services have. */
		$known = array(
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
			'orders-to-xero.php' => array(
				'key'      => 'xero',
				'secret'   => 'wc_xero_api_key',
				'settings' => 'wc_xero_',
				'page'     => 'wc-xero',
				'marks'    => array(
					'_wc_xero_invoice_synced',
					'_wc_xero_quote_synced',
					'_wc_xero_payment_synced',
					'_wc_xero_credit_note_synced',
					'_wc_xero_allocation_synced',
					'_wc_xero_refund_payment_synced',
					'_wc_xero_void_synced',
				),
			),
		);

		/** How names begin that are of no service, or of one: then its key follows. */
		$ours = 'wc_accounting_';

		/** What the services share. `user_option` is kept for each person and site. */
		$shared = array(
			'options'     => array(
				'wc_accounting_command_line',
				'wc_accounting_cron_ran_at',
				'wc_accounting_digest',
				'wc_accounting_halves',
				'wc_accounting_metrics_token',
				'wc_accounting_outage',
				'wc_accounting_schema_version',
				'wc_accounting_site',
				'woocommerce_wc_accounting_digest_settings',
			),
			'role'        => 'wc_accounting_bookkeeper',
			'user_option' => 'wc_accounting_flash',
			'order_meta'  => '_wc_accounting_do_not_send',
			'not_queued'  => '_wc_accounting_not_queued',
			'events'      => array( 'wc_accounting_deliver_due', 'wc_accounting_deliver_soon', 'wc_accounting_sweep' ),
			'tables'      => array(
				'wc_accounting_deliveries',
				'wc_accounting_queues',
				'wc_accounting_links',
				'wc_accounting_books',
				'wc_accounting_backfills',
				'wc_accounting_counters',
			),
		);

		/** Main files of this kind in other folders, active or not. WordPress's list may name some that were deleted just now. */
		$find_others = static function () {
			require_once ABSPATH . 'wp-admin/includes/plugin.php';
			clearstatcache();
			$others = array();
			foreach ( get_plugins() as $file => $header ) {
				$path = realpath( WP_PLUGIN_DIR . '/' . $file );
				if ( 'wc-accounting' === $header['TextDomain'] && false !== $path && dirname( $path ) !== __DIR__ ) {
					$others[] = basename( $path );
				}
			}
			return $others;
		};

		/** Services whose plugin is in this folder: one, but where the code is worked on. None that is in another folder once more. */
		$find_services = static function ( array $others ) use ( $known ) {
			$services = array();
			foreach ( $known as $file => $service ) {
				if ( file_exists( __DIR__ . '/' . $file ) && ! in_array( $file, $others, true ) ) {
					$services[] = $service;
				}
			}
			return $services;
		};

		/** Names of options with this beginning and this end. */
		$option_names = static function ( $beginning, $end = '' ): array {
			global $wpdb;
			$names = $wpdb->esc_like( $beginning ) . '%' . $wpdb->esc_like( $end );
			return $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE %s", $names ) );
		};

		/** Removes a mark from all orders, wherever orders are kept. */
		$remove_order_meta = static function ( $key ) {
			global $wpdb;
			foreach ( array( $wpdb->postmeta, $wpdb->prefix . 'wc_orders_meta' ) as $table ) {
				if ( $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $table ) ) ) === $table ) {
					$wpdb->query( $wpdb->prepare( "DELETE FROM `$table` WHERE meta_key = %s", $key ) );
				}
			}
		};

		$remove_user_option = static function ( $name ) {
			global $wpdb;
			delete_metadata( 'user', 0, $wpdb->get_blog_prefix() . $name, '', true );
		};

		/** The rows of one service, where another one goes on. */
		$remove_rows = static function ( $key ) use ( $shared ) {
			global $wpdb;
			foreach ( $shared['tables'] as $table ) {
				$found = $wpdb->get_var( $wpdb->prepare( 'SHOW TABLES LIKE %s', $wpdb->esc_like( $wpdb->prefix . $table ) ) );
				if ( $found === $wpdb->prefix . $table ) {
					$wpdb->query( $wpdb->prepare( "DELETE FROM `{$wpdb->prefix}$table` WHERE connector = %s", $key ) );
				}
			}
		};

		/** A role, also from who has it: WordPress keeps its name with each person. A shop has a few; beyond a thousand it stays a name. */
		$remove_role = static function ( $role ) {
			foreach ( get_users( array( 'role' => $role, 'number' => 1000 ) ) as $user ) {
				$user->remove_role( $role );
			}
			remove_role( $role );
		};

		$removes_all = defined( 'WC_ACCOUNTING_REMOVE_ALL_DATA' ) && true === constant( 'WC_ACCOUNTING_REMOVE_ALL_DATA' );

		$remove_own = static function ( array $service ) use (
			$ours,
			$option_names,
			$remove_order_meta,
			$remove_user_option,
			$remove_rows,
			$removes_all
		) {
			$own = $ours . $service['key'] . '_';
			delete_option( $service['secret'] );
			array_map( 'delete_option', $option_names( $own ) );
			foreach ( (array) $option_names( '_transient_' . $own ) as $name ) {
				delete_transient( substr( $name, strlen( '_transient_' ) ) );
			}
			$remove_user_option( $own . 'resend_question' );
			$remove_rows( $service['key'] );
			if ( $removes_all ) {
				array_map( 'delete_option', $option_names( $service['settings'] ) );
				array_map( $remove_order_meta, $service['marks'] );
			}
		};

		$remove_shared = static function () use (
			$shared,
			$remove_order_meta,
			$remove_user_option,
			$remove_role,
			$removes_all
		) {
			global $wpdb;
			array_map( 'wp_clear_scheduled_hook', $shared['events'] );
			$remove_role( $shared['role'] );
			foreach ( $shared['tables'] as $table ) {
				$wpdb->query( "DROP TABLE IF EXISTS `{$wpdb->prefix}$table`" );
			}
			array_map( 'delete_option', $shared['options'] );
			$remove_user_option( $shared['user_option'] );
			$remove_order_meta( $shared['not_queued'] );
			if ( $removes_all ) {
				$remove_order_meta( $shared['order_meta'] );
			}
		};

		$others   = $find_others();
		$services = $find_services( $others );
		foreach ( is_multisite() ? get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) : array( 0 ) as $site ) {
			if ( $site ) {
				switch_to_blog( (int) $site );
			}
			array_map( $remove_own, $services );
			// Another service was begun on this site and not removed, though its folder may be gone.
			$is_last = array() === $others && array() === $option_names( $ours, '_installed_at' );
			if ( $is_last ) {
				$remove_shared();
			}
			if ( $site ) {
				restore_current_blog();
			}
		}
		// What is kept for each person: rows on a page, and which columns are hidden.
		foreach ( $services as $service ) {
			delete_metadata( 'user', 0, $ours . $service['key'] . '_transactions_per_page', '', true );
			delete_metadata( 'user', 0, 'managewoocommerce_page_' . $service['page'] . 'columnshidden', '', true );
		}
	}
);
