<?php
/**
 * Reading back what stands in the books.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Name;
use WcAccounting\Log\Logger;
use WcAccounting\Order\Orders;
use WcAccounting\Order\Subject;

/**
 * Compares what a document comes to in the service with what its order came to in the shop. Most services tell it in the answer to what was
 * sent; the others are asked once for each document, in the background, after all that waits to be sent.
 *
 * A shop that may not read its documents is not kept asking: after a few refusals one question a day is left.
 *
 * @phpstan-import-type Document from Inventory
 */
final class ReadBack {

	/** Option: how often in a row the service did not tell, and when last; autoloaded, since each run asks. */
	public const REFUSED_OPTION = 'books_refused';

	/** Option: how the latest documents differ, if they all do so in one way; autoloaded, since each page of wp-admin tells. */
	public const PATTERN_OPTION = 'books_pattern';

	/** So many documents that differ in one way are no accident. */
	public const LATEST = 10;

	/** Decimals of nearly every currency. */
	private const DECIMALS_OF_MOST = 2;

	private const HOUR = 3600;
	private const DAY  = 86400;

	private const NOT_FOUND = 404;

	private const REFUSALS    = 3;
	private const AT_ONCE     = 20;
	private const CONCURRENCY = 2;

	/** @var array<int, array{delivery: Delivery, shop_total: string, shop_tax: ?string}> Documents under way, by id of the delivery. */
	private array $asking = array();

	private bool $is_over = false;

	public function __construct(
		private readonly Connector $connector,
		private readonly BookStore $store,
		private readonly QueueStore $queue_store,
		private readonly Queue $queue,
		private readonly Orders $orders,
		private readonly Logger $logger,
	) {}

	/** Whether documents like this one are compared. */
	public function compares( Delivery $delivery ): bool {
		$document = $this->connector->description()->document( $delivery->document );
		return Status::Confirmed === $delivery->status && null !== $delivery->order_total && true === $document?->is_compared;
	}

	/**
	 * A document is there for certain. What it comes to is known, or somebody is to ask.
	 *
	 * @param array<string, mixed> $answer The outcome or look-up that said so.
	 * @param ?\WC_Order           $order  If it was read for this delivery.
	 */
	public function confirmed( Delivery $delivery, array $answer, ?\WC_Order $order ): void {
		$undone = $this->connector->description()->document( $delivery->document )?->takes_back;
		if ( null !== $undone ) {
			$this->store->take_back( $undone, $delivery->subject_id );
		}
		if ( ! $this->compares( $delivery ) ) {
			return;
		}
		$order ??= $this->orders->fresh( $delivery->order_id );
		$tax     = Subject::named( $this->connector->description(), $delivery->document, $order, $delivery->subject_id )?->tax();
		$this->compare( $delivery, (string) $delivery->order_total, $tax, $answer );
	}

	/**
	 * A person has asked after it, and it is there: it may have been corrected since it was read. It is compared with what it was
	 * compared with before.
	 *
	 * @param array<string, mixed> $answer The look-up.
	 */
	public function checked( Delivery $delivery, array $answer ): void {
		$known = $this->store->of( array( $delivery ) )[ $delivery->id ] ?? null;
		if ( null === $known ) {
			$this->confirmed( $delivery, $answer, null );
		} elseif ( $this->compares( $delivery ) ) {
			$this->compare( $delivery, $known->shop_total, $known->shop_tax, $answer );
		}
	}

	/**
	 * @param array<string, mixed> $answer
	 */
	private function compare( Delivery $delivery, string $shop_total, ?string $shop_tax, array $answer ): void {
		/** @var ?array{total: string, tax: ?string, due: ?string, state: ?string} $books */
		$books = $answer['books'] ?? null;
		if ( null !== $books ) {
			$this->told( $delivery, $shop_total, $shop_tax, $books );
			$this->look_for_a_pattern();
		} elseif ( null !== $delivery->remote_id ) {
			$this->store->ask_for( $delivery, $shop_total, $shop_tax );
		}
	}

