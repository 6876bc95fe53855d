<?php
/**
 * The plugin.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting;

use Automattic\WooCommerce\Utilities\FeaturesUtil;
use WcAccounting\Cli\Command;
use WcAccounting\Connector\Connector;
use WcAccounting\Connector\ExtensionConnector;
use WcAccounting\Connector\KeyRing;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\NetworkConfig;
use WcAccounting\Connector\SecretStore;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\AdminFallback;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\ByHand;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Database;
use WcAccounting\Delivery\Flags;
use WcAccounting\Delivery\Preparation;
use WcAccounting\Delivery\Queue;
use WcAccounting\Delivery\QueueStore;
use WcAccounting\Delivery\Recognition;
use WcAccounting\Delivery\Relocation;
use WcAccounting\Delivery\Schema;
use WcAccounting\Delivery\SecondLook;
use WcAccounting\Delivery\Store;
use WcAccounting\Delivery\Worker;
use WcAccounting\Environment\CommandLine;
use WcAccounting\Environment\Facts;
use WcAccounting\Environment\Requirements;
use WcAccounting\Environment\Site;
use WcAccounting\Environment\Updates;
use WcAccounting\Log\Logger;
use WcAccounting\Order\ChangeListener;
use WcAccounting\Order\Consent;
use WcAccounting\Order\DocumentFactory;
use WcAccounting\Order\Intake;
use WcAccounting\Order\Journal;
use WcAccounting\Order\OrderActions;
use WcAccounting\Order\Orders;
use WcAccounting\Order\SnapshotFactory;
use WcAccounting\Order\StartDay;
use WcAccounting\Order\StatusListener;
use WcAccounting\Order\Sweeper;
use WcAccounting\Order\Triggers;
use WcAccounting\Order\Wanted;
use WcAccounting\Privacy\Privacy;
use WcAccounting\Services\Service;
use WcAccounting\Services\Services;

/**
 * The composition root: the only place that wires objects and hooks; Admin\Screens is its second half.
 *
 * Most pages of a shop have nothing to do with orders. They pay for a few hooks: what a hook needs is made when it is called
 * for the first time, and each part of it when that part is asked for.
 *
 * @property-read AdminFallback   $admin_fallback
 * @property-read AfterResponse   $after_response
 * @property-read ByHand          $by_hand
 * @property-read Consent         $consent
 * @property-read Cron            $cron
 * @property-read DocumentFactory $documents
 * @property-read Intake          $intake
 * @property-read Journal         $journal
 * @property-read Flags           $flags
 * @property-read Messages        $messages
 * @property-read OrderActions    $order_actions
 * @property-read Orders          $orders
 * @property-read Privacy         $privacy
 * @property-read Queue           $queue
 * @property-read Recognition     $recognition
 * @property-read Relocation      $relocation
 * @property-read SecondLook      $second_look
 * @property-read Settings        $settings
 * @property-read SnapshotFactory $snapshots
 * @property-read StartDay        $start_day
 * @property-read StatusListener  $listener
 * @property-read Store           $store
 * @property-read Sweeper         $sweeper
 * @property-read Triggers        $triggers
 * @property-read Wanted          $wanted
 * @property-read Worker          $worker
 */
final class Plugin {

	/** Must equal the one in the header of the main file, and that of the extension. */
	public const VERSION = '2.0.0';

	/** Key of the accounting service, in rows and in the extension. */
	private static string $key = '';

	/** Made when it is first asked for: most pages need nothing of it but its key. */
	private static ?Service $service = null;

	private static ?self $running = null;

	/** Whether it was found out what runs. */
	private static bool $is_decided = false;

	/** Made when an order or a setting is saved for the first time. */
	private static ?ChangeListener $changes = null;

	/** @var array<string, object> Parts that were asked for; by name. */
	private array $parts = array();

