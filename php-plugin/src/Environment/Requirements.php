<?php
/**
 * What the plugin needs.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Environment;

/**
 * Compares what is there with what is needed.
 */
final class Requirements {

	public const PHP         = '8.1';
	public const WORDPRESS   = '6.2';
	public const WOOCOMMERCE = '8.2';

	/**
	 * @return list<Fault> Empty when everything is as it must be.
	 */
	public static function faults( Facts $facts ): array {
		return array_values(
			array_filter(
				array(
					self::is_at_least( $facts->php, self::PHP ) ? null : Fault::Php,
					self::is_at_least( $facts->wordpress, self::WORDPRESS ) ? null : Fault::WordPress,
					self::woocommerce( $facts ),
					self::extension( $facts ),
					$facts->official_plugin ? Fault::OfficialPlugin : null,
				)
			)
		);
	}

	private static function woocommerce( Facts $facts ): ?Fault {
		if ( null === $facts->woocommerce ) {
			return Fault::WooCommerceMissing;
		}
		return self::is_at_least( $facts->woocommerce, self::WOOCOMMERCE ) ? null : Fault::WooCommerceOld;
	}

	private static function extension( Facts $facts ): ?Fault {
		return match ( true ) {
			null === $facts->extension => Fault::ExtensionMissing,
			$facts->interface < Extension::INTERFACE => Fault::ExtensionOld,
			$facts->interface > Extension::INTERFACE => Fault::ExtensionNew,
			! $facts->knows_service => Fault::ExtensionWithoutService,
			default => null,
		};
	}

	private static function is_at_least( string $version, string $needed ): bool {
		return version_compare( $version, $needed, '>=' );
	}
}
