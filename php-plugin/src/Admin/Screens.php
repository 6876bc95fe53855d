<?php
/**
 * The screens.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Admin\Tab\Tabs;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Glance;
use WcAccounting\Environment\Plugins;
use WcAccounting\Privacy\Privacy;
use WcAccounting\ServiceRuntime;

/**
 * Sets the hooks of wp-admin, for one service. Most screens are not ours: what belongs to a screen is made when that screen is opened.
 */
final class Screens {

	/** Screens of orders: one and many, for either storage. */
	private const ORDER_SCREENS = array( 'shop_order', 'edit-shop_order', 'woocommerce_page_wc-orders' );

	private readonly ScreenParts $parts;

	private readonly Glance $glance;

	private readonly Page $page;

	/**
	 * @param ?\Closure(): void $print_support What else is on the Support tab.
	 * @param ?\Closure(): void $on_trouble    Called when a page begins while something is overdue, held or failed.
	 */
	public function __construct(
		private readonly ServiceRuntime $runtime,
		private readonly ?\Closure $print_support = null,
		private readonly ?\Closure $on_trouble = null,
	) {
		$this->parts  = new ScreenParts( $runtime );
		$this->glance = $this->parts->glance();
		$this->page   = $this->parts->page;
	}

	public function register(): void {
		$this->settings_page()->register();
		add_action( 'admin_init', $this->begin_page( ... ) );
		add_action( 'admin_notices', $this->show_notices( ... ) );
		// On its own screens WooCommerce hides the notices above until its script has moved them; without one they stay hidden.
		add_action( 'all_admin_notices', Notices::show_said( ... ) );
		add_action( 'current_screen', fn ( $screen ) => $this->open( (string) ( $screen->id ?? '' ) ) );
		$checks = fn (): array => $this->parts->health()->all();
		$facts  = fn (): array => $this->parts->report()->sections();
		( new SiteHealth( $this->page, $this->parts->description->name, $checks, $facts ) )->register();
		( new StatusReport( $this->parts->description->name, $facts ) )->register();
		add_action( 'wp_dashboard_setup', fn () => $this->parts->overview()->add_widget() );
		// Who answers checks right and nonce.
		$asked = $_REQUEST['action'] ?? null;
		if ( is_string( $asked ) && str_starts_with( $asked, Name::of( $this->parts->description->service, '' ) ) ) {
			$this->register_answers();
		}
	}

	/** In cron, before a delivery: what a page left to the command line. */
	public function carry_out_errands(): void {
		if ( ! $this->parts->description->is_keyed() ) {
			$this->parts->connection_errands()->carry_out();
		}
		$this->parts->lookups()->fetch_wanted();
	}

	/** In cron, every hour: what the screens show must be up to date when nobody looks at them. */
	public function refresh(): void {
		$this->parts->check()->refresh();
	}

	// --- On every page ------------------------------------------------------------------------------------------------

	private function begin_page(): void {
		Privacy::suggest_policy( $this->parts->description->name );
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
			$this->parts->background_run()->announce();
		}
	}

	private function show_notices(): void {
		if ( $this->page->is_open() && ! $this->runtime->connector->sends_here() ) {
			$this->parts->notices()->show_web_half();
		}
		if ( $this->glance->is_held_by_hand() && ( $this->page->is_open() || current_user_can( Guard::MANAGE ) ) ) {
			$this->parts->hold_notice()->show();
		}
		if ( current_user_can( Guard::MANAGE ) ) {
			if ( FirstSteps::is_news( $this->parts->description->service ) && ! $this->page->is_open() ) {
				FirstSteps::show_notice( $this->parts->description->name, $this->page, '' !== $this->runtime->keys->current() );
			}
			if ( $this->glance->is_held() || $this->glance->is_overdue() ) {
				$this->parts->notices()->show();
			}
			// What is wrong with settings is told where they are, and once where the day begins.
			if ( $this->page->is_open() || 'dashboard' === get_current_screen()?->id ) {
				Notices::show_pattern( $this->page, $this->parts->description );
			}
			if ( ConnectionCheck::is_remembered( $this->parts->description->service ) ) {
				Notices::show_expiry( $this->page, $this->parts->description, $this->parts->check()->last()['expires_at'] ?? null );
			}
		}
	}

	// --- Where it belongs ---------------------------------------------------------------------------------------------

	/** A screen is opened. */
	private function open( string $screen ): void {
		$is_of_orders = in_array( $screen, self::ORDER_SCREENS, true );
		if ( $is_of_orders ) {
			$this->parts->order_forms()->register();
			$this->parts->orders_list()->register();
			$this->parts->meta_box()->register();
		}
		if ( $is_of_orders || 'dashboard' === $screen ) {
			$this->enqueue_assets();
		}
	}

	/** A request asks for something of ours. */
	private function register_answers(): void {
		$guard = new Guard( $this->runtime->logger );
		$this->parts->check()->register( $guard );
		$this->parts->background_run()->register( $guard );
		$this->parts->lookups()->register( $guard );
		$this->parts->delivery_actions()->register( $guard );
		$this->parts->sweep_action()->register( $guard );
		$this->parts->backfill_page()->register( $guard );
		$this->parts->preview()->register( $guard );
		$this->parts->customer_page()->register( $guard );
		$this->parts->order_forms()->register_answer();
		$this->parts->hold_notice()->register_answer();
		$this->parts->start_question()->register_answer();
		$this->parts->first_steps()->register_answer();
		if ( ! $this->parts->description->is_keyed() ) {
			$this->parts->connection_actions()->register_answers();
		}
	}

	private function enqueue_assets(): void {
		( new Assets( Plugins::VERSION, $this->parts->description ) )->enqueue();
	}

	private function settings_page(): SettingsPage {
		return new SettingsPage(
			$this->runtime->service,
			$this->page,
			fn (): array => ( new Tabs( $this->runtime, $this->parts, $this->print_support ) )->all(),
			$this->glance,
			$this->enqueue_assets( ... )
		);
	}
}
