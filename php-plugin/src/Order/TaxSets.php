<?php
/**
 * Tax rates that are charged together.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Connector\RateNames;

/**
 * The sets of tax rates that a line of an order can be taxed by: most often one rate, in some countries two on top of each other.
 * A service knows one tax for such a set, so the owner says which. Untaxed is a set too, the empty one.
 */
final class TaxSets {

	/** Key of what is not taxed. */
	public const UNTAXED = '';

	/** Rows of the tax tables that are looked at: each is a question to the database, and some shops have thousands. */
	private const MOST_ROWS = 100;

	/** Orders that say which sets matter in such a shop. */
	private const ORDERS = 50;

	/**
	 * All sets that the shop's tax tables can make; where they are too long, the first of them and those of the newest orders.
	 *
	 * @return array<string, string> Key => what a person reads, e.g. `VAT (20%)`.
	 */
	public static function possible( int $most_rows = self::MOST_ROWS ): array {
		$sets   = array( self::UNTAXED => RateNames::of( array() ) );
		$places = self::places();
		foreach ( array_slice( $places, 0, $most_rows ) as $place ) {
			$found = \WC_Tax::find_rates( $place );
			if ( array() !== $found ) {
				$sets[ self::key( array_keys( $found ) ) ] = self::label( $found );
			}
		}
		return count( $places ) > $most_rows ? $sets + self::of_newest_orders() : $sets;
	}

	/** @return array<string, string> As possible(). */
	private static function of_newest_orders(): array {
		$newest = array(
			'type'    => 'shop_order',
			'limit'   => self::ORDERS,
			'orderby' => 'ID',
			'order'   => 'DESC',
		);
		$sets   = array();
		foreach ( (array) wc_get_orders( $newest ) as $order ) {
			$items = $order instanceof \WC_Order ? $order->get_items( array( 'line_item', 'shipping', 'fee' ) ) : array();
			foreach ( $items as $item ) {
				/** @var array{total?: array<int, string>} $taxes */
				$taxes = method_exists( $item, 'get_taxes' ) ? $item->get_taxes() : array();
				$ids   = array_keys( array_filter( $taxes['total'] ?? array(), static fn ( $tax ): bool => '' !== (string) $tax ) );
				if ( array() !== $ids ) {
					$sets[ self::key( $ids ) ] = implode( ' + ', array_map( self::label_of( ... ), $ids ) );
				}
			}
		}
		return $sets;
	}

	private static function label_of( int $id ): string {
		return sprintf( '%s (%s)', \WC_Tax::get_rate_label( $id ), \WC_Tax::get_rate_percent( $id ) );
	}

	/**
	 * The name of a set: its rates' ids, the smallest first.
	 *
	 * @param array<int|string> $ids
	 */
	public static function key( array $ids ): string {
		$ids = array_unique( array_map( 'intval', $ids ) );
		sort( $ids );
		return implode( ',', $ids );
	}

	/**
	 * What a set comes to, in percent of the net price, for a suggestion: a compound rate is charged on the tax of the others too.
	 *
	 * @param string $key As possible() gives it.
	 * @return ?float Null when one of its rates is gone.
	 */
	public static function percent( string $key ): ?float {
		$ids    = self::UNTAXED === $key ? array() : array_map( 'intval', explode( ',', $key ) );
		$rates  = array_map( \WC_Tax::_get_tax_rate( ... ), $ids );
		$simple = 0.0;
		$factor = 1.0;
		foreach ( $rates as $rate ) {
			if ( ! is_array( $rate ) || ! isset( $rate['tax_rate'] ) ) {
				return null;
			}
			$part = self::number( $rate['tax_rate'] ) / 100;
			if ( 1 === (int) $rate['tax_rate_compound'] ) {
				$factor *= 1 + $part;
			} else {
				$simple += $part;
			}
		}
		// First what binary fractions are off by is taken away: PHP 8.4 no longer does so itself, and 15.47375 became 15.4737.
		return round( round( ( ( 1 + $simple ) * $factor - 1 ) * 100, 10 ), 4 );
	}

	/**
	 * One customer's address and class of goods for each row of the tax tables: whoever lives there is charged that rate.
	 *
	 * @return list<array{country: string, state: string, postcode: string, city: string, tax_class: string}>
	 */
	private static function places(): array {
		$places = array();
		foreach ( array( '', ...\WC_Tax::get_tax_class_slugs() ) as $class ) {
			/** @var ?array<\stdClass> $rates */
			$rates = \WC_Tax::get_rates_for_tax_class( $class );
			foreach ( $rates ?? array() as $rate ) {
				$places[] = array(
					'country'   => '' === $rate->tax_rate_country ? WC()->countries->get_base_country() : $rate->tax_rate_country,
					'state'     => $rate->tax_rate_state,
					'postcode'  => self::one_of( $rate->postcode ?? array() ),
					'city'      => self::one_of( $rate->city ?? array() ),
					'tax_class' => $class,
				);
			}
		}
		return $places;
	}

	/** @param mixed $rate As the tax tables have it, e.g. `20.0000`. */
	private static function number( $rate ): float {
		return is_numeric( $rate ) ? (float) $rate : 0.0;
	}

	/**
	 * A rate may count for many post codes, and for ranges of them written `1000...1999` or `10*`.
	 *
	 * @param mixed $listed
	 */
	private static function one_of( $listed ): string {
		$first = is_array( $listed ) ? (string) reset( $listed ) : '';
		return str_replace( '*', '', explode( '...', $first )[0] );
	}

	/** @param array<array-key, array{rate: float|string, label: string, compound: string, ...}> $rates */
	private static function label( array $rates ): string {
		$named = static fn ( array $rate ): array => array(
			'label'   => (string) $rate['label'],
			'percent' => (string) self::number( $rate['rate'] ),
		);
		return RateNames::of( array_values( array_map( $named, $rates ) ) );
	}
}
