<?php
/**
 * The plugin.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo;

use Automattic\WooCommerce\Utilities\FeaturesUtil;
use WcKledo\Cli\Command;
use WcKledo\Connector\Connector;
use WcKledo\Connector\ExtensionConnector;
use WcKledo\Connector\KeyRing;
use WcKledo\Connector\Messages;
use WcKledo\Connector\NetworkConfig;
use WcKledo\Connector\SecretStore;
use WcKledo\Connector\Settings;
use WcKledo\Delivery\AdminFallback;
use WcKledo\Delivery\AfterResponse;
use WcKledo\Delivery\ByHand;
use WcKledo\Delivery\Cron;
use WcKledo\Delivery\Database;
use WcKledo\Delivery\Preparation;
use WcKledo\Delivery\Queue;
use WcKledo\Delivery\QueueStore;
use WcKledo\Delivery\Relocation;
use WcKledo\Delivery\Schema;
use WcKledo\Delivery\Store;
use WcKledo\Delivery\Worker;
use WcKledo\Environment\CommandLine;
use WcKledo\Environment\Facts;
use WcKledo\Environment\Requirements;
use WcKledo\Environment\Site;
use WcKledo\Environment\Updates;
use WcKledo\Log\Logger;
use WcKledo\Order\Consent;
use WcKledo\Order\DocumentFactory;
use WcKledo\Order\Intake;
use WcKledo\Order\Journal;
use WcKledo\Order\OrderActions;
use WcKledo\Order\Orders;
use WcKledo\Order\SnapshotFactory;
use WcKledo\Order\StatusListener;
use WcKledo\Order\Sweeper;
use WcKledo\Privacy\Privacy;
use WcKledo\Upgrade\OfficialQueue;

/**
 * The composition root: the only place that wires objects and hooks.
 */
final class Plugin {

	/** Must equal the one in the header of kledo.php, and that of the extension. */
	public const VERSION = '2.0.0';

	/** Key of the accounting service, in rows and in the extension. */
	public const SERVICE = 'kledo';

	private static ?self $running = null;

	public readonly Store $store;
	public readonly Settings $settings;
	public readonly KeyRing $keys;
	public readonly Messages $messages;
	public readonly Orders $orders;
	public readonly SnapshotFactory $snapshots;
	public readonly DocumentFactory $documents;
	public readonly Journal $journal;
	public readonly Queue $queue;
	public readonly Relocation $relocation;
	public readonly Worker $worker;
	public readonly Cron $cron;
	public readonly AfterResponse $after_response;
	public readonly StatusListener $listener;
	public readonly Sweeper $sweeper;
	public readonly ByHand $by_hand;
	public readonly OrderActions $order_actions;

	private readonly QueueStore $queue_store;

	/** The plugin at work; null when something it needs is missing. */
	public static function running(): ?self {
		return self::$running;
	}

	/** Called once, by kledo.php. */
	public static function boot( string $file ): void {
		register_activation_hook( $file, self::activate( ... ) );
		register_deactivation_hook( $file, self::deactivate( ... ) );
		add_action( 'before_woocommerce_init', static fn () => self::declare_compatibility( $file ) );
		add_action(
			'init',
			static fn () => load_plugin_textdomain( 'wc-kledo', false, dirname( plugin_basename( $file ) ) . '/languages' )
		);
		add_action( 'plugins_loaded', self::start( ... ) );
		Updates::register( plugin_basename( $file ) );
	}

	/** Starts to work, or says why it cannot. */
	private static function start(): void {
		$facts  = Facts::here( self::VERSION );
		if ( wp_doing_cron() ) {
			CommandLine::remember( $facts->extension );
		}
		$faults = Requirements::faults( $facts );
		if ( array() !== $faults ) {
			( new Admin\InstallPage( $faults, $facts ) )->register();
			$checks = Admin\HealthChecks::of_faults( $faults, $facts );
			( new Admin\SiteHealth( 'Kledo', $checks, static fn (): array => array() ) )->register();
			return;
		}
		$logger = new Logger();
		try {
			$database      = new Database();
			$description   = ExtensionConnector::describe( self::SERVICE );
			$keys          = new KeyRing( new SecretStore( $database ), $description->connection['key_option'] );
			$site          = new Site();
			$connector     = new ExtensionConnector(
				self::SERVICE,
				new NetworkConfig( $description, self::VERSION ),
				$keys,
				$site,
				$logger
			);
			self::$running = new self( $connector, $database, $keys, $site, $logger );
			self::$running->register();
		} catch ( \Throwable $fault ) {
			$logger->fault( 'Kledo could not start', $fault );
		}
	}

