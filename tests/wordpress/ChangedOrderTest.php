<?php
/**
 * Orders that are edited, refunded or cancelled after they were sent (10.17): shown, and never sent by itself.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\StatusView;
use WcAccounting\Connector\Account;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;
use WcAccounting\Shell;

final class ChangedOrderTest extends ShopTestCase {

	/**
	 * @return list<int> Ids of orders in the view of Transactions.
	 */
	private static function changed(): array {
		$transactions = new Transactions( self::plugin()->database, new Account( 'kledo' ) );
		$filter       = new TransactionFilter( Status::VIEW_CHANGED );
		$found        = $transactions->find( $filter, 'created', true, 20, 0 );
		self::assertSame( count( $found ), $transactions->count( $filter, 20 ) );
		return array_map( static fn ( Delivery $delivery ): int => $delivery->order_id, $found );
	}

	/** What the box, the list of orders and Transactions say of it. */
	private function assert_said( string $pattern, \WC_Order $order ): void {
		$view = new StatusView( self::plugin()->connector->description(), self::plugin()->messages );
		$row  = self::row( $order );
		$said = array(
			'box'          => $this->box_of( $order ),
			'orders list'  => $view->short( 'Sales order', $row, true, $order ),
			'transactions' => $view->change( $row, $order ),
		);
		foreach ( $said as $place => $html ) {
			$text = str_replace( "\u{a0}", ' ', html_entity_decode( wp_strip_all_tags( $html ) ) );
			self::assertMatchesRegularExpression( $pattern, $text, $place );
		}
		self::assertSame( array( $order->get_id() ), self::changed() );
	}

	private static function assert_unchanged( \WC_Order $order ): void {
		self::assertNull( self::row( $order )->changed_at );
		self::assertSame( array(), self::changed() );
	}

	public function test_another_total_is_told_with_both_and_nothing_is_sent(): void {
		$order    = $this->order_in_kledo_before();
		$requests = count( Sandbox::requests( 'POST' ) );
		$order->set_total( '120000' );
		$order->save();
		self::assertStringContainsString( 'Changed since it was sent', $this->box_of( $order ), 'at once, where one order is shown' );
		self::assert_unchanged( $order );

		self::end_request_and_run_cron();

		$this->assert_said( '/the order came to \S*\s?150.000\S* then and comes to \S*\s?120.000\S* now/', self::reread( $order ) );
		self::pass( 48 * self::HOUR );
		self::run_worker();
		self::assertCount( $requests, Sandbox::requests( 'POST' ) );

		$order->set_total( '150000' );
		$order->save();
		self::end_request_and_run_cron();
		self::assert_unchanged( $order );
	}

	public function test_a_refund_is_told_and_one_that_is_taken_back_is_not(): void {
		$order  = $this->order_in_kledo_before();
		$refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '30000' ) );
		self::assertInstanceOf( \WC_Order_Refund::class, $refund );
		self::end_request_and_run_cron();
		$this->assert_said( '/150.000\S* then and comes to \S*\s?120.000\S* now/', self::reread( $order ) );

		$refund->delete( true );
		do_action( 'woocommerce_refund_deleted', $refund->get_id(), $order->get_id() );
		self::end_request_and_run_cron();
		self::assert_unchanged( $order );
	}

	public function test_a_cancelled_and_a_wholly_refunded_order_say_so(): void {
		$order = $this->order_in_kledo_before();
		$order->update_status( 'cancelled' );
		self::end_request_and_run_cron();
		$this->assert_said( '/the status of the order is Cancelled now\. Nothing is sent by itself/', self::reread( $order ) );

		self::sql( 'TRUNCATE TABLE {deliveries}' );
		$order = $this->order_in_kledo_before();
		wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => $order->get_total() ) );
		self::end_request_and_run_cron();
		$this->assert_said(
			'/the status of the order is Refunded now, and it came to \S*\s?150.000\S* then and comes to \S*\s?0\S* now/',
			self::reread( $order )
		);
	}

	public function test_the_usual_life_of_an_order_is_no_change(): void {
		$order = $this->order_in_kledo_before();
		$order->set_billing_phone( '0812' );
		$order->update_status( 'completed' );
		self::end_request_and_run_cron();
		self::pass( 20 * self::MINUTE );
		self::run_worker();
		self::end_request_and_run_cron();
		self::assertSame( Status::Confirmed, self::row( $order, 'invoice' )->status );
		self::assert_unchanged( $order );
		self::assertSame( array(), array_filter( array_column( self::rows(), 'flagged_at' ) ) );
	}

	/** A checkout saves its order, and what it queued leaves once the customer is gone: nobody need look at that again. */
	public function test_what_left_after_its_order_was_saved_is_not_flagged(): void {
		$order = $this->processing_order();
		self::run_worker();
		self::sql( 'UPDATE {deliveries} SET sent_at = sent_at + INTERVAL 5 SECOND' );
		Shell::changes( 'kledo' )->tell();
		self::assertNull( self::row( $order )->flagged_at );
	}

	public function test_what_was_refunded_before_it_was_sent_is_no_change(): void {
		$order = $this->processing_order();
		wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '30000' ) );
		self::run_worker();
		self::assertSame( '120000', self::row( $order )->order_total );
		self::reread( $order )->save();
		self::end_request_and_run_cron();
		self::assert_unchanged( $order );
	}

	public function test_who_sends_it_again_has_sent_what_it_is_now(): void {
		$order = $this->order_in_kledo_before();
		$order->set_total( '120000' );
		$order->save();
		self::end_request_and_run_cron();
		self::assertSame( array( $order->get_id() ), self::changed() );

		self::plugin()->by_hand->resend( self::row( $order )->id );
		self::run_worker();
		self::assert_unchanged( $order );
	}

	/** As the code of another plugin may do it. */
	public function test_an_edit_while_it_is_under_way_is_found_once_it_is_there(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'created_answer_lost' ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( Status::Unconfirmed, self::row( $order )->status );
		$order = self::reread( $order );
		$order->set_total( '120000' );
		$order->save();
		self::end_request_and_run_cron();
		self::assert_unchanged( $order );

		self::pass( 3 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::end_request_and_run_cron();
		self::assertSame( array( $order->get_id() ), self::changed() );
	}

	/** A whole request: what it saved is flagged when it is over. */
	public function test_a_request_flags_what_it_saved(): void {
		$order = $this->order_in_kledo_before();
		$this->foreign_code(
			"add_action( 'template_redirect', static function (): void {
				\$order = wc_get_order( {$order->get_id()} );
				\$order->set_total( '120000' );
				\$order->save();
			} );"
		);
		Visitor::of( Visitor::ANONYMOUS )->visit( '/' );
		// The visitor has the page before that.
		for ( $wait = 0; $wait < 100 && null === self::row( $order )->flagged_at; $wait++ ) {
			usleep( 50_000 );
		}
		self::assertNotNull( self::row( $order )->flagged_at );
	}
}
