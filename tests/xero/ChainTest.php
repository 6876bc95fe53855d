<?php
/**
 * Orders on their way to Xero.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Admin\OrderPreview;
use WcAccounting\Delivery\Change;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Run;
use WcAccounting\Delivery\Status;
use WcAccounting\Order\Subject;
use WcAccounting\Order\TaxSets;
use WcAccounting\Shell;
use WcAccounting\Tests\TaxRates;

/** Issue 12.1: invoices and quotes, payments, credit notes and what becomes of them. */
final class ChainTest extends XeroTestCase {

	private TaxRates $rates;

	protected function setUp(): void {
		parent::setUp();
		$this->rates = new TaxRates();
	}

	protected function tearDown(): void {
		$this->rates->remove();
		parent::tearDown();
	}

	public function test_a_paid_order_becomes_an_invoice_and_its_payment(): void {
		$order = $this->paid_order();
		self::assertArrayNotHasKey( 'PUT Invoices', Books::calls(), 'nothing leaves in the hook' );

		self::send_until_settled( 2 );

		self::assert_delivered( 'invoice', $order );
		self::assert_delivered( 'payment', $order );
		$invoice = Books::all( 'invoices' )[0];
		self::assertSame( 'WC-' . $order->get_id(), $invoice['InvoiceNumber'] );
		self::assertSame( wp_parse_url( home_url(), PHP_URL_HOST ) . ' #' . $order->get_id(), $invoice['Reference'] );
		self::assertSame( array( 'PAID', 150000.0 ), array( $invoice['Status'], (float) $invoice['Total'] ) );
		self::assertSame( array( 'siti@example.test' ), array_column( Books::all( 'contacts' ), 'EmailAddress' ) );
		self::assertNotEmpty( preg_grep( '/Invoice .* is in Xero/', self::notes( $order ) ) );
	}

	public function test_the_box_leads_to_the_document_in_xero_and_shows_what_there_can_be(): void {
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		$box     = self::box_of_service( $order );
		$invoice = Books::all( 'invoices' )[0]['InvoiceID'];
		self::assertStringContainsString( "https://go.xero.com/app/%21Teak1/invoicing/view/$invoice", $box );
		self::assertStringContainsString( 'Payment', $box );
		self::assertStringNotContainsString( '<h4>Quote</h4>', $box, 'he makes invoices' );
	}

	/** Issue 12.5: at most two calls for a known customer with known items, two more for a new one, and one more for each new item. */
	public function test_what_is_known_is_not_asked_for(): void {
		$this->settings( array( 'item_codes' => 'yes', 'make_items' => 'yes' ) );
		list( $cup, $pot, $tin ) = array( $this->product(), $this->product(), $this->product() );
		$cost = function ( string $email, \WC_Product ...$products ): array {
			$before = Books::calls();
			$order  = $this->order( array_map( static fn ( \WC_Product $product ): array => array( $product, 2 ), $products ) );
			$order->set_billing_first_name( strtok( $email, '@' ) );
			$order->set_billing_email( $email );
			$order->set_payment_method( 'bacs' );
			$order->payment_complete( 'transfer 7' );
			self::send_until_settled( 2 );
			self::assert_delivered( 'payment', $order );
			$more = array();
			foreach ( Books::calls() as $call => $times ) {
				$more[ $call ] = $times - ( $before[ $call ] ?? 0 );
			}
			return array_filter( $more );
		};
		$document = array( 'PUT Invoices' => 1, 'PUT Payments' => 1 );
		$contact  = array( 'GET Contacts' => 1, 'PUT Contacts' => 1 );
		$items    = array( 'PUT Items' => 1 );
		self::assertEquals( $contact + $items + $document, $cost( 'ayu@example.test', $cup ) );
		self::assertEquals( $document, $cost( 'ayu@example.test', $cup ) );
		self::assertEquals( $contact + $document, $cost( 'budi@example.test', $cup ) );
		self::assertEquals( $items + $document, $cost( 'budi@example.test', $pot, $tin ), 'all in one' );
		self::assertEquals( $document, $cost( 'ayu@example.test', $cup, $pot, $tin ) );
	}

