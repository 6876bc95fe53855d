<?php
/**
 * A table in a form.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Order\TaxSets;

/**
 * Settings that say for each of many things of the shop what it is in the service: for each set of tax rates its tax, for each
 * payment gateway its account. Stored as one JSON object.
 */
final class TableField {

	public const RATES = 'rate_table';

	public const GATEWAYS = 'gateway_table';

	private const TYPES = array( self::RATES, self::GATEWAYS );

	/** What stands for an empty key in a form, where a field without one would be numbered. */
	private const EMPTY_KEY = 'untaxed';

	/** Rows that are kept: nobody has as many, and a forged form must not fill the database. */
	private const MOST_ROWS = 500;

	public static function is_table( string $type ): bool {
		return in_array( $type, self::TYPES, true );
	}

	/**
	 * What the shop has, and what is stored of it. What the shop has no more, because a plugin is switched off, stays until it is
	 * taken away.
	 *
	 * @param string $type Of the setting.
	 * @return array<string, array{label: string, value: string, percent: ?float}> By the key that is stored.
	 */
	public static function rows( string $type, string $stored ): array {
		$values = self::read( $stored );
		$rows   = array();
		foreach ( self::RATES === $type ? TaxSets::possible() : self::gateways() as $key => $label ) {
			$rows[ (string) $key ] = $label;
		}
		$rows += array_combine( array_keys( $values ), array_map( 'strval', array_keys( $values ) ) );
		$table = array();
		foreach ( $rows as $key => $label ) {
			$table[ (string) $key ] = array(
				'label'   => $label,
				'value'   => $values[ $key ] ?? '',
				'percent' => self::RATES === $type ? TaxSets::percent( (string) $key ) : null,
			);
		}
		return $table;
	}

	/** The key of a row as the form names it. */
	public static function form_key( string $key ): string {
		return TaxSets::UNTAXED === $key ? self::EMPTY_KEY : $key;
	}

	/**
	 * What was entered, as it is stored; rows without a value are left out.
	 *
	 * @param array<array-key, mixed>  $entered Key, as form_key() gives it => value.
	 * @param callable(string): string $clean   Makes one line of plain text of what was entered.
	 */
	public static function write( array $entered, callable $clean ): string {
		$values = array();
		foreach ( array_slice( $entered, 0, self::MOST_ROWS, true ) as $key => $value ) {
			$key   = self::EMPTY_KEY === $key ? TaxSets::UNTAXED : $clean( (string) $key );
			$value = is_string( $value ) ? $clean( $value ) : '';
			if ( '' !== $value ) {
				$values[ $key ] = $value;
			}
		}
		ksort( $values, SORT_STRING );
		return array() === $values ? '' : (string) wp_json_encode( (object) $values, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES );
	}

	/** @return array<array-key, string> */
	public static function read( string $stored ): array {
		$values = json_decode( $stored, true );
		return is_array( $values ) ? array_filter( $values, 'is_string' ) : array();
	}

	/**
	 * All that are installed: an order of last year may have been paid by one that is switched off now.
	 *
	 * @return array<string, string> Slug => title.
	 */
	private static function gateways(): array {
		$gateways = array();
		foreach ( WC()->payment_gateways()->payment_gateways() as $slug => $gateway ) {
			$title             = trim( wp_strip_all_tags( (string) $gateway->get_method_title() ) );
			$gateways[ $slug ] = '' === $title ? (string) $slug : $title;
		}
		return $gateways;
	}
}
