<?php
/**
 * The shell.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting;

use Automattic\WooCommerce\Utilities\FeaturesUtil;
use WcAccounting\Admin\SiteQuestion;
use WcAccounting\Cli\Command;
use WcAccounting\Connector\Service;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Flags;
use WcAccounting\Delivery\Schema;
use WcAccounting\Environment\Extension;
use WcAccounting\Environment\Facts;
use WcAccounting\Environment\Halves;
use WcAccounting\Environment\Plugins;
use WcAccounting\Environment\Roles;
use WcAccounting\Intake\ChangeListener;
use WcAccounting\Order\Orders;
use WcAccounting\Services\Services;
use WcAccounting\Watch\Outage;
use WcAccounting\Watch\Watch;

/**
 * What all services share: the composition root, the only place that sets hooks; Admin\Screens sets those of wp-admin.
 *
 * The loader says which services are there. What a hook needs is made when it is called for the first time, for the service
 * that it is of.
 */
final class Shell {

	/** @var array<string, ?Service> Made when they are first asked for: most pages need nothing of them but their keys. */
	private static array $services = array();

	/** @var array<string, ?ServiceRuntime> Those at work, null where something is missing; by key. */
	private static array $runtimes = array();

	/** @var array<string, ChangeListener> Made when an order or a setting is saved for the first time; by key. */
	private static array $changes = array();

	private static ?Watch $watch = null;

	/** A service at work, made when it is first asked for; null when something it needs is missing. */
	public static function runtime( string $key ): ?ServiceRuntime {
		if ( ! array_key_exists( $key, self::$runtimes ) ) {
			$service                = self::service( $key );
			$can_work               = null !== $service && self::can_work( $service );
			self::$runtimes[ $key ] = $can_work ? ServiceRuntime::make( $service, Services::take_over( ... ) ) : null;
		}
		return self::$runtimes[ $key ];
	}

	private static function can_work( Service $service ): bool {
		$faults = $service->facts()->faults();
		return array() === $faults || Halves::is_web_half( $service->key(), $faults );
	}

	/**
	 * All that are at work.
	 *
	 * @return list<ServiceRuntime>
	 */
	public static function runtimes(): array {
		return array_values( array_filter( array_map( self::runtime( ... ), Plugins::services() ) ) );
	}

	/**
	 * All that there are plugins of: null for one that cannot work.
	 *
	 * @return array<string, ?ServiceRuntime> By key.
	 */
	private static function services_at_work(): array {
		$keys = Plugins::services();
		return array_combine( $keys, array_map( self::runtime( ... ), $keys ) );
	}

	/** What watches them all. */
	private static function watch(): Watch {
		return self::$watch ??= new Watch( self::services_at_work( ... ), self::broken( ... ) );
	}

	/**
	 * Those whose plugin is active and that cannot work.
	 *
	 * @return list<Service>
	 */
	private static function broken(): array {
		$keys = array_filter( Plugins::services(), static fn ( string $key ): bool => null === self::runtime( $key ) );
		return array_values( array_filter( array_map( self::service( ... ), $keys ) ) );
	}

	/** Null when it is one that this tree does not know. */
	public static function service( string $key ): ?Service {
		return self::$services[ $key ] ??= Services::find( $key );
	}

	/**
	 * Called by the loader for each plugin that is active: at `plugins_loaded`, or when one is being activated. The plugin may be in
	 * another folder than this file, and of another version; what the loader promises is said there.
	 *
	 * @param string $key  Of the service.
	 * @param string $file Main file of its plugin.
	 */
	public static function boot( string $key, string $file ): void {
		$served    = Plugins::services();
		$is_first  = array() === $served;
		$is_served = in_array( $key, $served, true );
		Plugins::add( $file, $key );
		$runtime = static fn (): ?ServiceRuntime => self::runtime( $key );
		register_activation_hook( $file, static fn ( $is_wide = false ) => Activation::activate( $key, $file, (bool) $is_wide, $runtime ) );
		register_deactivation_hook( $file, static fn ( $is_wide = false ) => Activation::deactivate( $key, $file, (bool) $is_wide ) );
		add_action( 'before_woocommerce_init', static fn () => self::declare_compatibility( $file ) );
		add_filter(
			'site_transient_update_plugins',
			static fn ( $found ) => Plugins::keep_strangers_out( $found, plugin_basename( $file ) )
		);
		if ( $is_first ) {
			self::share();
		}
		// What a plugin does in a shop begins with the request after its activation. And a service that is there twice, because its
		// plugin was uploaded into another folder again, does everything once.
		if ( ! $is_served && doing_action( 'plugins_loaded' ) ) {
			self::start_service( $key, $file );
		}
	}

