<?php
/**
 * Actions on deliveries.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\ByHand;
use WcAccounting\Delivery\HandResult;
use WcAccounting\Delivery\Store;
use WcAccounting\Delivery\Transactions;

/**
 * What the Transactions screen asks for by AJAX, a few deliveries at a time so that it can show how far it has come. Each
 * delivery comes with a nonce of its own.
 */
final class DeliveryActions {

	/** Retries or checks the deliveries that are named. */
	private const ACTION = 'deliveries';

	/** Retries those that failed. */
	private const RETRY_FAILED = 'retry_failed';

	public const RETRY = 'retry';
	public const CHECK = 'check';

	/** A person has corrected the document in the service. */
	public const SETTLE = 'settle';

	private const ALL = array( self::RETRY, self::CHECK, self::SETTLE );

	/** Field of a request that comes from a row's own button. */
	private const APPROVES = 'approves';

	/** At most in one request. */
	public const LIMIT = 20;

	/**
	 * @param \Closure(): TransactionsTable $make_table
	 */
	public function __construct(
		private readonly Store $store,
		private readonly Transactions $transactions,
		private readonly ByHand $by_hand,
		private readonly Description $description,
		private readonly \Closure $make_table,
	) {}

	/** Name of the action, and of its nonce. */
	public static function action( string $service ): string {
		return Name::of( $service, self::ACTION );
	}

	/** Name of the action, and of its nonce. */
	public static function retry_failed_action( string $service ): string {
		return Name::of( $service, self::RETRY_FAILED );
	}

	public function register( Guard $guard ): void {
		$guard->answer( self::action( $this->description->service ), Guard::MANAGE, $this->handle( ... ) );
		$guard->answer( self::retry_failed_action( $this->description->service ), Guard::MANAGE, $this->handle_failed( ... ) );
	}

	public static function nonce_action( string $service, string $what, int $id ): string {
		return self::action( $service ) . "-$what-$id";
	}

	/**
	 * @return array<string, mixed>
	 * @throws \DomainException When something is wrong with the request.
	 */
	private function handle(): array {
		$what = Guard::text( 'do' );
		$ids  = $this->named( $what );
		// Who presses the button of one row has looked at that row.
		$approves = 1 === count( $ids ) && 'yes' === Guard::text( self::APPROVES );
		return $this->told( $ids, $this->perform( $what, $ids, $approves ) );
	}

	/**
	 * All that have failed so far.
	 *
	 * @return iterable<list<int>> Ids.
	 */
	public function failed_in_parts(): iterable {
		$last = $this->transactions->last_failed();
		$ids  = $this->transactions->failed_after( 0, $last, self::LIMIT );
		while ( array() !== $ids ) {
			yield $ids;
			$ids = $this->transactions->failed_after( end( $ids ), $last, self::LIMIT );
		}
	}

	/**
	 * Leaves those alone whose order the person may not edit.
	 *
	 * @param list<int> $ids
	 * @param bool      $approves Whether the person looked at them one by one.
	 * @return array<int, HandResult>
	 */
	public function perform( string $what, array $ids, bool $approves = false ): array {
		$allowed = array_values( array_filter( $ids, $this->may_touch( ... ) ) );
		$done    = match ( $what ) {
			self::RETRY => $this->by_hand->retry_now( $allowed, $approves ),
			self::SETTLE => $this->by_hand->settle_now( $allowed ),
			default => $this->by_hand->check_now( $allowed ),
		};
		return $done + array_fill_keys( $ids, HandResult::NotAllowed );
	}

	private function may_touch( int $id ): bool {
		$order_id = $this->store->find( $id )?->order_id;
		return null === $order_id || Guard::may_edit_order( $order_id );
	}

	/**
	 * @return array<string, mixed>
	 * @throws \DomainException When something is wrong with the request.
	 */
	private function handle_failed(): array {
		Guard::check( Guard::text( 'nonce' ), self::retry_failed_action( $this->description->service ) );
		$last = absint( Guard::text( 'last' ) );
		$last = 0 === $last ? $this->transactions->last_failed() : $last;
		$ids  = $this->transactions->failed_after( absint( Guard::text( 'after' ) ), $last, self::LIMIT );
		return $this->told( $ids, $this->perform( self::RETRY, $ids ) ) + array(
			'after' => array() === $ids ? 0 : end( $ids ),
			'last'  => $last,
			'more'  => count( $ids ) === self::LIMIT,
		);
	}

	/**
	 * What the screen is told of deliveries with which something was done.
	 *
	 * @param list<int>              $ids
	 * @param array<int, HandResult> $done
	 * @return array<string, mixed>
	 */
	private function told( array $ids, array $done ): array {
		$counts = self::add( HandResult::count( $done ) );
		return array(
			'counts'  => (object) $counts,
			'summary' => HandResult::summary( $counts, $this->description->name ),
			'rows'    => (object) $this->rows( $ids ),
		);
	}

	/**
	 * The deliveries of the request, all of them with the right nonce.
	 *
	 * @return list<int>
	 * @throws \DomainException When one has not.
	 */
	private function named( string $what ): array {
		// Taken apart and checked below.
		$items = isset( $_POST['items'] ) && is_array( $_POST['items'] ) ? array_filter( $_POST['items'], 'is_string' ) : array();
		if ( ! in_array( $what, self::ALL, true ) || array() === $items || count( $items ) > self::LIMIT ) {
			throw Guard::refusal( __( 'This page is too old. Reload it and try again.', 'wc-accounting' ), 400 );
		}
		$ids = array();
		foreach ( $items as $item ) {
			list( $id, $nonce ) = explode( ':', $item, 2 ) + array( '', '' );
			Guard::check( $nonce, self::nonce_action( $this->description->service, $what, (int) $id ) );
			$ids[] = (int) $id;
		}
		return array_values( array_unique( $ids ) );
	}

	/**
	 * What was counted before is sent along, so that the last answer counts everything.
	 *
	 * @param array<string, int> $counts
	 * @return array<string, int>
	 */
	private static function add( array $counts ): array {
		$before = json_decode( Guard::text( 'counts' ), true );
		foreach ( is_array( $before ) ? $before : array() as $kind => $number ) {
			if ( null !== HandResult::tryFrom( (string) $kind ) && is_int( $number ) ) {
				$counts[ $kind ] = ( $counts[ $kind ] ?? 0 ) + max( 0, min( PHP_INT_MAX / 2, $number ) );
			}
		}
		return $counts;
	}

	/**
	 * The rows of the table as they look now; empty for those that are gone.
	 *
	 * @param list<int> $ids
	 * @return array<int, string>
	 */
	private function rows( array $ids ): array {
		$table = ( $this->make_table )();
		$rows  = array();
		foreach ( $ids as $id ) {
			$delivery = $this->store->find( $id );
			ob_start();
			if ( null !== $delivery ) {
				$table->single_row( $delivery );
			}
			$rows[ $id ] = (string) ob_get_clean();
		}
		return $rows;
	}
}
