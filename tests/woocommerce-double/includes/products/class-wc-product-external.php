<?php
/**
 * A product of the type external.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Nothing but the type.
 */
class WC_Product_External extends WC_Product {

	/** Type. */
	public function get_type() {
		return 'external';
	}
}
