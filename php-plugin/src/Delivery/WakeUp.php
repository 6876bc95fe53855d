<?php
/**
 * A request of the shop to itself.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Name;

/**
 * For PHP that cannot send its answer before the process ends, such as Apache's module: what was queued is delivered by
 * another request, which this one sends and does not wait for.
 *
 * It needs no log-in. Only the shop itself can make its token, which counts for a minute; and whoever gets hold of one gets
 * one run at a time, of what is due anyway.
 */
final class WakeUp {

	private const ACTION = 'wake_up';

	/** Fields of the request. */
	public const AT    = 'at';
	public const TOKEN = 'token';

	private const SECONDS = MINUTE_IN_SECONDS;

	/** Name of the AJAX action. */
	public static function action( string $service ): string {
		return Name::of( $service, self::ACTION );
	}

	/** Waits for nothing, not even for a connection that is slow to come: cron comes too. */
	public static function send( string $service ): void {
		wp_remote_post(
			admin_url( 'admin-ajax.php' ),
			array(
				'blocking'  => false,
				'timeout'   => 0.01,
				/** Filters whether the shop's certificate is checked when the shop asks itself; WordPress's own filter. */
				'sslverify' => apply_filters( 'https_local_ssl_verify', false ),
				'body'      => self::fields( $service, time() ),
			)
		);
	}

	/**
	 * @return array<string, string>
	 */
	public static function fields( string $service, int $at ): array {
		return array(
			'action'    => self::action( $service ),
			self::AT    => (string) $at,
			self::TOKEN => self::token( $service, $at ),
		);
	}

	/** Whether the shop itself sent this a moment ago. */
	public static function is_right( string $service, int $at, string $token ): bool {
		return abs( time() - $at ) <= self::SECONDS && hash_equals( self::token( $service, $at ), $token );
	}

	private static function token( string $service, int $at ): string {
		return hash_hmac( 'sha256', implode( '|', array( self::action( $service ), get_current_blog_id(), $at ) ), wp_salt( 'nonce' ) );
	}
}