	/** Issue 13.1: each answer tells what the document comes to, so nobody asks for it. */
	public function test_what_stands_in_the_books_is_known_without_a_call(): void {
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		$asked = Books::calls();
		self::xero()->read_back->run( new Run( 20 ) );
		self::assertSame( $asked, Books::calls() );

		$invoice = self::delivery( 'invoice', $order->get_id() );
		$books   = self::xero()->book_store->of( array( $invoice ) )[ $invoice->id ];
		self::assertEquals( 150000, $books->total );
		self::assertSame( array( 'authorised', false ), array( $books->state, $books->differs ) );
		$payment = self::delivery( 'payment', $order->get_id() );
		self::assertSame( array(), self::xero()->book_store->of( array( $payment ) ), 'a payment has no total to compare' );
	}

	public function test_cash_on_delivery_is_paid_when_the_order_is(): void {
		$order = $this->unpaid_order();
		self::send_until_settled( 2 );
		self::assert_delivered( 'invoice', $order );
		self::assertNull( self::delivery( 'payment', $order->get_id() ) );

		$order->set_date_paid( time() );
		$order->update_status( 'completed' );
		self::send_until_settled( 2 );
		self::assert_delivered( 'payment', $order );
	}

	/** Paid in full: nothing is due, so the credit is paid back. */
	public function test_a_refund_of_a_paid_order_is_a_credit_note_that_is_paid_back(): void {
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		$refund = $this->refund( $order, '75000', array( (int) array_key_first( $order->get_items() ) => 1 ) );

		self::send_until_settled( 3 );

		self::assert_delivered( 'credit_note', $refund );
		self::assert_delivered( 'refund_payment', $refund );
		self::assertSame( 'set_aside', self::delivery( 'allocation', $refund->get_id() )->status->value, 'nothing is due' );
		$note = Books::all( 'credit_notes' )[0];
		self::assertSame( array( 75000.0, 0.0 ), array( (float) $note['Total'], (float) $note['RemainingCredit'] ) );
		self::assertSame( 150000.0, (float) Books::all( 'invoices' )[0]['Total'], 'as it was bought' );
	}

	/** Not paid yet: the credit is taken off what is due. */
	public function test_a_refund_of_an_unpaid_order_is_allocated(): void {
		$order = $this->unpaid_order();
		self::send_until_settled( 2 );
		$refund = $this->refund( $order, '75000', array( (int) array_key_first( $order->get_items() ) => 1 ) );

		self::send_until_settled( 3 );

		self::assert_delivered( 'credit_note', $refund );
		self::assert_delivered( 'allocation', $refund );
		self::assertSame( 'set_aside', self::delivery( 'refund_payment', $refund->get_id() )->status->value, 'no credit is left' );
		self::assertSame( 75000.0, (float) Books::all( 'invoices' )[0]['AmountDue'] );
	}

	/** He keeps one bag and pays for that on delivery: the credit note has taken the other one off. */
	public function test_what_came_back_before_it_was_paid_is_not_paid(): void {
		$order = $this->unpaid_order();
		self::send_until_settled( 2 );
		$this->refund( $order, '75000', array( (int) array_key_first( $order->get_items() ) => 1 ) );
		self::send_until_settled( 3 );
		$order = self::reread( $order );
		$order->set_date_paid( time() + self::MINUTE );
		$order->update_status( 'completed' );
		self::send_until_settled( 3 );
		self::assert_delivered( 'payment', $order );
		self::assertSame( array( 75000.0 ), array_map( 'floatval', array_column( Books::all( 'payments' ), 'Amount' ) ) );
		$invoice = Books::all( 'invoices' )[0];
		self::assertSame( array( 'PAID', 0.0 ), array( $invoice['Status'], (float) $invoice['AmountDue'] ) );
	}

