<?php
/**
 * The beginning of a service in a shop.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * Remembers when a service came to this shop, and whether the owner has seen the first steps with it.
 */
final class Installation {

	/** UNIX seconds. */
	public const AT_OPTION = 'installed_at';

	/** UNIX seconds. */
	public const RESTORED_OPTION = 'restored_at';

	/** Autoloaded, so that no page asks for it: whether the owner has seen the first steps, or is done with them. */
	public const STEPS_OPTION = 'first_steps';
	public const STEPS_NEW    = 'new';
	public const STEPS_SEEN   = 'seen';
	public const STEPS_DONE   = 'done';

	/** The first time alone. What happened before is not ours to send: it may be in the books already. */
	public static function begin( string $service ): void {
		if ( '' !== self::steps( $service ) ) {
			return;
		}
		add_option( Name::of( $service, self::AT_OPTION ), time(), '', false );
		self::set_steps( $service, self::STEPS_NEW );
	}

	/** UNIX seconds; 0 before it began. */
	public static function at( string $service ): int {
		return (int) get_option( Name::of( $service, self::AT_OPTION ), 0 );
	}

	/** An older database was put back just now: what the shop takes for unsent may be in the books. */
	public static function note_restored( string $service ): void {
		update_option( Name::of( $service, self::RESTORED_OPTION ), time(), false );
	}

	/** When that happened last, UNIX seconds; 0 when it never did. */
	public static function restored_at( string $service ): int {
		return (int) get_option( Name::of( $service, self::RESTORED_OPTION ), 0 );
	}

	/** Empty before it began. */
	public static function steps( string $service ): string {
		return (string) get_option( Name::of( $service, self::STEPS_OPTION ), '' );
	}

	public static function set_steps( string $service, string $steps ): void {
		update_option( Name::of( $service, self::STEPS_OPTION ), $steps, true );
	}
}
