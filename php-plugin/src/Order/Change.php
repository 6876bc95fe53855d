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

	/**
	 * Since a document of the order, or of its refund, was delivered.
	 *
	 * @param ?Subject $subject Null when it does not exist any more.
	 * @return ?self Null when nothing is different, or the document was not delivered.
	 */
	public static function since( Delivery $delivery, ?Subject $subject ): ?self {
		if ( ! $delivery->is_delivered() ) {
			return null;
		}
		$order  = $subject?->order;
		$ending = self::ending( $subject );
		$now    = $subject?->total() ?? '0';
		$then   = $delivery->order_total ?? $now;
		if ( '' === $ending && self::rounded( $then ) === self::rounded( $now ) ) {
			return null;
		}
		$currency = null === $order ? (string) ( $delivery->sent_as['currency'] ?? '' ) : $order->get_currency();
		return new self( $then, $now, $currency, $ending );
	}

	/** A refund has a document of its own, where the service makes those: it ends nothing then. */
	private static function ending( ?Subject $subject ): string {
		if ( null === $subject ) {
			return self::DELETED;
		}
		$status     = $subject->order->get_status();
		$is_told_so = 'refunded' === $status && $subject->document->bills_as_bought;
		return in_array( $status, Triggers::OVER, true ) && ! $is_told_so ? $status : '';
	}

	public function has_another_total(): bool {
		return self::rounded( $this->then ) !== self::rounded( $this->now );
	}

	/** As the shop counts today: it reads every total so, also one that it took when it counted otherwise. */
	private static function rounded( string $amount ): string {
		return Decimal::rounded( $amount, wc_get_price_decimals() );
	}
}
