<?php
/**
 * What Kledo says an order comes to.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\OrderPreview;
use WcAccounting\Delivery\Status;
use WcAccounting\Order\Decimal;
use WcAccounting\Order\Subject;

/**
 * Orders as shops take them, from the basket to the books: WooCommerce adds up what the customer pays, Kledo what it was
 * sent. The literal totals were worked out by hand, the steps are beside them.
 *
 * @group woocommerce
 */
final class ReconciliationTest extends MoneyTestCase {

	use ShopOrders;

	protected function setUp(): void {
		parent::setUp();
		$this->charge_in( 'IDR', 0 );
		$this->option( 'woocommerce_currency_pos', 'left_space' );
	}

	/**
	 * Name => the method of ShopOrders that takes the order, what the customer paid, what Kledo shows, and what is said
	 * about it if the two differ.
	 *
	 * @return array<string, array{0: string, 1: string, 2: string, 3?: string}>
	 */
	public static function orders(): array {
		return array(
			// 2 × 50,000.
			'plain'                                  => array( 'plain', '100000', '100000' ),
			// 500 × 10,000; the sandbox reads every field, whether Kledo does is not known.
			'five hundred lines'                     => array(
				'five_hundred_lines',
				'5000000',
				'5000000',
				'Check this document in Kledo: it has so many items that some may be cut off.',
			),
			// 2 × 50,000, although the page says 60,000 now.
			'catalogue price raised after purchase'  => array( 'catalogue_price_raised', '100000', '100000' ),
			// 2 × 40,000.
			'sale ended after purchase'              => array( 'sale_ended', '80000', '80000' ),
			// 2 × 45,000.
			'line price edited by hand'              => array( 'line_price_edited', '90000', '90000' ),
			// 2 × 50,000 made 80,000.
			'only the line total edited'             => array( 'line_total_edited', '80000', '80000' ),
			// 100,000 + 5,000.
			'fee'                                    => array( 'fee', '105000', '105000' ),
			// 100,000 + 10,000, and 11 % of that: 12,100.
			'fee, taxed'                             => array( 'taxed_fee', '122100', '122100' ),
			// 100,000 − 10,000.
			'negative fee'                           => array( 'negative_fee', '90000', '90000' ),
			// 100,000 − 10,000, and 11 % of that: 9,900.
			'negative fee, taxed'                    => array( 'taxed_negative_fee', '99900', '99900' ),
			// 3 × 30,000 − 30,000.
			'partial refund of 1 of 3'               => array( 'refund_of_one_of_three', '60000', '60000' ),
			// 3 × 111,000 − 111,000.
			'partial refund of 1 of 3, taxed'        => array( 'taxed_refund_of_one_of_three', '222000', '222000' ),
			// 111,000 and 50,000.
			'mixed taxable and tax-free, inclusive'  => array( 'mixed_inclusive', '161000', '161000' ),
			// 100,000 + 11,000 + 50,000; Kledo taxes both: 150,000 + 16,500.
			'mixed taxable and tax-free lines'       => array(
				'mixed_net',
				'161000',
				'166500',
				'Kledo will show Rp 166.500, the order says Rp 161.000: some of its items are taxed and some are not.',
			),
			// 100,000, of which 9,910 are tax.
			'prices including tax'                   => array( 'inclusive', '100000', '100000' ),
			// 100,000 − 10,000.
			'the same with a 10 % coupon'            => array( 'inclusive_with_coupon', '90000', '90000' ),
			// 100,000 + 50,000 − 30,000.
			'fixed cart coupon, tax-inclusive prices' => array( 'inclusive_with_cart_coupon', '120000', '120000' ),
			// 100,000 + 5,000 + 7 % of 105,000: 7,350. Kledo knows the 5 %.
			'compound tax'                           => array(
				'compound_net',
				'112350',
				'105000',
				'Kledo will show Rp 105.000, the order says Rp 112.350: the order has a tax on top of another.',
			),
			// The same, all of it in the price.
			'compound tax, inclusive'                => array( 'compound_inclusive', '112350', '112350' ),
			// 100,000 + 11 % and 50,000 + 12 %; Kledo takes 11 % of all: 16,500.
			'two tax rates'                          => array(
				'two_rates_net',
				'167000',
				'166500',
				'Kledo will show Rp 166.500, the order says Rp 167.000: the order has several tax rates.',
			),
			// 111,000 and 56,000.
			'two tax rates, inclusive'               => array( 'two_rates_inclusive', '167000', '167000' ),
			// 100,000 + 20,000, and 11 % of that: 13,200.
			'shipping with tax'                      => array( 'taxed_shipping_net', '133200', '133200' ),
			// 111,000 + 22,200.
			'shipping with tax, inclusive'           => array( 'taxed_shipping_inclusive', '133200', '133200' ),
			// 111,000 + 20,000; Kledo taxes the shipping: 120,000 + 13,200.
			'shipping without tax'                   => array(
				'untaxed_shipping_net',
				'131000',
				'133200',
				'Kledo will show Rp 133.200, the order says Rp 131.000: the items are taxed and the shipping is not.',
			),
			// 50,000 − 50,000.
			'free order'                             => array( 'free', '0', '0' ),
			// 0.5 × 50,000.
			'quantity 0.5'                           => array( 'half_a_kilogram', '25000', '25000' ),
			// 99,999.99, in whole rupiah.
			'3 × 33,333.33'                          => array( 'three_times_33333', '100000', '100000' ),
			'3 × 33,333.33, with cents'              => array( 'three_times_33333_in_dollars', '99999.99', '99999.99' ),
			// 2 × 1.234 = 2.468, and 5 % of that: 0.1234.
			'currency with 3 decimals'               => array( 'three_decimals', '2.591', '2.591' ),
			// 11,000.55, 11,000.55 and 34,648.9 are 56,651 rounded one by one, and 56,650 together.
			'tax rounded per line'                   => array(
				'tax_rounded_per_line',
				'571651',
				'571650',
				'Kledo will show Rp 571.650, the order says Rp 571.651: tax is rounded on each line in the shop.',
			),
		);
	}

