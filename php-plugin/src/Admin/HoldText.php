<?php
/**
 * Why the queue is held.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\Messages;

/**
 * Says why nothing is sent, and when it goes on: for notices and mails. Plain text.
 */
final class HoldText {

	/** The service refuses the key, or the connection: only a person helps for certain. */
	public const UNAUTHORIZED = 'unauthorized';

	/** The service asked for a rest, which ends by itself. */
	public const RATE_LIMITED = 'rate_limited';

	/**
	 * @param string $hold  The extension's word.
	 * @param ?int   $until When it is tried again, UNIX seconds; null when that is now or not known.
	 * @param int    $now   UNIX seconds, by the clock that the hold was stored with.
	 */
	public static function of( string $hold, ?int $until, int $now, Description $description, Messages $messages ): string {
		if ( self::UNAUTHORIZED === $hold ) {
			return $messages->of(
				array(
					'code'   => self::UNAUTHORIZED,
					'detail' => '',
				)
			);
		}
		$until = max( $now, $until ?? $now );
		return match ( $hold ) {
			'day_used_up' => sprintf(
				__(
					/* translators: 1: name of the service, 2: a date and a time of day. */
					'%1$s takes no more requests from this shop for now: those of a day are used up. Sending goes on by itself at %2$s; nothing is lost.',
					'wc-accounting'
				),
				$description->name,
				Text::exact_time( $until )
			),
			self::RATE_LIMITED => sprintf(
				/* translators: 1: name of the service, 2: a time of day. */
				__( '%1$s has asked this shop to wait. Sending goes on by itself at %2$s; nothing is lost.', 'wc-accounting' ),
				$description->name,
				(string) wp_date( (string) get_option( 'time_format' ), $until )
			),
			default => sprintf(
				/* translators: 1: name of the service, 2: a time of day. */
				__( '%1$s cannot be reached. Sending is tried again by itself at %2$s; nothing is lost.', 'wc-accounting' ),
				$description->name,
				(string) wp_date( (string) get_option( 'time_format' ), $until )
			),
		};
	}
}
