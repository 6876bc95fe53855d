<?php
/**
 * A service that the shell was not written for, through the whole chain.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Toy;

use WcAccounting\Admin\OrderForms;
use WcAccounting\Delivery\Status;
use WcAccounting\Tests\Sandbox;

/** Issue 11: JSON, two requests for a document, a payment that waits for an invoice, a credit note for each refund, made at once. */
final class ChainTest extends ToyTestCase {

	public function test_a_paid_order_becomes_an_invoice_and_its_payment(): void {
		$order = $this->paid_order();
		self::assertSame( array(), Books::requests(), 'nothing leaves in the hook' );

		self::send_until_settled( 2 );

		self::assert_in_the_books( 'invoice', $order );
		self::assert_in_the_books( 'payment', $order );
		$invoice = Books::documents( 'invoice' )[0];
		$payment = Books::documents( 'payment' )[0];
		self::assertSame( 'TB-' . $order->get_id(), $invoice['number'] );
		self::assertSame( $order->get_total(), (string) (float) $invoice['total'] );
		self::assertSame( $invoice['id'], $payment['invoice_id'] );
		self::assertSame( $invoice['total'], $payment['total'] );
		self::assertSame( array( 'siti@example.test' ), array_column( Books::contacts(), 'email' ) );
		self::assertNotEmpty( preg_grep( '/Invoice .* is in Toy Books/', self::notes( $order ) ) );
	}

	public function test_a_customer_that_is_known_is_not_asked_for_again(): void {
		$this->paid_order();
		self::send_until_settled( 2 );
		$first = count( Books::requests() );
		self::assertContains( 'POST contacts', Books::requests() );

		$this->paid_order();
		self::send_until_settled( 2 );

		$second = array_slice( Books::requests(), $first );
		self::assertSame( array( 'POST invoices', 'POST payments' ), $second );
		self::assertCount( 1, Books::contacts() );
	}

	public function test_an_order_that_nobody_has_paid_has_no_payment_until_it_is(): void {
		$order = $this->order();
		$order->set_payment_method( 'cod' );
		$order->update_status( 'processing' );
		$order->set_date_paid( null );
		$order->save();
		self::send_until_settled( 2 );
		self::assert_in_the_books( 'invoice', $order );
		self::assertNull( self::delivery( 'payment', $order->get_id() ) );
		self::assertStringContainsString( 'once the order has been paid', self::box_of_service( $order ) );

		$order->set_date_paid( time() );
		$order->update_status( 'completed' );
		self::send_until_settled( 2 );
		self::assert_in_the_books( 'payment', $order );
	}

	public function test_each_refund_has_a_credit_note_and_the_invoice_stays_as_it_was_bought(): void {
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		$line  = (int) array_key_first( $order->get_items() );
		$first = $this->refund( $order, '75000', array( $line => 1 ) );
		$money = $this->refund( $order, '1000' );

		self::send_until_settled( 2 );

		self::assert_in_the_books( 'credit_note', $first, $money );
		self::assert_in_the_books( 'invoice', $order );
		$notes = array_column( Books::documents( 'credit_note' ), null, 'number' );
		self::assertSame( 75000.0, (float) $notes[ 'TB-CN-' . $first->get_id() ]['total'] );
		self::assertSame( 1000.0, (float) $notes[ 'TB-CN-' . $money->get_id() ]['total'] );
		self::assertSame( 150000.0, (float) Books::documents( 'invoice' )[0]['total'] );
		self::assertStringContainsString( 'Credit note for refund #' . $money->get_id(), self::box_of_service( $order ) );
		self::pass( 2 * self::MINUTE );
		self::toy()->second_look->look();
		self::assertNull( self::delivery( 'invoice', $order->get_id() )->changed_at, 'the credit note says it' );
	}

	/** WooCommerce calls such an order refunded, which ends what is of the order, not what is of its refunds. */
	public function test_an_order_that_is_refunded_in_full_afterwards_has_its_credit_note_and_is_not_called_changed(): void {
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		$refund = $this->refund( $order, '150000' );
		self::assertSame( 'refunded', self::reread( $order )->get_status() );

		self::send_until_settled( 2 );

		self::assert_in_the_books( 'credit_note', $refund );
		self::toy()->flags->flag_orders( array( $order->get_id() ), 0, true );
		self::pass( 2 * self::MINUTE );
		self::toy()->second_look->look();
		foreach ( self::toy()->store->find_of_order( $order->get_id() ) as $delivery ) {
			self::assertNull( $delivery->changed_at, $delivery->document );
		}
	}

	public function test_a_refund_before_anything_left_is_not_taken_off_twice(): void {
		$order  = $this->paid_order();
		$refund = $this->refund( $order, '50000' );

		self::send_until_settled( 2 );

		self::assert_in_the_books( 'invoice', $order );
		self::assert_in_the_books( 'credit_note', $refund );
		self::assertSame( 150000.0, (float) Books::documents( 'invoice' )[0]['total'] );
	}

	public function test_an_order_that_is_refunded_before_anything_left_makes_nothing(): void {
		$order = $this->paid_order();
		$this->refund( $order, '150000' );
		self::assertSame( 'refunded', self::reread( $order )->get_status() );

		self::send_until_settled( 2 );

		self::assertSame( array(), Books::state()['documents'] );
		self::assertSame( array(), self::toy()->store->find_of_order( $order->get_id() ) );
	}

