<?php
/**
 * The plugin itself.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Holds the services that other code reaches through `WC()`, and fires the hooks of WooCommerce's start
 * in its order: `woocommerce_loaded` while plugins load (`plugins_loaded`, priority -1),
 * `before_woocommerce_init` and `woocommerce_init` at `init`, priority 0.
 */
final class WooCommerce {

	/** @var string */
	public $version = WC_VERSION;

	/** @var WC_Cart|null Null outside of the shop's own pages. */
	public $cart = null;

	/** @var WC_Session_Handler|null */
	public $session = null;

	/** @var WC_Customer|null */
	public $customer = null;

	/** @var WC_Countries */
	public $countries;

	/** @var WC_Order_Factory */
	public $order_factory;

	/** @var WC_Product_Factory */
	public $product_factory;

	/** @var self|null */
	private static $instance = null;

	/** @var WC_Payment_Gateways|null */
	private $gateways = null;

	/** @var WC_Shipping|null */
	private $shipping = null;

	/**
	 * The one instance.
	 */
	public static function instance(): self {
		if ( null === self::$instance ) {
			self::$instance = new self();
			self::$instance->start();
		}
		return self::$instance;
	}

	/**
	 * Registers everything.
	 */
	private function start(): void {
		global $wpdb;
		$wpdb->order_itemmeta = $wpdb->prefix . 'woocommerce_order_itemmeta';
		$wpdb->ordermeta      = $wpdb->prefix . 'wc_orders_meta';
		$wpdb->tables[]       = 'woocommerce_order_itemmeta';

		add_action( 'plugins_loaded', static fn() => do_action( 'woocommerce_loaded' ), -1 );
		add_action( 'init', array( WooCommerceDouble\Post_Types::class, 'register_taxonomies' ), 5 );
		add_action( 'init', array( WooCommerceDouble\Post_Types::class, 'register_post_types' ), 5 );
		add_action( 'init', array( WooCommerceDouble\Post_Types::class, 'register_statuses' ), 9 );
		add_action( 'init', array( $this, 'init' ), 0 );
		add_action( 'after_setup_theme', array( $this, 'after_setup_theme' ), 11 );

		WooCommerceDouble\Stock_Keeper::register();
		WooCommerceDouble\Comments::register();
		WooCommerceDouble\Frontend::register();
		WC_Emails::init_transactional_emails();
		if ( is_admin() ) {
			WooCommerceDouble\Admin_Menu::register();
		}
	}

	/**
	 * `init`, priority 0.
	 */
	public function init(): void {
		do_action( 'before_woocommerce_init' );
		$this->countries       = new WC_Countries();
		$this->order_factory   = new WC_Order_Factory();
		$this->product_factory = new WC_Product_Factory();
		if ( ! defined( 'WC_TAX_ROUNDING_MODE' ) ) {
			define( 'WC_TAX_ROUNDING_MODE', 'yes' === get_option( 'woocommerce_prices_include_tax', 'no' ) ? PHP_ROUND_HALF_DOWN : PHP_ROUND_HALF_UP );
		}
		if ( ! is_admin() || wp_doing_ajax() ) {
			if ( ! defined( 'WP_CLI' ) && 'cli' !== PHP_SAPI && ! wp_doing_cron() ) {
				wc_load_cart();
			}
		}
		WooCommerceDouble\Install::after_first_request();
		do_action( 'woocommerce_init' );
	}

	/**
	 * Image sizes that a shop page uses.
	 */
	public function after_setup_theme(): void {
		add_image_size( 'woocommerce_thumbnail', 324, 324, true );
	}

	/**
	 * The mailer. Its first use registers the mails, as in WooCommerce.
	 */
	public function mailer(): WC_Emails {
		return WC_Emails::instance();
	}

	/**
	 * Payment methods.
	 */
	public function payment_gateways(): WC_Payment_Gateways {
		$this->gateways ??= new WC_Payment_Gateways();
		return $this->gateways;
	}

	/**
	 * Shipping methods.
	 */
	public function shipping(): WC_Shipping {
		$this->shipping ??= new WC_Shipping();
		return $this->shipping;
	}

	/**
	 * The checkout.
	 */
	public function checkout(): WC_Checkout {
		return WC_Checkout::instance();
	}

	/**
	 * Address of the plugin's folder.
	 */
	public function plugin_url(): string {
		return untrailingslashit( plugins_url( '/', WC_PLUGIN_FILE ) );
	}

	/**
	 * Path of the plugin's folder.
	 */
	public function plugin_path(): string {
		return untrailingslashit( plugin_dir_path( WC_PLUGIN_FILE ) );
	}

	/**
	 * Address of `admin-ajax.php`.
	 */
	public function ajax_url(): string {
		return admin_url( 'admin-ajax.php', 'relative' );
	}

	/**
	 * A service property that was never there reads as null, without a notice.
	 *
	 * @param string $name Property.
	 * @return mixed
	 */
	public function __get( $name ) {
		return in_array( $name, array( 'mailer', 'payment_gateways', 'shipping', 'checkout' ), true ) ? $this->$name() : null;
	}
}
