<?php
/**
 * Where a request comes from.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Only the address of the visitor.
 */
class WC_Geolocation {

	/** The address. */
	public static function get_ip_address() {
		return isset( $_SERVER['HTTP_X_REAL_IP'] )
			? sanitize_text_field( wp_unslash( $_SERVER['HTTP_X_REAL_IP'] ) )
			: ( isset( $_SERVER['REMOTE_ADDR'] ) ? sanitize_text_field( wp_unslash( $_SERVER['REMOTE_ADDR'] ) ) : '' );
	}
}
