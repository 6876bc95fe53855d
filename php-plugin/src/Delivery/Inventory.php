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
 * Reads the list that a service has of a month, page by page, and lays it beside what was delivered: what is not there any more,
 * and what is there that the shop knows nothing of.
 *
 * A document is the same when its id in the service is; where that is not known, when its number is. What the shop dates in another
 * month, or knows by a mark of the order alone, is known.
 *
 * @phpstan-import-type Fault from Listed
 * @phpstan-type Document array{id: string, number: string, date: ?string, total: ?string, tax: ?string, state: ?string}
 */
final class Inventory {

	/** Why it could not be asked, beside what the connector says. */
	public const HELD    = 'held';
	public const NO_TIME = 'no_time';
	public const UNKNOWN_COMPANY = 'unknown_company';
	public const BROKEN  = 'broken';

	/** Deliveries read by one statement, and documents that are looked for by one. */
	private const AT_ONCE = 200;

	/** No list is longer. */
	private const MOST_PAGES = 10000;

	/** @var array<string, Document> What the list has and nobody has met yet, by id. */
	private array $listed = array();

	/** @var array<string, string> Number => id. */
	private array $ids = array();

	/** @var list<Gap> */
	private array $gaps = array();

	private int $more = 0;

	public function __construct(
		private readonly Connector $connector,
		private readonly MonthStore $store,
		private readonly KnownNumbers $known,
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
				if ( null === $fault ) {
					$this->compare( $document, $month, $most );
				}
			} catch ( \Throwable $thrown ) {
				$this->logger->fault( 'Reading the list of a month ended early', $thrown );
				$fault = self::fault( self::BROKEN );
			}
			if ( null !== $fault ) {
				$faults[ $document->kind ] = $fault;
			}
		}
		list( $this->listed, $this->ids ) = array( array(), array() );
		return new Listed( $asked_at, $documents, $faults, $this->gaps, $this->more );
	}

	/** @return ?Fault Why nothing may be asked now. */
	private function obstacle(): ?array {
		$this->listed = array();
		$this->ids    = array();
		$obstacle     = $this->connector->obstacle();
		if ( null !== $obstacle ) {
			return $obstacle;
		}
		if ( ! $this->recognition->settle() ) {
			return self::fault( self::UNKNOWN_COMPANY );
		}
		return $this->queue->begin()['may_run'] ? null : self::fault( self::HELD );
	}

	/** @return ?Fault Why the list was not read to its end. */
	private function read( DocumentType $document, Month $month, Run $run ): ?array {
		$days     = $month->days();
		$settings = $this->settings->values();
		for ( $page = 1; $page <= self::MOST_PAGES; $page++ ) {
			if ( ! $run->may_start() ) {
				return self::fault( self::NO_TIME );
			}
			$answer = $this->connector->inventory(
				array(
					'kind' => $document->kind,
					'from' => $days[0],
					'to'   => $days[ count( $days ) - 1 ],
					'page' => $page,
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
		$this->listed[ $document['id'] ]  = $document;
		if ( '' !== $document['number'] ) {
			$this->ids[ $document['number'] ] = $document['id'];
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

	private function compare( DocumentType $document, Month $month, int $most ): void {
		foreach ( $month->days() as $day ) {
			$after = 0;
			do {
				$page = $this->store->page( $day, $document->kind, Status::Confirmed, $after, self::AT_ONCE );
				foreach ( $page as $delivery ) {
					if ( ! $this->meet( $delivery ) && ! $this->known->is_taken_back( $delivery ) ) {
						$this->tell( Gap::of_delivery( Gap::GONE, $delivery, null, null ), $most );
					}
					$after = $delivery->id;
				}
			} while ( self::AT_ONCE === count( $page ) );
		}
		foreach ( array_chunk( $this->listed, self::AT_ONCE ) as $left ) {
			foreach ( $this->known->strangers( $document, $left ) as $stranger ) {
				$this->tell( Gap::of_list( $document->kind, $stranger, '' ), $most );
			}
		}
	}

	/** Whether the list has it. */
	private function meet( Delivery $delivery ): bool {
		$id = $delivery->remote_id ?? $this->ids[ $delivery->remote_number ?? '' ] ?? $this->ids[ $delivery->reference ?? '' ] ?? '';
		if ( ! isset( $this->listed[ $id ] ) ) {
			return false;
		}
		unset( $this->listed[ $id ] );
		return true;
	}

	private function tell( Gap $gap, int $most ): void {
		if ( count( $this->gaps ) < $most ) {
			$this->gaps[] = $gap;
		} else {
			++$this->more;
		}
	}
}
