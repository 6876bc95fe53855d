<?php
/**
 * Whose id is meant.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace WooCommerceDouble;

/**
 * What constructors are given can be an id, an object of WooCommerce's or a post.
 */
final class Identity {

	/**
	 * The id, 0 where there is none.
	 *
	 * @param mixed        $given Anything.
	 * @param class-string $kind  Objects of this class know their id.
	 */
	public static function of( mixed $given, string $kind ): int {
		return match ( true ) {
			$given instanceof $kind => (int) $given->get_id(),
			is_numeric( $given ) => max( 0, (int) $given ),
			is_object( $given ) => (int) ( $given->ID ?? 0 ),
			default => 0,
		};
	}
}
