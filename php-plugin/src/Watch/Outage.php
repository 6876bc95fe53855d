<?php
/**
 * Services that cannot work.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Watch;

/**
 * Remembers since when a service cannot work: an update is over within the hour, and what lasts longer is to be told. The PHP of the
 * web server and that of the command line are two, and one may have what the other lacks: each remembers for itself.
 */
final class Outage {

	/** Autoloaded, so that a page of a shop that works asks for nothing; there only while something is missing. Side => key => since. */
	public const OPTION = 'wc_accounting_outage';

	private const COMMAND_LINE = 'cli';
	private const WEB_SERVER   = 'web';

	/** Which PHP this is, in one word. */
	public static function side(): string {
		return self::is_of_command_line() ? self::COMMAND_LINE : self::WEB_SERVER;
	}

	public static function is_of_command_line(): bool {
		return 'cli' === PHP_SAPI;
	}

	/**
	 * Notes how it stands here. Free of charge while all works.
	 *
	 * @param list<string> $broken Keys of the services that cannot work in this process; all others can, or are not there.
	 */
	public static function note( array $broken ): void {
		$stored = self::stored();
		$before = $stored[ self::side() ] ?? array();
		$now    = array_intersect_key( $before, array_flip( $broken ) ) + array_fill_keys( $broken, time() );
		if ( $now !== $before ) {
			self::store( array( self::side() => $now ) + $stored );
		}
	}

	/** It works here. Free of charge where it did before. */
	public static function end( string $service ): void {
		$stored = self::stored();
		if ( isset( $stored[ self::side() ][ $service ] ) ) {
			unset( $stored[ self::side() ][ $service ] );
			self::store( $stored );
		}
	}

	/** For how long a service could not work in this PHP. */
	public static function seconds( string $service ): int {
		$since = self::stored()[ self::side() ][ $service ] ?? null;
		return null === $since ? 0 : max( 0, time() - $since );
	}

	/**
	 * @return array<string, array<string, int>>
	 */
	private static function stored(): array {
		if ( ! array_key_exists( self::OPTION, wp_load_alloptions() ) ) {
			return array();
		}
		$sides = array_filter( (array) get_option( self::OPTION ), 'is_array' );
		return array_map( static fn ( array $since ): array => array_map( 'intval', $since ), $sides );
	}

	/** @param array<string, array<string, int>> $sides */
	private static function store( array $sides ): void {
		$sides = array_filter( $sides );
		if ( array() === $sides ) {
			delete_option( self::OPTION );
		} else {
			update_option( self::OPTION, $sides, true );
		}
	}
}
