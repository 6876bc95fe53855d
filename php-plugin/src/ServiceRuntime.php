<?php
/**
 * One service at work.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting;

use WcAccounting\Connector\Application;
use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Description;
use WcAccounting\Connector\ExtensionConnector;
use WcAccounting\Connector\Installation;
use WcAccounting\Connector\KeyGate;
use WcAccounting\Connector\KeyRing;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\NetworkConfig;
use WcAccounting\Connector\RoundTrip;
use WcAccounting\Connector\SecretStore;
use WcAccounting\Connector\Service;
use WcAccounting\Connector\Settings;
use WcAccounting\Connector\WebConnector;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\Approvals;
use WcAccounting\Delivery\Batch;
use WcAccounting\Delivery\BookStore;
use WcAccounting\Delivery\ByHand;
use WcAccounting\Delivery\Counters;
use WcAccounting\Delivery\CounterStore;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Expected;
use WcAccounting\Delivery\Flags;
use WcAccounting\Delivery\Inventory;
use WcAccounting\Delivery\Journal;
use WcAccounting\Delivery\KnownNumbers;
use WcAccounting\Delivery\LinkStore;
use WcAccounting\Delivery\MonthStore;
use WcAccounting\Delivery\Precedence;
use WcAccounting\Delivery\Preparation;
use WcAccounting\Delivery\Queue;
use WcAccounting\Delivery\QueueStore;
use WcAccounting\Delivery\ReadBack;
use WcAccounting\Delivery\Recognition;
use WcAccounting\Delivery\Reconciliation;
use WcAccounting\Delivery\Relocation;
use WcAccounting\Delivery\Run;
use WcAccounting\Delivery\Schema;
use WcAccounting\Delivery\SecondLook;
use WcAccounting\Delivery\Store;
use WcAccounting\Delivery\UsualRate;
use WcAccounting\Delivery\Wishes;
use WcAccounting\Delivery\Witness;
use WcAccounting\Delivery\Transactions;
use WcAccounting\Delivery\Worker;
use WcAccounting\Environment\Extension;
use WcAccounting\Environment\Halves;
use WcAccounting\Environment\Plugins;
use WcAccounting\Environment\Roles;
use WcAccounting\Environment\Site;
use WcAccounting\Intake\Backfiller;
use WcAccounting\Intake\BackfillState;
use WcAccounting\Intake\BackfillStore;
use WcAccounting\Intake\Candidates;
use WcAccounting\Intake\Intake;
use WcAccounting\Intake\OrderActions;
use WcAccounting\Intake\SecondTry;
use WcAccounting\Intake\StatusListener;
use WcAccounting\Intake\Sweeper;
use WcAccounting\Log\Logger;
use WcAccounting\Order\BuyerNumber;
use WcAccounting\Order\ChangedOrders;
use WcAccounting\Order\DocumentFactory;
use WcAccounting\Order\OrderPages;
use WcAccounting\Order\OrderReader;
use WcAccounting\Order\OrderRows;
use WcAccounting\Order\Orders;
use WcAccounting\Order\SnapshotFactory;
use WcAccounting\Order\StartDay;
use WcAccounting\Order\Triggers;
use WcAccounting\Order\Unqueued;
use WcAccounting\Order\Wanted;
use WcAccounting\Privacy\Privacy;

/**
 * What one service has of its own: connector, settings, credentials, queue, and what works with them. Shell wires it to the
 * shop; Admin\ScreenParts are its second half, for wp-admin.
 *
 * Most pages of a shop have nothing to do with orders. They pay for a few hooks: each part is made when it is asked for.
 *
 * @property-read AfterResponse   $after_response
 * @property-read Application     $application
 * @property-read Backfiller      $backfiller
 * @property-read BackfillStore   $backfill_store
 * @property-read BookStore       $book_store
 * @property-read ByHand          $by_hand
 * @property-read Counters        $counters
 * @property-read Cron            $cron
 * @property-read DocumentFactory $documents
 * @property-read Intake          $intake
 * @property-read Inventory       $inventory
 * @property-read Journal         $journal
 * @property-read Flags           $flags
 * @property-read LinkStore       $links
 * @property-read Messages        $messages
 * @property-read OrderActions    $order_actions
 * @property-read Orders          $orders
 * @property-read Precedence      $precedence
 * @property-read Privacy         $privacy
 * @property-read Queue           $queue
 * @property-read ReadBack        $read_back
 * @property-read Recognition     $recognition
 * @property-read Reconciliation  $reconciliation
 * @property-read Relocation      $relocation
 * @property-read RoundTrip       $round_trip
 * @property-read SecondLook      $second_look
 * @property-read SecondTry       $second_try
 * @property-read Settings        $settings
 * @property-read SnapshotFactory $snapshots
 * @property-read StartDay        $start_day
 * @property-read StatusListener  $listener
 * @property-read Store           $store
 * @property-read Sweeper         $sweeper
 * @property-read Transactions    $transactions
 * @property-read Triggers        $triggers
 * @property-read Unqueued        $unqueued
 * @property-read Wanted          $wanted
 * @property-read Witness         $witness
 * @property-read Worker          $worker
 */
