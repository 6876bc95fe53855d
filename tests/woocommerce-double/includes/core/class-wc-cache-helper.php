<?php
/**
 * Caches.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * The double caches nothing of its own; these are here for those who call them.
 */
class WC_Cache_Helper {

	/** @param string $group Group. */
	public static function get_cache_prefix( $group ) {
		return 'wc_cache_' . $group . '_';
	}

	/** @param string $group Group. */
	public static function invalidate_cache_group( $group ) {
		return true;
	}

	/**
	 * A version that changes with the group.
	 *
	 * @param string $group   Group.
	 * @param bool   $refresh Change it.
	 */
	public static function get_transient_version( $group, $refresh = false ) {
		return (string) time();
	}
}
