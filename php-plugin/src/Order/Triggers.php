<?php
/**
 * Statuses that want a document.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Settings;

/**
 * Which document an order in a status wants: the owner has chosen the statuses for each.
 */
final class Triggers {

	/**
	 * Statuses in which an order is over, without `wc-`: it wants nothing any more but what takes something back, such as voiding its
	 * invoice.
	 */
	public const OVER = array( 'cancelled', 'refunded', 'failed', 'trash' );

	public function __construct(
		private readonly Description $description,
		private readonly Settings $settings,
	) {}

	/**
	 * Documents that an order wants which reaches this status.
	 *
	 * @return list<DocumentType>
	 */
	public function wanted_at( string $status ): array {
		return array_values(
			array_filter(
				$this->description->documents,
				fn ( DocumentType $document ): bool => ! $document->is_of_refunds
					&& in_array( $status, $this->settings->statuses( $document ), true )
			)
		);
	}

	/**
	 * Whether an order in this status wants the document: in one that triggers it, or that triggers a document which happens
	 * later. A completed order still wants its sales order. Those of refunds are wanted in any status.
	 */
	public function want( DocumentType $document, string $status ): bool {
		if ( $document->is_of_refunds ) {
			return true;
		}
		if ( in_array( $status, self::OVER, true ) ) {
			return in_array( $status, $this->settings->statuses( $document ), true );
		}
		$place = (int) array_search( $document->kind, array_column( $this->description->documents, 'kind' ), true );
		foreach ( array_slice( $this->description->documents, $place ) as $each ) {
			if ( in_array( $status, $this->settings->statuses( $each ), true ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether an order that wanted the document does not want it any more in this status: it is over, or went back to what
	 * triggers an earlier document. Any other status, such as "packed", says nothing about documents.
	 */
	public function are_gone( DocumentType $document, string $status ): bool {
		if ( $document->is_of_refunds ) {
			return false;
		}
		return ! $this->want( $document, $status )
			&& ( in_array( $status, self::OVER, true ) || array() !== $this->wanted_at( $status ) );
	}

	/**
	 * Statuses that may want something: those of the shop, but for drafts and those in which an order is over.
	 *
	 * @param list<string> $over Those of the latter that may want this thing.
	 * @return array<string, string> Status, without `wc-` => what the shop calls it.
	 */
	public static function possible( array $over = array() ): array {
		$possible = array();
		foreach ( wc_get_order_statuses() as $status => $name ) {
			$possible[ str_starts_with( $status, 'wc-' ) ? substr( $status, 3 ) : $status ] = (string) $name;
		}
		return array_diff_key( $possible, array_flip( array( 'checkout-draft', ...array_diff( self::OVER, $over ) ) ) );
	}

	/** The names of the statuses that trigger the document, for people. */
	public function names( DocumentType $document ): string {
		return implode( ' / ', array_map( wc_get_order_status_name( ... ), $this->settings->statuses( $document ) ) );
	}
}
