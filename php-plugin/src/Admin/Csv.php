<?php
/**
 * Tables for spreadsheets.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

/**
 * RFC 4180 in UTF-8. Texts of orders and of services are somebody else's: none of them is a formula when a spreadsheet has opened
 * it, and none has characters that a terminal obeys.
 */
final class Csv {

	/** By which programs for spreadsheets know UTF-8. */
	public const BEGINNING = "\u{FEFF}";

	private const LONGEST = 1000;

	/** What a cell must not begin with; also where a program takes a semicolon for the end of one. */
	private const FORMULA = '/(^|;)(?=[\s]*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}\t\r])/u';

	private const NUMBER = '/^-?\d+(\.\d+)?$/D';

	/**
	 * @param list<string> $cells
	 * @param string       $end   Of the line: scripts like "\n".
	 */
	public static function line( array $cells, string $end = "\r\n" ): string {
		return implode( ',', array_map( self::cell( ... ), $cells ) ) . $end;
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