	/**
	 * Also for tests, which bring a connector of their own.
	 */
	public function __construct(
		public readonly Connector $connector,
		public readonly Database $database,
		KeyRing $keys,
		public readonly Site $site,
		public readonly Logger $logger,
	) {
		$description          = $connector->description();
		$store                = new Store( $database );
		$this->store          = $store;
		$this->queue_store    = new QueueStore( $database );
		$this->keys           = $keys;
		$this->settings       = new Settings( $description );
		$this->messages       = new Messages( $description->name );
		$this->orders         = new Orders();
		$this->snapshots      = new SnapshotFactory( $logger );
		$this->documents      = new DocumentFactory( $connector, $this->settings, $this->snapshots );
		$this->journal        = new Journal( $description, $this->orders, $this->messages, $logger );
		$this->queue          = new Queue( $this->queue_store, $connector, $keys );
		$consent              = new Consent( $description->service );
		$preparation          = new Preparation(
			$connector,
			$store,
			$this->settings,
			$this->orders,
			$this->documents,
			$consent,
			$this->journal,
			$this->messages
		);
		$this->relocation     = new Relocation( $description->service, $site, $keys, $store, $logger );
		$this->worker         = new Worker(
			$connector,
			$store,
			$this->queue,
			$this->settings,
			$this->relocation,
			$preparation,
			$this->journal,
			$this->messages,
			$logger
		);
		$intake               = new Intake( $connector, $this->settings, $store, $this->journal, $this->orders, $consent, $logger );
		$official_queue       = new OfficialQueue( $connector, $store, $this->orders, $this->documents, $this->journal, $logger );
		$this->sweeper        = new Sweeper(
			$connector,
			$this->settings,
			$store,
			$this->orders,
			$this->journal,
			$intake,
			$official_queue,
			$logger
		);
		$this->cron           = new Cron( $description->service, $store, $this->worker, $this->sweeper );
		$this->after_response = new AfterResponse( $this->queue_store, $this->worker, $this->cron, $logger );
		$this->by_hand        = new ByHand( $connector, $store, $this->messages, $this->journal, $this->queue, $this->worker );
		$this->order_actions  = new OrderActions(
			$description,
			$this->settings,
			$store,
			$this->orders,
			$intake,
			$this->journal,
			$consent,
			$this->by_hand,
			$this->cron,
			$this->after_response
		);
		$this->listener       = new StatusListener(
			$description,
			$this->settings,
			$intake,
			$this->journal,
			$this->cron,
			$this->after_response,
			$logger
		);
	}

	private function register(): void {
		$description = $this->connector->description();
		( new Schema( $this->database ) )->ensure();
		$this->keys->stop_autoloading();
		$this->listener->register();
		$this->cron->register();
		Admin\Overview::watch_cron();
		if ( wp_doing_cron() ) {
			( new Admin\Screens( $this ) )->register_for_cron();
		}
		( new Privacy( $description, $this->store, $this->orders, $this->messages ) )->register();
		if ( is_admin() ) {
			$fallback = new AdminFallback( $description->service, $this->store, $this->queue_store, $this->after_response, $this->logger );
			$fallback->register();
			( new Admin\SiteQuestion( $description->name, $this->site, $this->relocation, $this->cron, $this->logger ) )->register();
			$notices = new Admin\Notices( $this->connector, $this->settings, $this->store, $this->queue, $this->messages, $this->logger );
			$notices->register();
			( new Admin\Screens( $this ) )->register();
		}
		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			\WP_CLI::add_command(
				'kledo',
				new Command(
					$this->connector,
					$this->store,
					$this->queue,
					$this->worker,
					$this->sweeper,
					$this->cron,
					$this->relocation,
					$this->messages
				)
			);
		}
	}

	/** Whatever is missing, the tables are made: they are needed once it is there. */
	private static function activate( bool $network_wide = false ): void {
		self::on_each_site(
			$network_wide,
			static function (): void {
				( new Schema( new Database() ) )->install();
				( new Site() )->settle( '' );
			}
		);
	}

	/** What waits stays in the table and goes on after the next activation. */
	private static function deactivate( bool $network_wide = false ): void {
		self::on_each_site( $network_wide, Cron::clear( ... ) );
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

	private static function declare_compatibility( string $file ): void {
		if ( class_exists( FeaturesUtil::class ) ) {
			FeaturesUtil::declare_compatibility( 'custom_order_tables', $file, true );
		}
	}
}
