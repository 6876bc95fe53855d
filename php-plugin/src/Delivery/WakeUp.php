<?php
/**
 * A request of the shop to itself.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

/**
 * For PHP that cannot send its answer before the process ends, such as Apache's module: what was queued is delivered by
 * another request, which this one sends and does not wait for.
 *
 * It needs no log-in. Only the shop itself can make its token, which counts for a minute; and whoever gets hold of one gets
 * one run at a time, of what is due anyway.
 */
final class WakeUp {

	/** Name of the AJAX action. */
	public const ACTION = 'wc_accounting_wake_up';

	/** Fields of the request. */
	public const AT    = 'at';
	public const TOKEN = 'token';

	private const SECONDS = MINUTE_IN_SECONDS;

	/** Waits for nothing, not even for a connection that is slow to come: cron comes too. */
	public static function send(): void {
		wp_remote_post(
			admin_url( 'admin-ajax.php' ),
			array(
				'blocking'  => false,
				'timeout'   => 0.01,
				/** Filters whether the shop's certificate is checked when the shop asks itself; WordPress's own filter. */
				'sslverify' => apply_filters( 'https_local_ssl_verify', false ),
				'body'      => self::fields( time() ),
			)
		);
	}

	/**
	 * @return array<string, string>
	 */
	public static function fields( int $at ): array {
		return array(
			'action'    => self::ACTION,
			self::AT    => (string) $at,
			self::TOKEN => self::token( $at ),
		);
	}

	/** Whether the shop itself sent this a moment ago. */
	public static function is_right( int $at, string $token ): bool {
		return abs( time() - $at ) <= self::SECONDS && hash_equals( self::token( $at ), $token );
	}

	private static function token( int $at ): string {
		return hash_hmac( 'sha256', implode( '|', array( self::ACTION, get_current_blog_id(), $at ) ), wp_salt( 'nonce' ) );
	}
}
