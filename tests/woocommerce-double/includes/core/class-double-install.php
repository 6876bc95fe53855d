<?php
/**
 * Setting up.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * Tables, roles, options and pages.
 */
final class Install {

	/** Default options. */
	private const OPTIONS = array(
		'woocommerce_store_address'                => '',
		'woocommerce_store_city'                   => '',
		'woocommerce_default_country'              => 'US:CA',
		'woocommerce_store_postcode'               => '',
		'woocommerce_allowed_countries'            => 'all',
		'woocommerce_ship_to_countries'            => '',
		'woocommerce_default_customer_address'     => 'base',
		'woocommerce_calc_taxes'                   => 'no',
		'woocommerce_enable_coupons'               => 'yes',
		'woocommerce_calc_discounts_sequentially'  => 'no',
		'woocommerce_currency'                     => 'USD',
		'woocommerce_currency_pos'                 => 'left',
		'woocommerce_price_thousand_sep'           => ',',
		'woocommerce_price_decimal_sep'            => '.',
		'woocommerce_price_num_decimals'           => '2',
		'woocommerce_manage_stock'                 => 'yes',
		'woocommerce_prices_include_tax'           => 'no',
		'woocommerce_tax_based_on'                 => 'shipping',
		'woocommerce_shipping_tax_class'           => 'inherit',
		'woocommerce_tax_round_at_subtotal'        => 'no',
		'woocommerce_tax_classes'                  => '',
		'woocommerce_tax_display_shop'             => 'excl',
		'woocommerce_tax_display_cart'             => 'excl',
		'woocommerce_enable_guest_checkout'        => 'yes',
		'woocommerce_cart_redirect_after_add'      => 'no',
		'woocommerce_email_from_address'           => '',
		'woocommerce_custom_orders_table_enabled'  => 'no',
		'woocommerce_custom_orders_table_data_sync_enabled' => 'no',
	);

	/** Activation: everything at once; `woocommerce_newly_installed` makes the first request switch the order tables on. */
	public static function activate(): void {
		self::tables();
		self::roles();
		$fresh = false === get_option( 'woocommerce_version' );
		foreach ( self::OPTIONS as $name => $value ) {
			add_option( $name, $value );
		}
		Post_Types::register_taxonomies();
		Post_Types::register_post_types();
		self::terms();
		self::pages();
		update_option( 'woocommerce_version', WC_VERSION );
		update_option( 'woocommerce_db_version', WC_VERSION );
		if ( $fresh ) {
			update_option( 'woocommerce_newly_installed', 'yes' );
		}
		do_action( 'woocommerce_installed' );
	}

	/** A new shop uses the order tables from its first request on. */
	public static function after_first_request(): void {
		if ( 'yes' === get_option( 'woocommerce_newly_installed' ) && PHP_SAPI !== 'cli' ) {
			update_option( 'woocommerce_newly_installed', 'no' );
			update_option( 'woocommerce_custom_orders_table_enabled', 'yes' );
			do_action( 'woocommerce_newly_installed' );
		}
	}

	/** Kinds of products. */
	private static function terms(): void {
		foreach ( array( 'simple', 'grouped', 'variable', 'external' ) as $type ) {
			if ( ! term_exists( $type, 'product_type' ) ) {
				wp_insert_term( $type, 'product_type' );
			}
		}
		if ( ! get_option( 'default_product_cat' ) ) {
			$term = wp_insert_term( 'Uncategorized', 'product_cat' );
			update_option( 'default_product_cat', is_wp_error( $term ) ? 0 : $term['term_id'] );
		}
	}

	/** Pages of the shop. */
	private static function pages(): void {
		$pages = array(
			'shop'      => array( 'Shop', '' ),
			'cart'      => array( 'Cart', '[woocommerce_cart]' ),
			'checkout'  => array( 'Checkout', '[woocommerce_checkout]' ),
			'myaccount' => array( 'My account', '[woocommerce_my_account]' ),
		);
		foreach ( $pages as $slug => [ $title, $content ] ) {
			$option = "woocommerce_{$slug}_page_id";
			if ( ! get_post( (int) get_option( $option ) ) || ! get_option( $option ) ) {
				update_option(
					$option,
					wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_name' => 'myaccount' === $slug ? 'my-account' : $slug, 'post_title' => $title, 'post_content' => $content, 'comment_status' => 'closed' ) )
				);
			}
		}
	}