	/** However long the payment takes: what is taken off before it would be missing when it comes. */
	public function test_credit_is_not_taken_off_what_a_payment_on_its_way_will_pay(): void {
		Books::fault( 'PUT', 'Payments', array( 'kind' => 'status', 'code' => 500 ) );
		$order  = $this->paid_order();
		$refund = $this->refund( $order, '75000', array( (int) array_key_first( $order->get_items() ) => 1 ) );
		self::send_until_settled( 5 );
		self::assert_delivered( 'credit_note', $refund );
		self::assertSame( array(), Books::all( 'allocations' ) );

		Books::heal();
		self::send_until_settled( 24 );
		self::assert_delivered( 'payment', $order );
		self::assert_delivered( 'refund_payment', $refund );
		self::assertSame( array(), Books::all( 'allocations' ) );
		self::assertSame( array( 150000.0, 75000.0 ), array_map( 'floatval', array_column( Books::all( 'payments' ), 'Amount' ) ) );
	}

	/** However long the allocation takes: what nobody has paid is not paid back. */
	public function test_credit_is_not_paid_back_that_an_allocation_on_its_way_will_take(): void {
		Books::fault( 'PUT', 'Allocations', array( 'kind' => 'status', 'code' => 500 ) );
		$order  = $this->unpaid_order();
		$refund = $this->refund( $order, '75000', array( (int) array_key_first( $order->get_items() ) => 1 ) );
		self::send_until_settled( 5 );
		self::assert_delivered( 'credit_note', $refund );
		self::assertSame( array(), Books::all( 'payments' ) );

		Books::heal();
		self::send_until_settled( 24 );
		self::assert_delivered( 'allocation', $refund );
		self::assertSame( array(), Books::all( 'payments' ) );
		self::assertSame( 75000.0, (float) Books::all( 'invoices' )[0]['AmountDue'] );
	}

	public function test_an_order_refunded_in_full_before_anything_left_makes_nothing(): void {
		$order = $this->paid_order();
		$this->refund( $order, '150000' );
		self::send_until_settled( 2 );
		self::assertSame( array(), Books::all( 'invoices' ) );
		self::assertSame( array(), Books::all( 'credit_notes' ) );
	}

	public function test_quotes_are_all_there_is_where_the_owner_chose_them(): void {
		$this->settings( array( 'document' => 'quote' ) );
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		self::assert_delivered( 'quote', $order );
		self::assertSame( array( 'quote' ), array_column( self::xero()->store->find_of_order( $order->get_id() ), 'document' ) );
		self::assertSame( 150000.0, (float) Books::all( 'quotes' )[0]['Total'] );
		self::assertSame( array(), Books::all( 'invoices' ) );
	}

	/** Issue 12.1: payment and allocation wait for approval, no attempt spent. */
	public function test_a_draft_is_paid_once_somebody_has_approved_it(): void {
		$this->settings( array( 'invoice_status' => 'DRAFT' ) );
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		self::assert_delivered( 'invoice', $order );
		$payment = self::delivery( 'payment', $order->get_id() );
		self::assertSame( array( Status::Retrying, 0 ), array( $payment->status, $payment->attempts ) );
		self::assertSame( 'awaits_approval', $payment->reason['code'] );
		self::assertEqualsWithDelta( DAY_IN_SECONDS, $payment->next_attempt_at - self::xero()->store->now(), HOUR_IN_SECONDS );

		Books::act( 'POST', 'Invoices/' . Books::all( 'invoices' )[0]['InvoiceID'], array( 'Status' => 'AUTHORISED' ) );
		self::pass( DAY_IN_SECONDS );
		self::send_until_settled( 2 );
		self::assert_delivered( 'payment', $order );
	}

