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
		/** Which service the plugin is of: main file => key. The constant above names another plugin when several are deleted at once. */
		$main_files = array( 'kledo.php' => 'kledo' );

		/** What each service has of its own. The API key and its successor first. */
		$own = array(
			'kledo' => array(
				'options'    => array(
					'wc_kledo_api_key',
					'wc_accounting_kledo_rotated_api_key',
					'wc_accounting_kledo_connection_check',
					'wc_accounting_kledo_first_steps',
					'wc_accounting_kledo_installed_at',
					'wc_accounting_kledo_account',
					'wc_accounting_kledo_open_orders',
					'wc_accounting_kledo_start_days',
					'wc_accounting_kledo_sweep',
					'wc_accounting_took_over_at',
				),
				'user_meta'  => array( 'managewoocommerce_page_wc-kledocolumnshidden' ),
				'order_meta' => array(
					'_wc_kledo_order_synced',
					'_wc_kledo_order_synced_id',
					'_wc_kledo_invoice_synced',
					'_wc_kledo_invoice_synced_id',
				),
			),
		);

		/** What they share. `user_options` are kept for each person and site, `user_meta` for each person, such as rows on a page. */
		$shared = array(
			'options'      => array(
				'wc_accounting_command_line',
				'wc_accounting_cron_ran_at',
				'wc_accounting_schema_version',
				'wc_accounting_site',
			),
			'user_options' => array( 'wc_accounting_flash', 'wc_accounting_resend_question' ),
			'user_meta'    => array( 'wc_accounting_transactions_per_page' ),
			'order_meta'   => array( '_wc_accounting_do_not_send' ),
			'events'       => array( 'wc_accounting_deliver_due', 'wc_accounting_deliver_soon', 'wc_accounting_sweep' ),
			'tables'       => array( 'wc_accounting_deliveries', 'wc_accounting_queues' ),
			// How names of transients begin.
			'transients'   => 'wc_accounting_lookup_',
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
		$find_services = static function ( array $others ) use ( $main_files ) {
			$services = array();
			foreach ( $main_files as $file => $service ) {
				if ( file_exists( __DIR__ . '/' . $file ) && ! in_array( $file, $others, true ) ) {
					$services[] = $service;
				}
			}
			return $services;
		};

		/** Names of options with this beginning. */
		$option_names = static function ( $beginning ): array {
			global $wpdb;
			return $wpdb->get_col(
				$wpdb->prepare( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE %s", $wpdb->esc_like( $beginning ) . '%' )
			);
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

		$removes_all = defined( 'WC_ACCOUNTING_REMOVE_ALL_DATA' ) && true === constant( 'WC_ACCOUNTING_REMOVE_ALL_DATA' );

		$remove_own = static function ( $service, array $names ) use ( $option_names, $remove_order_meta, $removes_all ) {
			array_map( 'delete_option', $names['options'] );
			if ( $removes_all ) {
				array_map( 'delete_option', $option_names( "wc_accounting_{$service}_" ) );
				array_map( 'delete_option', $option_names( "wc_{$service}_" ) );
				array_map( $remove_order_meta, $names['order_meta'] );
			}
		};

		$remove_shared = static function () use ( $shared, $option_names, $remove_order_meta, $removes_all ) {
			global $wpdb;
			array_map( 'wp_clear_scheduled_hook', $shared['events'] );
			foreach ( $shared['tables'] as $table ) {
				$wpdb->query( "DROP TABLE IF EXISTS `{$wpdb->prefix}$table`" );
			}
			array_map( 'delete_option', $shared['options'] );
			foreach ( (array) $option_names( '_transient_' . $shared['transients'] ) as $name ) {
				delete_transient( substr( $name, strlen( '_transient_' ) ) );
			}
			foreach ( $shared['user_options'] as $name ) {
				delete_metadata( 'user', 0, $wpdb->get_blog_prefix() . $name, '', true );
			}
			if ( $removes_all ) {
				array_map( 'delete_option', $option_names( 'wc_accounting_' ) );
				array_map( $remove_order_meta, $shared['order_meta'] );
			}
		};

		$others    = $find_others();
		$services  = $find_services( $others );
		$is_last   = array() === $others;
		$user_meta = $is_last ? $shared['user_meta'] : array();
		foreach ( is_multisite() ? get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) : array( 0 ) as $site ) {
			if ( $site ) {
				switch_to_blog( (int) $site );
			}
			foreach ( $services as $service ) {
				$remove_own( $service, $own[ $service ] );
			}
			if ( $is_last ) {
				$remove_shared();
			}
			if ( $site ) {
				restore_current_blog();
			}
		}
		foreach ( $services as $service ) {
			$user_meta = array_merge( $user_meta, $own[ $service ]['user_meta'] );
		}
		foreach ( $user_meta as $name ) {
			delete_metadata( 'user', 0, $name, '', true );
		}
	}
);
