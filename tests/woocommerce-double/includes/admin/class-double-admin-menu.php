<?php
/**
 * The admin menu.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

use Automattic\WooCommerce\Utilities\OrderUtil;

/**
 * `WooCommerce` with its pages, and the scripts and styles that their screens share.
 */
final class Admin_Menu {

	/** Adds the hooks. */
	public static function register(): void {
		add_action( 'admin_menu', array( self::class, 'menu' ), 9 );
		add_action( 'admin_menu', array( self::class, 'settings' ), 50 );
		add_action( 'admin_head', array( self::class, 'tidy' ) );
		add_action( 'admin_enqueue_scripts', array( self::class, 'assets' ), 1 );
		Order_Edit_Screen::register();
		Order_Posts_Table::register();
	}

	/** The menu and the orders. */
	public static function menu(): void {
		add_menu_page( 'WooCommerce', 'WooCommerce', 'edit_others_shop_orders', 'woocommerce', '__return_null', 'dashicons-cart', '55.5' );
		if ( OrderUtil::custom_orders_table_usage_is_enabled() ) {
			$page = new Orders_Page();
			$hook = add_submenu_page( 'woocommerce', 'Orders', 'Orders', 'edit_others_shop_orders', 'wc-orders', array( $page, 'show' ) );
			add_action( "load-$hook", array( $page, 'load' ) );
		}
	}

	/** The settings. */
	public static function settings(): void {
		add_submenu_page( 'woocommerce', 'WooCommerce settings', 'Settings', 'manage_woocommerce', 'wc-settings', array( Settings_Page::class, 'show' ) );
	}

	/** The menu's own first entry leads nowhere. */
	public static function tidy(): void {
		remove_submenu_page( 'woocommerce', 'woocommerce' );
	}

	/** Handles that plugins ask for. They hold next to nothing: a test needs their names. */
	public static function assets(): void {
		$url = WC()->plugin_url() . '/assets/';
		wp_register_style( 'woocommerce_admin_styles', $url . 'admin.css', array(), WC_VERSION );
		wp_register_style( 'jquery-ui-style', false, array(), WC_VERSION );
		wp_register_script( 'select2', $url . 'select.js', array( 'jquery' ), WC_VERSION, true );
		wp_register_script( 'selectWoo', $url . 'select.js', array( 'jquery' ), WC_VERSION, true );
		wp_register_script( 'wc-enhanced-select', $url . 'enhanced-select.js', array( 'jquery', 'selectWoo' ), WC_VERSION, true );
		wp_register_script( 'jquery-tiptip', $url . 'tip.js', array( 'jquery' ), WC_VERSION, true );
		wp_register_script( 'jquery-blockui', $url . 'block.js', array( 'jquery' ), WC_VERSION, true );
		wp_register_script( 'woocommerce_admin', $url . 'admin.js', array( 'jquery', 'jquery-tiptip', 'jquery-blockui' ), WC_VERSION, true );
		wp_register_script( 'woocommerce_settings', $url . 'settings.js', array( 'jquery' ), WC_VERSION, true );
		wp_localize_script( 'wc-enhanced-select', 'wc_enhanced_select_params', array( 'ajax_url' => admin_url( 'admin-ajax.php' ) ) );
		$screen = get_current_screen();
		if ( $screen && in_array( $screen->id, wc_get_screen_ids(), true ) ) {
			wp_enqueue_style( 'woocommerce_admin_styles' );
			wp_enqueue_script( 'woocommerce_admin' );
			wp_enqueue_script( 'wc-enhanced-select' );
		}
	}
}
