<?php
/**
 * Rows whose order does not want the document any more.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Status;

final class StaleRowTest extends ShopTestCase {

	private bool $is_hidden = false;

	/**
	 * @dataProvider reasons
	 */
	public function test_a_stale_row_is_removed_with_a_log_line( callable $spoil, string $why ): void {
		$order = $this->processing_order();
		$id    = $order->get_id();
		$spoil( $this, $order );
		self::pass( 10 * self::MINUTE );

		$report = self::run_worker();

		self::assertSame( 1, $report->stale );
		self::assertSame( array(), self::rows() );
		self::assertSame( array(), Sandbox::requests() );
		self::assertMatchesRegularExpression( "/Order of order $id .*" . preg_quote( $why, '/' ) . '/', self::log() );
	}

	public static function reasons(): array {
		return array(
			'the order is deleted'         => array(
				static fn ( self $test, \WC_Order $order ) => $order->delete( true ),
				'the order is gone',
			),
			'the order is in the bin'      => array(
				static fn ( self $test, \WC_Order $order ) => $order->delete( false ),
				'the order is trash now',
			),
			'the order is cancelled'       => array(
				static fn ( self $test, \WC_Order $order ) => $order->update_status( 'cancelled' ),
				'the order is cancelled now',
			),
			'the document is switched off' => array(
				static fn ( self $test ) => $test->option( 'wc_kledo_enable_order', 'no' ),
				'this kind of document is switched off',
			),
			'it was delivered elsewhere'   => array(
				static fn ( self $test, \WC_Order $order ) => self::mark( $order ),
				'delivered before',
			),
		);
	}

	/** As when its SELECT was killed: WooCommerce gives no order. */
	private function order_is_not_to_be_had( \WC_Order $order ): void {
		$this->is_hidden = true;
		$this->hook(
			'woocommerce_order_class',
			fn ( $class, $type, $id ) => $this->is_hidden && (int) $id === $order->get_id() ? false : $class,
			10,
			3
		);
	}

	public function test_an_order_that_cannot_be_read_keeps_its_row_and_is_sent_later(): void {
		$order = $this->processing_order();
		self::sql( 'UPDATE {deliveries} SET by_hand = 1' );
		self::pass( self::HOUR );
		$this->order_is_not_to_be_had( $order );
		self::assertNull( self::plugin()->orders->fresh( $order->get_id() ) );

		for ( $run = 0; $run < 3; $run++ ) {
			self::assertSame( array( 1, 0 ), array( self::run_worker()->waiting, self::run_worker()->stale ) );
			self::pass( self::MINUTE );
		}
		self::assertSame( Status::Pending, self::row( $order )->status );
		self::assertSame( 1, substr_count( self::log(), 'cannot be read now' ), 'said once' );

		$this->is_hidden = false;
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	public function test_an_order_that_cannot_be_read_for_a_day_has_failed_for_all_to_see(): void {
		$order = $this->processing_order();
		$this->order_is_not_to_be_had( $order );
		self::pass( DAY_IN_SECONDS );

		self::run_worker();

		self::assertSame( Status::Failed, self::row( $order )->status );
		self::assertSame( 'bad_order_data', self::row( $order )->reason['code'] );
	}

	public function test_a_new_row_of_an_order_that_is_not_there_yet_waits_for_it(): void {
		$order = $this->processing_order();
		$order->delete( true );

		self::assertSame( 1, self::run_worker()->waiting );
		self::assertCount( 1, self::rows() );

		self::pass( 10 * self::MINUTE );
		self::assertSame( 1, self::run_worker()->stale );
		self::assertSame( array(), self::rows() );
	}

	public function test_a_database_that_does_not_say_whether_the_order_is_there_removes_nothing(): void {
		$order = $this->processing_order();
		$order->delete( true );
		self::pass( self::HOUR );
		$is_it = '/^SELECT ID AS id .*_placehold/';
		$this->hook( 'query', static fn ( $sql ) => 1 === preg_match( $is_it, (string) $sql ) ? 'SELECT nonsense' : $sql );
		$suppressed = $GLOBALS['wpdb']->suppress_errors( true );

		$report = self::run_worker();

		$GLOBALS['wpdb']->suppress_errors( $suppressed );
		self::assertSame( array( 0, 1 ), array( $report->stale, $report->faults ) );
		self::assertCount( 1, self::rows() );
	}

	public function test_an_order_that_comes_back_is_queued_again(): void {
		$order = $this->processing_order();
		$order->update_status( 'cancelled' );
		self::run_worker();
		self::assertNull( self::row( $order ) );

		$order->update_status( 'processing' );
		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	public function test_a_document_that_may_have_arrived_is_asked_after_even_if_the_order_is_gone(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'created_answer_lost' ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		$id = $order->get_id();
		$order->delete( true );

		self::pass( 3 * self::MINUTE );
		self::run_worker();

		self::assertSame( Status::Confirmed, self::plugin()->store->find_of_order( $id )[0]->status );
	}

	public function test_a_resend_can_be_forced_by_the_filter(): void {
		$order = $this->processing_order();
		self::mark( $order );
		$this->hook(
			'wc_kledo_force_resend_delivery',
			static fn ( bool $force, \WC_Order $order, string $type ): bool => 'order' === $type,
			10,
			3
		);

		self::run_worker();

		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	public function test_a_switched_off_connection_keeps_what_waits(): void {
		$order = $this->processing_order();
		$this->option( 'wc_kledo_enable_api_connection', 'no' );
		self::assertSame( 0, self::run_worker()->handled() );

		$this->option( 'wc_kledo_enable_api_connection', 'yes' );
		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order )->status );
	}
}
