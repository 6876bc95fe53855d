<?php
/**
 * Reading orders that other plugins have touched.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Log\Logger;

/** Reads what an order's getters give. A getter that throws is logged, and costs only what it would have given. */
final class OrderReader {

	public function __construct( private readonly Logger $logger ) {}

	/**
	 * @return list<\WC_Order_Item>
	 */
	public function items( \WC_Abstract_Order $order, string $type ): array {
		$items = $this->read( fn () => $order->get_items( $type ), array() );
		return array_values( array_filter( (array) $items, static fn ( $item ): bool => $item instanceof \WC_Order_Item ) );
	}

	/**
	 * An item's tax per rate. The order screen stores an empty text for a rate of the order that was not charged on the item; a
	 * rate of 0 % is stored as 0, and was.
	 *
	 * @param \WC_Order_Item_Product|\WC_Order_Item_Shipping|\WC_Order_Item_Fee $item
	 * @param string                                                           $which `total`, or `subtotal` for the tax before coupons.
	 * @return array<int|string, string>
	 */
	public function taxes( \WC_Order_Item $item, string $which ): array {
		$stored  = (array) $this->read( fn () => $item->get_taxes( 'edit' ), array() );
		$charged = array_filter( (array) ( $stored[ $which ] ?? array() ), static fn ( $tax ): bool => '' !== $tax && null !== $tax );
		return array_map( Decimal::of( ... ), $charged );
	}

	/**
	 * A time in the site's zone. Made anew from the seconds: the order's own date object is never touched, and prints a
	 * wrong offset where the site has an offset instead of a zone.
	 */
	public function time( callable $getter ): ?string {
		$date = $this->read( $getter, null );
		if ( ! $date instanceof \DateTimeInterface ) {
			return null;
		}
		return ( new \DateTimeImmutable( '@' . $date->getTimestamp() ) )->setTimezone( wp_timezone() )->format( DATE_ATOM );
	}

	public function amount( callable $getter ): string {
		return Decimal::of( $this->read( $getter, '0' ) );
	}

	public function id( callable $getter ): int {
		$id = $this->read( $getter, 0 );
		return is_numeric( $id ) ? max( 0, (int) $id ) : 0;
	}

	public function text( callable $getter, string $otherwise = '' ): string {
		$text = $this->read( $getter, $otherwise );
		return is_scalar( $text ) && ! is_bool( $text ) ? (string) $text : $otherwise;
	}

	/**
	 * @template T
	 * @param T $otherwise
	 * @return mixed|T What the getter gives, or what it should have given when it fails.
	 */
	public function read( callable $getter, $otherwise ) {
		try {
			return $getter();
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'A part of an order could not be read', $fault );
			return $otherwise;
		}
	}
}
