<?php
/**
 * A moment.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * A `DateTime` that also knows an offset for sites whose zone is only a number of hours.
 */
class WC_DateTime extends DateTime {

	/** @var int Seconds, used while the zone itself is UTC. */
	protected $utc_offset = 0;

	/**
	 * As ISO 8601.
	 */
	public function __toString(): string {
		return $this->format( DATE_ATOM );
	}

	/**
	 * Sets the offset of a site without a named zone.
	 *
	 * @param int|float $offset Seconds.
	 */
	public function set_utc_offset( $offset ): void {
		$this->utc_offset = (int) $offset;
	}

	/**
	 * The offset in seconds, whichever way the zone is given.
	 */
	#[ReturnTypeWillChange]
	public function getOffset() {
		return 0 !== $this->utc_offset ? $this->utc_offset : parent::getOffset();
	}

	/**
	 * Time stamp moved by the offset, for functions which know no zones.
	 */
	public function getOffsetTimestamp() { // phpcs:ignore WordPress.NamingConventions
		return $this->getOffset() + $this->getTimestamp();
	}

	/**
	 * The time in the site's zone.
	 *
	 * @param string $format A `date()` format.
	 */
	public function date( $format ) {
		return ( new DateTimeImmutable( '@' . $this->getOffsetTimestamp() ) )->format( (string) $format );
	}

	/**
	 * The same, translated.
	 *
	 * @param string $format A `date()` format.
	 */
	public function date_i18n( $format = 'Y-m-d' ) {
		return date_i18n( $format, $this->getOffsetTimestamp() );
	}
}