final class ServiceRuntime {

	/** @var array<string, object> Parts that were asked for; by name. */
	private array $parts = array();

	/**
	 * @param \Closure(self): int $take_over Takes over what another plugin for the service wanted to send, and answers how many.
	 * @return ?self Null when it cannot start; the log says why.
	 */
	public static function make( Service $service, \Closure $take_over ): ?self {
		$logger  = new Logger( $service->page(), $service->key_beginning(), $service->key() );
		try {
			$database    = new Database();
			$described   = Halves::describe( $service->key() ) ?? throw new \LogicException( 'No extension serves it' );
			$description = Description::from_array( $described, $service->words() );
			$keys        = new KeyRing(
				new SecretStore( $database, ! $description->is_keyed() ),
				$description->connection['key_option'],
				$service,
				$description->account
			);
			$network     = static fn (): NetworkConfig => new NetworkConfig( $description, $service, Plugins::VERSION );
			$site        = new Site();
			$gate        = new KeyGate( $service, $keys, $site );
			$connector   = Extension::serves( $service->key() )
				? new ExtensionConnector( $description, $service, $network, $keys, $gate, $logger )
				: new WebConnector( $description, $keys, $gate );
			return new self( $service, $connector, $database, $keys, $site, $logger, $take_over );
		} catch ( \Throwable $fault ) {
			$logger->fault( $service->name() . ' could not start', $fault );
			return null;
		}
	}

	private function __construct(
		public readonly Service $service,
		public readonly Connector $connector,
		public readonly Database $database,
		public readonly KeyRing $keys,
		public readonly Site $site,
		public readonly Logger $logger,
		private readonly \Closure $take_over,
	) {}

	/** Makes a part when it is first asked for. */
	public function __get( string $part ): object {
		return $this->parts[ $part ] ??= $this->make_part( $part );
	}

