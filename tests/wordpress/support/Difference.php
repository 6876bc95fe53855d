<?php
/**
 * Where two nested arrays differ.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/** Names the path of each value that differs; the order of the fields of a map does not count. */
final class Difference {

	/**
	 * @param mixed $expected
	 * @param mixed $got
	 * @return list<string>
	 */
	public static function between( $expected, $got, string $path ): array {
		if ( ! is_array( $expected ) || ! is_array( $got ) ) {
			return $expected === $got ? array() : array( "$path: expected " . self::show( $expected ) . ', got ' . self::show( $got ) );
		}
		$differences = array();
		foreach ( array_keys( $expected + $got ) as $key ) {
			$inner = $path . ( is_int( $key ) ? "[$key]" : ".$key" );
			if ( ! array_key_exists( $key, $got ) || ! array_key_exists( $key, $expected ) ) {
				$differences[] = array_key_exists( $key, $got )
					? "$inner: not expected, got " . self::show( $got[ $key ] )
					: "$inner: missing, expected " . self::show( $expected[ $key ] );
				continue;
			}
			array_push( $differences, ...self::between( $expected[ $key ], $got[ $key ], $inner ) );
		}
		return $differences;
	}

	/**
	 * @param mixed $value
	 */
	private static function show( $value ): string {
		return json_encode( $value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE );
	}
}
