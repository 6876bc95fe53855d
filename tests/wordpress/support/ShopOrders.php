<?php
/**
 * Orders as shops take them.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/**
 * One method per kind of order. Only WooCommerce adds up here: no total and no tax is set, except where a shop manager
 * would type it in.
 *
 * No tax in here ends in half a unit: whether WooCommerce rounds those up or down depends on how its prices were entered when it
 * was loaded.
 */
trait ShopOrders {

	/** Two classes of tax that every shop has, so that the rates of the site do not mix in. */
	private static string $usual = 'reduced-rate';

	private static string $other = 'zero-rate';

	/** @var ?array{0: int, 1: string, 2: string} Pieces, amount and tax that are given back once the order is paid. */
	private ?array $to_give_back = null;

	private function plain(): \WC_Order {
		return $this->order( array( array( $this->untaxed( '50000' ), 2 ) ) );
	}

	private function five_hundred_lines(): \WC_Order {
		return $this->order( array_fill( 0, 500, array( $this->untaxed( '10000' ), 1 ) ) );
	}

	private function catalogue_price_raised(): \WC_Order {
		$product = $this->untaxed( '50000' );
		$order   = $this->order( array( array( $product, 2 ) ) );
		$product->set_regular_price( '60000' );
		$product->save();
		return $order;
	}

	private function sale_ended(): \WC_Order {
		$product = $this->product( array( 'regular_price' => '50000', 'sale_price' => '40000' ) );
		$order   = $this->order( array( array( $product, 2 ) ) );
		$product->set_sale_price( '' );
		$product->save();
		return $order;
	}

	private function line_price_edited(): \WC_Order {
		return $this->edited( array( 'subtotal' => '90000', 'total' => '90000' ) );
	}

	private function line_total_edited(): \WC_Order {
		return $this->edited( array( 'total' => '80000' ) );
	}

	private function fee(): \WC_Order {
		return $this->with_fee( $this->plain(), '5000' );
	}

	private function negative_fee(): \WC_Order {
		return $this->with_fee( $this->plain(), '-10000' );
	}

	private function taxed_fee(): \WC_Order {
		return $this->with_fee( $this->taxed_order( false ), '10000' );
	}

	private function taxed_negative_fee(): \WC_Order {
		return $this->with_fee( $this->taxed_order( false ), '-10000' );
	}

	private function three_pieces(): \WC_Order {
		return $this->order( array( array( $this->untaxed( '30000' ), 3 ) ) );
	}

	private function refund_of_one_of_three(): \WC_Order {
		$this->to_give_back = array( 1, '30000', '0' );
		return $this->three_pieces();
	}

	private function taxed_refund_of_one_of_three(): \WC_Order {
		$this->to_give_back = array( 1, '100000', '11000' );
		$this->tax( false, '11' );
		return $this->order( array( array( $this->taxed( '100000' ), 3 ) ) );
	}

	private function mixed_net(): \WC_Order {
		$this->tax( false, '11' );
		return $this->order( array( array( $this->taxed( '100000' ), 1 ), array( $this->untaxed( '50000' ), 1 ) ) );
	}

	private function mixed_inclusive(): \WC_Order {
		$this->tax( true, '11' );
		return $this->order( array( array( $this->taxed( '111000' ), 1 ), array( $this->untaxed( '50000' ), 1 ) ) );
	}

	private function inclusive(): \WC_Order {
		$this->tax( true, '11' );
		return $this->order( array( array( $this->taxed( '100000' ), 1 ) ) );
	}

	private function inclusive_with_coupon(): \WC_Order {
		return $this->with_coupon( $this->inclusive(), 'percent', '10' );
	}

	private function inclusive_with_cart_coupon(): \WC_Order {
		$this->tax( true, '11' );
		$order = $this->order( array( array( $this->taxed( '100000' ), 1 ), array( $this->taxed( '50000' ), 1 ) ) );
		return $this->with_coupon( $order, 'fixed_cart', '30000' );
	}

	private function compound_net(): \WC_Order {
		return $this->compound( false, '100000' );
	}

	private function compound_inclusive(): \WC_Order {
		return $this->compound( true, '112350' );
	}

	private function two_rates_net(): \WC_Order {
		return $this->two_rates( false, '100000', '50000' );
	}

	private function two_rates_inclusive(): \WC_Order {
		return $this->two_rates( true, '111000', '56000' );
	}

	private function taxed_shipping_net(): \WC_Order {
		return $this->with_shipping( $this->taxed_order( false ) );
	}

	private function taxed_shipping_inclusive(): \WC_Order {
		return $this->with_shipping( $this->taxed_order( true ) );
	}

	private function untaxed_shipping_net(): \WC_Order {
		$this->tax( false, '11', array( 'tax_rate_shipping' => 0 ) );
		return $this->with_shipping( $this->order( array( array( $this->taxed( '100000' ), 1 ) ) ) );
	}

	private function free(): \WC_Order {
		return $this->with_coupon( $this->order( array( array( $this->untaxed( '50000' ), 1 ) ) ), 'percent', '100' );
	}

	private function half_a_kilogram(): \WC_Order {
		$this->sell_in_parts();
		return $this->order( array( array( $this->untaxed( '50000' ), 0.5 ) ) );
	}

	private function three_times_33333(): \WC_Order {
		return $this->order( array( array( $this->untaxed( '33333.33' ), 3 ) ) );
	}

