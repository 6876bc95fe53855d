<?php
/**
 * The screens.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Admin\Tab\ConfigureTab;
use WcAccounting\Admin\Tab\ConnectionTab;
use WcAccounting\Admin\Tab\DocumentTab;
use WcAccounting\Admin\Tab\OverviewTab;
use WcAccounting\Admin\Tab\SupportTab;
use WcAccounting\Admin\Tab\Tab;
use WcAccounting\Admin\Tab\TransactionsTab;
use WcAccounting\Connector\Description;
use WcAccounting\Connector\Errand;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Glance;
use WcAccounting\Delivery\Inventory;
use WcAccounting\Delivery\OrdersInView;
use WcAccounting\Delivery\Reconciliation;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;
use WcAccounting\Environment\Plugins;
use WcAccounting\Intake\Backfiller;
use WcAccounting\Intake\BackfillReport;
use WcAccounting\Privacy\Privacy;
use WcAccounting\Order\OrderPages;
use WcAccounting\ServiceRuntime;

/**
 * Wires what is shown in wp-admin: the second half of the composition root, only loaded there. Most screens are not ours:
 * what belongs to a screen is made when that screen is opened.
 */
final class Screens {

	/** Screens of orders: one and many, for either storage. */
	private const ORDER_SCREENS = array( 'shop_order', 'edit-shop_order', 'woocommerce_page_wc-orders' );

	private readonly Description $description;

	private readonly Glance $glance;

	private readonly Page $page;

	private ?ConnectionCheck $check = null;

	/**
	 * @param ?\Closure(): void $print_support What else is on the Support tab.
	 * @param ?\Closure(): void $on_trouble    Called when a page begins while something is overdue, held or failed.
	 */
	public function __construct(
		private readonly ServiceRuntime $runtime,
		private readonly ?\Closure $print_support = null,
		private readonly ?\Closure $on_trouble = null,
	) {
		$this->description = $runtime->connector->description();
		$this->glance      = new Glance( $runtime->database, $this->description->account, $runtime->logger );
		$this->page        = Page::of( $runtime->service );
	}

	public function register(): void {
		$this->settings_page()->register();
		add_action( 'admin_init', $this->begin_page( ... ) );
		add_action( 'admin_notices', $this->show_notices( ... ) );
		// On its own screens WooCommerce hides the notices above until its script has moved them; without one they stay hidden.
		add_action( 'all_admin_notices', Notices::show_said( ... ) );
		add_action( 'current_screen', fn ( $screen ) => $this->open( (string) ( $screen->id ?? '' ) ) );
		$checks = fn (): array => $this->health()->all();
		$facts  = fn (): array => $this->report()->sections();
		( new SiteHealth( $this->page, $this->description->name, $checks, $facts ) )->register();
		( new StatusReport( $this->description->name, $facts ) )->register();
		add_action( 'wp_dashboard_setup', fn () => $this->overview()->add_widget() );
		// Who answers checks right and nonce.
		$asked = $_REQUEST['action'] ?? null;
		if ( is_string( $asked ) && str_starts_with( $asked, Name::of( $this->description->service, '' ) ) ) {
			$this->register_answers();
		}
	}

	/** What the screens show must be up to date when nobody looks at them. */
	public function register_for_cron(): void {
		add_action( Cron::SWEEP, fn () => $this->check()->refresh(), 20 );
		if ( ! $this->description->is_keyed() ) {
			foreach ( array( Cron::DELIVER, Cron::SOON ) as $event ) {
				add_action( $event, fn () => $this->connection_actions()->carry_out(), 5 );
			}
		}
	}

	// --- On every page ------------------------------------------------------------------------------------------------

	private function begin_page(): void {
		Privacy::suggest_policy( $this->description->name );
		if ( wp_doing_ajax() ) {
			return;
		}
		Cron::ensure();
		if ( $this->runtime->connector->sends_here() && $this->glance->is_overdue() ) {
			$this->deliver_overdue();
		}
		if ( null !== $this->on_trouble && ( $this->glance->is_overdue() || $this->glance->is_held() || $this->glance->failed() > 0 ) ) {
			( $this->on_trouble )();
		}
	}

	/** The page itself delivers nothing. */
	private function deliver_overdue(): void {
		if ( AfterResponse::can_let_go() ) {
			$this->runtime->after_response->stand_in();
		} else {
			$this->background_run()->announce();
		}
	}

	private function background_run(): BackgroundRun {
		return new BackgroundRun( $this->description->service, $this->runtime->after_response );
	}