	/** The plugin at work, made when it is first asked for; null when something it needs is missing. */
	public static function running(): ?self {
		// Before that, WooCommerce may not be there yet.
		if ( ! self::$is_decided && did_action( 'plugins_loaded' ) ) {
			self::$is_decided = true;
			self::$running    = array() === Requirements::faults( Facts::here( self::VERSION, self::service() ) ) ? self::make() : null;
		}
		return self::$running;
	}

	public static function service(): Service {
		return self::$service ??= Services::get( self::$key );
	}

	/**
	 * Called once, by the main file.
	 *
	 * @param string $key Of the service.
	 */
	public static function boot( string $file, string $key ): void {
		self::$key = $key;
		register_activation_hook( $file, self::activate( ... ) );
		register_deactivation_hook( $file, self::deactivate( ... ) );
		add_action( 'before_woocommerce_init', static fn () => self::declare_compatibility( $file ) );
		add_action(
			'init',
			static fn () => load_plugin_textdomain( 'wc-accounting', false, dirname( plugin_basename( $file ) ) . '/languages' )
		);
		add_action( 'plugins_loaded', self::start( ... ) );
		add_filter(
			'wpmu_drop_tables',
			static fn ( $tables, $site ): array => array_merge( (array) $tables, Schema::tables_of( (int) $site ) ),
			10,
			2
		);
		add_filter(
			'site_transient_update_plugins',
			static fn ( $found ) => Updates::without_strangers( $found, plugin_basename( $file ) )
		);
	}

	private static function start(): void {
		self::add_hooks();
		if ( is_admin() ) {
			self::start_admin();
		}
		$is_command = defined( 'WP_CLI' ) && WP_CLI;
		if ( wp_doing_cron() ) {
			CommandLine::remember( ExtensionConnector::extension_version() );
		}
		$plugin = wp_doing_cron() || $is_command ? self::running() : null;
		if ( null === $plugin ) {
			return;
		}
		if ( wp_doing_cron() ) {
			$plugin->bring_up_to_date();
			( new Admin\Screens( $plugin ) )->register_for_cron();
		}
		if ( $is_command ) {
			\WP_CLI::add_command( 'accounting', $plugin->make_command() );
		}
	}

	/** Hooks of every request. */
	private static function add_hooks(): void {
		foreach ( ExtensionConnector::triggers( self::$key, self::VERSION ) as $status ) {
			add_action(
				'woocommerce_order_status_' . $status,
				static fn ( $order_id, $order = null ) => self::running()?->listener->reached( $status, (int) $order_id, $order ),
				10,
				2
			);
		}
		self::add_hooks_of_changes();
		add_filter( 'cron_schedules', Cron::add_schedule( ... ) );
		add_action( Cron::DELIVER, static fn () => self::running()?->cron->deliver() );
		add_action( Cron::SOON, static fn () => self::running()?->cron->deliver() );
		add_action( Cron::SWEEP, static fn () => self::running()?->cron->sweep() );
		add_filter(
			'wp_privacy_personal_data_exporters',
			static fn ( $exporters ) => self::running()?->privacy->add_exporter( $exporters ) ?? $exporters
		);
		add_filter(
			'wp_privacy_personal_data_erasers',
			static fn ( $erasers ) => self::running()?->privacy->add_eraser( $erasers ) ?? $erasers
		);
	}

	/** Orders and settings that are saved, of which a refund is one: only noted here, and little at that. */
	private static function add_hooks_of_changes(): void {
		$saw_order = static fn ( $order ) => self::changes()->saw( $order );
		foreach ( array( 'after_order_object_save', 'trash_order', 'delete_order' ) as $event ) {
			add_action( 'woocommerce_' . $event, $saw_order );
		}
		// Where orders are posts.
		add_action( 'untrashed_post', $saw_order );
		add_action( 'woocommerce_refund_deleted', static fn ( $refund, $order ) => self::changes()->saw( $order ), 10, 2 );
		foreach ( array( 'added_option', 'updated_option', 'deleted_option' ) as $event ) {
			add_action(
				$event,
				static function ( $option ): void {
					if ( str_starts_with( (string) $option, 'wc_' . self::$key . '_' ) ) {
						self::changes()->saw_option( (string) $option );
					}
				}
			);
		}
	}