	private function make_part( string $part ): object {
		$connector   = $this->connector;
		$description = $connector->description();
		return match ( $part ) {
			'application'   => new Application( $this->service->key(), new SecretStore( $this->database, true ) ),
			'documents'     => new DocumentFactory( $connector, $this->settings, $this->snapshots ),
			'intake'        => $this->make_intake( null ),
			'journal'       => $this->make_journal(),
			'listener'      => $this->make_listener(),
			'messages'      => new Messages( $description->words ),
			'order_actions' => $this->make_order_actions(),
			'orders'        => new Orders(),
			'privacy'       => $this->make_privacy(),
			'round_trip'    => $this->make_round_trip(),
			'second_try'    => $this->make_second_try(),
			'settings'      => new Settings( $description ),
			'snapshots'     => new SnapshotFactory( $this->logger, $this->settings ),
			'start_day'     => new StartDay( $connector, $this->settings ),
			'triggers'      => new Triggers( $description, $this->settings ),
			'unqueued'      => new Unqueued( $this->database, $description ),
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
			'after_response' => new AfterResponse( $service, $queue_store, $worker, $this->logger, $connector->sends_here() ),
			'backfiller'     => $this->make_backfiller(),
			'backfill_store' => new BackfillStore( $this->database, $account ),
			'by_hand'        => $this->make_by_hand(),
			'cron'           => $this->make_cron(),
			'flags'          => new Flags( $this->database, $account ),
			'book_store'     => new BookStore( $this->database, $account ),
			'links'          => new LinkStore( $this->database, $account ),
			'transactions'   => new Transactions( $this->database, $account ),
			'precedence'     => new Precedence( $connector, $this->store, $this->settings ),
			'read_back'      => new ReadBack( $connector, $this->book_store, $queue_store, $this->queue, $this->orders, $this->logger ),
			'queue'          => new Queue( $queue_store, $connector, $this->keys, $this->witness, $this->store ),
			'recognition'    => new Recognition( $connector, $this->queue, $this->store, $this->start_day, $this->logger ),
			'second_look'    => $this->make_second_look(),
			'relocation'     => $this->make_relocation(),
			'store'          => new Store( $this->database, $account ),
			'sweeper'        => $this->make_sweeper(),
			'worker'         => $this->make_worker(),
			default          => $this->make_part_of_closing( $part ),
		};
	}

	private function make_part_of_closing( string $part ): object {
		return match ( $part ) {
			'counters'       => new Counters( new CounterStore( $this->database, $this->service->key() ), $this->logger ),
			'inventory'      => $this->make_inventory(),
			'reconciliation' => $this->make_reconciliation(),
			'witness'        => new Witness( $this->service, $this->counters, $this->logger ),
			default          => throw new \LogicException( "A service has no part $part" ),
		};
	}

	private function make_journal(): Journal {
		$description = $this->connector->description();
		return new Journal( $description, $this->orders, $this->messages, $this->flags, $this->logger, $this->witness );
	}

	private function make_reconciliation(): Reconciliation {
		$description = $this->connector->description();
		return new Reconciliation(
			$description,
			new MonthStore( $this->database, $description->account ),
			$this->book_store,
			new OrderPages( $this->database ),
			$this->make_expected()
		);
	}

	private function make_inventory(): Inventory {
		$description = $this->connector->description();
		$months      = new MonthStore( $this->database, $description->account );
		return new Inventory(
			$this->connector,
			$months,
			new KnownNumbers( $description, $this->store ),
			$this->book_store,
			$this->read_back,
			$this->settings,
			$this->queue,
			$this->recognition,
			$this->logger
		);
	}

	private function make_expected(): Expected {
		return new Expected( $this->settings, $this->wanted, $this->triggers, $this->precedence, $this->documents );
	}

	private function make_privacy(): Privacy {
		$number = new BuyerNumber( $this->settings, new OrderReader( $this->logger ) );
		return new Privacy( $this->connector->description(), $this->store, $this->links, $this->orders, $this->messages, $number );
	}

	private function make_listener(): StatusListener {
		// A customer waits for what this one queues.
		$intake = $this->make_intake( 0 );
		return new StatusListener(
			$this->connector->description(),
			$this->triggers,
			$this->settings,
			$intake,
			$this->after_response,
			fn (): SecondTry => $this->second_try,
			$this->logger
		);
	}

	private function make_second_try(): SecondTry {
		return new SecondTry(
			$this->settings,
			$this->orders,
			$this->make_intake( ... ),
			$this->unqueued,
			$this->after_response,
			$this->logger
		);
	}

	private function make_round_trip(): RoundTrip {
		$network = fn (): NetworkConfig => new NetworkConfig( $this->connector->description(), $this->service, Plugins::VERSION );
		return new RoundTrip( $this->service->key(), $this->application, $network );
	}

