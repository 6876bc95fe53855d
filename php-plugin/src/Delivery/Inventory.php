<?php
/**
 * Asking a service what it has.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Settings;
use WcAccounting\Log\Logger;

/**
 * Reads the list that a service has of a month, page by page, and lays it beside what was delivered. What it says of a document that
 * the shop knows is kept with it, see ReadBack and Books: another total than before, or that it is not there any more. What is there
 * that the shop knows nothing of, or a second time, is told.
 *
 * A document is the same when its id in the service is; where that is not known or not there any more, when its number is. What the
 * shop dates in another month, or knows by a mark of the order alone, is known.
 *
 * @phpstan-import-type Fault from Listed
 * @phpstan-type Document array{
 *     id: string, number: string, reference: ?string, date: ?string, total: ?string, tax: ?string, state: ?string
 * }
 */
final class Inventory {

	/** Why it could not be asked, beside what the connector says. */
	public const HELD    = 'held';
	public const NO_TIME = 'no_time';
	public const UNKNOWN_COMPANY = 'unknown_company';
	public const BROKEN  = 'broken';

	/** Deliveries read by one statement, and documents that are looked for by one. */
	private const AT_ONCE = 200;

	/** Deliveries whose numbers are looked at by one. */
	private const COUNTED = 1000;

	/** No list is longer. */
	private const MOST_PAGES = 10000;

	/** @var array<string, Document> What the list has and nobody has met yet, by id. */
	private array $listed = array();

	/** @var array<string, string> Number => key in $listed. */
	private array $keys = array();

	/** @var array<int, true> Ids of the deliveries whose documents the list has. */
	private array $met = array();

	/** @var list<Gap> */
	private array $gaps = array();

	private int $more = 0;

	public function __construct(
		private readonly Connector $connector,
		private readonly MonthStore $store,
		private readonly KnownNumbers $known,
		private readonly BookStore $books,
		private readonly ReadBack $read_back,
		private readonly Settings $settings,
		private readonly Queue $queue,
		private readonly Recognition $recognition,
		private readonly Logger $logger,
	) {}

	/**
	 * Never throws.
	 *
	 * @param int $most Differences that are told one by one.
	 */
	public function ask( Month $month, Run $run, int $most = Listed::MOST_KEPT ): Listed {
		list( $this->gaps, $this->more ) = array( array(), 0 );
		$documents = array();
		$faults    = array();
		$asked_at  = time();
		foreach ( Reconciliation::compared( $this->connector->description() ) as $document ) {
			if ( ! $this->settings->wants( $document ) && ! $this->store->has_any( $month->days(), $document->kind ) ) {
				continue;
			}
			try {
				$fault = $this->obstacle() ?? $this->read( $document, $month, $run );
				$documents[ $document->kind ] = count( $this->listed );
				$fault ??= $this->compare( $document, $month, $run );
				if ( null === $fault ) {
					$this->tell_strangers( $document, $most );
					$this->read_back->list_is_over();
				}
			} catch ( \Throwable $thrown ) {
				$this->logger->fault( 'Reading the list of a month ended early', $thrown );
				$fault = self::fault( self::BROKEN );
			}
			if ( null !== $fault ) {
				$faults[ $document->kind ] = $fault;
			}
		}
		$this->forget();
		return new Listed( $asked_at, $documents, $faults, $this->gaps, $this->more );
	}

	/** @return ?Fault Why nothing may be asked now. */
	private function obstacle(): ?array {
		$this->forget();
		$obstacle = $this->connector->obstacle();
		if ( null !== $obstacle ) {
			return $obstacle;
		}
		if ( ! $this->recognition->settle() ) {
			return self::fault( self::UNKNOWN_COMPANY );
		}
		return $this->queue->begin()['may_run'] ? null : self::fault( self::HELD );
	}

	private function forget(): void {
		list( $this->listed, $this->keys, $this->met ) = array( array(), array(), array() );
	}

	/** @return list<string> What numbers of the month's documents begin with, whatever the settings say by now. */
	private function prefixes( DocumentType $document, Month $month ): array {
		$prefixes = array();
		foreach ( $month->days() as $day ) {
			$last = 0;
			do {
				$page      = $this->store->prefixes( $day, $document->kind, $last, self::COUNTED );
				$prefixes += array_flip( $page['prefixes'] );
				$last      = $page['last'];
			} while ( self::COUNTED === $page['read'] );
		}
		return array_map( 'strval', array_keys( $prefixes ) );
	}

