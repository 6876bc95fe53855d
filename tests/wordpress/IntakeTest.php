<?php
/**
 * What comes into the queue, and what a shop keeps out of it.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\MetaBox;
use WcAccounting\Delivery\Status;
use WcAccounting\Order\Wanted;

final class IntakeTest extends ShopTestCase {

	/** Issue 10.9. */
	public function test_a_listener_that_throws_keeps_neither_the_next_document_nor_the_worker_away(): void {
		$this->option( 'wc_kledo_order_first', 'yes' );
		$this->hook( 'wc_kledo_create_order', static fn () => throw new \Error( 'broken code of somebody else' ) );
		$order = $this->order();

		$order->update_status( 'completed' );

		self::assertSame( array( 'order', 'invoice' ), array_column( self::rows(), 'document' ) );
		self::assertNotFalse( wp_next_scheduled( \WcAccounting\Delivery\Cron::DELIVER ) );
		self::assertStringContainsString( 'A listener to a queued order failed: Error: broken code of somebody else', self::log() );
	}

	/** Issue 10.9. */
	public function test_an_order_that_is_filled_a_moment_after_it_was_made_is_sent(): void {
		$order = wc_create_order();
		$order->update_status( 'processing' );
		self::run_worker();
		self::assertSame(
			array( Status::Pending, 0, 'nothing_to_bill' ),
			array( self::row( $order )->status, self::row( $order )->attempts, self::row( $order )->reason['code'] )
		);

		$order->add_product( $this->product(), 1 );
		$order->calculate_totals();
		$order->save();
		self::pass( 2 * self::MINUTE );
		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	/** Issue 10.9. */
	public function test_an_order_that_stays_empty_says_so_after_a_quarter_of_an_hour(): void {
		$order = wc_create_order();
		$order->update_status( 'processing' );
		self::run_worker();
		self::pass( 16 * self::MINUTE );
		self::run_worker();

		self::assertSame(
			array( Status::Failed, 'nothing_to_bill' ),
			array( self::row( $order )->status, self::row( $order )->reason['code'] )
		);
	}

	/** Issue 10.12. */
	public function test_a_filter_keeps_an_order_out_of_the_queue_for_one_document_of_one_service(): void {
		$asked = array();
		$this->hook(
			'wc_accounting_send_order',
			static function ( bool $send, \WC_Order $order, string $document, string $service ) use ( &$asked ): bool {
				$asked[] = array( $send, $document, $service );
				return 'order' !== $document && $send;
			},
			10,
			4
		);

		$this->processing_order()->update_status( 'completed' );

		self::assertSame( array( 'invoice' ), array_column( self::rows(), 'document' ) );
		self::assertSame( array( array( true, 'order', 'kledo' ), array( true, 'invoice', 'kledo' ) ), $asked );
	}

	/**
	 * Issue 10.12.
	 *
	 * @group woocommerce
	 */
	public function test_a_document_that_waits_does_not_leave_once_the_owner_ticked_do_not_send(): void {
		$order = $this->processing_order();
		$this->tick( $order, 'yes' );

		self::run_worker();

		self::assertNull( self::row( $order ) );
		self::assertSame( array(), Sandbox::documents( $order->get_id() ) );
		self::assertStringContainsString( 'marked not to be sent', $this->box_of( self::reread( $order ) ) );
		self::plugin()->sweeper->sweep();
		self::assertNull( self::row( $order ), 'the sweep keeps to it' );

		$this->tick( $order, 'no' );
		self::plugin()->sweeper->sweep();
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	/** As the order's form does. */
	private function tick( \WC_Order $order, string $tick ): void {
		wp_set_current_user( 1 );
		$was = Wanted::is_withheld( self::reread( $order ) ) ? 'yes' : 'no';

		$_POST[ MetaBox::tick( 'kledo' ) ] = array( 'was' => $was ) + ( 'yes' === $tick ? array( 'is' => 'yes' ) : array() );
		try {
			self::box()->register();
			do_action( 'woocommerce_process_shop_order_meta', $order->get_id(), $order );
		} finally {
			unset( $_POST[ MetaBox::tick( 'kledo' ) ] );
			wp_set_current_user( 0 );
		}
		self::assertSame( 'yes' === $tick, Wanted::is_withheld( self::reread( $order ) ) );
	}

	/**
	 * @return array<string, array{0: array<string, string>, 1: string}>
	 */
	public static function marketplaces(): array {
		return array(
			'Dokan, MultiVendorX' => array( array( 'has_sub_order' => '1' ), 'dokan' ),
			'MultiVendorX 4'      => array( array( 'has_mvx_sub_order' => '1' ), 'mvx_vendor_order' ),
			'YITH'                => array( array(), 'yith_wcmv_vendor_suborder' ),
		);
	}

	/**
	 * Issue 10.12. The customer paid one order; its parts by vendor would bill the same again.
	 *
	 * @dataProvider marketplaces
	 * @param array<string, string> $metas
	 */
	public function test_the_order_that_the_customer_paid_is_sent_and_vendors_parts_are_not( array $metas, string $created_via ): void {
		$whole = $this->order();
		foreach ( $metas as $key => $value ) {
			$whole->update_meta_data( $key, $value );
		}
		$whole->save();
		$part = $this->order();
		$part->set_parent_id( $whole->get_id() );
		$part->set_created_via( $created_via );
		$part->save();

		$whole->update_status( 'processing' );
		$part->update_status( 'processing' );

		self::assertSame( array( (string) $whole->get_id() ), array_column( self::rows(), 'order_id' ) );
	}

	public function test_an_order_with_a_parent_that_was_not_split_is_sent(): void {
		$first = $this->order();
		$rest  = $this->order();
		$rest->set_parent_id( $first->get_id() );
		$rest->save();

		$rest->update_status( 'processing' );

		self::assertSame( array( (string) $rest->get_id() ), array_column( self::rows(), 'order_id' ) );
	}
}
