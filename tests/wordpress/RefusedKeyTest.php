<?php
/**
 * A key that is refused for a while heals by itself (issue 10.15).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

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
