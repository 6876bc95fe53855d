<?php
/**
 * Makes moments.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * The one place that knows how WooCommerce reads a date: a number is a time stamp in UTC, a text with a zone
 * is in that zone, any other text is in the zone of the site. What comes out is shown in the zone of the site.
 */
final class Moment {

	/**
	 * A moment of any of them.
	 *
	 * @param mixed $value Number, text, moment or nothing.
	 */
	public static function from( mixed $value ): ?\WC_DateTime {
		if ( null === $value || '' === $value || false === $value || '0000-00-00 00:00:00' === $value ) {
			return null;
		}
		if ( $value instanceof \DateTimeInterface ) {
			$stamp = $value->getTimestamp();
		} elseif ( is_numeric( $value ) ) {
			$stamp = (int) $value;
		} elseif ( is_string( $value ) ) {
			try {
				$stamp = ( new \DateTimeImmutable( $value, wp_timezone() ) )->getTimestamp();
			} catch ( \Exception $e ) {
				return null;
			}
		} else {
			return null;
		}
		$moment = new \WC_DateTime( "@$stamp", new \DateTimeZone( 'UTC' ) );
		if ( get_option( 'timezone_string' ) ) {
			$moment->setTimezone( new \DateTimeZone( wc_timezone_string() ) );
		} else {
			$moment->set_utc_offset( wc_timezone_offset() );
		}
		return $moment;
	}

	/**
	 * A moment from a database column in UTC.
	 *
	 * @param string|null $column `Y-m-d H:i:s` or nothing.
	 */
	public static function from_utc( ?string $column ): ?\WC_DateTime {
		return null === $column || '' === $column || str_starts_with( $column, '0000' ) ? null : self::from( (int) strtotime( $column . ' UTC' ) );
	}

	/**
	 * For a database column in UTC.
	 *
	 * @param \WC_DateTime|null $moment A moment.
	 */
	public static function to_utc( ?\WC_DateTime $moment ): ?string {
		return $moment ? gmdate( 'Y-m-d H:i:s', $moment->getTimestamp() ) : null;
	}

	/**
	 * For a database column in the zone of the site.
	 *
	 * @param \WC_DateTime $moment A moment.
	 */
	public static function to_local( \WC_DateTime $moment ): string {
		return gmdate( 'Y-m-d H:i:s', $moment->getOffsetTimestamp() );
	}
}
