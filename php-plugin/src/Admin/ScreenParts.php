<?php
/**
 * The parts of the screens.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\Errand;
use WcAccounting\Delivery\Glance;
use WcAccounting\Delivery\Inventory;
use WcAccounting\Delivery\OrdersInView;
use WcAccounting\Delivery\Reconciliation;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Environment\Plugins;
use WcAccounting\Intake\Backfiller;
use WcAccounting\Intake\BackfillReport;
use WcAccounting\Order\OrderPages;
use WcAccounting\ServiceRuntime;

/**
 * Makes what a screen shows and what answers it, for one service; the command line needs some of it too. Each is made when it is
 * asked for, since most screens of wp-admin are not ours.
 */
final class ScreenParts {

	public readonly Description $description;

	public readonly Page $page;

	private ?ConnectionCheck $check = null;

	public function __construct( private readonly ServiceRuntime $runtime ) {
		$this->description = $runtime->connector->description();
		$this->page        = Page::of( $runtime->service );
	}

	// --- Of the service -----------------------------------------------------------------------------------------------

	public function glance(): Glance {
		return new Glance( $this->runtime->database, $this->description->account, $this->runtime->logger );
	}

	public function check(): ConnectionCheck {
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

	public function notices(): Notices {
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

	public function hold_notice(): HoldNotice {
		$runtime = $this->runtime;
		return new HoldNotice( $this->page, $this->description, $runtime->queue, $runtime->after_response, $runtime->logger );
	}

	public function background_run(): BackgroundRun {
		return new BackgroundRun( $this->description->service, $this->runtime->after_response );
	}

	public function overview(): Overview {
		return new Overview(
			$this->page,
			$this->runtime->transactions,
			$this->description->account,
			$this->description->name,
			$this->runtime->logger
		);
	}

	public function view(): StatusView {
		return new StatusView( $this->description, $this->runtime->messages );
	}

	public function table( TransactionFilter $filter ): TransactionsTable {
		require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';
		return new TransactionsTable(
			$this->description,
			$this->runtime->transactions,
			$this->runtime->book_store,
			$this->view(),
			$filter,
			$this->page
		);
	}

	public function report(): DiagnosticReport {
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

	public function health(): HealthChecks {
		$runtime = $this->runtime;
		return new HealthChecks(
			$this->page,
			$runtime->connector,
			$this->check(),
			$runtime->queue,
			$this->runtime->transactions,
			$runtime->messages
		);
	}

	// --- Of orders ----------------------------------------------------------------------------------------------------

	public function order_forms(): OrderForms {
		return new OrderForms( $this->description, $this->runtime->orders, $this->runtime->order_actions );
	}

	public function orders_list(): OrdersList {
		$runtime = $this->runtime;
		return new OrdersList(
			$this->description,
			$runtime->store,
			$runtime->orders,
			$runtime->order_actions,
			$this->order_forms(),
			new OrdersInView( $runtime->database, $this->description->account ),
			$this->view()
		);
	}

	public function meta_box(): MetaBox {
		$runtime = $this->runtime;
		return new MetaBox(
			$this->description,
			$runtime->messages,
			$runtime->documents,
			$runtime->order_actions,
			$runtime->book_store,
			$this->view(),
			1 === count( Plugins::services() )
		);
	}

	public function preview(): OrderPreview {
		$runtime = $this->runtime;
		return new OrderPreview( $runtime->connector, $runtime->orders, $runtime->documents, $runtime->messages );
	}

	public function customer_page(): CustomerPage {
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

	// --- What is done on its pages ------------------------------------------------------------------------------------

	public function lookups(): Lookups {
		$runtime = $this->runtime;
		return new Lookups( $runtime->connector, $runtime->keys, $runtime->messages, $runtime->logger );
	}

	public function delivery_actions(): DeliveryActions {
		$runtime = $this->runtime;
		$table   = fn (): TransactionsTable => $this->table( new TransactionFilter() );
		return new DeliveryActions( $runtime->store, $this->runtime->transactions, $runtime->by_hand, $this->description, $table );
	}

	public function sweep_action(): SweepAction {
		$runtime = $this->runtime;
		return new SweepAction( $runtime->connector, $runtime->sweeper, $runtime->messages, $runtime->after_response );
	}

	public function transactions_form(): TransactionsForm {
		return new TransactionsForm( $this->page, $this->description, $this->delivery_actions(), $this->sweep_action() );
	}

	public function backfill_page(): BackfillPage {
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

	public function month_page(): MonthPage {
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

	public function first_steps(): FirstSteps {
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

	public function start_question(): StartQuestion {
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

	public function connection_actions(): ConnectionActions {
		$runtime = $this->runtime;
		return new ConnectionActions(
			$this->page,
			$runtime->connector,
			$runtime->application,
			$this->connecting(),
			$this->connection_errands(),
			$runtime->logger
		);
	}

	public function connection_errands(): ConnectionErrands {
		$runtime = $this->runtime;
		return new ConnectionErrands(
			$this->connecting(),
			$runtime->round_trip,
			new Errand( $this->description->service ),
			$this->page->url( ConnectionActions::TAB ),
			$this->description->name,
			$runtime->logger
		);
	}

	private function connecting(): Connecting {
		$runtime = $this->runtime;
		return new Connecting(
			$runtime->connector,
			$runtime->keys,
			$runtime->application,
			$runtime->round_trip,
			$this->check(),
			$runtime->messages,
			$runtime->site,
			$runtime->start_day
		);
	}
}
