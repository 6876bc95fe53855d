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
	 * Those of which nothing in the shop knows: no delivery, of whatever month and however it stands, and no order that says that it
	 * was delivered.
	 *
	 * @param list<Document> $documents
	 * @return list<Document>
	 */
	public function strangers( DocumentType $document, array $documents ): array {
		$ids   = array_map( static fn ( array $one ): array => self::ids_in( (string) $one['number'] ), $documents );
		$known = array();
		$subjects = array_values( array_unique( array_merge( ...$ids ) ) );
		foreach ( $this->deliveries->find_documents( $document->kind, $subjects ) as $delivery ) {
			foreach ( array( "id $delivery->remote_id", "no $delivery->remote_number", "no $delivery->reference" ) as $name ) {
				$known[ $name ] = true;
			}
		}
		$strangers = array();
		foreach ( $documents as $place => $one ) {
			$is_known = isset( $known[ 'id ' . $one['id'] ] ) || isset( $known[ 'no ' . $one['number'] ] );
			if ( ! $is_known && ! $this->is_marked( $document, $ids[ $place ] ) ) {
				$strangers[] = $one;
			}
		}
		return $strangers;
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
	 * Whether an order, or a refund, that the number may mean says that its document was delivered, and nothing else is known of it.
	 *
	 * @param list<int> $ids
	 */
	private function is_marked( DocumentType $document, array $ids ): bool {
		// Of what ends in digits beside its prefix, the longest is meant.
		$bearer  = array() === $ids ? false : wc_get_order( $ids[0] );
		$order   = $bearer instanceof \WC_Order_Refund ? wc_get_order( $bearer->get_parent_id() ) : $bearer;
		$subject = $order instanceof \WC_Order ? Subject::find( $document, $order, $ids[0] ) : null;
		return null !== $subject && Mark::is_on( $subject )
			&& null === $this->deliveries->find_document( $document->kind, $subject->id() );
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
