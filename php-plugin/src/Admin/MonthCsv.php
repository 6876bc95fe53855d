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
 * The differences of a month as a table for spreadsheets: RFC 4180 in UTF-8, a line a document. Texts of orders and of the service
 * are somebody else's: none of them is a formula when a spreadsheet has opened it.
 */
final class MonthCsv {

	/** By which programs for spreadsheets know UTF-8. */
	public const BEGINNING = "\u{FEFF}";

	private const LONGEST = 1000;

	/** What a cell must not begin with; also where a program takes a semicolon for the end of one. */
	private const FORMULA = '/(^|;)(?=[\s]*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}\t\r])/u';

	private const NUMBER = '/^-?\d+(\.\d+)?$/D';

	public function __construct( private readonly MonthWords $words, private readonly string $service ) {}

	/** The first line. */
	public function header(): string {
		return self::line(
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
		return self::line(
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
		return self::line( array( $text ) );
	}

	/** @param list<string> $cells */
	private static function line( array $cells ): string {
		return implode( ',', array_map( self::cell( ... ), $cells ) ) . "\r\n";
	}

	private static function cell( string $text ): string {
		$text = Text::cut( Text::plain( $text ), self::LONGEST );
		if ( 1 === preg_match( self::NUMBER, $text ) ) {
			return $text;
		}
		$text = (string) preg_replace( self::FORMULA, "$1'", $text );
		return 1 === preg_match( '/[",;\r\n]/', $text ) ? '"' . str_replace( '"', '""', $text ) . '"' : $text;
	}
}
