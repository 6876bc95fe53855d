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
	) {}

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