	public static function changes(): ChangeListener {
		return self::$changes ??= new ChangeListener( self::running( ... ) );
	}

	/** What wp-admin needs, or why the plugin cannot work. */
	private static function start_admin(): void {
		$plugin = self::running();
		if ( null !== $plugin ) {
			$plugin->bring_up_to_date();
			( new Admin\Screens( $plugin ) )->register();
			return;
		}
		$facts  = Facts::here( self::VERSION, self::service() );
		$faults = Requirements::faults( $facts );
		( new Admin\InstallPage( self::service(), $faults, $facts ) )->register();
		$checks = Admin\HealthChecks::of_faults( $faults, $facts );
		( new Admin\SiteHealth( self::service()->name(), static fn (): array => $checks, static fn (): array => array() ) )->register();
	}

	/** After an update, which does not run what activation runs. */
	private function bring_up_to_date(): void {
		( new Schema( $this->database ) )->ensure();
		$this->keys->stop_autoloading();
		$this->settings->store_statuses();
	}

	private static function make(): ?self {
		$service = self::service();
		$logger  = new Logger( $service->page(), $service->key_beginning() );
		try {
			$database    = new Database();
			$description = ExtensionConnector::describe( $service->key() );
			$keys        = new KeyRing(
				new SecretStore( $database ),
				$description->connection['key_option'],
				$service,
				$description->account
			);
			$network     = static fn (): NetworkConfig => new NetworkConfig( $description, $service, self::VERSION );
			$site        = new Site();
			$connector   = new ExtensionConnector( $description, $service, $network, $keys, $site, $logger );
			return new self( $connector, $database, $keys, $site, $logger );
		} catch ( \Throwable $fault ) {
			$logger->fault( $service->name() . ' could not start', $fault );
			return null;
		}
	}

	private function __construct(
		public readonly Connector $connector,
		public readonly Database $database,
		public readonly KeyRing $keys,
		public readonly Site $site,
		public readonly Logger $logger,
	) {}

	/** Makes a part when it is first asked for. */
	public function __get( string $part ): object {
		return $this->parts[ $part ] ??= $this->make_part( $part );
	}

	private function make_part( string $part ): object {
		$connector   = $this->connector;
		$description = $connector->description();
		return match ( $part ) {
			'consent'       => new Consent( $description->service ),
			'documents'     => new DocumentFactory( $connector, $this->settings, $this->snapshots ),
			'intake'        => $this->make_intake( true ),
			'journal'       => new Journal( $description, $this->orders, $this->messages, $this->logger ),
			'listener'      => $this->make_listener(),
			'messages'      => new Messages( $description->name ),
			'order_actions' => $this->make_order_actions(),
			'orders'        => new Orders(),
			'privacy'       => new Privacy( $description->name, $this->store, $this->orders, $this->messages ),
			'settings'      => new Settings( $description ),
			'snapshots'     => new SnapshotFactory( $this->logger ),
			'start_day'     => new StartDay( $connector, $this->settings ),
			'triggers'      => new Triggers( $description, $this->settings ),
			'wanted'        => $this->make_wanted(),
			default         => $this->make_part_of_delivering( $part ),
		};
	}

	private function make_part_of_delivering( string $part ): object {
		$connector   = $this->connector;
		$service     = $connector->description()->service;
		$account     = $connector->description()->account;
		$queue_store = new QueueStore( $this->database );
		$worker      = fn (): Worker => $this->worker;
		return match ( $part ) {
			'admin_fallback' => new AdminFallback( $service, $queue_store, $this->logger ),
			'after_response' => new AfterResponse( $queue_store, $worker, $this->logger ),
			'by_hand'        => new ByHand( $connector, $this->store, $this->messages, $this->journal, $this->queue, $this->worker ),
			'cron'           => $this->make_cron(),
			'flags'          => new Flags( $this->database, $account ),
			'queue'          => new Queue( $queue_store, $connector, $this->keys ),
			'recognition'    => new Recognition( $connector, $this->queue, $this->store, $this->start_day, $this->logger ),
			'second_look'    => $this->make_second_look(),
			'relocation'     => new Relocation( $this->site, $this->keys, $this->store, $this->logger ),
			'store'          => new Store( $this->database, $account ),
			'sweeper'        => $this->make_sweeper(),
			'worker'         => $this->make_worker(),
			default          => throw new \LogicException( "The plugin has no part $part" ),
		};
	}