	/** Issue 12.1 and 12.5: all of them are asked after once a day in one list, and what was approved leaves in the same run. */
	public function test_thirty_payments_that_wait_for_approval_cost_one_call_a_day(): void {
		$orders = $this->thirty_drafts();
		$before = Books::calls();
		// They did not begin to wait at the same moment; those that are due later come along.
		self::pass( DAY_IN_SECONDS - 2 * HOUR_IN_SECONDS );
		$seventh = self::delivery( 'payment', $orders[7]->get_id() )->id;
		self::sql( "UPDATE {deliveries} SET next_attempt_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE id = $seventh" );
		self::send();
		self::assertSame( array( 'GET Invoices' => 1 ), self::calls_since( $before ) );
		foreach ( $orders as $order ) {
			self::assert_waits_for_a_day( $order );
		}

		Books::act( 'POST', 'Invoices/' . self::invoice_of( $orders[3] )['InvoiceID'], array( 'Status' => 'AUTHORISED' ) );
		self::pass( DAY_IN_SECONDS + HOUR_IN_SECONDS );
		$before = Books::calls();
		self::send();
		self::assertSame( array( 'GET Invoices' => 1, 'PUT Payments' => 1 ), self::calls_since( $before ) );
		self::assert_delivered( 'payment', $orders[3] );
		self::assertCount( 1, Books::all( 'payments' ) );
		unset( $orders[3] );
		foreach ( $orders as $order ) {
			self::assert_waits_for_a_day( $order );
		}
	}

	/** Issue 12.1: nothing is known of any then, so that nothing happens to any, and they do not ask one by one either. */
	public function test_a_list_that_fails_costs_nothing_but_time(): void {
		$orders = $this->thirty_drafts();
		Books::act( 'POST', 'Invoices/' . self::invoice_of( $orders[3] )['InvoiceID'], array( 'Status' => 'AUTHORISED' ) );
		self::pass( DAY_IN_SECONDS + HOUR_IN_SECONDS );
		$before = Books::calls();
		Books::fault( 'GET', 'Invoices', array( 'kind' => 'status', 'code' => 503 ), 1 );
		self::send();
		// The books do not count the one that failed.
		self::assertSame( array(), self::calls_since( $before ) );
		foreach ( $orders as $order ) {
			$payment = self::delivery( 'payment', $order->get_id() );
			self::assert_waits( $payment );
		}
		self::pass( 5 * MINUTE_IN_SECONDS );
		self::send();
		self::assert_delivered( 'payment', $orders[3] );
		self::assertCount( 1, Books::all( 'payments' ) );
		self::assert_waits_for_a_day( $orders[4] );
	}

	/** A person who wants one tried now has it tried. */
	public function test_what_waits_for_approval_and_is_tried_by_hand_asks_by_itself(): void {
		$this->settings( array( 'invoice_status' => 'DRAFT' ) );
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		$before = Books::calls();
		self::xero()->by_hand->retry_now( array( self::delivery( 'payment', $order->get_id() )->id ) );
		self::assertSame( array( 'GET Invoices' => 1, 'PUT Payments' => 1 ), self::calls_since( $before ) );
	}

	/**
	 * Orders whose invoices are drafts, and whose payments were told to wait.
	 *
	 * @return list<\WC_Order>
	 */
	private function thirty_drafts(): array {
		$this->settings( array( 'invoice_status' => 'DRAFT' ) );
		$orders = array_map( fn (): \WC_Order => $this->paid_order(), range( 1, 30 ) );
		for ( $run = 0; $run < 5; $run++ ) {
			self::send();
			self::pass( 15 * MINUTE_IN_SECONDS );
			// The shop keeps to sixty calls a minute, and no minute has passed.
			self::sql( 'UPDATE {queues} SET spent = NULL' );
		}
		array_walk( $orders, static fn ( \WC_Order $order ) => self::assert_waits_for_a_day( $order, 2 * HOUR_IN_SECONDS ) );
		return $orders;
	}

	private static function assert_waits( Delivery $payment ): void {
		self::assertSame( 'awaits_approval', $payment->reason['code'] ?? '' );
		self::assertSame( array( Status::Retrying, 0 ), array( $payment->status, $payment->attempts ) );
	}

