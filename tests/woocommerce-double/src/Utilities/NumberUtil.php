<?php
/**
 * Rounding.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

namespace Automattic\WooCommerce\Utilities;

/**
 * Rounds whatever is a number, and takes anything else as 0.
 */
final class NumberUtil {

	/**
	 * Rounds.
	 *
	 * @param mixed $val       Value.
	 * @param int   $precision Decimals.
	 * @param int   $mode      Way.
	 */
	public static function round( $val, int $precision = 0, int $mode = PHP_ROUND_HALF_UP ): float {
		return round( is_numeric( $val ) ? (float) $val : 0.0, $precision, $mode );
	}
}