	private function make_command(): Command {
		return new Command(
			$this->connector,
			$this->store,
			$this->queue,
			$this->worker,
			$this->sweeper,
			$this->cron,
			$this->relocation,
			$this->messages
		);
	}

	private function make_listener(): StatusListener {
		// A customer waits for what this one queues.
		$intake = $this->make_intake( false );
		return new StatusListener( $this->triggers, $this->settings, $intake, $this->after_response, $this->logger );
	}

	private function make_intake( bool $may_wait ): Intake {
		return new Intake(
			$this->connector,
			self::service(),
			$this->settings,
			$this->store,
			$this->orders,
			$this->consent,
			$this->logger,
			$may_wait
		);
	}

	private function make_wanted(): Wanted {
		return new Wanted(
			$this->connector->description(),
			self::service(),
			$this->settings,
			$this->triggers,
			$this->consent,
			$this->start_day
		);
	}

	private function make_order_actions(): OrderActions {
		return new OrderActions(
			$this->wanted,
			$this->triggers,
			$this->settings,
			$this->store,
			$this->intake,
			$this->consent,
			$this->by_hand,
			$this->after_response
		);
	}

	private function make_sweeper(): Sweeper {
		return new Sweeper(
			$this->connector,
			$this->settings,
			$this->store,
			$this->orders,
			$this->intake,
			$this->wanted,
			$this->recognition,
			$this->start_day,
			fn (): int => self::service()->take_over( $this ),
			$this->logger
		);
	}

	private function make_cron(): Cron {
		return new Cron(
			$this->store,
			fn (): Worker => $this->worker,
			fn (): Sweeper => $this->sweeper,
			fn (): SecondLook => $this->second_look
		);
	}

	private function make_second_look(): SecondLook {
		return new SecondLook(
			$this->connector,
			$this->store,
			$this->flags,
			new QueueStore( $this->database ),
			$this->orders,
			$this->documents,
			$this->journal,
			$this->messages,
			$this->logger
		);
	}

	private function make_worker(): Worker {
		$preparation = new Preparation(
			$this->connector,
			$this->store,
			$this->settings,
			$this->orders,
			$this->documents,
			$this->wanted,
			$this->journal,
			$this->messages
		);
		return new Worker(
			$this->connector,
			$this->store,
			$this->queue,
			$this->settings,
			$this->relocation,
			$this->recognition,
			$this->start_day,
			$preparation,
			$this->journal,
			$this->messages,
			$this->logger
		);
	}

	/** Whatever is missing, tables and events are made: they are needed once it is there. */
	private static function activate( bool $network_wide = false ): void {
		// This request began without us.
		add_filter( 'cron_schedules', Cron::add_schedule( ... ) );
		self::on_each_site(
			$network_wide,
			static function (): void {
				( new Schema( new Database() ) )->install();
				( new Site() )->settle( '' );
				Cron::ensure();
			}
		);
		// Where a key is there already, orders count from now on; each site of a network notices it by itself.
		$plugin = self::running();
		$plugin?->settings->store_statuses();
		$plugin?->start_day->notice();
	}

	/** What waits stays in the table and goes on after the next activation. */
	private static function deactivate( bool $network_wide = false ): void {
		self::on_each_site(
			$network_wide,
			static function (): void {
				Cron::clear();
				StartDay::pause();
			}
		);
	}

	private static function on_each_site( bool $network_wide, callable $work ): void {
		if ( ! $network_wide || ! is_multisite() ) {
			$work();
			return;
		}
		foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site ) {
			switch_to_blog( (int) $site );
			$work();
			restore_current_blog();
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