	/** Roles and what they may do. */
	private static function roles(): void {
		add_role( 'customer', 'Customer', array( 'read' => true ) );
		$editor = get_role( 'editor' );
		add_role( 'shop_manager', 'Shop manager', array_merge( array_diff_key( $editor ? $editor->capabilities : array(), array( 'unfiltered_html' => true ) ), array( 'level_9' => true, 'level_8' => true, 'edit_theme_options' => true, 'export' => true, 'import' => true, 'list_users' => true ) ) );
		$caps = array( 'manage_woocommerce', 'view_woocommerce_reports' );
		foreach ( array( 'product', 'shop_order', 'shop_coupon' ) as $type ) {
			foreach ( array( 'edit_%s', 'read_%s', 'delete_%s', 'edit_%ss', 'edit_others_%ss', 'publish_%ss', 'read_private_%ss', 'delete_%ss', 'delete_private_%ss', 'delete_published_%ss', 'delete_others_%ss', 'edit_private_%ss', 'edit_published_%ss', 'manage_%s_terms', 'edit_%s_terms', 'delete_%s_terms', 'assign_%s_terms' ) as $cap ) {
				$caps[] = sprintf( $cap, $type );
			}
		}
		foreach ( array( 'administrator', 'shop_manager' ) as $role ) {
			$role = get_role( $role );
			foreach ( $role ? $caps : array() as $cap ) {
				$role->add_cap( $cap );
			}
		}
	}

