<?php
/**
 * A month.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

/**
 * A month of the shop's calendar, in the time zone of the site.
 */
final class Month {

	private const FORM = 'Y-m';

	/** @param \DateTimeImmutable $first The moment it begins. */
	private function __construct( private readonly \DateTimeImmutable $first ) {}

	/** @return ?self Null when it is none, or of another century. */
	public static function named( string $month ): ?self {
		$is_one = 1 === preg_match( '/^20\d\d-(0[1-9]|1[0-2])$/D', $month );
		return $is_one ? new self( new \DateTimeImmutable( "$month-01 00:00:00", wp_timezone() ) ) : null;
	}

	/** The one that ended last: it is what a person closes. */
	public static function last(): self {
		return self::current()->earlier();
	}

	public static function current(): self {
		return new self( new \DateTimeImmutable( current_datetime()->format( self::FORM ) . '-01 00:00:00', wp_timezone() ) );
	}

	public function earlier(): self {
		return new self( $this->first->modify( '-1 month' ) );
	}

	/** @return ?self Null when it has not begun yet. */
	public function later(): ?self {
		$later = new self( $this->first->modify( '+1 month' ) );
		return $later->begins() > self::current()->begins() ? null : $later;
	}

	/** As in addresses: `2026-10`. */
	public function name(): string {
		return $this->first->format( self::FORM );
	}

	/** As people call it. */
	public function label(): string {
		return (string) wp_date( 'F Y', $this->begins() );
	}

	/** UNIX seconds. */
	public function begins(): int {
		return $this->first->getTimestamp();
	}

	/** When the next one begins, UNIX seconds. */
	public function ends(): int {
		return $this->first->modify( '+1 month' )->getTimestamp();
	}

	/**
	 * @return non-empty-list<string> Its days, Y-m-d.
	 */
	public function days(): array {
		$name = $this->name();
		return array_map(
			static fn ( int $day ): string => sprintf( '%s-%02d', $name, $day ),
			range( 1, (int) $this->first->format( 't' ) )
		);
	}
}
