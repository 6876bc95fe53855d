<?php
/**
 * The screens.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Admin;

use WcKledo\Admin\Tab\ConfigureTab;
use WcKledo\Admin\Tab\DocumentTab;
use WcKledo\Admin\Tab\SupportTab;
use WcKledo\Admin\Tab\Tab;
use WcKledo\Admin\Tab\TransactionsTab;
use WcKledo\Connector\Description;
use WcKledo\Delivery\TransactionFilter;
use WcKledo\Delivery\Transactions;
use WcKledo\Order\MetaBox;
use WcKledo\Order\OrdersList;
use WcKledo\Plugin;

/**
 * Wires what is shown in wp-admin: the second half of the composition root, only loaded there.
 */
final class Screens {

	/** Screen of the settings page. */
	private const SCREEN = 'woocommerce_page_' . SettingsPage::SLUG;

	/** Screens of WooCommerce and WordPress that we add something to. */
	private const ORDER_SCREENS = array( 'shop_order', 'edit-shop_order', 'woocommerce_page_wc-orders', 'dashboard' );

	private readonly Description $description;
	private readonly Transactions $transactions;
	private readonly StatusView $view;
	private readonly ConnectionCheck $check;
	private readonly FieldTexts $texts;
	private readonly Overview $overview;

	public function __construct( private readonly Plugin $plugin ) {
		$this->description  = $plugin->connector->description();
		$this->transactions = new Transactions( $plugin->database, $this->description->service );
		$this->view         = new StatusView( $this->description, $plugin->messages );
		$this->check        = new ConnectionCheck(
			$plugin->connector,
			$plugin->keys,
			$plugin->queue,
			$plugin->cron,
			$plugin->after_response,
			$plugin->messages
		);
		$this->texts        = new FieldTexts( $this->description->name );
		$this->overview     = new Overview( $this->transactions, $this->description->name, $plugin->logger );
	}

	public function register(): void {
		$plugin = $this->plugin;
		$guard  = new Guard( $plugin->logger );
		$assets = new Assets( Plugin::VERSION, $this->description->name );

		( new SettingsPage( $this->description->name, $this->tabs( ... ), $this->transactions, $assets, $plugin->logger ) )->register();
		$this->check->register( $guard );
		( new Lookups( $plugin->connector, $plugin->keys, $plugin->messages ) )->register( $guard );
		$actions = new DeliveryActions(
			$plugin->store,
			$this->transactions,
			$plugin->by_hand,
			$plugin->cron,
			$this->description->name,
			fn (): TransactionsTable => $this->table( new TransactionFilter() )
		);
		$actions->register( $guard );
		$sweep = new SweepAction( $plugin->connector, $plugin->sweeper, $plugin->messages, $plugin->cron, $plugin->after_response );
		$sweep->register( $guard );
		( new OrderPreview( $plugin->connector, $plugin->orders, $plugin->documents, $plugin->messages ) )->register( $guard );
		( new Flash() )->register();
		$this->overview->register();
		$checks = new HealthChecks( $plugin->connector, $this->check, $plugin->queue, $this->transactions, $plugin->messages );
		( new SiteHealth( $this->description->name, $checks->all(), fn (): array => $this->report()->sections() ) )->register();
		( new ExpiryNotice( $this->check, $this->description ) )->register();
		$plugin->order_actions->register();
		$list = new OrdersList(
			$this->description,
			$plugin->store,
			$plugin->orders,
			$plugin->journal,
			$plugin->order_actions,
			$this->transactions,
			$this->view
		);
		$list->register();
		add_action(
			'current_screen',
			static function ( $screen ) use ( $assets ): void {
				if ( in_array( $screen->id ?? '', self::ORDER_SCREENS, true ) ) {
					$assets->enqueue();
				}
			}
		);
		$box = new MetaBox(
			$this->description,
			$plugin->store,
			$plugin->messages,
			$plugin->documents,
			$plugin->order_actions,
			$this->view
		);
		$box->register();
	}

	/** What the screens show must be up to date when nobody looks at them. */
	public function register_for_cron(): void {
		$this->check->register_for_cron();
	}

	/**
	 * @return list<Tab>
	 */
	private function tabs(): array {
		$plugin = $this->plugin;
		$tabs   = array( new ConfigureTab( $plugin->connector, $plugin->keys, $this->check, $plugin->settings, $this->texts ) );
		foreach ( array_diff( array_unique( array_column( $this->description->settings, 'group' ) ), array( 'configure' ) ) as $group ) {
			$tabs[] = new DocumentTab( $plugin->connector, $plugin->settings, $this->texts, $group );
		}
		$tabs[] = new TransactionsTab( $this->description, $this->table( ... ), $this->overview->render( ... ) );
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
			$this->check,
			Plugin::VERSION
		);
	}

	private function table( TransactionFilter $filter ): TransactionsTable {
		require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';
		return new TransactionsTable( $this->description, $this->transactions, $this->view, $filter, self::SCREEN );
	}
}
