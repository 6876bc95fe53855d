<?php
/**
 * What the extension is told of an order.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Order\Decimal;

final class SnapshotTest extends ShopTestCase {

	private function snapshot( \WC_Order $order ): array {
		return self::plugin()->snapshots->of( self::reread( $order ) );
	}

	public function test_it_holds_the_order_as_bought(): void {
		$product = $this->product( array( 'regular_price' => '80000', 'sale_price' => '75000' ) );
		$order   = $this->order( array( array( $product, 2 ) ) );
		$order->set_customer_note( 'Please wrap it.' );
		$fee = new \WC_Order_Item_Fee();
		$fee->set_props( array( 'name' => 'Gift wrap', 'total' => '5000' ) );
		$order->add_item( $fee );
		$shipping = new \WC_Order_Item_Shipping();
		$shipping->set_props( array( 'method_title' => 'Courier', 'total' => '18000' ) );
		$order->add_item( $shipping );
		$order->calculate_totals( false );
		$order->save();
		$product->set_sale_price( '' );
		$product->set_regular_price( '99000' );
		$product->save();

		$snapshot = $this->snapshot( $order );

		self::assertSame( 2, $snapshot['version'] );
		self::assertSame( $order->get_id(), $snapshot['order_id'] );
		self::assertSame( get_woocommerce_currency(), $snapshot['currency'] );
		self::assertSame( 'Please wrap it.', $snapshot['customer_note'] );
		self::assertSame( 'Jawa Barat', $snapshot['billing']['state'] );
		self::assertSame( '150000', $snapshot['lines'][0]['subtotal'] );
		self::assertSame( '99000', $snapshot['lines'][0]['regular_price'] );
		self::assertSame( $product->get_sku(), $snapshot['lines'][0]['sku'] );
		self::assertTrue( $snapshot['lines'][0]['product_exists'] );
		self::assertSame( array( 'Gift wrap', '5000' ), array( $snapshot['fees'][0]['name'], $snapshot['fees'][0]['total'] ) );
		self::assertSame(
			array( 'Courier', '18000' ),
			array( $snapshot['shipping_lines'][0]['name'], $snapshot['shipping_lines'][0]['total'] )
		);
		self::assertSame(
			Decimal::sum( array( '173000', $snapshot['totals']['total_tax'] ) ),
			Decimal::sum( array( $snapshot['totals']['total'] ) )
		);
	}

	public function test_every_amount_is_a_decimal_string(): void {
		$order    = $this->order( array( array( $this->product(), 3 ) ) );
		$snapshot = $this->snapshot( $order );
		$amounts  = array(
			...array_values( $snapshot['totals'] ),
			...array_map(
				static fn ( string $key ) => $snapshot['lines'][0][ $key ],
				array( 'quantity', 'subtotal', 'subtotal_tax', 'total', 'total_tax' )
			),
		);
		foreach ( $amounts as $amount ) {
			self::assertIsString( $amount );
			self::assertMatchesRegularExpression( '/^-?\d+(\.\d+)?$/', $amount );
		}
	}

	public function test_taking_it_changes_nothing_on_the_order(): void {
		$order = $this->order();
		$order->update_status( 'completed' );
		$read   = self::reread( $order );
		$before = array( $read->get_data(), (string) $read->get_date_created(), (string) $read->get_date_completed() );

		self::plugin()->snapshots->of( $read );

		self::assertSame( array(), $read->get_changes() );
		self::assertEquals( $before, array( $read->get_data(), (string) $read->get_date_created(), (string) $read->get_date_completed() ) );
		self::assertEquals( $before[1], (string) self::reread( $order )->get_date_created() );
	}

	/**
	 * @dataProvider zones
	 */
	public function test_times_are_in_the_zone_of_the_site( string $zone, string $offset, string $expected ): void {
		$this->option( 'timezone_string', $zone );
		$this->option( 'gmt_offset', $offset );
		$order = $this->order();
		$order->set_date_created( strtotime( '2026-03-01T20:30:00Z' ) );
		$order->save();

		self::assertSame( $expected, $this->snapshot( $order )['created_at'] );
	}

	public static function zones(): array {
		return array(
			'by name'   => array( 'Asia/Jakarta', '7', '2026-03-02T03:30:00+07:00' ),
			'by offset' => array( '', '5.5', '2026-03-02T02:00:00+05:30' ),
		);
	}

	public function test_a_deleted_product_leaves_what_the_order_knows(): void {
		$product = $this->product();
		$order   = $this->order( array( array( $product, 2 ) ) );
		$product->delete( true );

		$line = $this->snapshot( $order )['lines'][0];

		self::assertSame(
			array( 'Kopi Toraja', '2', '150000', false ),
			array( $line['name'], $line['quantity'], $line['total'], $line['product_exists'] )
		);
	}

	public function test_refunds_are_positive_and_name_the_lines_they_took_back(): void {
		$order = $this->order( array( array( $this->product(), 3 ) ) );
		$order->update_status( 'processing' );
		$line = array_key_first( $order->get_items() );
		wc_create_refund(
			array(
				'order_id'   => $order->get_id(),
				'amount'     => '75000',
				'reason'     => 'Broken cup',
				'line_items' => array(
					$line => array(
						'qty'          => 1,
						'refund_total' => '75000',
					),
				),
			)
		);

		$snapshot = $this->snapshot( $order );

		self::assertCount( 1, $snapshot['refunds'] );
		self::assertSame( 'Broken cup', $snapshot['refunds'][0]['reason'] );
		self::assertSame( $line, $snapshot['refunds'][0]['lines'][0]['line_id'] );
		self::assertSame(
			array( '1', '75000' ),
			array( $snapshot['refunds'][0]['lines'][0]['quantity'], $snapshot['refunds'][0]['lines'][0]['total'] )
		);
		self::assertSame( '75000', $snapshot['totals']['total_refunded'] );
	}

	/** Issue 11: a credit note has a day and a tax per rate of its own. */
	public function test_a_refund_says_when_it_was_and_how_much_tax_of_which_rate_it_gave_back(): void {
		$this->option( 'timezone_string', 'Asia/Jakarta' );
		$order  = $this->taxed_order();
		$tax    = array( 11 => '1100', 7 => '350' );
		$refund = wc_create_refund(
			array(
				'order_id'   => $order->get_id(),
				'amount'     => '34350',
				'line_items' => array_map(
					static fn ( \WC_Order_Item $item ): array => array(
						'refund_total' => '10000',
						'refund_tax'   => 'line_item' === $item->get_type() ? $tax : array( 11 => '1100' ),
					),
					$order->get_items( array( 'line_item', 'fee', 'shipping' ) )
				),
			)
		);
		$refund->set_date_created( '2026-03-01T20:30:00+00:00' );
		$refund->save();

		$given_back = $this->snapshot( $order )['refunds'][0];

		self::assertSame( '2026-03-02T03:30:00+07:00', $given_back['created_at'] );
		self::assertSame( array( 11 => '1100', 7 => '350' ), $given_back['lines'][0]['taxes'] );
		self::assertSame( array( 11 => '1100' ), $given_back['shipping_taxes'] );
		self::assertSame( array( 11 => '1100' ), $given_back['fee_taxes'] );
		foreach ( array( 'shipping' => 'shipping_lines', 'fee' => 'fees' ) as $type => $part ) {
			$named = array(
				'line_id'   => (int) array_key_first( $order->get_items( $type ) ),
				'total'     => '10000',
				'total_tax' => '1100',
				'taxes'     => array( 11 => '1100' ),
			);
			self::assertSame( array( $named ), $given_back[ $part ] );
		}
	}

	/**
	 * Issue 11: a service that books each line at its own rate must know that of fees and shipping too.
	 *
	 * @group woocommerce
	 */
	public function test_every_part_says_which_rates_it_was_taxed_by(): void {
		$snapshot = $this->snapshot( $this->taxed_order() );

		self::assertSame(
			array( 11 => '3300', 7 => '1050', 5 => '0' ),
			array_map( static fn ( array $tax ): string => $tax['total'], $snapshot['lines'][0]['taxes'] )
		);
		self::assertSame( array( 11 => '1100' ), $snapshot['shipping_lines'][0]['taxes'] );
		self::assertSame( array( 11 => '1100' ), $snapshot['fees'][0]['taxes'] );
		self::assertSame( 'reduced-rate', $snapshot['lines'][0]['tax_class'] );
		self::assertSame( 'zero-rate', $snapshot['fees'][0]['tax_class'] );
	}

	/**
	 * Issue 11: what a payment is booked by.
	 *
	 * @group woocommerce
	 */
	public function test_it_knows_the_payment_and_the_customer(): void {
		$guest = $this->snapshot( $this->order() );
		$order = $this->order();
		$order->set_customer_id( 1 );
		$order->set_payment_method( 'bacs' );
		$order->set_transaction_id( 'ch_3Nq' );
		$order->save();

		$snapshot = $this->snapshot( $order );

		self::assertSame( array( 0, '' ), array( $guest['customer_id'], $guest['transaction_id'] ) );
		self::assertSame(
			array( 1, 'bacs', 'ch_3Nq' ),
			array( $snapshot['customer_id'], $snapshot['payment_method'], $snapshot['transaction_id'] )
		);
	}

	/**
	 * A cup of 40,000 and 4,400 of tax, and a discount of 10,000 that is a fee, taxed or not; both come back whole. WooCommerce stores
	 * -40,000 and 10,000, other programs 40,000 and -10,000. Either way 40,000 came back, less the 10,000.
	 *
	 * @dataProvider discounts
	 */
	public function test_a_discount_that_comes_back_is_less_money_however_it_is_stored( string $tax, bool $turned ): void {
		$order = $this->order( array( array( $this->product(), 1 ) ) );
		$line  = current( $order->get_items() );
		$line->set_props( array( 'subtotal' => '40000', 'total' => '40000' ) );
		$line->set_taxes( array( 'subtotal' => array( 11 => '4400' ), 'total' => array( 11 => '4400' ) ) );
		$line->save();
		$fee = new \WC_Order_Item_Fee();
		$fee->set_props( array( 'name' => 'Loyalty discount', 'total' => '-10000' ) );
		$fee->set_taxes( array( 'total' => array( 11 => $tax ) ) );
		$order->add_item( $fee );
		$order->set_total( (string) ( 34400 + (int) $tax ) );
		$order->save();
		$refund = wc_create_refund(
			array(
				'order_id'   => $order->get_id(),
				'amount'     => (string) ( 34400 + (int) $tax ),
				'line_items' => array(
					$line->get_id() => array( 'qty' => 1, 'refund_total' => '40000', 'refund_tax' => array( 11 => '4400' ) ),
					$fee->get_id()  => array( 'qty' => 1, 'refund_total' => '-10000', 'refund_tax' => array( 11 => $tax ) ),
				),
			)
		);
		self::assertInstanceOf( \WC_Order_Refund::class, $refund );
		foreach ( $turned ? $refund->get_items( array( 'line_item', 'fee' ) ) : array() as $item ) {
			$item->set_total( (string) -$item->get_total() );
			$taxes = array_map( static fn ( $tax ): string => (string) -$tax, $item->get_taxes()['total'] );
			$item->set_taxes( array( 'subtotal' => $taxes, 'total' => $taxes ) );
			$item->save();
		}

		$back = $this->snapshot( self::reread( $order ) )['refunds'][0];

		self::assertEquals( array( 40000, 4400 ), array( $back['lines'][0]['total'], $back['lines'][0]['total_tax'] ) );
		self::assertEquals( array( 11 => 4400 ), $back['lines'][0]['taxes'] );
		self::assertEquals( array( -10000, $tax ), array( $back['fee_total'], $back['fee_tax'] ) );
		self::assertEquals( array( -10000, $tax ), array( $back['fees'][0]['total'], $back['fees'][0]['total_tax'] ) );
		self::assertEquals( array( 11 => $tax ), $back['fee_taxes'] ?? array( 11 => '0' ), 'a tax of nothing need not be told' );
	}

	public static function discounts(): array {
		return array(
			'untaxed, by WooCommerce'    => array( '0', false ),
			'untaxed, by other programs' => array( '0', true ),
			'taxed, by WooCommerce'      => array( '-1100', false ),
			'taxed, by other programs'   => array( '-1100', true ),
		);
	}

	/** Of what it is nobody knows: it is taken for a charge that comes back. */
	public function test_what_a_refund_gives_back_of_nothing_that_is_known_is_positive(): void {
		$order  = $this->order();
		$refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '5000' ) );
		foreach ( array( '-3000', '2000' ) as $total ) {
			$fee = new \WC_Order_Item_Fee();
			$fee->set_props( array( 'name' => 'Fee', 'total' => $total ) );
			$refund->add_item( $fee );
		}
		$refund->save();

		$back = $this->snapshot( self::reread( $order ) )['refunds'][0];

		self::assertSame( '5000', $back['fee_total'] );
		self::assertArrayNotHasKey( 'fees', $back );
	}

	/** A line, a fee and shipping with the taxes of rates 11, 7 and 5; rate 9 was not charged on the line. */
	private function taxed_order(): \WC_Order {
		$order = $this->order( array( array( $this->product(), 1 ) ) );
		foreach ( $order->get_items() as $line ) {
			$line->set_props( array( 'subtotal' => '30000', 'total' => '30000', 'tax_class' => 'reduced-rate' ) );
			$taxes = array( 11 => '3300', 7 => '1050', 9 => '', 5 => '0' );
			$line->set_taxes( array( 'subtotal' => $taxes, 'total' => $taxes ) );
			$line->save();
		}
		$fee = new \WC_Order_Item_Fee();
		$fee->set_props( array( 'name' => 'Gift wrap', 'total' => '10000', 'tax_class' => 'zero-rate' ) );
		$fee->set_taxes( array( 'total' => array( 11 => '1100' ) ) );
		$order->add_item( $fee );
		$shipping = new \WC_Order_Item_Shipping();
		$shipping->set_props( array( 'method_title' => 'Courier', 'total' => '10000' ) );
		$shipping->set_taxes( array( 'total' => array( 11 => '1100' ) ) );
		$order->add_item( $shipping );
		$order->set_total( '56550' );
		$order->save();
		return $order;
	}

	/**
	 * @dataProvider tracking
	 * @param mixed $stored
	 */
	public function test_shipment_tracking_is_read_in_every_shape( $stored, array $expected ): void {
		$order = $this->order();
		$order->update_meta_data( '_wc_shipment_tracking_items', $stored );
		$order->save();

		self::assertSame( $expected, $this->snapshot( $order )['shipment_tracking'] );
	}

	public static function tracking(): array {
		$item = array(
			'tracking_provider' => 'jne',
			'tracking_number'   => 'JP1',
		);
		return array(
			'empty text'  => array( '', array() ),
			'empty list'  => array( array(), array() ),
			'one by one'  => array( $item, array( $item ) ),
			'a list'      => array(
				array( $item + array( 'date_shipped' => 1700000000 ) ),
				array( $item + array( 'date_shipped' => '1700000000' ) ),
			),
			'a nested one' => array( array( $item + array( 'odd' => array( 1 ) ) ), array( $item ) ),
		);
	}

	public function test_a_getter_that_another_plugin_broke_costs_only_what_it_gives(): void {
		$order = $this->order();
		$this->hook( 'woocommerce_order_number', static fn () => throw new \Error( 'broken order numbers' ) );

		$snapshot = $this->snapshot( $order );

		self::assertSame( '', $snapshot['number'] );
		self::assertSame( '150000', $snapshot['lines'][0]['total'] );
	}

	public function test_a_filter_may_add_to_it(): void {
		$order = $this->order();
		$this->hook(
			'wc_accounting_order_snapshot',
			static fn ( array $snapshot, \WC_Order $order ): array => array( 'customer_note' => 'Order ' . $order->get_id() ) + $snapshot,
			10,
			2
		);

		self::assertSame( 'Order ' . $order->get_id(), $this->snapshot( $order )['customer_note'] );
	}

	public function test_the_extension_reads_it(): void {
		$order  = $this->order();
		$values = self::plugin()->settings->values();
		$mapped = self::plugin()->connector->map( 'order', $order->get_id(), $this->snapshot( $order ), $values );

		self::assertNull( $mapped['skipped'] );
		self::assertSame( 'WC/SO/' . $order->get_id(), $mapped['document']['reference'] );
		self::assertSame( '0', $mapped['document']['reconciliation']['difference'] );
	}

	public function test_amounts_add_up_without_floats(): void {
		self::assertSame( '0.3', Decimal::sum( array( '0.1', '0.2' ) ) );
		self::assertSame( '-0.01', Decimal::sum( array( '1', '-1.01' ) ) );
		self::assertSame( '0.99', Decimal::sum( array( '2', '-1.01' ) ) );
		self::assertSame( '999999999999.999999', Decimal::sum( array( '999999999999', '.999999' ) ) );
		self::assertSame( '0', Decimal::sum( array() ) );
		self::assertSame( '33333.33', Decimal::of( 33333.33 ) );
		self::assertSame( '100000', Decimal::rounded( '99999.5', 0 ) );
		self::assertSame( '99999.49', Decimal::rounded( '99999.494999', 2 ) );
		self::assertSame( '-10.10', Decimal::rounded( '-10.1', 2 ) );
		self::assertSame( '0', Decimal::of( '12,5' ) );
		self::assertSame( '0', Decimal::of( null ) );
		self::assertSame( '1.5', Decimal::absolute( '-1.5' ) );
	}
}
