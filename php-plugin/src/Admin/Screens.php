<?php
/**
 * The screens.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Admin\Tab\ConfigureTab;
use WcAccounting\Admin\Tab\DocumentTab;
use WcAccounting\Admin\Tab\SupportTab;
use WcAccounting\Admin\Tab\Tab;
use WcAccounting\Admin\Tab\TransactionsTab;
use WcAccounting\Connector\Description;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Glance;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;
use WcAccounting\Plugin;
use WcAccounting\Privacy\Privacy;

/**
 * Wires what is shown in wp-admin: the second half of the composition root, only loaded there. Most screens are not ours:
 * what belongs to a screen is made when that screen is opened.
 */
final class Screens {

	/** Screens of orders: one and many, for either storage. */
	private const ORDER_SCREENS = array( 'shop_order', 'edit-shop_order', 'woocommerce_page_wc-orders' );

	/** How the names of our AJAX and POST actions begin. */
	private const ACTIONS = 'wc_accounting_';

	private readonly Description $description;

	private readonly Glance $glance;

	private ?ConnectionCheck $check = null;

	public function __construct( private readonly Plugin $plugin ) {
		$this->description = $plugin->connector->description();
		$this->glance      = new Glance( $plugin->database, $this->description->account, $plugin->logger );
	}

	public function register(): void {
		$this->settings_page()->register();
		add_action( 'admin_init', $this->begin_page( ... ) );
		add_action( 'admin_notices', $this->show_notices( ... ) );
		// On its own screens WooCommerce hides the notices above until its script has moved them; without one they stay hidden.
		add_action( 'all_admin_notices', Flash::show( ... ) );
		add_action( 'current_screen', fn ( $screen ) => $this->open( (string) ( $screen->id ?? '' ) ) );
		$checks = fn (): array => $this->health()->all();
		( new SiteHealth( $this->description->name, $checks, fn (): array => $this->report()->sections() ) )->register();
		add_action( 'wp_dashboard_setup', fn () => $this->overview()->add_widget() );
		// Who answers checks right and nonce.
		if ( is_string( $_REQUEST['action'] ?? null ) && str_starts_with( $_REQUEST['action'], self::ACTIONS ) ) {
			$this->register_answers();
		}
	}

	/** What the screens show must be up to date when nobody looks at them. */
	public function register_for_cron(): void {
		add_action( Cron::SWEEP, fn () => $this->check()->refresh(), 20 );
	}

	// --- On every page ------------------------------------------------------------------------------------------------

	private function begin_page(): void {
		Privacy::suggest_policy( $this->description->name );
		if ( wp_doing_ajax() ) {
			return;
		}
		Cron::ensure();
		if ( $this->glance->is_overdue() ) {
			$this->deliver_overdue();
		}
	}

	/** The page itself delivers nothing. */
	private function deliver_overdue(): void {
		if ( AfterResponse::can_let_go() ) {
			$this->plugin->admin_fallback->stand_in( $this->plugin->after_response->request( ... ) );
		} else {
			$this->background_run()->announce();
		}
	}

	private function background_run(): BackgroundRun {
		return new BackgroundRun( $this->plugin->admin_fallback, $this->plugin->after_response );
	}

	private function show_notices(): void {
		if ( current_user_can( Guard::CAPABILITY ) ) {
			if ( $this->plugin->site->is_unclear() || $this->plugin->site->is_copy() ) {
				$this->site_question()->show();
			}
			if ( FirstSteps::is_news() && ! SettingsPage::is_open() ) {
				FirstSteps::show_notice( $this->description->name );
			}
			if ( $this->glance->is_held() || $this->glance->is_overdue() ) {
				$this->notices()->show();
			}
			if ( ConnectionCheck::is_remembered() ) {
				( new ExpiryNotice( $this->check(), $this->description ) )->show();
			}
		}
	}

	private function site_question(): SiteQuestion {
		$plugin = $this->plugin;
		return new SiteQuestion( $this->description->name, $plugin->site, $plugin->relocation, $plugin->after_response, $plugin->logger );
	}

	private function order_forms(): OrderForms {
		return new OrderForms( $this->description, $this->plugin->orders, $this->plugin->order_actions );
	}

	private function preview(): OrderPreview {
		$plugin = $this->plugin;
		return new OrderPreview( $plugin->connector, $plugin->orders, $plugin->documents, $plugin->messages );
	}

	private function first_steps(): FirstSteps {
		$plugin = $this->plugin;
		return new FirstSteps(
			$plugin->connector,
			$plugin->keys,
			$this->check(),
			$plugin->settings,
			$plugin->start_day,
			$plugin->orders,
			$this->preview()
		);
	}

	private function start_question(): StartQuestion {
		$plugin = $this->plugin;
		return new StartQuestion(
			$plugin->settings,
			$plugin->orders,
			$plugin->start_day,
			$plugin->store,
			$plugin->sweeper,
			$plugin->after_response
		);
	}

