<?php
/**
 * A key that is refused for a while heals by itself (issue 10.15).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Run;
use WcAccounting\Delivery\Status;

final class RefusedKeyTest extends ShopTestCase {

	/** A queue that is held because the service's log-in fails, and one order in it. */
	private function held_order(): \WC_Order {
		Sandbox::use_key( 'kledo_pat_demo00_sandboxkey_another' );
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( 'unauthorized', self::plugin()->queue->hold()['hold'] );
		return $order;
	}

	/** The key stays refused for two hours and is changed then. */
	private static function refuse_for_two_hours(): void {
		for ( $quarter = 0; $quarter < 8; $quarter++ ) {
			self::pass( 15 * self::MINUTE );
			self::run_worker();
		}
		Sandbox::use_key( (string) getenv( 'SANDBOX_KEY' ) );
		self::plugin()->queue->key_changed();
	}

	/** As cron comes, minute by minute. */
	private static function run_for( int $minutes ): void {
		for ( $minute = 0; $minute < $minutes; $minute++ ) {
			self::run_worker();
			self::pass( self::MINUTE );
		}
	}

	public function test_an_invoice_that_waited_for_a_key_is_linked_to_the_sales_order_that_waited_with_it(): void {
		$order = $this->held_order();
		$order->update_status( 'completed' );
		self::refuse_for_two_hours();
		self::assertSame( Status::Retrying, self::row( $order )->status );
		self::assertSame( Status::Pending, self::row( $order, 'invoice' )->status );

		self::run_for( 5 );

		self::assert_linked( $order );
	}

	public function test_a_sales_order_that_was_taken_before_the_key_was_refused_is_looked_for_before_its_invoice_leaves(): void {
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		$order->update_status( 'completed' );
		Sandbox::use_key( 'kledo_pat_demo00_sandboxkey_another' );
		self::pass( 2 * self::MINUTE );
		self::run_worker();
		self::refuse_for_two_hours();
		// As when a long queue has the invoice in an earlier batch.
		$invoice = self::row( $order, 'invoice' )->id;
		self::plugin()->worker->run( new Run( 20, only: array( $invoice ) ) );
		self::assertSame( Status::Pending, self::row( $order, 'invoice' )->status );

		self::run_for( 5 );

		self::assert_linked( $order );
	}

	private static function assert_linked( \WC_Order $order ): void {
		$documents = array_column( Sandbox::documents( $order->get_id() ), 'linked', 'kind' );
		self::assertSame( array( 'order', 'invoice' ), array_keys( $documents ) );
		self::assertTrue( $documents['invoice'] );
		self::assertStringNotContainsString( 'not linked', implode( self::kledo_notes( $order ) ), 'it did not go alone' );
	}

	public function test_the_key_is_tested_again_after_a_quarter_of_an_hour_and_the_queue_goes_on(): void {
		$order = $this->held_order();
		Sandbox::use_key( (string) getenv( 'SANDBOX_KEY' ) );

		self::pass( 14 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Retrying, self::row( $order )->status, 'before its time' );

		self::pass( 2 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertNull( self::plugin()->queue->hold() );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	public function test_a_key_that_stays_refused_is_asked_about_once_each_time_and_the_notice_stays(): void {
		$order  = $this->held_order();
		$before = count( Sandbox::requests() );

		self::pass( 16 * self::MINUTE );
		self::run_worker();
		self::run_worker();
		self::assertSame( $before + 1, count( Sandbox::requests() ) );

		self::pass( 30 * self::MINUTE );
		self::run_worker();
		self::assertSame( $before + 1, count( Sandbox::requests() ), 'the second test comes an hour later' );

		self::pass( 31 * self::MINUTE );
		self::run_worker();
		self::assertSame( $before + 2, count( Sandbox::requests() ) );
		self::assertSame( 'unauthorized', self::plugin()->queue->hold()['hold'] );
		self::assertSame( array( Status::Retrying, 0 ), array( self::row( $order )->status, self::row( $order )->attempts ) );
	}

	/** The key may make invoices and no sales orders: those must not keep the invoices back for ever. */
	public function test_documents_that_a_good_key_may_not_make_fail_alone(): void {
		$orders = array_map( fn () => $this->processing_order(), range( 1, 6 ) );
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 403 ) );
		self::run_worker();
		self::assertSame( 'unauthorized', self::plugin()->queue->hold()['hold'], 'perhaps it may do nothing at all' );
		self::assertSame( Status::Retrying, self::row( $orders[0] )->status );

		for ( $minute = 0; $minute < 5; $minute++ ) {
			self::pass( 61 );
			self::run_worker();
		}

		foreach ( $orders as $order ) {
			$row = self::row( $order );
			self::assertSame( array( Status::Failed, 'forbidden' ), array( $row->status, $row->reason['code'] ) );
			self::assertGreaterThan( self::plugin()->store->now() + 50 * self::MINUTE, $row->next_attempt_at );
			self::assertCount( 1, preg_grep( '/may not do this in Kledo/', self::notes( $order ) ) );
		}
		self::assertNull( self::plugin()->queue->hold() );

		// It was given the right.
		Sandbox::heal();
		self::pass( self::HOUR );
		self::run_worker();
		foreach ( $orders as $order ) {
			self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
		}
	}
}
