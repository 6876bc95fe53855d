<?php
/**
 * Who works with the accounting.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Environment;

/**
 * Two rights of our own, and a role for who keeps the books. Who manages the shop has both rights without being given them, in
 * whatever role; one that a role denies stays denied.
 */
final class Roles {

	/** Settings, sending, whatever changes something. */
	public const MANAGE = 'wc_accounting_manage';

	/** Looking, exporting and previews. */
	public const VIEW = 'wc_accounting_view';

	/** The role of a bookkeeper: he may view, and nothing else. */
	public const BOOKKEEPER = 'wc_accounting_bookkeeper';

	private const OF_THE_SHOP = 'manage_woocommerce';

	/** Makes the role, where it is missing. */
	public static function ensure(): void {
		if ( null === get_role( self::BOOKKEEPER ) ) {
			add_role( self::BOOKKEEPER, _x( 'Bookkeeper', 'User role', 'wc-accounting' ), array( 'read' => true, self::VIEW => true ) );
		}
	}

	/**
	 * Adds what follows from what a person may.
	 *
	 * @param mixed $has What a person may: right => whether.
	 * @return array<array-key, mixed>
	 */
	public static function imply( $has ): array {
		$has = (array) $has;
		if ( true === ( $has[ self::OF_THE_SHOP ] ?? false ) ) {
			$has += array( self::MANAGE => true );
		}
		if ( true === ( $has[ self::MANAGE ] ?? false ) ) {
			$has += array( self::VIEW => true );
		}
		return $has;
	}

	/**
	 * Whether a person is kept out of wp-admin.
	 *
	 * @param mixed $is_kept_out As others see it.
	 */
	public static function may_not_enter( $is_kept_out ): bool {
		return (bool) $is_kept_out && ! current_user_can( self::VIEW );
	}
}