	private static function assert_waits_for_a_day( \WC_Order $order, int $since = 10 * MINUTE_IN_SECONDS ): void {
		$payment = self::delivery( 'payment', $order->get_id() );
		self::assert_waits( $payment );
		self::assertEqualsWithDelta( DAY_IN_SECONDS, $payment->next_attempt_at - self::xero()->store->now(), $since );
	}

	/** @return array<string, mixed> */
	private static function invoice_of( \WC_Order $order ): array {
		return array_column( Books::all( 'invoices' ), null, 'InvoiceNumber' )[ 'WC-' . $order->get_id() ];
	}

	/**
	 * @param array<string, int> $before
	 * @return array<string, int>
	 */
	private static function calls_since( array $before ): array {
		$since = array();
		foreach ( Books::calls() as $name => $count ) {
			$since[ $name ] = $count - ( $before[ $name ] ?? 0 );
		}
		$since = array_filter( $since );
		ksort( $since );
		return $since;
	}

	/** Off by default, since it is final. */
	public function test_an_order_that_is_cancelled_before_it_was_paid_has_its_invoice_voided_where_the_owner_wants_that(): void {
		$this->settings( array( 'enable_void' => 'yes' ) );
		$order = $this->unpaid_order();
		self::send_until_settled( 2 );
		$order->update_status( 'cancelled' );
		$look = static function () use ( $order ): ?int {
			self::pass( MINUTE_IN_SECONDS );
			self::xero()->second_look->look();
			return self::delivery( 'invoice', $order->get_id() )->changed_at;
		};
		Shell::changes( 'xero' )->tell();
		self::assertNotNull( $look(), 'until it is voided' );

		self::send_until_settled( 2 );
		self::assert_delivered( 'void', $order );
		self::assertSame( 'VOIDED', Books::all( 'invoices' )[0]['Status'] );

		// What ended the order is told in the books: there is nothing left to correct.
		self::assertNull( $look() );
		foreach ( array( 'invoice', 'void' ) as $kind ) {
			$delivery = self::delivery( $kind, $order->get_id() );
			self::assertNull( $delivery->changed_at, $kind );
			self::assertNull( Change::since( $delivery, self::reread( $order ), self::xero()->connector->description() ), $kind );
		}
	}

	public function test_an_order_that_is_cancelled_is_shown_as_changed_where_nothing_voids_its_invoice(): void {
		$order = $this->unpaid_order();
		self::send_until_settled( 2 );
		$order->update_status( 'cancelled' );
		$change = Change::since(
			self::delivery( 'invoice', $order->get_id() ),
			self::reread( $order ),
			self::xero()->connector->description()
		);
		self::assertSame( 'cancelled', $change?->ending );
	}

	/** Issue 12.3: he is told which rows of the table to fill, by the names that they have there. */
	public function test_taxes_that_nobody_mapped_are_named_wherever_it_is_said_that_the_order_waits_for_them(): void {
		$this->settings( array( 'tax_rates' => array() ) );
		$there = array( 'tax_rate_country' => 'CA' );
		$gst   = $this->rates->add( '5', array( 'tax_rate_name' => 'GST' ) + $there );
		$qst   = $this->rates->add( '9.975', array( 'tax_rate_name' => 'QST & co', 'tax_rate_priority' => 2 ) + $there );
		$order = $this->canadian_order_of( $this->product(), $this->product( array( 'tax_status' => 'none' ) ) );
		self::send_until_settled( 2 );

		$row = self::delivery( 'invoice', $order->get_id() );
		self::assertTrue( $row->is_held() );
		$names = TaxSets::possible();
		$named = $names[ TaxSets::key( array( $gst, $qst ) ) ] . ', ' . $names[ TaxSets::UNTAXED ];
		self::assertMatchesRegularExpression( '/^GST \(5%\) \+ QST & co \(9[.,]975%\), Without tax$/', $named );
		$runtime = self::xero();
		$subject = Subject::named( $runtime->connector->description(), 'invoice', self::reread( $order ), $order->get_id() );
		$preview = new OrderPreview( $runtime->connector, $runtime->orders, $runtime->documents, $runtime->messages );
		self::assertStringContainsString( $named, $runtime->messages->of( $row->reason ) );
		self::assertStringContainsString( esc_html( $named ), $preview->html( $subject, $preview->mapped( $subject ) ) );
		self::assertStringContainsString( $named, html_entity_decode( implode( ' ', self::notes( $order ) ) ) );
		self::assertStringContainsString( esc_html( $named ), self::box_of_service( $order ) );
	}

