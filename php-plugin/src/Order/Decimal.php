<?php
/**
 * Decimal numbers.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

/**
 * Amounts as plain decimal strings, never floats. The little arithmetic that a snapshot needs; the rest is the extension's.
 */
final class Decimal {

	/** Digits after the point that are kept: as many as the extension keeps. */
	private const SCALE = 12;

	/**
	 * @param mixed $value What a getter of WooCommerce gave: a decimal string mostly, sometimes a number, sometimes nothing.
	 */
	public static function of( $value ): string {
		if ( is_int( $value ) ) {
			return (string) $value;
		}
		if ( is_float( $value ) ) {
			// The shortest text that reads back as the same number, whatever the locale.
			$value = is_finite( $value ) ? (string) wp_json_encode( $value ) : '0';
		}
		$text = is_string( $value ) ? trim( $value ) : '';
		return 1 === preg_match( '/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i', $text ) ? $text : '0';
	}

	/** Without its sign. */
	public static function absolute( string $amount ): string {
		return ltrim( $amount, '+-' );
	}

	/** With the other sign. */
	public static function negative( string $amount ): string {
		return ( str_starts_with( $amount, '-' ) || 0 === self::sign( $amount ) ? '' : '-' ) . self::absolute( $amount );
	}

	/** -1, 0 or 1. */
	public static function sign( string $amount ): int {
		$mantissa = (string) preg_replace( '/e.*$/i', '', self::absolute( $amount ) );
		if ( '' === trim( $mantissa, '0.' ) ) {
			return 0;
		}
		return str_starts_with( $amount, '-' ) ? -1 : 1;
	}

	/**
	 * @param list<string> $amounts
	 */
	public static function sum( array $amounts ): string {
		$whole    = 0;
		$fraction = 0;
		foreach ( $amounts as $amount ) {
			$sign       = str_starts_with( $amount, '-' ) ? -1 : 1;
			$parts      = explode( '.', self::plain( self::absolute( $amount ) ) );
			$whole     += $sign * (int) $parts[0];
			$fraction  += $sign * (int) str_pad( substr( $parts[1] ?? '', 0, self::SCALE ), self::SCALE, '0' );
		}
		$one      = 10 ** self::SCALE;
		$whole   += intdiv( $fraction, $one );
		$fraction = $fraction % $one;
		if ( $whole > 0 && $fraction < 0 ) {
			--$whole;
			$fraction += $one;
		} elseif ( $whole < 0 && $fraction > 0 ) {
			++$whole;
			$fraction -= $one;
		}
		$digits = rtrim( str_pad( (string) abs( $fraction ), self::SCALE, '0', STR_PAD_LEFT ), '0' );
		$sign   = $whole < 0 || $fraction < 0 ? '-' : '';
		return $sign . abs( $whole ) . ( '' === $digits ? '' : '.' . $digits );
	}

	/** With exactly so many digits after the point; half a unit is rounded away from zero. */
	public static function rounded( string $amount, int $decimals ): string {
		$half = '0.' . str_repeat( '0', $decimals ) . '5';

		list( $whole, $fraction ) = explode( '.', self::sum( array( self::absolute( $amount ), $half ) ) ) + array( '', '' );
		return ( str_starts_with( $amount, '-' ) ? '-' : '' ) . $whole . ( 0 === $decimals ? '' : '.' . substr( $fraction, 0, $decimals ) );
	}

	/** Without an exponent. */
	private static function plain( string $amount ): string {
		return false === stripos( $amount, 'e' ) ? $amount : number_format( (float) $amount, self::SCALE, '.', '' );
	}
}
