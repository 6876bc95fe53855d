<?php
/**
 * An order that is taxed higher than the others (13.5).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/**
 * Taxes are WooCommerce's own.
 *
 * @group woocommerce
 */
final class UsualRateTest extends MoneyTestCase {

	private const SAID = 'This order is taxed at 12%, the orders before it at 11%.';

	/** @return int How often it was said on the order. */
	private static function said( \WC_Order $order ): int {
		return substr_count( implode( "\n", self::notes( $order ) ), self::SAID );
	}

	public function test_twelve_percent_are_pointed_out_once_in_a_shop_that_charges_eleven(): void {
		$this->option( 'woocommerce_calc_taxes', 'yes' );
		$this->option( 'woocommerce_prices_include_tax', 'no' );
		$this->rates->add( '11' );
		$this->rates->add( '12', array( 'tax_rate_class' => 'reduced-rate' ) );
		$before = array_map( fn (): \WC_Order => $this->order_in_kledo(), range( 1, 5 ) );

		$order = $this->order( array( array( $this->product( array( 'tax_class' => 'reduced-rate' ) ), 2 ) ) );
		$order->update_status( 'processing' );
		self::run_worker();
		self::pass( 3 * self::MINUTE );
		self::run_worker();
		$order->update_status( 'completed' );
		for ( $wait = 0; $wait < 3; $wait++ ) {
			self::run_worker();
			self::pass( 3 * self::MINUTE );
		}

		self::assertNotNull( self::row( $order, 'invoice' )->remote_id );
		self::assertSame( 1, self::said( $order ), 'with the sales order, and not again with the invoice' );
		self::assertSame( 0, array_sum( array_map( self::said( ... ), $before ) ) );
	}
}
