<?php
/**
 * Closing a month.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Order\OrderPages;
use WcAccounting\Order\Orders;
use WcAccounting\Order\Subject;

/**
 * Lays the orders of a month beside what was delivered: what should be there, what is, what both come to, and every document over
 * which shop and books do not agree.
 *
 * A document belongs to the month of the day that it carries; as long as it carries none, to that in which its order, or its refund,
 * was made. So the month is walked through twice: day by day through what left, and page by page through the orders that were made
 * in it, of which those are left that nothing is known of, or that never left. At no time more than a page is held in memory.
 */
final class Reconciliation {

	/** Orders looked at by one statement. */
	private const ORDERS = 500;

	/** Deliveries read by one statement. */
	private const DELIVERIES = 200;

	/** Deliveries counted by one. */
	private const COUNTED = 1000;

	/** @var array<string, Tally> By kind of document and currency. */
	private array $tallies = array();

	private bool $is_complete = true;

	/** Whether this process remembers orders that it will not look at again. */
	private bool $has_read_orders = false;

	public function __construct(
		private readonly Description $description,
		private readonly MonthStore $store,
		private readonly BookStore $books,
		private readonly OrderPages $orders,
		private readonly Expected $expected,
	) {}

	/**
	 * Kinds of documents that have a total on either side.
	 *
	 * @return list<DocumentType>
	 */
	public static function compared( Description $description ): array {
		$is_compared = static fn ( DocumentType $document ): bool => $document->is_compared;
		return array_values( array_filter( $description->documents, $is_compared ) );
	}

	/**
	 * Every difference of the month, as far as the shop knows them. Sums are known once it is over.
	 *
	 * @return \Generator<int, Gap>
	 */
	public function walk( Month $month, Run $run ): \Generator {
		$told = 0;
		foreach ( $this->all( $month, $run ) as $gap ) {
			yield $gap;
			// Whoever gets it may read its order to say more of it, and there may be as many as documents.
			if ( 0 === ++$told % self::DELIVERIES ) {
				Orders::forget_read();
			}
		}
	}

	/**
	 * @return \Generator<int, Gap>
	 */
	private function all( Month $month, Run $run ): \Generator {
		$this->tallies     = array();
		$this->is_complete = true;
		$kinds             = array_column( self::compared( $this->description ), 'kind' );
		foreach ( array() === $kinds ? array() : $month->days() as $day ) {
			yield from $this->of_day( $day, $kinds, $run );
		}
		foreach ( self::compared( $this->description ) as $document ) {
			yield from $this->of_orders( $document, $month, $run );
		}
	}

	/**
	 * Of what was walked through.
	 *
	 * @return list<Tally> In the order of the documents, and of currencies.
	 */
	public function tallies(): array {
		$places = array_flip( array_column( $this->description->documents, 'kind' ) );
		$sorted = array_values( $this->tallies );
		usort(
			$sorted,
			static fn ( Tally $one, Tally $other ): int
				=> array( $places[ $one->document ], $one->currency ) <=> array( $places[ $other->document ], $other->currency )
		);
		return $sorted;
	}

	/** Whether there was time for all. */
	public function is_complete(): bool {
		return $this->is_complete;
	}

	private function may_go_on( Run $run ): bool {
		$this->is_complete = $this->is_complete && $run->may_start();
		return $this->is_complete;
	}

	// --- What left ----------------------------------------------------------------------------------------------------

	/**
	 * @param list<string> $kinds
	 * @return \Generator<int, Gap>
	 */
	private function of_day( string $day, array $kinds, Run $run ): \Generator {
		if ( ! $this->may_go_on( $run ) ) {
			return;
		}
		foreach ( $this->store->streams( $day, $kinds ) as list( 'document' => $document, 'status' => $status ) ) {
			yield from Status::Confirmed === $status
				? $this->of_confirmed( $day, $document, $run )
				: $this->of_others( $day, $document, $status, $run );
		}
	}