	/**
	 * A list of the service has it: what that says is as good as an answer, and newer than what is known.
	 *
	 * @param ?Books   $known  What is known of it.
	 * @param Document $listed
	 */
	public function listed( Delivery $delivery, ?Books $known, array $listed ): void {
		if ( null === $listed['total'] || ! $this->compares( $delivery ) ) {
			$this->store->set_absent( $delivery, $known, null );
			return;
		}
		$is_as_known = $known?->total === $listed['total'] && null === $known?->absent;
		// A list may say less than the document itself.
		$tax = $listed['tax'] ?? ( $is_as_known ? $known?->tax : null );
		if ( $is_as_known && $known?->tax === $tax && in_array( $listed['state'], array( null, $known?->state ), true ) ) {
			return;
		}
		$books = array(
			'total' => $listed['total'],
			'tax'   => $tax,
			'due'   => $is_as_known ? $known?->due : null,
			'state' => $listed['state'],
		);
		$this->told( $delivery, $known?->shop_total ?? (string) $delivery->order_total, $known?->shop_tax, $books );
	}

	/** A list was read to its end, and all that it has was passed to listed(). */
	public function list_is_over(): void {
		$this->look_for_a_pattern();
	}

	/** A person has corrected it in the service: it is compared with what the order comes to now. */
	public function corrected( Delivery $delivery ): void {
		$order   = $this->orders->fresh( $delivery->order_id );
		$subject = Subject::named( $this->connector->description(), $delivery->document, $order, $delivery->subject_id );
		if ( null !== $subject && null !== $delivery->remote_id && $this->compares( $delivery ) ) {
			$this->store->ask_for( $delivery, $subject->total(), $subject->tax() );
		}
	}