	private function show_notices(): void {
		if ( $this->page->is_open() && ! $this->runtime->connector->sends_here() ) {
			$this->notices()->show_web_half();
		}
		if ( current_user_can( Guard::MANAGE ) ) {
			if ( FirstSteps::is_news( $this->description->service ) && ! $this->page->is_open() ) {
				FirstSteps::show_notice( $this->description->name, $this->page );
			}
			if ( $this->glance->is_held() || $this->glance->is_overdue() ) {
				$this->notices()->show();
			}
			if ( $this->glance->is_held_by_hand() ) {
				$this->hold_notice()->show();
			}
			// What is wrong with settings is told where they are, and once where the day begins.
			if ( $this->page->is_open() || 'dashboard' === get_current_screen()?->id ) {
				Notices::show_pattern( $this->page, $this->description );
			}
			if ( ConnectionCheck::is_remembered( $this->description->service ) ) {
				Notices::show_expiry( $this->page, $this->description, $this->check()->last()['expires_at'] ?? null );
			}
		}
	}

	private function hold_notice(): HoldNotice {
		$runtime = $this->runtime;
		return new HoldNotice( $this->page, $this->description, $runtime->queue, $runtime->after_response, $runtime->logger );
	}

	private function order_forms(): OrderForms {
		return new OrderForms( $this->description, $this->runtime->orders, $this->runtime->order_actions );
	}

	private function preview(): OrderPreview {
		$runtime = $this->runtime;
		return new OrderPreview( $runtime->connector, $runtime->orders, $runtime->documents, $runtime->messages );
	}

	private function customer_page(): CustomerPage {
		$runtime = $this->runtime;
		return new CustomerPage(
			$runtime->connector,
			$runtime->settings,
			$runtime->orders,
			$runtime->order_actions,
			$runtime->queue,
			$runtime->messages
		);
	}

	private function backfill_page(): BackfillPage {
		$runtime = $this->runtime;
		return new BackfillPage(
			$this->page,
			$runtime->connector,
			$runtime->settings,
			$runtime->backfill_store,
			static fn (): Backfiller => $runtime->backfiller,
			new BackfillReport( $runtime->connector, $runtime->queue, $runtime->messages ),
			$runtime->queue,
			$runtime->messages,
			$runtime->after_response
		);
	}

	private function first_steps(): FirstSteps {
		$runtime = $this->runtime;
		return new FirstSteps(
			$this->page,
			$runtime->connector,
			$runtime->keys,
			$this->check(),
			$runtime->settings,
			$runtime->start_day,
			$runtime->orders,
			$this->preview()
		);
	}

	private function start_question(): StartQuestion {
		$runtime = $this->runtime;
		return new StartQuestion(
			$this->page,
			$runtime->settings,
			$runtime->orders,
			new OrderPages( $runtime->database ),
			$runtime->start_day,
			$runtime->store,
			$runtime->sweeper,
			$runtime->after_response
		);
	}

	private function notices(): Notices {
		$runtime = $this->runtime;
		return new Notices(
			$this->page,
			$runtime->connector,
			$runtime->settings,
			$runtime->store,
			$runtime->queue,
			$runtime->messages,
			$runtime->logger
		);
	}

	// --- Where it belongs ---------------------------------------------------------------------------------------------

	/** A screen is opened. */
	private function open( string $screen ): void {
		$is_of_orders = in_array( $screen, self::ORDER_SCREENS, true );
		if ( $is_of_orders ) {
			$runtime = $this->runtime;
			$view   = $this->view();
			$this->order_forms()->register();
			$list = new OrdersList(
				$this->description,
				$runtime->store,
				$runtime->orders,
				$runtime->order_actions,
				$this->order_forms(),
				new OrdersInView( $runtime->database, $this->description->account ),
				$view
			);
			$list->register();
			$box = new MetaBox(
				$this->description,
				$runtime->messages,
				$runtime->documents,
				$runtime->order_actions,
				$runtime->book_store,
				$view,
				1 === count( Plugins::services() )
			);
			$box->register();
		}
		if ( $is_of_orders || 'dashboard' === $screen ) {
			$this->enqueue_assets();
		}
	}

	/** A request asks for something of ours. */
	private function register_answers(): void {
		$runtime = $this->runtime;
		$guard  = new Guard( $runtime->logger );
		$this->check()->register( $guard );
		$this->background_run()->register( $guard );
		( new Lookups( $runtime->connector, $runtime->keys, $runtime->messages ) )->register( $guard );
		$this->delivery_actions()->register( $guard );
		$this->sweep_action()->register( $guard );
		$this->backfill_page()->register( $guard );
		$this->preview()->register( $guard );
		$this->customer_page()->register( $guard );
		$this->order_forms()->register_answer();
		$this->hold_notice()->register_answer();
		$this->start_question()->register_answer();
		$this->first_steps()->register_answer();
		if ( ! $this->description->is_keyed() ) {
			$this->connection_actions()->register_answers();
		}
	}

	private function delivery_actions(): DeliveryActions {
		$runtime = $this->runtime;
		$table  = fn (): TransactionsTable => $this->table( new TransactionFilter() );
		return new DeliveryActions( $runtime->store, $this->transactions(), $runtime->by_hand, $this->description, $table );
	}

	private function sweep_action(): SweepAction {
		$runtime = $this->runtime;
		return new SweepAction( $runtime->connector, $runtime->sweeper, $runtime->messages, $runtime->after_response );
	}

