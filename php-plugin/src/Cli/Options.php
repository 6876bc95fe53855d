<?php
/**
 * What a command was given.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Delivery\TransactionFilter;

/**
 * The options of a command, as they are read; one that was given in a way that makes no sense stops it.
 */
final class Options {

	/** @param array<string, mixed> $given By name, as WP-CLI takes them apart: texts, and true for a flag. */
	public function __construct( private readonly array $given ) {}

	/** Empty where it was not given. */
	public function text( string $name ): string {
		$given = $this->given[ $name ] ?? '';
		return is_scalar( $given ) && ! is_bool( $given ) ? trim( (string) $given ) : '';
	}

	public function flag( string $name ): bool {
		return ! in_array( $this->given[ $name ] ?? false, array( false, '', '0', 'no' ), true );
	}

	/**
	 * @param list<string> $possible
	 * @throws Stop When it is none of them.
	 */
	public function one_of( string $name, array $possible, string $default = '' ): string {
		$given = $this->text( $name );
		if ( '' === $given ) {
			return $default;
		}
		if ( ! in_array( $given, $possible, true ) ) {
			throw Stop::usage( "Say --$name=" . implode( " or --$name=", $possible ) . '.' );
		}
		return $given;
	}

	/**
	 * @return ?int Null where it was not given.
	 * @throws Stop When it is no whole number above zero.
	 */
	public function number( string $name ): ?int {
		$given = $this->text( $name );
		if ( '' === $given ) {
			return null;
		}
		if ( ! ctype_digit( $given ) || (int) $given < 1 || strlen( $given ) > 12 ) {
			throw Stop::usage( "Say a whole number above zero: --$name=10." );
		}
		return (int) $given;
	}

	/**
	 * @return list<string> What stands between commas.
	 */
	public function list( string $name ): array {
		$parts = array_map( 'trim', explode( ',', $this->text( $name ) ) );
		return array_values( array_filter( $parts, static fn ( string $part ): bool => '' !== $part ) );
	}

	/**
	 * A day of the shop's calendar, or a moment with its time zone (or without one: then the shop's).
	 *
	 * @param bool $is_end Whether it is the end of a period: a day is in it then.
	 * @return ?int UNIX seconds; null where it was not given.
	 * @throws Stop When it is none.
	 */
	public function moment( string $name, bool $is_end = false ): ?int {
		$given = $this->text( $name );
		if ( '' === $given ) {
			return null;
		}
		$day = TransactionFilter::day( $given );
		if ( null !== $day ) {
			return $is_end ? $day[1] + 1 : $day[0];
		}
		// No words such as "yesterday": scripts would mean something else by them each day.
		$is_moment = 1 === preg_match( '/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:?\d\d)?$/', $given );
		$moment    = $is_moment ? date_create_immutable( $given, wp_timezone() ) : false;
		if ( false === $moment ) {
			throw Stop::usage( "Say a day or a moment: --$name=2026-10-01 or --$name=2026-10-01T09:30:00Z." );
		}
		return $moment->getTimestamp();
	}
}
