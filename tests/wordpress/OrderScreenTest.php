<?php
/**
 * The box on the order screen and its buttons.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\HandResult;
use WcAccounting\Delivery\Status;
use WcAccounting\Intake\OrderActions;
use WcAccounting\Order\Subject;

final class OrderScreenTest extends ShopTestCase {

	private static function subject( string $kind, \WC_Order $order ): Subject {
		return Subject::all( self::plugin()->connector->description()->document( $kind ), $order )[0];
	}

	public function test_a_document_that_was_missed_can_be_queued_by_hand(): void {
		$this->option( 'wc_kledo_enable_api_connection', 'no' );
		$order = $this->processing_order();
		$this->option( 'wc_kledo_enable_api_connection', 'yes' );

		self::assertTrue( self::plugin()->order_actions->queue( self::subject( 'order', $order ) ) );
		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	public function test_an_invoice_by_hand_has_its_sales_order_made_first_where_the_shop_wants_it_so(): void {
		update_option( 'wc_kledo_order_first', 'yes' );
		$order = $this->order_without_hook( 'completed' );

		list( $result ) = self::plugin()->order_actions->perform( OrderActions::SEND, self::subject( 'invoice', $order ) );

		self::assertSame( HandResult::Waiting, $result );
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::pass( 10 * self::MINUTE );
		self::run_worker();
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order, 'invoice' )->status );
		self::assertCount( 2, Sandbox::documents() );
	}

	public function test_the_rules_are_those_of_the_automatic_way(): void {
		$order = $this->order();

		self::assertFalse( self::plugin()->order_actions->queue( self::subject( 'order', $order ) ) );
		self::assertFalse( self::plugin()->order_actions->queue( self::subject( 'invoice', $order ) ) );
		self::assertSame( array(), self::rows() );
	}

	public function test_a_failed_document_is_tried_again_at_once(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( Status::Failed, self::row( $order )->status );

		self::assertTrue( self::plugin()->order_actions->queue( self::subject( 'order', $order ) ) );
		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	public function test_what_may_have_arrived_is_asked_after_and_not_sent(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'created_answer_lost' ), 1 );
		$order = $this->processing_order();
		self::run_worker();

		self::plugin()->order_actions->queue( self::subject( 'order', $order ) );
		self::run_worker();

		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertCount( 1, Sandbox::requests( 'POST' ) );
		self::assertFalse( self::plugin()->order_actions->queue( self::subject( 'order', $order ) ), 'it is there' );
	}

	public function test_a_document_that_is_being_sent_is_left_alone(): void {
		$order = $this->processing_order();
		self::plugin()->store->claim( 1, 180 );

		self::assertFalse( self::plugin()->order_actions->queue( self::subject( 'order', $order ) ) );
	}

	public function test_the_box_shows_each_document_and_escapes_what_came_from_outside(): void {
		Sandbox::fault(
			'POST',
			'woocommerce/order',
			array( 'kind' => 'status', 'code' => 400, 'body' => array( 'success' => false, 'message' => '<script>alert(1)</script>' ) )
		);
		$order = $this->processing_order();
		self::run_worker();

		$box = $this->box_of( $order );

		self::assertStringContainsString( 'Sales order', $box );
		self::assertStringContainsString( 'Failed', $box );
		self::assertStringContainsString( '&lt;script&gt;', $box );
		self::assertStringNotContainsString( '<script>', $box );
		self::assertStringContainsString( 'aria-label="Sales order: Send now"', $box );
		self::assertStringContainsString( 'name="document" value="order"', $box );
		self::assertStringNotContainsString( 'aria-label="Invoice: Send now"', $box );
	}

	public function test_who_may_not_edit_orders_has_no_buttons(): void {
		$order = $this->processing_order();
		self::assertStringContainsString( 'aria-label="Sales order: Send now"', $this->box_of( $order ) );
		self::assertStringContainsString( 'Sales order', $this->box_of( $order, 0 ) );
		self::assertStringNotContainsString( '<button', $this->box_of( $order, 0 ) );
	}
}
