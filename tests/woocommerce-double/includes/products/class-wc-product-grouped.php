<?php
/**
 * A product of the type grouped.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Nothing but the type.
 */
class WC_Product_Grouped extends WC_Product {

	/** Type. */
	public function get_type() {
		return 'grouped';
	}
}