	/** Issue 12.3: 4 of 10 that were sent without tax, where as much was sent with it. What they come to would not say so. */
	public function test_a_refund_of_one_of_two_shippings_and_one_of_two_fees_is_taxed_as_those_were(): void {
		$vat   = $this->rates->add( '20', array( 'tax_rate_name' => 'VAT' ) );
		$zero  = $this->rates->add( '0', array( 'tax_rate_name' => 'Zero', 'tax_rate_class' => 'zero-rate' ) );
		$types = array( '' => 'NONE', (string) $vat => 'OUTPUT2', (string) $zero => 'ZERORATEDOUTPUT' );
		$this->settings( array( 'tax_rates' => $types ) );
		$order = $this->order( array( array( $this->product( array( 'tax_status' => 'none' ) ), 1 ) ) );
		$items = array();
		foreach ( array( \WC_Order_Item_Shipping::class, \WC_Order_Item_Fee::class ) as $class ) {
			foreach ( array( $vat => '2', $zero => '0' ) as $rate => $tax ) {
				$item = new $class();
				$item->set_props( array( 'name' => "At rate $rate", 'total' => '10' ) );
				$item->set_taxes( array( 'total' => array( $rate => $tax ) ) );
				$order->add_item( $item );
				$items[] = $item;
			}
		}
		$order->save();
		$order->update_taxes();
		$order->calculate_totals( false );
		$order->set_payment_method( 'bacs' );
		$order->payment_complete( 'transfer 7' );
		self::send_until_settled( 2 );
		self::assert_delivered( 'invoice', $order );
		$part   = array( 'qty' => 0, 'refund_total' => '4', 'refund_tax' => array( $vat => '0', $zero => '0' ) );
		$refund = wc_create_refund(
			array(
				'order_id'   => $order->get_id(),
				'amount'     => '8',
				'line_items' => array( $items[1]->get_id() => $part, $items[3]->get_id() => $part ),
			)
		);
		self::assertInstanceOf( \WC_Order_Refund::class, $refund );
		self::send_until_settled( 3 );

		self::assert_delivered( 'credit_note', $refund );
		$lines = Books::all( 'credit_notes' )[0]['LineItems'];
		self::assertSame( array( 'ZERORATEDOUTPUT', 'ZERORATEDOUTPUT' ), array_column( $lines, 'TaxType' ) );
		self::assertSame( array( 4.0, 4.0 ), array_map( 'floatval', array_column( $lines, 'LineAmount' ) ) );
	}

