<?php
/**
 * Checks of what customers type.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Phone numbers and e-mail addresses.
 */
class WC_Validation {

	/** @param string $phone A number. */
	public static function is_phone( $phone ) {
		return '' === trim( (string) preg_replace( '/[\s#0-9_\-+\/().]/', '', (string) $phone ) );
	}

	/** @param string $email An address. */
	public static function is_email( $email ) {
		return is_email( $email );
	}
}
