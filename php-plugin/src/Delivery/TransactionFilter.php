<?php
/**
 * What is looked for.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

/**
 * Which deliveries a person wants to see. Everything is optional.
 */
final class TransactionFilter {

	public function __construct(
		/** One of Status::VIEW_…, or empty for all. */
		public readonly string $view = '',
		/** Kind of document. */
		public readonly string $document = '',
		public readonly ?int $attempts = null,
		/** A day of the site's calendar, Y-m-d. */
		public readonly string $created_on = '',
		/** The same, for the next attempt. */
		public readonly string $next_on = '',
		/** A part of the last error. */
		public readonly string $error = '',
		public readonly ?int $order_id = null,
		/** Only those made after the one with this id. */
		public readonly ?int $after = null,
		/** Only those made before the one with this id. */
		public readonly ?int $before = null,
		/** Only those that were queued at this moment or later, UNIX seconds. */
		public readonly ?int $since = null,
		/** Only those that were queued before this moment, UNIX seconds. */
		public readonly ?int $until = null,
	) {}

	/** The same, of deliveries between two. */
	public function between( ?int $after, ?int $before ): self {
		return new self( ...array( 'after' => $after, 'before' => $before ) + get_object_vars( $this ) );
	}

	/** The id of an order by its number: plugins that number orders in their own way translate it here. Null when none is said. */
	public static function order_named( string $number ): ?int {
		$number = ltrim( trim( $number ), '#' );
		if ( '' === $number ) {
			return null;
		}
		/**
		 * A filter of WooCommerce's order tracking: which order a number means that a person enters to find its deliveries. Plugins that
		 * number orders in their own way answer it.
		 *
		 * @param string $number What was entered, without a # before it.
		 */
		$id = apply_filters( 'woocommerce_shortcode_order_tracking_order_id', $number );
		return absint( is_scalar( $id ) ? $id : 0 );
	}

	public function in_view( string $view ): self {
		return new self( ...array( 'view' => $view ) + get_object_vars( $this ) );
	}

	/** Whether anything but the view is looked for. */
	public function is_narrowed(): bool {
		return get_object_vars( $this->in_view( '' ) ) !== get_object_vars( new self() );
	}

	/**
	 * First and last second of a day of the site's calendar.
	 *
	 * @return ?array{0: int, 1: int} Null when it is no day.
	 */
	public static function day( string $day ): ?array {
		$start = \DateTimeImmutable::createFromFormat( '!Y-m-d', $day, wp_timezone() );
		if ( false === $start || $start->format( 'Y-m-d' ) !== $day ) {
			return null;
		}
		return array( $start->getTimestamp(), $start->modify( '+1 day' )->getTimestamp() - 1 );
	}
}