	/**
	 * They are counted by the database; those over which shop and books do not agree are read.
	 *
	 * @return \Generator<int, Gap>
	 */
	private function of_confirmed( string $day, string $document, Run $run ): \Generator {
		$last = 0;
		while ( $this->may_go_on( $run ) ) {
			list( $after, $there, $gaps ) = array( $last, 0, 0 );
			foreach ( $this->store->sums( $day, $document, $after, self::COUNTED ) as $sums ) {
				match ( $sums['absent'] ) {
					null => $this->tally( $document, (string) $sums['currency'] )->add( $sums ),
					Books::GONE => $this->tally( $document, (string) $sums['currency'] )->lacks_many( $sums ),
					default => null,
				};
				$there += (int) $sums['there'];
				$gaps  += (int) $sums['gaps'];
				$last   = max( $last, (int) $sums['last'] );
			}
			if ( $gaps > 0 ) {
				yield from $this->gaps_of( $this->store->differing( $day, $document, $after, $last ), true );
			}
			if ( $there < self::COUNTED ) {
				return;
			}
		}
	}

	/**
	 * @return \Generator<int, Gap>
	 */
	private function of_others( string $day, string $document, Status $status, Run $run ): \Generator {
		$after = 0;
		while ( $this->may_go_on( $run ) ) {
			$page = $this->store->page( $day, $document, $status, $after, self::DELIVERIES );
			yield from $this->gaps_of( $page, false );
			if ( count( $page ) < self::DELIVERIES ) {
				return;
			}
			$after = end( $page )->id;
		}
	}

	/**
	 * @param list<Delivery> $deliveries
	 * @param bool           $is_counted Whether those that are there are in the sums already.
	 * @return \Generator<int, Gap>
	 */
	private function gaps_of( array $deliveries, bool $is_counted ): \Generator {
		if ( array() === $deliveries ) {
			return;
		}
		$books = $this->books->of( $deliveries );
		foreach ( $deliveries as $delivery ) {
			$known = $books[ $delivery->id ] ?? null;
			if ( ! $delivery->is_delivered() ) {
				yield from $this->of_one_that_is_not_there( $delivery );
				continue;
			}
			if ( Books::TAKEN_BACK === $known?->absent ) {
				continue;
			}
			$subject = $is_counted ? null : $this->count( $delivery, $known );
			if ( Books::GONE === $known?->absent ) {
				yield Gap::of_delivery( Gap::GONE, $delivery, null, $subject );
				continue;
			}
			if ( true === $known?->differs ) {
				yield Gap::of_delivery( Gap::DIFFERS, $delivery, $known, $subject );
			}
			if ( null !== $delivery->changed_at ) {
				yield Gap::of_delivery( Gap::CHANGED, $delivery, $known, $subject );
			}
		}
		$this->forget_orders();
	}

	/**
	 * @return \Generator<int, Gap>
	 */
	private function of_one_that_is_not_there( Delivery $delivery ): \Generator {
		$subject = $this->subject_of( $delivery );
		$kind    = $this->expected->of_delivery( $delivery, $subject );
		if ( Expected::MARKED === $kind && null !== $subject ) {
			$this->count_marked( $subject );
		} elseif ( Expected::NOT_WANTED !== $kind ) {
			$gap = Gap::of_delivery( $kind, $delivery, null, $subject );
			$this->tally( $gap->document, $gap->currency )->lacks( $gap->shop_total, $gap->shop_tax );
			yield $gap;
		}
	}

	/** @return ?Subject Where it had to be read. */
	private function count( Delivery $delivery, ?Books $books ): ?Subject {
		$currency = $delivery->currency ?? $delivery->sent_as['currency'] ?? null;
		$total    = $books?->shop_total ?? $delivery->order_total;
		$subject  = null === $currency || null === $total ? $this->subject_of( $delivery ) : null;
		$currency = $currency ?? $subject?->order->get_currency() ?? '';
		$tally    = $this->tally( $delivery->document, $currency );
		$total  ??= $subject?->total();
		$tax      = $books?->shop_tax ?? $subject?->tax();
		if ( Books::GONE === $books?->absent ) {
			$tally->lacks( $total, $tax );
		} else {
			$tally->has( $total, $tax, $books );
		}
		return $subject;
	}

