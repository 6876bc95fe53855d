<?php
/**
 * The plugin itself.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

use WcAccounting\Standin\Countries;
use WcAccounting\Standin\Database;

/** What WC() gives. */
final class WooCommerce {

	public readonly string $version;

	public readonly Countries $countries;

	public function __construct() {
		$this->version   = WC_VERSION;
		$this->countries = new Countries();
	}

	public function hook(): void {
		Database::name_meta_tables();
		add_action( 'switch_blog', Database::name_meta_tables( ... ) );
		add_filter( 'woocommerce_stock_amount', 'intval' );
		add_action( 'plugins_loaded', static fn () => do_action( 'woocommerce_loaded' ), -1 );
		add_action( 'init', $this->start( ... ), 0 );
		add_action( 'pre_get_comments', self::hide_notes( ... ) );
		add_action( 'admin_menu', self::add_menu( ... ), 9 );
		add_action( 'admin_init', self::load_admin( ... ), 0 );
	}

	private function start(): void {
		do_action( 'before_woocommerce_init' );
		register_post_type( 'product', array( 'public' => true, 'label' => 'Products', 'show_in_menu' => false ) );
		register_post_type( 'product_variation', array( 'public' => false ) );
		do_action( 'woocommerce_init' );
	}

	/** Notes are for nobody who lists comments. */
	private static function hide_notes( WP_Comment_Query $query ): void {
		$query->query_vars['type__not_in'] = array_merge( (array) $query->query_vars['type__not_in'], array( 'order_note' ) );
	}

	/** Other plugins put their pages under this one. */
	private static function add_menu(): void {
		$page = static function (): void {
			echo '<div class="wrap"><h1>WooCommerce (stand-in)</h1>';
			echo '<p>This machine has no WooCommerce: orders are made by scripts, and there are no screens for them.</p></div>';
		};
		add_menu_page( 'WooCommerce', 'WooCommerce', 'edit_others_shop_orders', 'woocommerce', $page, 'dashicons-cart', 55 );
	}

	/** Functions that there are in wp-admin only. */
	private static function load_admin(): void {
		require_once __DIR__ . '/admin.php';
	}
}

function WC(): WooCommerce {
	static $shop = null;
	$shop      ??= new WooCommerce();
	return $shop;
}
