<?php
/**
 * A shop in two halves.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Environment;

use WcAccounting\Extension as Loaded;

/**
 * On some hosts the PHP of the web server can load no extension, but a cron job can be entered whose PHP does. Then the web half
 * queues and shows, by what the other half has left for it here; the command line maps, sends and asks.
 *
 * The web half lets wp-cron.php on the command line know that it is there; that one leaves what the extension says of the services.
 */
final class Halves {

	/** Autoloaded: the web half needs it for each request, and elsewhere it is not there. */
	public const OPTION = 'wc_accounting_halves';

	/** The web half: there is no extension here. */
	public static function ask_for_the_other(): void {
		if ( ! self::is_asked_for() ) {
			update_option( self::OPTION, array( 'interface' => 0, 'services' => array() ), true );
		}
	}

	/** The web server's PHP has the extension now. */
	public static function end(): void {
		if ( self::is_asked_for() ) {
			delete_option( self::OPTION );
		}
	}

	/** Free of charge: it is among the options that WordPress has loaded, or it is not there. */
	private static function is_asked_for(): bool {
		return array_key_exists( self::OPTION, wp_load_alloptions() );
	}

	/**
	 * The command line: leaves what the web half needs. Writes only what is news.
	 *
	 * @param list<string> $services Keys.
	 */
	public static function leave( array $services ): void {
		if ( null === Extension::version() || ! self::is_asked_for() ) {
			return;
		}
		$left = array();
		foreach ( array_filter( $services, Extension::serves( ... ) ) as $service ) {
			$left[ $service ] = array(
				'description'  => Loaded\describe( $service ),
				'new_delivery' => Loaded\new_delivery( $service, 0 ),
			);
		}
		update_option( self::OPTION, array( 'interface' => Extension::INTERFACE, 'services' => $left ), true );
	}

	/**
	 * Whether this is the web half of a shop whose other half has been at work: nothing but the extension is missing.
	 *
	 * @param list<Fault> $faults
	 */
	public static function is_web_half( string $service, array $faults ): bool {
		return array( Fault::ExtensionMissing ) === $faults && null !== self::left( $service );
	}

	/**
	 * What the extension says of a service, or said on the command line.
	 *
	 * @return ?array{
	 *     documents: list<array{statuses: string, ...}>,
	 *     settings: list<array{name: string, option: string, default: string, ...}>,
	 *     ...
	 * } As Extension::describe(); null when neither is there.
	 */
	public static function describe( string $service ): ?array {
		return Extension::serves( $service ) ? Extension::describe( $service ) : ( self::left( $service )['description'] ?? null );
	}

	/**
	 * A delivery that was just queued, as the extension makes it.
	 *
	 * @param int $now UNIX seconds.
	 * @return array<string, mixed>
	 */
	public static function new_delivery( string $service, int $now ): array {
		return array( 'created_at' => $now, 'next_attempt_at' => $now ) + ( self::left( $service )['new_delivery'] ?? array() );
	}

	/**
	 * @return ?array{description: array{
	 *     documents: list<array{statuses: string, ...}>,
	 *     settings: list<array{name: string, option: string, default: string, ...}>,
	 *     ...
	 * }, new_delivery: array<string, mixed>}
	 */
	private static function left( string $service ): ?array {
		$stored = self::stored();
		/** @var ?array{description: array{
		 *     documents: list<array{statuses: string, ...}>,
		 *     settings: list<array{name: string, option: string, default: string, ...}>,
		 *     ...
		 * }, new_delivery: array<string, mixed>} $left
		 */
		$left   = $stored['services'][ $service ] ?? null;
		// An extension is there, of whatever kind: nothing of what another one said holds.
		$is_current = Extension::INTERFACE === ( $stored['interface'] ?? 0 );
		return null === Extension::version() && $is_current ? $left : null;
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function stored(): array {
		$stored = get_option( self::OPTION );
		return is_array( $stored ) ? $stored : array();
	}

	/**
	 * Keeps the events of the command line for it: WordPress would let the web server's cron have them, which can do nothing with
	 * them.
	 *
	 * @param list<string> $events Names of hooks.
	 */
	public static function keep_events( array $events ): void {
		add_filter(
			'pre_get_ready_cron_jobs',
			static function ( $jobs ) use ( $events ): array {
				$ready = is_array( $jobs ) ? $jobs : self::due_events();
				$kept  = array_map( static fn ( $hooks ): array => array_diff_key( (array) $hooks, array_flip( $events ) ), $ready );
				return array_filter( $kept );
			}
		);
	}

	/** @return array<int, mixed> By time. */
	private static function due_events(): array {
		$is_due = static fn ( $time ): bool => is_int( $time ) && $time <= time();
		return array_filter( (array) _get_cron_array(), $is_due, ARRAY_FILTER_USE_KEY );
	}
}