	/** Hooks of every request that do not depend on a service. */
	private static function share(): void {
		add_action(
			'init',
			static fn () => load_plugin_textdomain( 'wc-accounting', false, dirname( plugin_basename( __FILE__ ), 2 ) . '/languages' )
		);
		add_filter(
			'wpmu_drop_tables',
			static fn ( $tables, $site ): array => array_merge( (array) $tables, Schema::tables_of( (int) $site ) ),
			10,
			2
		);
		// A visitor has no right, from which nothing follows.
		add_filter( 'user_has_cap', static fn ( $has ) => array() === $has ? $has : Roles::imply( $has ), 5 );
		// WooCommerce keeps who neither writes nor sells out of wp-admin.
		foreach ( array( 'woocommerce_prevent_admin_access', 'woocommerce_disable_admin_bar' ) as $filter ) {
			add_filter( $filter, static fn ( $is_out ) => is_user_logged_in() ? Roles::may_not_enter( $is_out ) : $is_out );
		}
		add_filter( 'cron_schedules', Cron::add_schedule( ... ) );
		add_action( Cron::DELIVER, static fn () => self::on_cron( self::deliver( ... ) ) );
		add_action( Cron::SOON, static fn () => self::on_cron( self::deliver( ... ) ) );
		add_action( Cron::SWEEP, static fn () => self::on_cron( self::sweep( ... ) ) );
		self::add_hooks_of_watching();
		if ( is_admin() ) {
			self::watch()->register_for_admin();
			add_action( 'admin_notices', static fn () => self::site_question()?->show() );
			add_action( 'admin_post_' . SiteQuestion::ACTION, static fn () => self::site_question()?->handle() );
		}
		if ( wp_doing_cron() ) {
			Facts::remember_command_line( Extension::version() );
		}
		if ( null === Extension::version() ) {
			Halves::keep_events( array( Cron::DELIVER, Cron::SOON, Cron::SWEEP ) );
			if ( wp_doing_cron() ) {
				// None of our events comes here to say that nothing is done.
				add_action( 'shutdown', static fn () => self::watch()->look() );
			}
		} elseif ( 'cli' === PHP_SAPI && ( wp_doing_cron() || defined( 'WP_CLI' ) ) ) {
			// At the end of plugins_loaded all services are known.
			add_action( 'init', static fn () => Halves::leave( Plugins::services() ) );
		}
		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			\WP_CLI::add_command( 'accounting', new Command( self::runtimes( ... ), self::broken( ... ) ) );
		}
	}

	/** A customer's request, which may well be one of REST, loads nothing for them. */
	private static function add_hooks_of_watching(): void {
		add_action(
			'rest_api_init',
			static fn () => register_rest_route(
				'wc-accounting/v1',
				'/metrics',
				array(
					'methods'             => 'GET',
					'callback'            => static fn () => self::watch()->metrics_route()->answer(),
					'permission_callback' => static fn ( $request ) => self::watch()->metrics_route()->may_read( $request ),
				)
			)
		);
		add_filter(
			'woocommerce_email_classes',
			static function ( $mails ) {
				$is_rest = defined( 'REST_REQUEST' ) && REST_REQUEST;
				$is_read = is_user_logged_in() && ( $is_rest || 'wc-settings' === ( $_GET['page'] ?? '' ) );
				return $is_read ? self::watch()->add_mail( $mails ) : $mails;
			}
		);
	}

	/** Asked once for the site, whichever services are there. */
	private static function site_question(): ?SiteQuestion {
		$runtimes = self::runtimes();
		return array() === $runtimes ? null : new SiteQuestion( $runtimes );
	}

	/**
	 * One service that fails must not keep the others from their work: its parts never throw.
	 *
	 * All that cron does hangs on the events, whoever fires them: WP-CLI says that it does cron only while it fires them, long after the
	 * plugins were loaded.
	 *
	 * @param \Closure(ServiceRuntime): void $work
	 */
	private static function on_cron( \Closure $work ): void {
		foreach ( self::runtimes() as $runtime ) {
			self::guarded( $runtime, $runtime->bring_up_to_date( ... ) );
			$work( $runtime );
		}
		self::watch()->look();
	}

	private static function deliver( ServiceRuntime $runtime ): void {
		self::guarded( $runtime, static fn () => ( new Admin\Screens( $runtime ) )->carry_out_errands() );
		$runtime->cron->deliver();
	}

	private static function sweep( ServiceRuntime $runtime ): void {
		$runtime->cron->sweep();
		self::guarded( $runtime, static fn () => ( new Admin\Screens( $runtime ) )->refresh() );
	}

	/**
	 * What comes beside the main thing must not keep it from being done.
	 *
	 * @param \Closure(): void $work
	 */
	private static function guarded( ServiceRuntime $runtime, \Closure $work ): void {
		try {
			$work();
		} catch ( \Throwable $fault ) {
			$runtime->logger->fault( 'A part of what cron does failed', $fault );
		}
	}

	private static function start_service( string $key, string $file ): void {
		self::add_hooks( $key );
		if ( is_admin() ) {
			self::start_admin( $key, $file );
		}
	}

	/** Hooks of every request. */
	private static function add_hooks( string $key ): void {
		$essentials = Settings::essentials( $key );
		foreach ( $essentials['statuses'] as $status ) {
			add_action(
				'woocommerce_order_status_' . $status,
				static fn ( $order_id, $order = null ) => self::runtime( $key )?->listener->reached( $status, (int) $order_id, $order ),
				10,
				2
			);
		}
		add_action(
			'woocommerce_order_refunded',
			static fn ( $order_id ) => self::runtime( $key )?->listener->refunded( (int) $order_id )
		);
		self::add_hooks_of_changes( $key, $essentials['options'] );
		add_filter(
			'wp_privacy_personal_data_exporters',
			static fn ( $exporters ) => self::runtime( $key )?->privacy->add_exporter( $exporters ) ?? $exporters
		);
		add_filter(
			'wp_privacy_personal_data_erasers',
			static fn ( $erasers ) => self::runtime( $key )?->privacy->add_eraser( $erasers ) ?? $erasers
		);
		add_filter(
			'woocommerce_privacy_remove_order_personal_data_meta',
			static fn ( $meta ) => self::runtime( $key )?->privacy->add_personal_meta( $meta ) ?? $meta
		);
	}

	/**
	 * Orders and settings that are saved, of which a refund is one: only noted here, and little at that.
	 *
	 * @param list<string> $options Where the settings are.
	 */
	private static function add_hooks_of_changes( string $key, array $options ): void {
		$saw_order = static fn ( $order ) => self::changes( $key )->saw( $order );
		foreach ( array( 'after_order_object_save', 'trash_order', 'delete_order' ) as $event ) {
			add_action( 'woocommerce_' . $event, $saw_order );
		}
		// Where orders are posts.
		add_action( 'untrashed_post', $saw_order );
		add_action( 'woocommerce_refund_deleted', static fn ( $refund, $order ) => self::changes( $key )->saw( $order ), 10, 2 );
		foreach ( array( 'added_option', 'updated_option', 'deleted_option' ) as $event ) {
			add_action(
				$event,
				static function ( $option ) use ( $key, $options ): void {
					if ( in_array( $option, $options, true ) ) {
						self::changes( $key )->saw_settings();
					}
				}
			);
		}
	}

	public static function changes( string $key ): ChangeListener {
		return self::$changes[ $key ] ??= new ChangeListener(
			static fn (): ?Flags => self::runtime( $key )?->flags,
			static fn ( \Throwable $fault ) =>
				self::runtime( $key )?->logger->fault( 'It could not be noted which orders were saved', $fault )
		);
	}

	/** What wp-admin needs, or why the service cannot work. */
	private static function start_admin( string $key, string $file ): void {
		$runtime = self::runtime( $key );
		$service = self::service( $key );
		if ( null !== $runtime ) {
			// A page that somebody opened tells what the web server's PHP has; other servers may send requests of their own.
			if ( 'cli' !== PHP_SAPI && ! wp_doing_ajax() && $runtime->connector->sends_here() ) {
				Halves::end();
			}
			Outage::end( $key );
			$runtime->bring_up_to_date();
			( new Admin\Screens( $runtime, Watch::print_on_support( ... ), self::watch()->page_saw_trouble( ... ) ) )->register();
		} elseif ( null === $service ) {
			Admin\InstallPage::register_unknown( $file, dirname( plugin_basename( __FILE__ ), 2 ), Plugins::VERSION );
		} else {
			Admin\ScreensOfFaults::register( $service, self::watch()->page_saw_trouble( ... ) );
		}
	}

	/**
	 * WooCommerce may read the files of all plugins to take it down, so only those are told who may choose where orders are
	 * kept: a visitor of the shop may not.
	 */
	private static function declare_compatibility( string $file ): void {
		if ( ! self::is_visited() && class_exists( FeaturesUtil::class ) ) {
			FeaturesUtil::declare_compatibility( 'custom_order_tables', $file, true );
		}
	}

	/** Whether somebody is served who has not shown who he is. */
	private static function is_visited(): bool {
		if ( is_admin() || wp_doing_cron() || 'cli' === PHP_SAPI ) {
			return false;
		}
		$shown = $_SERVER + $_GET + $_COOKIE;
		$ways  = array(
			LOGGED_IN_COOKIE,
			'HTTP_AUTHORIZATION',
			'REDIRECT_HTTP_AUTHORIZATION',
			'PHP_AUTH_USER',
			'consumer_key',
			'oauth_consumer_key',
		);
		return array() === array_intersect_key( $shown, array_flip( $ways ) );
	}
}
