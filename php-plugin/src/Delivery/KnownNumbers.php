<?php
/**
 * Numbers that the shop knows.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Order\Mark;
use WcAccounting\Order\Subject;

/**
 * Finds out which documents in the books are the shop's after all, by the id that a number ends with: no list of all numbers is
 * needed, however many there are.
 *
 * @phpstan-import-type Document from Inventory
 */
final class KnownNumbers {

	/** Digits of the longest id that is looked for. */
	private const MOST_DIGITS = 12;

	public function __construct(
		private readonly Description $description,
		private readonly Store $deliveries,
	) {}

	/**
	 * Those that the shop does not know: of which there is no delivery, of whatever month and however it stands, and no order that
	 * says that it was delivered; and those that are of a delivery whose own document the list has beside them.
	 *
	 * @param list<Document>   $documents That were not met.
	 * @param array<int, true> $met       Ids of the deliveries whose documents the list has.
	 * @return list<Gap>
	 */
	public function strangers( DocumentType $document, array $documents, array $met ): array {
		$ids        = array_map( self::ids_of( ... ), $documents );
		$deliveries = $this->deliveries->find_documents( $document->kind, array_values( array_unique( array_merge( ...$ids ) ) ) );
		$strangers  = array();
		foreach ( $documents as $place => $one ) {
			$delivery = self::delivery_of( $one, $ids[ $place ], $deliveries );
			if ( null !== $delivery ) {
				// One whose own document is in no list was deleted there, or dated otherwise, and made anew: it is this one.
				if ( isset( $met[ $delivery->id ] ) ) {
					$strangers[] = Gap::of_list( $document->kind, $one, $delivery );
				}
			} elseif ( ! $this->is_marked( $document, $one ) ) {
				$strangers[] = Gap::of_list( $document->kind, $one );
			}
		}
		return $strangers;
	}

	/**
	 * @param Document $listed
	 * @return list<int> What it may be of: the ends of its reference, which names the shop, and of its number.
	 */
	private static function ids_of( array $listed ): array {
		$ids = array( ...self::ids_in( (string) $listed['reference'] ), ...self::ids_in( $listed['number'] ) );
		return array_values( array_unique( $ids ) );
	}

	/**
	 * @param Document             $listed
	 * @param list<int>            $ids
	 * @param array<int, Delivery> $deliveries By id of the subject.
	 */
	private static function delivery_of( array $listed, array $ids, array $deliveries ): ?Delivery {
		$of_reference = self::ids_in( (string) $listed['reference'] )[0] ?? null;
		$found        = null;
		foreach ( $ids as $id ) {
			$delivery = $deliveries[ $id ] ?? null;
			if ( null === $delivery ) {
				continue;
			}
			if ( '' !== $listed['id'] && $delivery->remote_id === $listed['id'] ) {
				return $delivery;
			}
			$is_named = in_array( $listed['number'], array( $delivery->remote_number, $delivery->reference ), true );
			$found ??= $is_named || $id === $of_reference ? $delivery : null;
		}
		return $found;
	}

	/**
	 * What the end of a number may be the id of: a prefix may end in digits itself.
	 *
	 * @return list<int> The longest first.
	 */
	private static function ids_in( string $number ): array {
		if ( 1 !== preg_match( '/(\d+)\D*$/D', $number, $found ) ) {
			return array();
		}
		$digits = substr( $found[1], -self::MOST_DIGITS );
		$ids    = array();
		for ( $from = 0; $from < strlen( $digits ); $from++ ) {
			if ( '0' !== $digits[ $from ] ) {
				$ids[] = (int) substr( $digits, $from );
			}
		}
		return $ids;
	}

	/**
	 * Whether an order, or a refund, that it may be of says that its document was delivered, and nothing else is known of it.
	 *
	 * @param Document $listed
	 */
	private function is_marked( DocumentType $document, array $listed ): bool {
		foreach ( array( (string) $listed['reference'], $listed['number'] ) as $name ) {
			// Of what ends in digits beside its prefix, the longest is meant.
			$id      = self::ids_in( $name )[0] ?? 0;
			$bearer  = 0 === $id ? false : wc_get_order( $id );
			$order   = $bearer instanceof \WC_Order_Refund ? wc_get_order( $bearer->get_parent_id() ) : $bearer;
			$subject = $order instanceof \WC_Order ? Subject::find( $document, $order, $id ) : null;
			$is_on   = null !== $subject && Mark::is_on( $subject );
			if ( $is_on && null === $this->deliveries->find_document( $document->kind, $subject->id() ) ) {
				return true;
			}
		}
		return false;
	}

	/** Whether another document has undone it, so that no list has it any more. */
	public function is_taken_back( Delivery $delivery ): bool {
		foreach ( $this->description->documents as $document ) {
			$undoes = $document->takes_back === $delivery->document;
			if ( $undoes && true === $this->deliveries->find_document( $document->kind, $delivery->subject_id )?->is_delivered() ) {
				return true;
			}
		}
		return false;
	}
}