	private function notices(): Notices {
		$plugin = $this->plugin;
		return new Notices( $plugin->connector, $plugin->settings, $plugin->store, $plugin->queue, $plugin->messages, $plugin->logger );
	}

	// --- Where it belongs ---------------------------------------------------------------------------------------------

	/** A screen is opened. */
	private function open( string $screen ): void {
		$is_of_orders = in_array( $screen, self::ORDER_SCREENS, true );
		if ( $is_of_orders ) {
			$plugin = $this->plugin;
			$view   = $this->view();
			$this->order_forms()->register();
			$list = new OrdersList(
				$this->description,
				$plugin->store,
				$plugin->orders,
				$plugin->order_actions,
				$this->order_forms(),
				$this->transactions(),
				$view
			);
			$list->register();
			$box = new MetaBox(
				$this->description,
				$plugin->store,
				$plugin->messages,
				$plugin->documents,
				$plugin->order_actions,
				$view
			);
			$box->register();
			add_action( 'all_admin_notices', ( new ResendQuestion( $this->description ) )->show( ... ) );
		}
		if ( $is_of_orders || 'dashboard' === $screen ) {
			$this->enqueue_assets();
		}
	}

	/** A request asks for something of ours. */
	private function register_answers(): void {
		$plugin = $this->plugin;
		$guard  = new Guard( $plugin->logger );
		$this->check()->register( $guard );
		$this->background_run()->register( $guard );
		( new Lookups( $plugin->connector, $plugin->keys, $plugin->messages ) )->register( $guard );
		$this->delivery_actions()->register( $guard );
		$this->sweep_action()->register( $guard );
		$this->preview()->register( $guard );
		$this->order_forms()->register_answer();
		$this->site_question()->register_answer();
		$this->start_question()->register_answer();
		$this->first_steps()->register_answer();
	}

	private function delivery_actions(): DeliveryActions {
		$plugin = $this->plugin;
		$table  = fn (): TransactionsTable => $this->table( new TransactionFilter() );
		return new DeliveryActions( $plugin->store, $this->transactions(), $plugin->by_hand, $this->description->name, $table );
	}

	private function sweep_action(): SweepAction {
		$plugin = $this->plugin;
		return new SweepAction( $plugin->connector, $plugin->sweeper, $plugin->messages, $plugin->after_response );
	}

	private function take_transactions_form(): void {
		( new TransactionsForm( $this->description->name, $this->delivery_actions(), $this->sweep_action() ) )->take();
	}

	private function enqueue_assets(): void {
		( new Assets( Plugin::VERSION, $this->description->name ) )->enqueue();
	}

	private function settings_page(): SettingsPage {
		return new SettingsPage( $this->description->name, $this->tabs( ... ), $this->glance, $this->enqueue_assets( ... ) );
	}

	private function check(): ConnectionCheck {
		$plugin = $this->plugin;
		return $this->check ??= new ConnectionCheck(
			$plugin->connector,
			$plugin->keys,
			$plugin->queue,
			$plugin->recognition,
			$plugin->after_response,
			$plugin->messages
		);
	}

	private function overview(): Overview {
		return new Overview( $this->transactions(), $this->description->account, $this->description->name, $this->plugin->logger );
	}

	private function transactions(): Transactions {
		return new Transactions( $this->plugin->database, $this->description->account );
	}

	private function view(): StatusView {
		return new StatusView( $this->description, $this->plugin->messages );
	}

	/**
	 * @return list<Tab>
	 */
	private function tabs(): array {
		$plugin = $this->plugin;
		$texts  = new FieldTexts( $this->description->name );
		$tabs   = array(
			new ConfigureTab(
				$plugin->connector,
				$plugin->keys,
				$this->check(),
				$this->first_steps(),
				$this->start_question(),
				$plugin->settings,
				$texts,
				$plugin->start_day
			),
		);
		foreach ( array_diff( array_unique( array_column( $this->description->settings, 'group' ) ), array( 'configure' ) ) as $group ) {
			$tabs[] = new DocumentTab( $plugin->connector, $plugin->settings, $texts, $plugin->start_day, $plugin->triggers, $group );
		}
		$tabs[] = new TransactionsTab(
			$this->description,
			$this->table( ... ),
			$this->overview()->render( ... ),
			$this->take_transactions_form( ... )
		);
		$tabs[] = new SupportTab( $this->description, $this->report() );
		return $tabs;
	}

	private function report(): DiagnosticReport {
		$plugin = $this->plugin;
		return new DiagnosticReport(
			$plugin->connector,
			$plugin->settings,
			$plugin->keys,
			$plugin->store,
			$plugin->queue,
			$this->check(),
			Plugin::VERSION
		);
	}

	private function health(): HealthChecks {
		$plugin = $this->plugin;
		return new HealthChecks( $plugin->connector, $this->check(), $plugin->queue, $this->transactions(), $plugin->messages );
	}

	private function table( TransactionFilter $filter ): TransactionsTable {
		require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';
		return new TransactionsTable( $this->description, $this->transactions(), $this->view(), $filter, SettingsPage::screen() );
	}
}
