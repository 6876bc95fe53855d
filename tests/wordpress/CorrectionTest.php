<?php
/**
 * Refunds after delivery, where the service has no document for them (13.3): what to correct, and that it was corrected.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\OrderForms;
use WcAccounting\Connector\Account;
use WcAccounting\Delivery\Run;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;
use WcAccounting\Intake\OrderActions;

/**
 * What a person corrects by hand. Taxes and refunds are WooCommerce's own.
 *
 * @group woocommerce
 */
final class CorrectionTest extends MoneyTestCase {

	/** An order of two coffees of 75,000 and 11 % on top, in Kledo. */
	private function taxed_order(): \WC_Order {
		$this->option( 'woocommerce_calc_taxes', 'yes' );
		$this->option( 'woocommerce_prices_include_tax', 'no' );
		$this->rates->add( '11' );
		Sandbox::settings( array( 'tax' => array( 'mode' => 'exclusive', 'percent' => '11', 'shipping' => true, 'decimals' => 2 ) ) );
		return $this->order_in_kledo_before();
	}

	private static function refund_one( \WC_Order $order ): \WC_Order_Refund {
		$item = array_values( $order->get_items() )[0];
		$rate = array_key_first( $item->get_taxes()['total'] );
		return wc_create_refund(
			array(
				'order_id'   => $order->get_id(),
				'amount'     => '83250',
				'line_items' => array(
					$item->get_id() => array( 'qty' => 1, 'refund_total' => 75000, 'refund_tax' => array( $rate => 8250 ) ),
				),
			)
		);
	}

	private function shown( \WC_Order $order ): string {
		$text = str_replace( "\u{a0}", ' ', html_entity_decode( wp_strip_all_tags( $this->box_of( self::reread( $order ) ) ) ) );
		return (string) preg_replace( '/\s+/', ' ', $text );
	}

	/** @return list<int> Ids of orders that are open. */
	private static function open(): array {
		$transactions = new Transactions( self::plugin()->database, new Account( 'kledo' ) );
		return array_column( $transactions->find( new TransactionFilter( Status::VIEW_CHANGED ), 'created', true, 20, 0 ), 'order_id' );
	}

	public function test_a_refund_says_which_document_lines_amounts_and_tax_to_correct(): void {
		$order  = $this->taxed_order();
		$refund = self::refund_one( $order );
		$shown  = $this->shown( $order );
		$number = self::row( $order )->remote_number;
		self::assertMatchesRegularExpression(
			"~Refund #{$refund->get_id()}: take Rp83[.,]250\S* off $number in Kledo, of which tax Rp8[.,]250~",
			$shown
		);
		self::assertMatchesRegularExpression( '~1 × Kopi Toraja: Rp75[.,]000\S*, tax Rp8[.,]250~', $shown );
		self::assertStringContainsString( 'Corrected in Kledo', $shown );
	}

	public function test_a_refund_from_before_is_in_the_document_and_needs_nothing(): void {
		$order = $this->order();
		wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '50000' ) );
		$order = wc_get_order( $order->get_id() );
		self::sql( 'DO SLEEP( 1 )' );
		$order->update_status( 'processing' );
		self::run_worker();
		self::pass( 2 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertStringNotContainsString( 'Refund #', $this->shown( $order ) );
	}

	public function test_a_refund_of_an_amount_alone_names_the_amount(): void {
		$order = $this->order_in_kledo_before();
		wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '40000' ) );
		self::assertMatchesRegularExpression( '~take Rp40[.,]000\S* off \S+ in Kledo\.~', $this->shown( $order ) );
	}

	public function test_what_was_corrected_is_not_told_any_more_until_something_else_changes(): void {
		$order = $this->taxed_order();
		self::refund_one( $order );
		self::end_request_and_run_cron();
		self::assertSame( array( $order->get_id() ), self::open() );

		$answer = $this->press( $order, 'shop_manager' );

		self::assertSame( 302, $answer['status'] );
		self::assertSame( array(), self::open() );
		self::assertStringNotContainsString( 'take Rp', $this->shown( $order ) );
		self::assertStringNotContainsString( 'Corrected in Kledo', $this->shown( $order ) );
		self::assertNotEmpty( preg_grep( '/corrected by hand in Kledo/', self::notes( $order ) ) );
		// Saving the order again changes nothing about it.
		self::reread( $order )->save();
		self::end_request_and_run_cron();
		self::assertSame( array(), self::open() );

		self::refund_one( self::reread( $order ) );
		self::end_request_and_run_cron();
		self::assertSame( array( $order->get_id() ), self::open() );
		self::assertStringContainsString( 'Corrected in Kledo', $this->shown( $order ) );
	}

	/** Whoever did both would take the first one off twice. */
	public function test_a_refund_that_was_seen_to_is_not_told_with_the_next_one(): void {
		$order = $this->taxed_order();
		$first = self::refund_one( $order )->get_id();
		self::end_request_and_run_cron();
		$this->press( $order, 'shop_manager' );
		$second = self::refund_one( self::reread( $order ) )->get_id();
		self::end_request_and_run_cron();
		$shown = $this->shown( $order );
		self::assertStringContainsString( "Refund #$second: take", $shown );
		self::assertStringNotContainsString( "Refund #$first:", $shown );

		// What is sent anew holds what was refunded before: nothing of it is to be corrected again, and no later one was seen to.
		$this->press( $order, 'shop_manager' );
		self::sql( 'UPDATE {deliveries} SET attempts = attempts + 1' );
		self::assertStringContainsString( "Refund #$second: take", $this->shown( $order ) );
	}

	/** What was corrected is compared with what the order comes to now (13.1). */
	public function test_a_correction_is_read_back(): void {
		$order = $this->taxed_order();
		$read  = static function () use ( $order ): ?bool {
			self::plugin()->read_back->run( new Run( 20 ) );
			$row = self::row( $order );
			return self::plugin()->book_store->of( array( $row ) )[ $row->id ]->differs;
		};
		self::assertFalse( $read() );
		self::refund_one( $order );
		$this->press( $order, 'shop_manager' );
		self::assertTrue( $read(), 'nobody has corrected anything there' );
		$row = self::row( $order );
		self::assertEquals( 83250, self::plugin()->book_store->of( array( $row ) )[ $row->id ]->shop_total );
	}

	public function test_only_who_may_edit_the_order_says_that_it_was_corrected(): void {
		$order = $this->taxed_order();
		self::refund_one( $order );
		self::end_request_and_run_cron();
		self::assertSame( 403, $this->press( $order, 'customer' )['status'] );
		self::assertSame( 403, $this->press( $order, 'shop_manager', 'x' )['status'] );
		self::assertSame( array( $order->get_id() ), self::open() );
	}

	/** @return array<string, mixed> */
	private function press( \WC_Order $order, string $role, ?string $nonce = null ): array {
		$action = OrderForms::nonce_action( 'kledo', 'order', $order->get_id(), OrderActions::SETTLE );
		return Visitor::of( $role )->visit(
			'/wp-admin/admin-post.php',
			array(
				'action'   => OrderForms::action( 'kledo' ),
				'do'       => OrderActions::SETTLE,
				'document' => 'order',
				'subject'  => (string) $order->get_id(),
				'order_id' => (string) $order->get_id(),
				'_wpnonce' => $nonce ?? Visitor::of( $role )->nonce( $action ),
			)
		);
	}
}
