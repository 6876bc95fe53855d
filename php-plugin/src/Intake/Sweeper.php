<?php
/**
 * Orders that were missed.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Installation;
use WcAccounting\Connector\Name;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Recognition;
use WcAccounting\Delivery\Store;
use WcAccounting\Log\Logger;
use WcAccounting\Order\ChangedOrders;
use WcAccounting\Order\Mark;
use WcAccounting\Order\Orders;
use WcAccounting\Order\StartDay;
use WcAccounting\Order\Subject;
use WcAccounting\Order\Unqueued;
use WcAccounting\Order\Wanted;

/**
 * Finds orders of the last days that are in a status that wants a document and have neither a row nor a mark: their
 * status hook was lost in a crash, or came while the plugin could not work. And orders, in whatever status they are by now, that
 * say themselves which of their documents could not be queued.
 *
 * A run that is cut short by its time remembers where it was, so that a big shop is walked through in several.
 *
 * How many documents a run has queued, and whether all was looked through: else the next run goes on where it stopped. One that
 * has failed ended early because of a fault, which is in the log. One that has not begun looked at no order, since the shop is not
 * connected, or since it cannot be found out now with which company.
 *
 * @phpstan-import-type Place from ChangedOrders
 * @phpstan-import-type Step from ChangedOrders
 * @phpstan-type Result array{queued: int, is_complete: bool, has_failed: bool, has_begun: bool}
 * @phpstan-type State array{place?: ?Place, back?: ?int, done?: int}
 */
final class Sweeper {

	/**
	 * Where a run that was cut short stopped (`place`, and from when on it looked `back` because it was told to), and when the last
	 * complete one began (`done`); UNIX seconds, by kind of document.
	 */
	public const OPTION = 'sweep';

	private const DAYS = 7;

	/** However long the plugin could not work, older orders are left to people. */
	private const DAYS_MAX = 30;

	private const STEP = 200;

	private const SECONDS = 10;

	/** Documents queued by one run. */
	private const LIMIT = 1000;

	/**
	 * @param \Closure(): int $take_over Takes over what another plugin wanted to send, and answers how many deliveries.
	 */
	public function __construct(
		private readonly Connector $connector,
		private readonly Settings $settings,
		private readonly Store $store,
		private readonly Orders $orders,
		private readonly ChangedOrders $changed,
		private readonly Unqueued $unqueued,
		private readonly Intake $intake,
		private readonly Wanted $wanted,
		private readonly Recognition $recognition,
		private readonly StartDay $start_day,
		private readonly \Closure $take_over,
		private readonly Logger $logger,
	) {}