	private function take_transactions_form(): void {
		( new TransactionsForm( $this->page, $this->description, $this->delivery_actions(), $this->sweep_action() ) )->take();
	}

	private function enqueue_assets(): void {
		( new Assets( Plugins::VERSION, $this->description ) )->enqueue();
	}

	private function settings_page(): SettingsPage {
		return new SettingsPage(
			$this->runtime->service,
			$this->page,
			$this->tabs( ... ),
			$this->glance,
			$this->enqueue_assets( ... )
		);
	}

	private function check(): ConnectionCheck {
		$runtime = $this->runtime;
		return $this->check ??= new ConnectionCheck(
			$runtime->connector,
			$runtime->keys,
			$runtime->queue,
			$runtime->recognition,
			$runtime->after_response,
			$runtime->messages,
			$runtime->settings
		);
	}

	private function overview(): Overview {
		return new Overview(
			$this->page,
			$this->transactions(),
			$this->description->account,
			$this->description->name,
			$this->runtime->logger
		);
	}

	private function transactions(): Transactions {
		return new Transactions( $this->runtime->database, $this->description->account );
	}

	private function view(): StatusView {
		return new StatusView( $this->description, $this->runtime->messages );
	}

	/**
	 * @return list<Tab>
	 */
	private function tabs(): array {
		$runtime = $this->runtime;
		$tabs    = $this->description->is_keyed() ? array( $this->configure_tab() ) : $this->tabs_of_consent();
		$groups  = array_unique( array_column( $this->description->entered_settings(), 'group' ) );
		foreach ( array_diff( $groups, array( 'configure' ) ) as $group ) {
			$tabs[] = new DocumentTab(
				$this->page,
				$runtime->connector,
				$runtime->settings,
				$runtime->start_day,
				$runtime->triggers,
				$group
			);
		}
		$tabs[] = new TransactionsTab(
			$this->page,
			$this->description,
			$this->transactions(),
			$this->table( ... ),
			$this->overview()->render( ... ),
			$this->take_transactions_form( ... ),
			array( $this->month_page(), $this->backfill_page() )
		);
		$tabs[] = new SupportTab(
			$this->description,
			$this->report(),
			$runtime->service->help_page(),
			$runtime->service->page(),
			$this->print_support
		);
		return $tabs;
	}

	private function month_page(): MonthPage {
		$runtime = $this->runtime;
		$words   = new MonthWords( $this->description, $runtime->messages );
		return new MonthPage(
			$this->page,
			$this->description,
			$words,
			new MonthView( $this->page, $this->description, $words, $this->view() ),
			fn (): Reconciliation => $runtime->reconciliation,
			fn (): Inventory => $runtime->inventory
		);
	}

	/** Where a key is entered. */
	private function configure_tab(): ConfigureTab {
		$runtime = $this->runtime;
		return new ConfigureTab(
			$this->page,
			$runtime->connector,
			$runtime->keys,
			$this->check(),
			$this->first_steps(),
			$this->start_question(),
			$runtime->settings,
			$runtime->start_day
		);
	}

	/**
	 * Where a person lets the shop in at the service.
	 *
	 * @return list<Tab>
	 */
	private function tabs_of_consent(): array {
		$runtime = $this->runtime;
		return array(
			new OverviewTab(
				$this->page,
				$runtime->connector,
				$this->first_steps(),
				$this->start_question(),
				$runtime->messages,
				static fn (): string => '' === $runtime->keys->current()
					? ''
					: Text::plain( (string) $runtime->round_trip->granted( $runtime->keys )['name'] ),
				$this->overview()->render( ... ),
				$runtime->settings,
				$runtime->start_day
			),
			new ConnectionTab(
				$this->description,
				$runtime->service,
				$runtime->keys,
				$runtime->application,
				$runtime->round_trip,
				new Errand( $this->description->service ),
				$this->check(),
				$this->connection_actions()
			),
		);
	}

	private function connection_actions(): ConnectionActions {
		$runtime = $this->runtime;
		return new ConnectionActions(
			$this->page,
			$runtime->connector,
			$runtime->keys,
			$runtime->application,
			$runtime->round_trip,
			new Errand( $this->description->service ),
			$this->check(),
			$runtime->messages,
			$runtime->site,
			$runtime->start_day,
			$runtime->logger
		);
	}

	private function report(): DiagnosticReport {
		$runtime = $this->runtime;
		return new DiagnosticReport(
			$runtime->connector,
			$runtime->settings,
			$runtime->keys,
			$runtime->store,
			$runtime->queue,
			$this->check(),
			$runtime->service->facts()
		);
	}

	private function health(): HealthChecks {
		$runtime = $this->runtime;
		return new HealthChecks(
			$this->page,
			$runtime->connector,
			$this->check(),
			$runtime->queue,
			$this->transactions(),
			$runtime->messages
		);
	}

	private function table( TransactionFilter $filter ): TransactionsTable {
		require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';
		return new TransactionsTable(
			$this->description,
			$this->transactions(),
			$this->runtime->book_store,
			$this->view(),
			$filter,
			$this->page
		);
	}
}
