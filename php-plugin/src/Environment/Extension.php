<?php
/**
 * The PHP extension that is loaded.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Environment;

use WcAccounting\Extension as Loaded;

/**
 * Whether the extension `wc_accounting` is there, and whether it is one for this plugin.
 */
final class Extension {

	/**
	 * The interface between PHP and the extension that this plugin is written for. Any extension of that number will do, whatever
	 * its version; when it is raised says "Versions" in docs/ARCHITECTURE.md.
	 */
	public const INTERFACE = 2;

	/** Its version, null when it is not loaded. */
	public static function version(): ?string {
		return extension_loaded( 'wc_accounting' ) && function_exists( 'WcAccounting\Extension\version' ) ? Loaded\version() : null;
	}

	/** Number of its interface; 0 when it is not loaded, or from before there was a number. */
	public static function interface_number(): int {
		return function_exists( 'WcAccounting\Extension\interface_number' ) ? Loaded\interface_number() : 0;
	}

	/** Whether it is one for this plugin, and speaks with the service. One that is older may not know it yet. */
	public static function serves( string $service ): bool {
		return self::INTERFACE === self::interface_number() && in_array( $service, Loaded\services(), true );
	}

	/**
	 * What it says of a service that it serves.
	 *
	 * @return array{
	 *     documents: list<array{statuses: string, ...}>,
	 *     settings: list<array{name: string, option: string, default: string, ...}>,
	 *     ...
	 * }
	 */
	public static function describe( string $service ): array {
		return Loaded\describe( $service );
	}
}