	private function make_intake( ?int $wait_seconds ): Intake {
		return new Intake(
			$this->connector,
			$this->service,
			$this->settings,
			$this->store,
			$this->precedence,
			$this->wanted,
			$this->logger,
			$wait_seconds
		);
	}

	private function make_wanted(): Wanted {
		return new Wanted(
			$this->connector->description(),
			$this->service,
			$this->settings,
			$this->triggers,
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
			$this->precedence,
			$this->by_hand,
			$this->after_response
		);
	}

	private function make_by_hand(): ByHand {
		return new ByHand(
			$this->connector,
			$this->store,
			$this->messages,
			$this->journal,
			$this->queue,
			$this->worker,
			$this->read_back,
			new Wishes( $this->database, $this->service->key() )
		);
	}

	private function make_sweeper(): Sweeper {
		return new Sweeper(
			$this->connector,
			$this->settings,
			$this->store,
			$this->orders,
			new ChangedOrders( $this->database ),
			$this->unqueued,
			$this->intake,
			$this->wanted,
			$this->recognition,
			$this->start_day,
			fn (): int => ( $this->take_over )( $this ),
			$this->logger
		);
	}

	private function make_relocation(): Relocation {
		return new Relocation(
			$this->service->key(),
			$this->site,
			$this->keys,
			$this->store,
			fn (): bool => $this->backfill_store->bring_into( BackfillState::Cancelled ),
			$this->logger
		);
	}

	private function make_backfiller(): Backfiller {
		$candidates = new Candidates(
			$this->connector,
			$this->settings,
			$this->store,
			$this->orders,
			$this->documents,
			$this->triggers,
			$this->wanted,
			$this->precedence,
			$this->intake,
			$this->by_hand,
			$this->queue,
			$this->messages,
			$this->logger
		);
		$pages      = new OrderPages( $this->database );
		return new Backfiller(
			$this->connector,
			$this->backfill_store,
			$pages,
			$candidates,
			$this->queue,
			$this->recognition,
			new QueueStore( $this->database ),
			$this->logger
		);
	}

	private function make_cron(): Cron {
		return new Cron(
			$this->store,
			fn (): Worker => $this->worker,
			fn (): SecondLook => $this->second_look,
			fn (): ReadBack => $this->read_back,
			fn () => $this->sweeper->sweep(),
			fn (): ?int => $this->backfiller->next_at()
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
			$this->precedence,
			$this->journal,
			$this->messages,
			$this->logger
		);
	}

	private function make_worker(): Worker {
		$preparation = new Preparation(
			$this->connector,
			$this->store,
			$this->precedence,
			$this->orders,
			new OrderRows( $this->database ),
			$this->documents,
			$this->wanted,
			$this->journal,
			$this->messages,
			new UsualRate( $this->connector, $this->store, $this->book_store )
		);
		$make_batch = fn ( Run $run, int $concurrency, int $at_most ): Batch => new Batch(
			$this->connector,
			$this->store,
			$this->queue,
			$preparation,
			$this->links,
			$this->journal,
			$this->read_back,
			$run,
			$concurrency,
			$at_most
		);
		return new Worker(
			$this->connector,
			$this->settings,
			$this->relocation,
			$this->recognition,
			$this->start_day,
			$this->queue,
			new Approvals( $this->connector, $this->store, $this->queue, $this->journal, $this->logger ),
			fn () => ( new Wishes( $this->database, $this->service->key() ) )->carry_out( $this->by_hand ),
			$make_batch,
			fn ( Run $run, int $few ): bool => $this->backfiller->go_on( $run, $few ),
			$this->logger
		);
	}

	/** After an update, which does not run what activation runs. */
	public function bring_up_to_date(): void {
		( new Schema( $this->database ) )->ensure();
		Roles::ensure();
		Installation::begin( $this->service->key() );
		$this->keys->stop_autoloading();
		$this->relocation->refuse_copied_key();
		$this->settings->store_defaults();
		$this->connector->description()->account->begin();
	}
}
