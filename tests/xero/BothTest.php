<?php
/**
 * Both plugins in one shop.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Delivery\Status;
use WcAccounting\Tests\Sandbox;

/** Issue 12: an order goes to both, and faults of one never touch the other. */
final class BothTest extends XeroTestCase {

	public function test_an_order_goes_to_both_and_one_that_fails_leaves_the_other_alone(): void {
		update_option( 'wc_kledo_enable_api_connection', 'yes' );
		Books::fault( 'PUT', 'Invoices', array( 'kind' => 'status', 'code' => 503 ) );
		$order = $this->paid_order();
		self::send();
		self::run_worker();
		self::pass( 3 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertSame( Status::Unconfirmed, self::delivery( 'invoice', $order->get_id() )->status );

		Books::heal();
		self::send_until_settled();
		self::assert_delivered( 'invoice', $order );
		self::assert_delivered( 'payment', $order );
		self::assertCount( 1, Books::all( 'invoices' ) );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	public function test_a_kledo_that_fails_leaves_xero_alone(): void {
		update_option( 'wc_kledo_enable_api_connection', 'yes' );
		Sandbox::fault( 'POST', 'orders', array( 'kind' => 'status', 'code' => 503 ) );
		$order = $this->paid_order();
		self::run_worker();
		self::send_until_settled( 2 );
		self::assert_delivered( 'invoice', $order );
		self::assertNotSame( Status::Confirmed, self::row( $order )->status );
	}
}
