<?php
/**
 * Orders that change after they were sent.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Delivery\Delivery;

/**
 * What is different about an order since one of its documents was delivered: another total, or its end.
 *
 * Other edits are not told: a due date, an address or a price in the catalogue changes the document of nearly every order
 * in the course of its life.
 */
final class Change {

	public const DELETED = 'deleted';

	private function __construct(
		/** What the order came to when the document left; a decimal. */
		public readonly string $then,
		/** What it comes to now. */
		public readonly string $now,
		public readonly string $currency,
		/** How it ended: a status or DELETED; empty when it did not. */
		public readonly string $ending,
	) {}

	/** What is left of an order's total after refunds; a decimal. */
	public static function total_of( \WC_Order $order ): string {
		$refunded = Decimal::of( $order->get_total_refunded() );
		return Decimal::sum( array( Decimal::of( $order->get_total() ), str_starts_with( $refunded, '-' ) ? $refunded : "-$refunded" ) );
	}

	/**
	 * Since a document of the order was delivered.
	 *
	 * @param ?\WC_Order $order Null when it does not exist any more.
	 * @return ?self Null when nothing is different, or the document was not delivered.
	 */
	public static function since( Delivery $delivery, ?\WC_Order $order ): ?self {
		if ( ! $delivery->is_delivered() ) {
			return null;
		}
		$ending = null === $order ? self::DELETED : $order->get_status();
		$ending = null === $order || in_array( $ending, Triggers::OVER, true ) ? $ending : '';
		$now    = null === $order ? '0' : self::total_of( $order );
		$then   = $delivery->order_total ?? $now;
		if ( '' === $ending && self::rounded( $then ) === self::rounded( $now ) ) {
			return null;
		}
		$currency = null === $order ? (string) ( $delivery->sent_as['currency'] ?? '' ) : $order->get_currency();
		return new self( $then, $now, $currency, $ending );
	}

	public function has_another_total(): bool {
		return self::rounded( $this->then ) !== self::rounded( $this->now );
	}

	/** As the shop counts today: it reads every total so, also one that it took when it counted otherwise. */
	private static function rounded( string $amount ): string {
		return Decimal::rounded( $amount, wc_get_price_decimals() );
	}
}
