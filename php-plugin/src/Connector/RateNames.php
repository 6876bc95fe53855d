<?php
/**
 * What tax rates are called.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/** One name for a set of rates wherever it is told, so that a person finds the row of the settings that a message is about. */
final class RateNames {

	/**
	 * @param list<array{label: string, percent?: ?string}> $rates None for what is not taxed.
	 * @return string Plain text: escape it where it is shown.
	 */
	public static function of( array $rates ): string {
		$names = array_map( self::name( ... ), $rates );
		return array() === $names ? __( 'Without tax', 'wc-accounting' ) : implode( ' + ', $names );
	}

	/** @param array{label: string, percent?: ?string} $rate The percentage with any number of decimals, e.g. `20.0000`. */
	private static function name( array $rate ): string {
		$percent = $rate['percent'] ?? null;
		if ( ! is_numeric( $percent ) ) {
			return $rate['label'];
		}
		return sprintf( '%s (%s%%)', $rate['label'], wc_format_localized_decimal( (string) (float) $percent ) );
	}
}