	private function three_times_33333_in_dollars(): \WC_Order {
		$this->charge_in( 'USD', 2 );
		return $this->three_times_33333();
	}

	private function three_decimals(): \WC_Order {
		$this->charge_in( 'KWD', 3 );
		$this->tax( false, '5' );
		return $this->order( array( array( $this->taxed( '1.234' ), 2 ) ) );
	}

	private function tax_rounded_per_line(): \WC_Order {
		$this->tax( false, '11' );
		return $this->order(
			array( array( $this->taxed( '100005' ), 1 ), array( $this->taxed( '100005' ), 1 ), array( $this->taxed( '314990' ), 1 ) )
		);
	}

	// --- Parts of them ------------------------------------------------------------------------------------------------

	/**
	 * Taxes on, with a rate; and a Kledo that knows the same one.
	 *
	 * @param array<string, mixed> $columns What is not usual about the rate.
	 */
	private function tax( bool $is_inclusive, string $percent, array $columns = array() ): void {
		$this->option( 'woocommerce_calc_taxes', 'yes' );
		$this->option( 'woocommerce_prices_include_tax', $is_inclusive ? 'yes' : 'no' );
		$this->option( 'woocommerce_shipping_tax_class', self::$usual );
		$this->rates->add( $percent, $columns + array( 'tax_rate_class' => self::$usual ) );
		Sandbox::settings(
			array(
				'tax' => array(
					'mode'     => $is_inclusive ? 'inclusive' : 'exclusive',
					'percent'  => $percent,
					'decimals' => wc_get_price_decimals(),
				),
			)
		);
	}

	private function taxed( string $price, ?string $tax_class = null ): \WC_Product {
		return $this->product( array( 'regular_price' => $price, 'tax_class' => $tax_class ?? self::$usual ) );
	}

	private function untaxed( string $price ): \WC_Product {
		return $this->product( array( 'regular_price' => $price, 'tax_status' => 'none' ) );
	}

	/** A piece of 100,000 and 11,000 of tax. */
	private function taxed_order( bool $is_inclusive ): \WC_Order {
		$this->tax( $is_inclusive, '11' );
		return $this->order( array( array( $this->taxed( $is_inclusive ? '111000' : '100000' ), 1 ) ) );
	}

	private function compound( bool $is_inclusive, string $price ): \WC_Order {
		$this->tax( $is_inclusive, '5' );
		$this->rates->add( '7', array( 'tax_rate_class' => self::$usual, 'tax_rate_compound' => 1, 'tax_rate_priority' => 2 ) );
		return $this->order( array( array( $this->taxed( $price ), 1 ) ) );
	}

	private function two_rates( bool $is_inclusive, string $price, string $other_price ): \WC_Order {
		$this->tax( $is_inclusive, '11' );
		$this->rates->add( '12', array( 'tax_rate_class' => self::$other ) );
		return $this->order( array( array( $this->taxed( $price ), 1 ), array( $this->taxed( $other_price, self::$other ), 1 ) ) );
	}

	/**
	 * Two pieces of 50,000 whose line a shop manager changes.
	 *
	 * @param array<string, string> $props
	 */
	private function edited( array $props ): \WC_Order {
		$order = $this->plain();
		foreach ( $order->get_items() as $item ) {
			$item->set_props( $props );
			$item->save();
		}
		$order->calculate_totals();
		return $order;
	}

	private function with_fee( \WC_Order $order, string $amount ): \WC_Order {
		$fee = new \WC_Order_Item_Fee();
		$fee->set_props( array( 'name' => 'Biaya', 'total' => $amount, 'tax_class' => self::$usual ) );
		$order->add_item( $fee );
		$order->calculate_totals();
		return $order;
	}

	private function with_shipping( \WC_Order $order ): \WC_Order {
		$shipping = new \WC_Order_Item_Shipping();
		$shipping->set_props( array( 'method_title' => 'JNE Reguler', 'total' => '20000' ) );
		$order->add_item( $shipping );
		$order->calculate_totals();
		return $order;
	}

	private function with_coupon( \WC_Order $order, string $type, string $amount ): \WC_Order {
		$coupon = new \WC_Coupon();
		$coupon->set_props( array( 'code' => uniqid( 'hemat' ), 'discount_type' => $type, 'amount' => $amount ) );
		$coupon->save();
		self::assertTrue( $order->apply_coupon( $coupon->get_code() ) );
		return $order;
	}

	/** What the row wants given back before anything is sent. */
	private function give_back( \WC_Order $order ): void {
		if ( null !== $this->to_give_back ) {
			$this->refund( $order, ...$this->to_give_back );
		}
	}

	/** Pieces of the first line, and what was paid for them. */
	private function refund( \WC_Order $order, int $pieces, string $net, string $tax = '0' ): void {
		$item  = current( $order->get_items() );
		$taxes = array_map( static fn (): string => $tax, $item->get_taxes()['total'] );
		$made  = wc_create_refund(
			array(
				'order_id'   => $order->get_id(),
				'amount'     => (string) ( (int) $net + (int) $tax ),
				'line_items' => array(
					$item->get_id() => array(
						'qty'          => $pieces,
						'refund_total' => $net,
						'refund_tax'   => $taxes,
					),
				),
			)
		);
		self::assertInstanceOf( \WC_Order_Refund::class, $made );
	}
}