	/** @return ?Fault Why the list was not read to its end. */
	private function read( DocumentType $document, Month $month, Run $run ): ?array {
		$days     = $month->days();
		$settings = $this->settings->values();
		$prefixes = $this->prefixes( $document, $month );
		for ( $page = 1; $page <= self::MOST_PAGES; $page++ ) {
			if ( ! $run->may_start() ) {
				return self::fault( self::NO_TIME );
			}
			$answer = $this->connector->inventory(
				array(
					'kind'     => $document->kind,
					'from'     => $days[0],
					'to'       => $days[ count( $days ) - 1 ],
					'page'     => $page,
					'prefixes' => $prefixes,
				),
				$settings
			);
			$may_go_on = $this->queue->answered( $answer );
			if ( 'found' !== $answer['class'] ) {
				return $answer['reason'] ?? self::fault( (string) $answer['class'] );
			}
			/** @var list<Document> $documents */
			$documents = $answer['documents'];
			array_map( $this->note( ... ), $documents );
			if ( true !== $answer['has_more'] ) {
				return null;
			}
			if ( ! $may_go_on ) {
				return self::fault( self::HELD );
			}
		}
		return self::fault( self::NO_TIME );
	}

	/** @param Document $document */
	private function note( array $document ): void {
		$key = '' === $document['id'] ? 'no ' . $document['number'] : 'id ' . $document['id'];

		$this->listed[ $key ] = $document;
		if ( '' !== $document['number'] ) {
			$this->keys[ 'no ' . $document['number'] ] = $key;
		}
	}

	/** @return Fault */
	private static function fault( string $code ): array {
		return array(
			'code'   => $code,
			'detail' => '',
		);
	}

	// --- What it means ------------------------------------------------------------------------------------------------

	/** @return ?Fault Why not all was compared. */
	private function compare( DocumentType $document, Month $month, Run $run ): ?array {
		foreach ( $month->days() as $day ) {
			$after = 0;
			do {
				if ( ! $run->may_start() ) {
					return self::fault( self::NO_TIME );
				}
				$page  = $this->store->page( $day, $document->kind, Status::Confirmed, $after, self::AT_ONCE );
				$books = $this->books->of( $page );
				foreach ( $page as $delivery ) {
					$this->compare_one( $delivery, $books[ $delivery->id ] ?? null );
					$after = $delivery->id;
				}
			} while ( self::AT_ONCE === count( $page ) );
		}
		return null;
	}

	private function compare_one( Delivery $delivery, ?Books $known ): void {
		$listed = $this->meet( $delivery );
		if ( null !== $listed ) {
			$this->read_back->listed( $delivery, $known, $listed );
			return;
		}
		$is_expected = Change::is_end_seen_to( $delivery ) || $this->known->is_taken_back( $delivery );
		$this->books->set_absent( $delivery, $known, $is_expected ? Books::TAKEN_BACK : Books::GONE );
	}

	/** @return ?Document What the list has of it. */
	private function meet( Delivery $delivery ): ?array {
		$number = $this->keys[ "no $delivery->remote_number" ] ?? $this->keys[ "no $delivery->reference" ] ?? '';
		foreach ( array( "id $delivery->remote_id", $number ) as $key ) {
			$listed = $this->listed[ $key ] ?? null;
			if ( null !== $listed ) {
				unset( $this->listed[ $key ] );
				$this->met[ $delivery->id ] = true;
				return $listed;
			}
		}
		return null;
	}

	private function tell_strangers( DocumentType $document, int $most ): void {
		foreach ( array_chunk( $this->listed, self::AT_ONCE ) as $left ) {
			foreach ( $this->known->strangers( $document, $left, $this->met ) as $stranger ) {
				$this->tell( $stranger, $most );
			}
		}
	}

	private function tell( Gap $gap, int $most ): void {
		if ( count( $this->gaps ) < $most ) {
			$this->gaps[] = $gap;
		} else {
			++$this->more;
		}
	}
}