	/** Asks for what is due, as long as the service and the time allow. Never throws. */
	public function run( Run $run ): void {
		$lock = Name::of( $this->connector->description()->service, 'books' );
		try {
			$is_off = $this->is_resting() || null !== $this->connector->obstacle() || null !== $this->queue->hold();
			if ( $is_off || ! $this->queue_store->lock( $lock ) ) {
				return;
			}
			try {
				$this->read_all( $run );
			} finally {
				$this->queue_store->unlock( $lock );
			}
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'Reading back what stands in the books ended early', $fault );
		}
	}

	private function read_all( Run $run ): void {
		$this->is_over = ! $this->queue->begin()['may_run'];
		$has_read      = false;
		while ( ! $this->is_over && $run->may_start() ) {
			$due = $this->store->due( $this->is_refused() ? 1 : self::AT_ONCE );
			if ( array() === $due ) {
				break;
			}
			$has_read = true;
			$this->read( $due, $run );
		}
		if ( $has_read ) {
			$this->look_for_a_pattern();
		}
	}

	/**
	 * @param non-empty-list<array{delivery: Delivery, shop_total: string, shop_tax: ?string}> $due
	 */
	private function read( array $due, Run $run ): void {
		$next = function () use ( &$due, $run ): ?array {
			$one = $this->is_over || ! $run->may_start() ? null : array_shift( $due );
			if ( null === $one ) {
				return null;
			}
			$this->asking[ $one['delivery']->id ] = $one;
			return array(
				'id'        => $one['delivery']->id,
				'kind'      => $one['delivery']->document,
				'remote_id' => (string) $one['delivery']->remote_id,
			);
		};
		$this->connector->read_back( $next, $this->answered( ... ), self::CONCURRENCY, $run->remaining_ms() );
	}

	/**
	 * @param array<string, mixed> $reading
	 */
	private function answered( int $id, array $reading ): void {
		list( 'delivery' => $delivery, 'shop_total' => $total, 'shop_tax' => $tax ) = $this->asking[ $id ];
		unset( $this->asking[ $id ] );
		switch ( $reading['class'] ) {
			case 'found':
				$this->told( $delivery, $total, $tax, $reading['books'] );
				delete_option( $this->option( self::REFUSED_OPTION ) );
				break;
			case 'not_comparable':
				$this->store->put_off( $delivery, self::DAY );
				// One that was deleted in the service says nothing of the others.
				if ( self::NOT_FOUND !== $reading['http_status'] ) {
					$this->refused( $reading );
				}
				break;
			case 'unavailable':
				$this->store->put_off( $delivery, self::HOUR );
				break;
			default:
				// Refused keys and limits are the queue's to deal with.
				$this->is_over = true;
		}
		$this->is_over = ! $this->queue->answered( $reading ) || $this->is_over;
	}

	/**
	 * @param array{total: string, tax: ?string, due: ?string, state: ?string} $books
	 */
	private function told( Delivery $delivery, string $shop_total, ?string $shop_tax, array $books ): void {
		$compared = self::compared( $shop_total, $shop_tax, $books['total'], $books['tax'], self::decimals( $delivery ) );
		$differs  = $this->connector->compare_books( array( $compared ) )['differs'][0];
		$this->store->told( $delivery, $shop_total, $shop_tax, $books, $differs );
	}

	/** What is less than a unit is no difference. A currency that is not the shop's own may have smaller ones than the shop shows. */
	private static function decimals( Delivery $delivery ): int {
		$decimals   = wc_get_price_decimals();
		$is_foreign = ! in_array( $delivery->currency, array( null, get_woocommerce_currency() ), true );
		return $is_foreign ? max( $decimals, self::DECIMALS_OF_MOST ) : $decimals;
	}

	/**
	 * @return array{shop_total: string, shop_tax: ?string, books_total: string, books_tax: ?string, decimals: int}
	 */
	private static function compared( string $shop_total, ?string $shop_tax, string $total, ?string $tax, int $decimals ): array {
		return array(
			'shop_total'  => $shop_total,
			'shop_tax'    => $shop_tax,
			'books_total' => $total,
			'books_tax'   => $tax,
			'decimals'    => $decimals,
		);
	}

	/** Remembers how the latest documents differ, while all of them do so in one way. */
	private function look_for_a_pattern(): void {
		$latest  = $this->store->latest( self::LATEST );
		$pattern = null;
		if ( self::LATEST === count( $latest ) ) {
			$compare = static fn ( Books $books ): array
				=> self::compared( $books->shop_total, $books->shop_tax, (string) $books->total, $books->tax, wc_get_price_decimals() );
			$pattern = $this->connector->compare_books( array_map( $compare, $latest ) )['pattern'];
		}
		$option = $this->option( self::PATTERN_OPTION );
		if ( null !== $pattern ) {
			update_option( $option, $pattern, true );
		} elseif ( false !== get_option( $option ) ) {
			delete_option( $option );
		}
	}

	/** How the latest documents differ, if they all do so in one way. Free of charge: it is among the options that WordPress has loaded. */
	public static function pattern( string $service ): ?string {
		$pattern = wp_load_alloptions()[ Name::of( $service, self::PATTERN_OPTION ) ] ?? null;
		return is_string( $pattern ) ? $pattern : null;
	}

	// --- A service that does not tell ---------------------------------------------------------------------------------

	/**
	 * @param array<string, mixed> $reading
	 */
	private function refused( array $reading ): void {
		$times = $this->refusals()['times'] + 1;
		update_option( $this->option( self::REFUSED_OPTION ), array( 'times' => $times, 'at' => time() ), true );
		$this->is_over = $times >= self::REFUSALS;
		if ( self::REFUSALS === $times ) {
			$this->logger->info(
				sprintf(
					'%s does not let this shop read its documents (HTTP %s), so their totals are not compared. It is asked once a day from now on.',
					$this->connector->description()->name,
					$reading['http_status'] ?? '-'
				)
			);
		}
	}

	private function is_refused(): bool {
		return $this->refusals()['times'] >= self::REFUSALS;
	}

	private function is_resting(): bool {
		return $this->is_refused() && $this->refusals()['at'] > time() - self::DAY;
	}

	/**
	 * @return array{times: int, at: int} `at`: UNIX seconds.
	 */
	private function refusals(): array {
		$stored = get_option( $this->option( self::REFUSED_OPTION ) );
		return array(
			'times' => (int) ( $stored['times'] ?? 0 ),
			'at'    => (int) ( $stored['at'] ?? 0 ),
		);
	}

	private function option( string $name ): string {
		return Name::of( $this->connector->description()->service, $name );
	}
}
