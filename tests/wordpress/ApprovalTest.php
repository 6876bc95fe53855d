<?php
/**
 * What an owner approved stays approved, and nothing else is (10.13).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\DeliveryActions;
use WcAccounting\Admin\OrderForms;
use WcAccounting\Admin\OrdersList;
use WcAccounting\Admin\StatusView;
use WcAccounting\Connector\Account;
use WcAccounting\Delivery\HandResult;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\OrdersInView;
use WcAccounting\Intake\OrderActions;
use WcAccounting\Order\Subject;

final class ApprovalTest extends ShopTestCase {

	protected function setUp(): void {
		parent::setUp();
		$this->option( 'wc_kledo_hold_differences', 'yes' );
	}

	/** An order of 150,000 whose total somebody set by hand, so that its document waits for its owner. */
	private function held_order(): \WC_Order {
		$order = $this->order();
		$order->set_total( '149000' );
		$order->save();
		$order->update_status( 'processing' );
		self::run_worker();
		self::assertSame( array( Status::Failed, 'held_for_review' ), self::state( $order ) );
		return self::reread( $order );
	}

	/**
	 * @return array{0: Status, 1: ?string}
	 */
	private static function state( \WC_Order $order ): array {
		return array( self::row( $order )->status, self::row( $order )->reason['code'] ?? null );
	}

	/** The owner looks at it and presses its button. */
	private static function approve( \WC_Order $order ): HandResult {
		$id = self::row( $order )->id;
		return self::plugin()->by_hand->retry_now( array( $id ), true )[ $id ];
	}

	public function test_the_approval_holds_when_it_fails_of_something_else_and_for_a_resend(): void {
		$order = $this->held_order();
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 );
		self::assertSame( HandResult::Failed, self::approve( $order ) );
		self::assertSame( 'rejected', self::row( $order )->reason['code'] );

		// Nobody looked at it this time: it was approved before.
		$id = self::row( $order )->id;
		self::assertSame( array( $id => HandResult::Accepted ), self::plugin()->by_hand->retry_now( array( $id ) ) );
		self::pass( 3 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Confirmed, self::row( $order )->status );

		self::assertTrue( self::plugin()->by_hand->resend( $id ) );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertCount( 2, Sandbox::documents( $order->get_id() ) );
	}

	public function test_another_total_is_held_again_and_says_what_changed(): void {
		$order = $this->held_order();
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 );
		self::approve( $order );

		$order->set_total( '120000' );
		$order->save();
		$id = self::row( $order )->id;
		self::plugin()->by_hand->retry_now( array( $id ) );

		self::assertSame( array( Status::Failed, 'held_again' ), self::state( $order ) );
		$said = str_replace( "\u{a0}", ' ', self::rows()[0]['last_error'] );
		self::assertMatchesRegularExpression( '/approved with \S*\s?150.000\S* for an order of \S*\s?149.000\S*; now: /', $said );
		self::assertMatchesRegularExpression( '/; now: .*150.000.*120.000/', $said );
		self::assertSame( array(), Sandbox::documents( $order->get_id() ) );

		self::assertSame( HandResult::Accepted, self::approve( $order ) );
	}

	public function test_what_is_held_is_left_alone_by_retries_of_many_which_say_so(): void {
		$order = $this->held_order();
		$id    = self::row( $order )->id;
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 );
		$refused = $this->processing_order();
		self::run_worker();

		$done = self::plugin()->by_hand->retry_now( array( $id, self::row( $refused )->id ) );
		self::assertSame( array( HandResult::Held, HandResult::Accepted ), array( $done[ $id ], $done[ self::row( $refused )->id ] ) );
		self::assertSame(
			'1 was accepted · 1 left: it is held, look at it and send it by itself',
			HandResult::summary( HandResult::count( $done ), 'Kledo' )
		);

		$this->send_many( $order );
		self::assertSame( array( Status::Failed, 'held_for_review' ), self::state( $order ) );
		$document       = self::plugin()->connector->description()->document( 'order' );
		list( $result ) = self::plugin()->order_actions->perform( OrderActions::SEND, Subject::all( $document, $order )[0] );
		self::assertSame( HandResult::Accepted, $result );
	}

	/** The bulk action of the list of orders. */
	private function send_many( \WC_Order ...$orders ): void {
		$plugin = self::plugin();
		$list   = new OrdersList(
			$plugin->connector->description(),
			$plugin->store,
			$plugin->orders,
			$plugin->order_actions,
			self::order_forms(),
			new OrdersInView( $plugin->database, new Account( 'kledo' ) ),
			new StatusView( $plugin->connector->description(), $plugin->messages )
		);
		wp_set_current_user( 1 );
		$send = fn ( array $ids ) => $this->handle_bulk( '/', OrderForms::choice( 'kledo', 'send', 'order' ), $ids );
		$send->call( $list, array_map( static fn ( \WC_Order $order ): int => $order->get_id(), $orders ) );
	}

	public function test_a_resend_of_what_nobody_approved_is_held(): void {
		$order = $this->held_order();
		self::plugin()->by_hand->resend( self::row( $order )->id );
		self::run_worker();
		self::assertSame( array( Status::Failed, 'held_for_review' ), self::state( $order ) );
	}

	/** 10.16: a corrected order needs nobody's approval. */
	public function test_what_is_not_different_any_more_goes_by_itself(): void {
		$order = $this->held_order();
		$order->set_total( '140000' );
		$order->save();
		self::end_request_and_run_cron();
		self::assertSame( array( Status::Failed, 'held_for_review' ), self::state( $order ) );
		self::assertStringContainsString( '140.000', self::rows()[0]['last_error'], 'what is approved next' );
		self::assertSame( '140000', self::row( $order )->approval['shown']['order_total'] );
		self::assertCount( 1, self::kledo_notes( $order ), 'still the same reason' );

		$order->set_total( '150000' );
		$order->save();
		self::end_request_and_run_cron();
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	public function test_only_the_button_of_one_row_approves(): void {
		$order = $this->held_order();
		$owner = Visitor::of( 'administrator' );
		$id    = self::row( $order )->id;
		$item  = "$id:" . $owner->nonce( DeliveryActions::nonce_action( 'kledo', DeliveryActions::RETRY, $id ) );
		$form  = array( 'action' => 'wc_accounting_kledo_deliveries', 'do' => 'retry', 'items' => array( $item ) );

		$answer = $owner->visit( '/wp-admin/admin-ajax.php', $form );
		self::assertStringContainsString( '"held":1', $answer['body'] );
		$answer = $owner->visit( '/wp-admin/admin-ajax.php', $form + array( 'approves' => 'yes' ) );
		self::assertStringContainsString( '"accepted":1', $answer['body'] );
	}
}