	/** Tables, with the columns of the public schema. */
	private static function tables(): void {
		global $wpdb;
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		$p = $wpdb->prefix;
		$c = $wpdb->get_charset_collate();
		dbDelta(
			"CREATE TABLE {$p}woocommerce_order_items (
			order_item_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			order_item_name text NOT NULL,
			order_item_type varchar(200) NOT NULL DEFAULT '',
			order_id bigint(20) unsigned NOT NULL,
			PRIMARY KEY  (order_item_id),
			KEY order_id (order_id)
			) $c;
			CREATE TABLE {$p}woocommerce_order_itemmeta (
			meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			order_item_id bigint(20) unsigned NOT NULL,
			meta_key varchar(255) DEFAULT NULL,
			meta_value longtext DEFAULT NULL,
			PRIMARY KEY  (meta_id),
			KEY order_item_id (order_item_id),
			KEY meta_key (meta_key(32))
			) $c;
			CREATE TABLE {$p}woocommerce_sessions (
			session_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			session_key char(32) NOT NULL,
			session_value longtext NOT NULL,
			session_expiry bigint(20) unsigned NOT NULL,
			PRIMARY KEY  (session_id),
			UNIQUE KEY session_key (session_key)
			) $c;
			CREATE TABLE {$p}woocommerce_tax_rates (
			tax_rate_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			tax_rate_country varchar(2) NOT NULL DEFAULT '',
			tax_rate_state varchar(200) NOT NULL DEFAULT '',
			tax_rate varchar(8) NOT NULL DEFAULT '',
			tax_rate_name varchar(200) NOT NULL DEFAULT '',
			tax_rate_priority bigint(20) unsigned NOT NULL,
			tax_rate_compound int(1) NOT NULL DEFAULT 0,
			tax_rate_shipping int(1) NOT NULL DEFAULT 1,
			tax_rate_order bigint(20) unsigned NOT NULL,
			tax_rate_class varchar(200) NOT NULL DEFAULT '',
			PRIMARY KEY  (tax_rate_id)
			) $c;
			CREATE TABLE {$p}woocommerce_shipping_zones (
			zone_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			zone_name varchar(200) NOT NULL,
			zone_order bigint(20) unsigned NOT NULL,
			PRIMARY KEY  (zone_id)
			) $c;
			CREATE TABLE {$p}woocommerce_shipping_zone_locations (
			location_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			zone_id bigint(20) unsigned NOT NULL,
			location_code varchar(200) NOT NULL,
			location_type varchar(40) NOT NULL,
			PRIMARY KEY  (location_id)
			) $c;
			CREATE TABLE {$p}woocommerce_shipping_zone_methods (
			zone_id bigint(20) unsigned NOT NULL,
			instance_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			method_id varchar(200) NOT NULL,
			method_order bigint(20) unsigned NOT NULL,
			is_enabled tinyint(1) NOT NULL DEFAULT '1',
			PRIMARY KEY  (instance_id)
			) $c;
			CREATE TABLE {$p}wc_orders (
			id bigint(20) unsigned NOT NULL,
			status varchar(20) DEFAULT NULL,
			currency varchar(10) DEFAULT NULL,
			type varchar(20) DEFAULT NULL,
			tax_amount decimal(26,8) DEFAULT NULL,
			total_amount decimal(26,8) DEFAULT NULL,
			customer_id bigint(20) unsigned DEFAULT NULL,
			billing_email varchar(320) DEFAULT NULL,
			date_created_gmt datetime DEFAULT NULL,
			date_updated_gmt datetime DEFAULT NULL,
			parent_order_id bigint(20) unsigned DEFAULT NULL,
			payment_method varchar(100) DEFAULT NULL,
			payment_method_title text DEFAULT NULL,
			transaction_id varchar(100) DEFAULT NULL,
			ip_address varchar(100) DEFAULT NULL,
			user_agent text DEFAULT NULL,
			customer_note text DEFAULT NULL,
			PRIMARY KEY  (id),
			KEY status (status),
			KEY date_created (date_created_gmt),
			KEY customer_id_billing_email (customer_id,billing_email(171)),
			KEY type_status_date (type,status,date_created_gmt),
			KEY parent_order_id (parent_order_id),
			KEY date_updated (date_updated_gmt)
			) $c;
			CREATE TABLE {$p}wc_order_addresses (
			id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			order_id bigint(20) unsigned NOT NULL,
			address_type varchar(20) DEFAULT NULL,
			first_name text DEFAULT NULL,
			last_name text DEFAULT NULL,
			company text DEFAULT NULL,
			address_1 text DEFAULT NULL,
			address_2 text DEFAULT NULL,
			city text DEFAULT NULL,
			state text DEFAULT NULL,
			postcode text DEFAULT NULL,
			country text DEFAULT NULL,
			email varchar(320) DEFAULT NULL,
			phone varchar(100) DEFAULT NULL,
			PRIMARY KEY  (id),
			UNIQUE KEY address_type_order_id (address_type,order_id),
			KEY order_id (order_id)
			) $c;
			CREATE TABLE {$p}wc_order_operational_data (
			id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			order_id bigint(20) unsigned DEFAULT NULL,
			created_via varchar(100) DEFAULT NULL,
			woocommerce_version varchar(20) DEFAULT NULL,
			prices_include_tax tinyint(1) DEFAULT NULL,
			coupon_usages_are_counted tinyint(1) DEFAULT NULL,
			download_permission_granted tinyint(1) DEFAULT NULL,
			cart_hash varchar(100) DEFAULT NULL,
			new_order_email_sent tinyint(1) DEFAULT NULL,
			order_key varchar(100) DEFAULT NULL,
			order_stock_reduced tinyint(1) DEFAULT NULL,
			date_paid_gmt datetime DEFAULT NULL,
			date_completed_gmt datetime DEFAULT NULL,
			shipping_tax_amount decimal(26,8) DEFAULT NULL,
			shipping_total_amount decimal(26,8) DEFAULT NULL,
			discount_tax_amount decimal(26,8) DEFAULT NULL,
			discount_total_amount decimal(26,8) DEFAULT NULL,
			recorded_sales tinyint(1) DEFAULT NULL,
			PRIMARY KEY  (id),
			UNIQUE KEY order_id (order_id),
			KEY order_key (order_key)
			) $c;
			CREATE TABLE {$p}wc_orders_meta (
			id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			order_id bigint(20) unsigned DEFAULT NULL,
			meta_key varchar(255) DEFAULT NULL,
			meta_value text DEFAULT NULL,
			PRIMARY KEY  (id),
			KEY meta_key_value (meta_key(100),meta_value(82)),
			KEY order_id_meta_key_meta_value (order_id,meta_key(100),meta_value(82))
			) $c;"
		);
	}
}
