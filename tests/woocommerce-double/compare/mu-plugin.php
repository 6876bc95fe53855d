<?php
/**
 * Takes down the hooks of a request that carries the header `X-Trace`. Goes into `wp-content/mu-plugins` of a site that is compared.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

if ( isset( $_SERVER['HTTP_X_TRACE'] ) ) {
	require_once( getenv( 'TRACE_DIR' ) ? getenv( 'TRACE_DIR' ) : __DIR__ . '/trace' ) . '/class-trace.php';
	$double_trace = new Trace( true );
	$double_trace->listen();

	// Probes: what a plugin would add to the screens of orders, each leaving a mark in the page or a line in the log.
	$double_mark = static function ( string $name, array $args, bool $print = true ) use ( $double_trace ) {
		$line = "probe $name( " . implode( ', ', array_map( static fn( $arg ) => is_array( $arg ) ? 'array' : ( $arg instanceof WP_Post ? 'WP_Post ' . $arg->post_type : $double_trace->show( $arg ) ), $args ) ) . ' )';
		if ( $print ) {
			echo '<!--' . esc_html( $line ) . '-->';
		} else {
			$double_trace->note( "  $line" );
		}
	};
	foreach ( array( 'manage_shop_order_posts_custom_column', 'manage_woocommerce_page_wc-orders_custom_column', 'restrict_manage_posts', 'woocommerce_order_list_table_restrict_manage_orders', 'woocommerce_order_list_table_extra_tablenav', 'woocommerce_admin_order_data_after_order_details', 'woocommerce_admin_order_data_after_billing_address', 'woocommerce_order_actions_start', 'woocommerce_order_actions_end' ) as $double_hook ) {
		add_action(
			$double_hook,
			static function ( ...$args ) use ( $double_hook, $double_mark ) {
				if ( ! str_contains( $double_hook, 'custom_column' ) || 'probe' === $args[0] ) {
					$double_mark( $double_hook, $args );
				}
			},
			20,
			5
		);
	}
	foreach ( array( 'add_meta_boxes', 'add_meta_boxes_shop_order', 'add_meta_boxes_woocommerce_page_wc-orders', 'woocommerce_process_shop_order_meta', 'woocommerce_order_action_probe', 'woocommerce_order_action_probe_two' ) as $double_hook ) {
		add_action( $double_hook, static fn( ...$args ) => $double_mark( $double_hook, $args, false ), 45, 5 );
	}
	foreach ( array( 'manage_edit-shop_order_columns', 'manage_woocommerce_page_wc-orders_columns' ) as $double_hook ) {
		add_filter( $double_hook, static fn( $columns ) => $columns + array( 'probe' => 'Probe' ), 20 );
	}
	foreach ( array( 'bulk_actions-edit-shop_order', 'bulk_actions-woocommerce_page_wc-orders' ) as $double_hook ) {
		add_filter( $double_hook, static fn( $actions ) => $actions + array( 'probe' => 'Probe' ), 20 );
	}
	foreach ( array( 'handle_bulk_actions-edit-shop_order', 'handle_bulk_actions-woocommerce_page_wc-orders' ) as $double_hook ) {
		add_filter(
			$double_hook,
			static function ( $to, $action, $ids ) use ( $double_hook, $double_mark ) {
				$double_mark( $double_hook, array( 'string', $action, implode( ' ', array_map( static fn( $id ) => get_debug_type( $id ), $ids ) ) ), false );
				return add_query_arg( 'probed', count( $ids ), $to );
			},
			20,
			3
		);
	}
	add_filter(
		'woocommerce_order_actions',
		static function ( $actions, ...$more ) use ( $double_mark ) {
			$double_mark( 'woocommerce_order_actions', array_merge( array( $actions ), $more ), false );
			return $actions + array( 'probe' => 'Probe: <b>one</b>', 'probe_two' => 'Probe two' );
		},
		20,
		3
	);
	foreach ( array( 'woocommerce_order_list_table_prepare_items_query_args', 'woocommerce_shop_order_list_table_prepare_items_query_args' ) as $double_hook ) {
		add_filter(
			$double_hook,
			static function ( $args ) use ( $double_hook, $double_mark ) {
				$double_mark( $double_hook, array( implode( ' ', array_intersect( array( 'limit', 'page', 'paginate', 'type', 'status', 'orderby', 'order' ), array_keys( $args ) ) ), $args['type'] ?? null, $args['paginate'] ?? null ), false );
				return isset( $_GET['probe_none'] ) ? array_merge( $args, array( 'status' => 'failed' ) ) : $args; // phpcs:ignore WordPress.Security.NonceVerification
			}
		);
	}
	add_action(
		'add_meta_boxes',
		static function ( $screen ) use ( $double_mark ) {
			add_meta_box( 'probe-box', 'Probe', static fn( $shown ) => $double_mark( 'meta box', array( $shown ) ), $screen, 'side' );
		}
	);
	add_action(
		'admin_footer',
		static function () use ( $double_mark ) {
			$screen = get_current_screen();
			$double_mark( 'screen', array( $screen->id, $screen->base, $screen->post_type, $screen->parent_base ) );
			foreach ( array( 'wc-enhanced-select', 'selectWoo', 'jquery-tiptip', 'woocommerce_admin', 'jquery-blockui' ) as $handle ) {
				$double_mark( 'script', array( $handle, wp_script_is( $handle, 'registered' ), wp_script_is( $handle, 'enqueued' ) || wp_script_is( $handle, 'done' ) ) );
			}
			$double_mark( 'style', array( 'woocommerce_admin_styles', wp_style_is( 'woocommerce_admin_styles', 'registered' ), wp_style_is( 'woocommerce_admin_styles', 'done' ) || wp_style_is( 'woocommerce_admin_styles', 'enqueued' ) ) );
		}
	);
	add_action(
		'admin_menu',
		static function () use ( $double_mark ) {
			add_submenu_page( 'woocommerce', 'Probe', 'Probe', 'manage_woocommerce', 'probe', static fn() => $double_mark( 'page', array() ) );
		}
	);
	add_action(
		'shutdown',
		static function () use ( $double_trace ) {
			file_put_contents( wp_upload_dir()['basedir'] . '/trace.log', $double_trace->heard(), FILE_APPEND ); // phpcs:ignore WordPress.WP.AlternativeFunctions
		},
		1000
	);
}
