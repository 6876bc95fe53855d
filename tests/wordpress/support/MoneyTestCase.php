<?php
/**
 * A shop whose rules about money a test chooses.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/** Currency, taxes and fractions of a piece, for one test; and what such a test compares. */
abstract class MoneyTestCase extends ShopTestCase {

	protected TaxRates $rates;

	private bool $sells_in_parts = false;

	protected function setUp(): void {
		parent::setUp();
		$this->rates = new TaxRates();
	}

	protected function tearDown(): void {
		$this->rates->remove();
		if ( $this->sells_in_parts ) {
			add_filter( 'woocommerce_stock_amount', 'intval' );
		}
		parent::tearDown();
	}

	protected function charge_in( string $currency, int $decimals ): void {
		$this->option( 'woocommerce_currency', $currency );
		$this->option( 'woocommerce_price_num_decimals', (string) $decimals );
	}

	/** Half a kilogram, as plugins make it possible. */
	protected function sell_in_parts(): void {
		$this->sells_in_parts = remove_filter( 'woocommerce_stock_amount', 'intval' );
		$this->hook( 'woocommerce_stock_amount', 'floatval' );
	}
}