	private function subject_of( Delivery $delivery ): ?Subject {
		$this->has_read_orders = true;

		$order = wc_get_order( $delivery->order_id );
		return Subject::named(
			$this->description,
			$delivery->document,
			$order instanceof \WC_Order ? $order : null,
			$delivery->subject_id
		);
	}

	// --- What never left ----------------------------------------------------------------------------------------------

	/**
	 * @return \Generator<int, Gap>
	 */
	private function of_orders( DocumentType $document, Month $month, Run $run ): \Generator {
		$is_wanted = $this->expected->wants( $document );
		if ( $document->is_of_refunds ) {
			yield from $this->of_pages( $document, $month, null, $is_wanted, $run );
			return;
		}
		foreach ( $this->expected->statuses( $document ) as $place => $statuses ) {
			yield from $this->of_pages( $document, $month, $statuses, $is_wanted && 0 === $place, $run );
		}
	}

	/**
	 * @param ?list<string> $statuses Of orders; null for refunds.
	 * @param bool          $may_lack Whether one that has no delivery may be missing.
	 * @return \Generator<int, Gap>
	 */
	private function of_pages( DocumentType $document, Month $month, ?array $statuses, bool $may_lack, Run $run ): \Generator {
		$after = null;
		while ( $this->may_go_on( $run ) ) {
			$places = null === $statuses
				? $this->orders->refunds( $month->begins(), $month->ends(), $after, self::ORDERS )
				: $this->orders->orders( $statuses, $month->begins(), $month->ends(), $after, self::ORDERS );
			$ids    = array_column( $places, 'id' );
			$found  = $this->store->known( $document->kind, $ids );
			yield from $this->gaps_of( $found['undated'], false );
			if ( $may_lack ) {
				yield from $this->of_unknown( $document, array_diff( $ids, $found['known'] ) );
			}
			if ( count( $places ) < self::ORDERS ) {
				return;
			}
			$after = end( $places );
		}
	}

	/**
	 * @param array<int> $ids Of orders, or refunds, that have no delivery.
	 * @return \Generator<int, Gap>
	 */
	private function of_unknown( DocumentType $document, array $ids ): \Generator {
		foreach ( $ids as $id ) {
			$this->has_read_orders = true;

			$subject = self::subject( $document, $id );
			$verdict = null === $subject ? Expected::NOT_WANTED : $this->expected->of_subject( $subject );
			if ( null === $subject || Expected::NOT_WANTED === $verdict ) {
				continue;
			}
			if ( Expected::MARKED === $verdict ) {
				$this->count_marked( $subject );
				continue;
			}
			$gap = Gap::of_subject( $verdict, $subject );
			$this->tally( $gap->document, $gap->currency )->lacks( $gap->shop_total, $gap->shop_tax );
			yield $gap;
		}
		$this->forget_orders();
	}

	private static function subject( DocumentType $document, int $id ): ?Subject {
		$bearer = wc_get_order( $id );
		$order  = $bearer instanceof \WC_Order_Refund ? wc_get_order( $bearer->get_parent_id() ) : $bearer;
		return $order instanceof \WC_Order ? Subject::find( $document, $order, $id ) : null;
	}

	private function count_marked( Subject $subject ): void {
		$tally = $this->tally( $subject->document->kind, $subject->order->get_currency() );
		$tally->has( $subject->total(), $subject->tax(), null );
		++$tally->marked;
	}

	private function tally( string $document, string $currency ): Tally {
		return $this->tallies[ "$document $currency" ] ??= new Tally( $document, $currency );
	}

	private function forget_orders(): void {
		if ( $this->has_read_orders ) {
			Orders::forget_read();
		}
		$this->has_read_orders = false;
	}
}