	/**
	 * A cup of 40 with 20 % VAT, 8, and a loyalty discount of 10 that is a fee of -10. Without VAT the order comes to 40 + 8 - 10 = 38,
	 * with its VAT of -2 to 40 + 8 - 10 - 2 = 36. All of it comes back, so the credit note has the same lines: VAT of 8, or of 8 - 2 = 6.
	 *
	 * @dataProvider discounts
	 */
	public function test_a_refund_of_a_line_together_with_a_discount_gives_back_the_vat_that_was_charged(
		string $tax_of_discount,
		string $total,
		float $vat
	): void {
		$rate = $this->rates->add( '20', array( 'tax_rate_name' => 'VAT' ) );
		$this->settings( array( 'tax_rates' => array( '' => 'NONE', (string) $rate => 'OUTPUT2' ) ) );
		$order = $this->order( array( array( $this->product( array( 'name' => 'Cup' ) ), 1 ) ) );
		$cup   = current( $order->get_items() );
		$cup->set_props( array( 'subtotal' => '40', 'total' => '40' ) );
		$cup->set_taxes( array( 'subtotal' => array( $rate => '8' ), 'total' => array( $rate => '8' ) ) );
		$cup->save();
		$discount = new \WC_Order_Item_Fee();
		$discount->set_props( array( 'name' => 'Loyalty discount', 'total' => '-10' ) );
		$discount->set_taxes( array( 'total' => '' === $tax_of_discount ? array() : array( $rate => $tax_of_discount ) ) );
		$order->add_item( $discount );
		$order->save();
		$order->update_taxes();
		$order->calculate_totals( false );
		self::assertSame( $total, $order->get_total() );
		$order->set_payment_method( 'bacs' );
		$order->payment_complete( 'transfer 7' );
		self::send_until_settled( 2 );
		self::assert_delivered( 'invoice', $order );

		$refund = wc_create_refund(
			array(
				'order_id'   => $order->get_id(),
				'amount'     => $total,
				'line_items' => array(
					$cup->get_id()      => array( 'qty' => 1, 'refund_total' => '40', 'refund_tax' => array( $rate => '8' ) ),
					$discount->get_id() => array( 'qty' => 1, 'refund_total' => '-10', 'refund_tax' => array( $rate => $tax_of_discount ) ),
				),
			)
		);
		self::assertInstanceOf( \WC_Order_Refund::class, $refund );
		self::send_until_settled( 3 );

		self::assert_delivered( 'credit_note', $refund );
		$note = Books::all( 'credit_notes' )[0];
		self::assertSame( array( (float) $total, $vat ), array( (float) $note['Total'], (float) $note['TotalTax'] ) );
		self::assertSame( $vat, (float) Books::all( 'invoices' )[0]['TotalTax'], 'as much as was charged' );
		$lines = array_column( $note['LineItems'], 'LineAmount', 'Description' );
		self::assertEquals( array( 'Cup' => 48, 'Loyalty discount' => $total - 48 ), $lines, 'with VAT' );
	}

	/** @return array<string, array{0: string, 1: string, 2: float}> VAT of the discount, total, all VAT. */
	public static function discounts(): array {
		return array(
			'without VAT' => array( '', '38.00', 8.0 ),
			'with VAT'    => array( '-2', '36.00', 6.0 ),
		);
	}

	private function canadian_order_of( \WC_Product ...$products ): \WC_Order {
		$this->option( 'woocommerce_calc_taxes', 'yes' );
		$this->option( 'woocommerce_tax_based_on', 'billing' );
		$order = $this->order( array_map( static fn ( \WC_Product $product ): array => array( $product, 1 ), $products ) );
		$order->set_billing_country( 'CA' );
		$order->calculate_totals();
		$order->set_payment_method( 'bacs' );
		$order->payment_complete( 'transfer 7' );
		return $order;
	}

	public function test_an_order_with_a_tax_that_nobody_mapped_is_held_and_says_so(): void {
		$this->settings( array( 'tax_rates' => array() ) );
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		self::assertSame( array(), Books::all( 'invoices' ) );
		$row = self::delivery( 'invoice', $order->get_id() );
		self::assertTrue( $row->is_held() );
		self::assertStringContainsString( 'tax', implode( ' ', self::notes( $order ) ) );

		$this->settings( array( 'tax_rates' => array( '' => 'NONE' ) ) );
		self::xero()->flags->flag_failed();
		self::pass( 2 * self::MINUTE );
		self::xero()->second_look->look();
		self::send_until_settled( 2 );
		self::assert_delivered( 'invoice', $order );
		// What belongs to it failed for want of it, and follows by itself.
		self::pass( 2 * self::MINUTE );
		self::xero()->second_look->look();
		self::send_until_settled( 2 );
		self::assert_delivered( 'payment', $order );
	}
}