	/**
	 * Never throws.
	 *
	 * @return Result
	 */
	public function sweep(): array {
		$queued      = 0;
		$is_complete = true;
		try {
			// Before the shop is connected there is nothing to be missed.
			if ( null !== $this->connector->obstacle() || ! $this->recognition->settle() ) {
				return self::result( 0, false, has_begun: false );
			}
			$this->start_day->notice( StartDay::NOTICED_WITHIN );
			$queued = ( $this->take_over )() + $this->enqueue_unqueued();
			$ends   = microtime( true ) + self::seconds();
			foreach ( array_filter( $this->connector->description()->documents, $this->settings->wants( ... ) ) as $document ) {
				$result      = $this->sweep_document( $document, $ends, self::LIMIT - $queued );
				$queued     += $result['queued'];
				$is_complete = $is_complete && $result['is_complete'];
			}
			if ( $queued > 0 ) {
				$this->logger->info( "The sweep found $queued documents that were missed and queued them." );
			}
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'The sweep ended early', $fault );
			return self::result( $queued, false, true );
		}
		return self::result( $queued, $is_complete );
	}

	/** @return Result */
	private static function result( int $queued, bool $is_complete, bool $has_failed = false, bool $has_begun = true ): array {
		return array(
			'queued'      => $queued,
			'is_complete' => $is_complete,
			'has_failed'  => $has_failed,
			'has_begun'   => $has_begun,
		);
	}

	private static function seconds(): int {
		/**
		 * Filters how long one run of the sweep may take; at least one step is made.
		 *
		 * @param int $seconds 10.
		 */
		$seconds = max( 0, (int) apply_filters( 'wc_accounting_sweep_seconds', self::SECONDS ) );
		Cron::allow_seconds( $seconds );
		return $seconds;
	}

	/** @return Result */
	private function sweep_document( DocumentType $document, float $ends, int $limit ): array {
		$started = time();
		$back    = $this->start_day->look_back( $document );
		$oldest  = $this->oldest( $document, $back );
		$state   = $this->state( $document );
		// Where a run stopped that looked back less far says nothing.
		$place   = null !== $back && ( $state['back'] ?? null ) !== $back ? null : $state['place'] ?? null;
		$queued  = 0;
		do {
			$step    = $this->step( $document, $oldest, $place );
			$place   = $step['next'];
			$queued += $this->enqueue_missed( $document, $step['ids'], $oldest );
			if ( null === $place ) {
				$this->remember( $document, array( 'done' => $started ) );
				if ( null !== $back ) {
					$queued += $this->enqueue_open_ones( $document );
					$this->start_day->looked_back( $document );
				}
				return self::result( $queued, true );
			}
		} while ( microtime( true ) < $ends && $queued < $limit );

		$this->remember( $document, array( 'place' => $place, 'back' => $back ) );
		return self::result( $queued, false );
	}

	/**
	 * What the document may be missing for: orders that were changed since, or refunds that were made since.
	 *
	 * @param int    $since UNIX seconds.
	 * @param ?Place $after
	 * @return Step
	 */
	private function step( DocumentType $document, int $since, ?array $after ): array {
		return $document->is_of_refunds
			? $this->changed->refunds( $since, $after, self::STEP )
			: $this->changed->orders( $this->settings->statuses( $document ), $since, $after, self::STEP );
	}

	private function subject( DocumentType $document, int $id ): ?Subject {
		$refund = $document->is_of_refunds ? wc_get_order( $id ) : null;
		$order  = $this->orders->fresh( $refund instanceof \WC_Order_Refund ? $refund->get_parent_id() : $id );
		return null === $order ? null : Subject::find( $document, $order, $id );
	}

	/**
	 * @param list<int> $ids Of orders, or of refunds.
	 */
	private function enqueue_missed( DocumentType $document, array $ids, int $oldest ): int {
		$queued = 0;
		foreach ( array_diff( $ids, $this->store->known_subjects( $document->kind, $ids ) ) as $id ) {
			$subject = $this->subject( $document, $id );
			if ( null !== $subject && $this->is_missed( $subject, $oldest ) ) {
				$queued += $this->intake->enqueue_in_order( $subject ) ? 1 : 0;
			}
		}
		return $queued;
	}

	private function is_missed( Subject $subject, int $oldest ): bool {
		return $this->wanted->is_triggered( $subject )
			&& Wanted::is_paid_enough( $subject )
			&& ! Mark::is_on( $subject )
			&& self::happened_since( $subject, $oldest )
			&& $this->wanted->counts( $subject );
	}

	/** What orders say themselves that they miss. */
	private function enqueue_unqueued(): int {
		$queued = 0;
		foreach ( $this->settings->is_connection_enabled() ? $this->unqueued->orders( self::STEP ) : array() as $id ) {
			try {
				$order = $this->orders->fresh( $id );
				if ( null !== $order ) {
					$wanted  = array_filter( $this->unqueued->of( $order ), $this->is_wanted( ... ) );
					$queued += count( array_filter( array_map( $this->intake->enqueue_in_order( ... ), $wanted ) ) );
					$this->unqueued->forget( $order );
				}
			} catch ( \Throwable $fault ) {
				$this->logger->fault( "What order $id misses could not be queued; the next sweep tries again", $fault );
			}
		}
		return $queued;
	}

	private function is_wanted( Subject $subject ): bool {
		return null === $this->wanted->why_stale( $subject ) && $this->wanted->counts( $subject );
	}

	/** Older orders that the owner wants to count, however long ago they were changed. */
	private function enqueue_open_ones( DocumentType $document ): int {
		$queued = 0;
		foreach ( array_chunk( $this->start_day->open_orders(), self::STEP ) as $ids ) {
			$queued += $this->enqueue_missed( $document, $ids, 0 );
		}
		return $queued;
	}

	/** Whether it is a recent order or refund: an old one that was only edited is not. */
	private static function happened_since( Subject $subject, int $oldest ): bool {
		$order = $subject->order;
		$dates = $subject->document->is_of_refunds
			? array( $subject->bearer()->get_date_created( 'edit' ) )
			: array( $order->get_date_created( 'edit' ), $order->get_date_paid( 'edit' ), $order->get_date_completed( 'edit' ) );
		foreach ( $dates as $date ) {
			if ( null !== $date && $date->getTimestamp() >= $oldest ) {
				return true;
			}
		}
		return false;
	}

	/** Some days back; further, when the last complete sweep is longer ago because the plugin could not work. */
	private function oldest( DocumentType $document, ?int $back ): int {
		/**
		 * Filters how many days back the sweep looks for orders that were missed.
		 *
		 * @param int $days 7; at least 1. It goes further back by itself when the last complete sweep is longer ago.
		 */
		$days = max( 1, (int) apply_filters( 'wc_accounting_sweep_days', self::DAYS ) );
		$done = $this->state( $document )['done'] ?? null;
		$from = time() - $days * DAY_IN_SECONDS;
		if ( null !== $back ) {
			return min( $from, $back );
		}
		// Nothing from before the plugin was there: it may be in the books already.
		$from = max( $from, Installation::at( $document->account->service ) );
		return null === $done
			? $from
			: max( min( $from, (int) $done - DAY_IN_SECONDS ), time() - max( $days, self::DAYS_MAX ) * DAY_IN_SECONDS );
	}

	/** @return State */
	private function state( DocumentType $document ): array {
		$stored = $this->states();
		/** @var State|null $state */
		$state = $stored[ $document->account->id() ][ $document->kind ] ?? null;
		return is_array( $state ) ? $state : array();
	}

	/** @param State $news */
	private function remember( DocumentType $document, array $news ): void {
		$stored  = $this->states();
		$account = $document->account->id();

		$stored[ $account ][ $document->kind ] = isset( $news['done'] ) ? $news : $news + $this->state( $document );
		update_option( $this->option(), $stored, false );
	}

	private function option(): string {
		return Name::of( $this->connector->description()->service, self::OPTION );
	}

	/**
	 * @return array<string, array<string, mixed>> Company => kind of document => where the sweep is.
	 */
	private function states(): array {
		$stored = get_option( $this->option(), array() );
		return array_filter( is_array( $stored ) ? $stored : array(), 'is_array' );
	}
}