	/**
	 * @dataProvider orders
	 */
	public function test_kledo_says_what_the_order_says_or_why_not(
		string $take,
		string $paid,
		string $in_kledo,
		string $said = ''
	): void {
		$order = $this->$take();
		$order->update_status( 'processing' );
		$this->give_back( $order );
		self::assertSame( $paid, self::paid( $order ), 'what the customer paid' );

		$this->deliver( $order );

		self::assertSame( array( 'order', 'invoice' ), array_column( Sandbox::documents( $order->get_id() ), 'kind' ) );
		foreach ( Sandbox::documents( $order->get_id() ) as $document ) {
			self::assertSame( $in_kledo, Decimal::sum( array( $document['total'] ) ), "total of the {$document['kind']} in Kledo" );
		}
		foreach ( $this->places( $order ) as $place => $text ) {
			if ( '' === $said ) {
				self::assertDoesNotMatchRegularExpression( '/Kledo will show|Check this document/', $text, $place );
			} else {
				self::assertStringContainsString( $said, $text, $place );
			}
		}
	}

	public function test_a_fully_refunded_order_makes_no_document(): void {
		$order = $this->three_pieces();
		$order->update_status( 'processing' );
		$this->refund( $order, 3, '90000' );

		$this->deliver( self::reread( $order ) );

		self::assertSame( '0', self::paid( $order ) );
		self::assertSame( array(), Sandbox::documents( $order->get_id() ) );
		self::assertNull( self::row( $order ) );
	}

	public function test_a_fully_refunded_order_that_stays_in_its_status_makes_none_either(): void {
		$this->hook( 'woocommerce_order_fully_refunded_status', '__return_empty_string' );
		$order = $this->three_pieces();
		$order->update_status( 'processing' );
		$this->refund( $order, 3, '90000' );

		self::run_worker();

		self::assertSame( array(), Sandbox::documents( $order->get_id() ) );
		self::assertSame(
			array( Status::Failed, 'fully_refunded' ),
			array( self::row( $order )->status, self::row( $order )->reason['code'] )
		);
	}

	/** What is left of the order's total. */
	private static function paid( \WC_Order $order ): string {
		$order = self::reread( $order );
		return Decimal::sum( array( Decimal::of( $order->get_total() ), '-' . Decimal::of( $order->get_total_refunded() ) ) );
	}

	/** First its sales order, then its invoice. */
	private function deliver( \WC_Order $order ): void {
		self::run_worker();
		self::pass( 2 * self::MINUTE );
		self::run_worker();
		if ( $order->has_status( 'processing' ) ) {
			self::reread( $order )->update_status( 'completed' );
			self::run_worker();
		}
	}

	/**
	 * Where a shop is told of a difference.
	 *
	 * @return array<string, string> Place => what it says.
	 */
	private function places( \WC_Order $order ): array {
		$plugin  = self::plugin();
		$preview = new OrderPreview( $plugin->connector, $plugin->orders, $plugin->documents, $plugin->messages );
		$subject = Subject::all( $plugin->connector->description()->document( 'invoice' ), self::reread( $order ) )[0];
		$of_it   = preg_grep( "/ of order {$order->get_id()} /", explode( "\n", self::log() ) );
		$places  = array(
			'order note' => implode( "\n", self::kledo_notes( $order ) ),
			'log'        => implode( "\n", $of_it ),
			'meta box'   => $this->box_of( self::reread( $order ) ),
			'preview'    => $preview->html( $subject, $preview->mapped( $subject ) ),
		);
		// Money is shown with a space that does not break.
		return array_map(
			static fn ( string $text ): string => str_replace( "\u{a0}", ' ', html_entity_decode( wp_strip_all_tags( $text ) ) ),
			$places
		);
	}
}
