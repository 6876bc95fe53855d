<?php
/**
 * The export of a month.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Delivery\Gap;

/**
 * The differences of a month as a table for spreadsheets, a line a document. See Csv.
 */
final class MonthCsv {

	public const BEGINNING = Csv::BEGINNING;

	public function __construct( private readonly MonthWords $words, private readonly string $service ) {}

	/** The first line. */
	public function header(): string {
		return Csv::line(
			array(
				__( 'Difference', 'wc-accounting' ),
				__( 'Document', 'wc-accounting' ),
				__( 'Order', 'wc-accounting' ),
				__( 'Reference', 'wc-accounting' ),
				/* translators: %s: name of the service. */
				sprintf( __( 'Number in %s', 'wc-accounting' ), $this->service ),
				__( 'Date', 'wc-accounting' ),
				__( 'Currency', 'wc-accounting' ),
				__( 'Total in the shop', 'wc-accounting' ),
				__( 'Tax in the shop', 'wc-accounting' ),
				/* translators: %s: name of the service. */
				sprintf( __( 'Total in %s', 'wc-accounting' ), $this->service ),
				/* translators: %s: name of the service. */
				sprintf( __( 'Tax in %s', 'wc-accounting' ), $this->service ),
				__( 'Status', 'wc-accounting' ),
				__( 'Reason', 'wc-accounting' ),
			)
		);
	}

	public function of( Gap $gap ): string {
		$order = MonthWords::order( $gap );
		return Csv::line(
			array(
				$this->words->name( $gap->kind ),
				$this->words->document( $gap->document ),
				MonthWords::order_number( $gap, $order ),
				(string) $gap->reference,
				(string) $gap->number,
				(string) $gap->date,
				$gap->currency,
				(string) $gap->shop_total,
				(string) $gap->shop_tax,
				(string) $gap->books_total,
				(string) $gap->books_tax,
				$this->words->state( $gap ),
				$this->words->reason( $gap, $order ),
			)
		);
	}

	/** A line that says something else than a document. */
	public static function remark( string $text ): string {
		return Csv::line( array( $text ) );
	}
}