	public function test_a_refund_that_was_deleted_leaves_nothing_behind_in_the_queue(): void {
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		$refund = $this->refund( $order, '1000' );
		$id     = $refund->get_id();
		self::assertNotNull( self::delivery( 'credit_note', $id ) );
		$refund->delete( true );

		self::send_until_settled( 2 );

		self::assertNull( self::delivery( 'credit_note', $id ) );
		self::assertSame( array(), Books::documents( 'credit_note' ) );
	}

	public function test_what_belongs_to_an_invoice_that_failed_follows_once_that_has_arrived(): void {
		Books::fault( 'POST', 'invoices', array( 'kind' => 'status', 'code' => 422 ) );
		$order  = $this->paid_order();
		$refund = $this->refund( $order, '1000' );
		self::send_until_settled( 2 );
		$ids = array( 'payment' => $order->get_id(), 'credit_note' => $refund->get_id() );
		foreach ( $ids as $document => $id ) {
			$waiting = self::delivery( $document, $id );
			self::assertSame( Status::Failed, $waiting->status );
			self::assertSame( 'nothing_to_belong_to', $waiting->reason['code'] );
		}
		$notes = count( self::notes( $order ) );

		// Saving the order does not make it new: nobody is told twice.
		self::toy()->flags->flag_orders( array( $order->get_id() ), 0, true );
		self::pass( 2 * self::MINUTE );
		self::toy()->second_look->look();
		self::assertCount( $notes, self::notes( $order ) );
		self::assertSame( Status::Failed, self::delivery( 'payment', $order->get_id() )->status );

		Books::heal();
		self::assertTrue( self::toy()->by_hand->retry( self::delivery( 'invoice', $order->get_id() )->id ) );
		self::send();
		self::pass( 2 * self::MINUTE );
		self::toy()->second_look->look();
		self::send_until_settled( 2 );
		self::assert_in_the_books( 'invoice', $order );
		self::assert_in_the_books( 'payment', $order );
		self::assert_in_the_books( 'credit_note', $refund );
	}

	public function test_a_payment_without_an_invoice_is_never_queued(): void {
		$this->option( 'wc_toy_enable_invoice', 'no' );
		$order = $this->paid_order();

		self::assertSame( array(), self::toy()->store->find_of_order( $order->get_id() ) );
		self::assertStringContainsString( 'belongs to the document &quot;Invoice&quot;', self::box_of_service( $order ) );
	}

	/** What the hook missed, and what happened while the plugin could not work. */
	public function test_the_sweep_finds_orders_and_refunds_that_were_missed(): void {
		self::hide_earlier_orders();
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		$refund = $this->refund( $order, '1000' );
		self::sql( "DELETE FROM {deliveries} WHERE document = 'credit_note'" );
		$missed = $this->paid_order();
		self::sql( "DELETE FROM {deliveries} WHERE order_id = {$missed->get_id()}" );

		self::assertSame( 3, self::toy()->sweeper->sweep()['queued'] );
		self::assertSame( 0, self::toy()->sweeper->sweep()['queued'] );

		self::send_until_settled( 2 );
		self::assert_in_the_books( 'invoice', $order, $missed );
		self::assert_in_the_books( 'payment', $order, $missed );
		self::assert_in_the_books( 'credit_note', $refund );
	}

	/** Issue 11: faults of one never touch the other. */
	public function test_an_order_goes_to_both_services_and_one_that_hangs_leaves_the_other_alone(): void {
		update_option( 'wc_kledo_enable_api_connection', 'yes' );
		Books::fault( 'POST', 'invoices', array( 'kind' => 'status', 'code' => 503 ) );
		$order = $this->paid_order();
		self::send();
		self::run_worker();
		self::pass( 3 * self::MINUTE );
		self::run_worker();

		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertSame( Status::Unconfirmed, self::delivery( 'invoice', $order->get_id() )->status );
		self::assertNull( self::plugin()->store->find_document( 'payment', $order->get_id() ) );

		Books::heal();
		self::send_until_settled();
		self::assert_in_the_books( 'invoice', $order );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	/** What is of refunds is offered where there is one. */
	public function test_the_actions_of_an_order_are_those_of_its_documents(): void {
		wp_set_current_user( 1 );
		$toy   = self::toy();
		$forms = new OrderForms( $toy->connector->description(), $toy->orders, $toy->order_actions );
		$forms->register();
		$order   = $this->paid_order();
		$offered = static fn (): array => preg_grep(
			'/^wc_accounting_toy_send_/',
			array_keys( apply_filters( 'woocommerce_order_actions', array(), self::reread( $order ) ) )
		);
		self::assertSame( array( 'invoice', 'payment' ), self::kinds( $offered() ) );

		$this->refund( $order, '1000' );
		self::assertSame( array( 'invoice', 'payment', 'credit_note' ), self::kinds( $offered() ) );
	}

	/**
	 * @param array<string> $choices
	 * @return list<string>
	 */
	private static function kinds( array $choices ): array {
		$kind = static fn ( string $choice ): string => substr( $choice, strlen( 'wc_accounting_toy_send_' ) );
		return array_values( array_map( $kind, $choices ) );
	}
}
