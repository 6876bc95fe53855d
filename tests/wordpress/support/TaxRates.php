<?php
/**
 * Tax rates of a test.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/** Adds rates through WooCommerce, and takes them away again. */
final class TaxRates {

	/** @var list<int> */
	private array $added = array();

	/**
	 * A rate of the shop's own country.
	 *
	 * @param array<string, mixed> $columns What is not usual about it.
	 */
	public function add( string $percent, array $columns = array() ): int {
		$rate = \WC_Tax::_insert_tax_rate(
			$columns + array(
				'tax_rate_country'  => 'ID',
				'tax_rate_state'    => '',
				'tax_rate'          => $percent,
				'tax_rate_name'     => 'PPN',
				'tax_rate_priority' => 1,
				'tax_rate_compound' => 0,
				'tax_rate_shipping' => 1,
				'tax_rate_order'    => 1,
				'tax_rate_class'    => '',
			)
		);
		$this->added[] = $rate;
		return $rate;
	}

	public function remove(): void {
		array_map( \WC_Tax::_delete_tax_rate( ... ), $this->added );
	}
}
