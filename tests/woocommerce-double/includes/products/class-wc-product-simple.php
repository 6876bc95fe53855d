<?php
/**
 * A product of the type simple.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Nothing but the type.
 */
class WC_Product_Simple extends WC_Product {

	/** Type. */
	public function get_type() {
		return 'simple';
	}
}
