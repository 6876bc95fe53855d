<?php
/**
 * A shop that comes from the official plugin.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Status;
use WcAccounting\Services\Kledo\OfficialQueue;

final class UpgradeTest extends ShopTestCase {

	/** Issue 10.11: what the official plugin was about to send goes on, although its order is older than the first day. */
	public function test_the_official_queue_goes_on_however_old_its_orders_are(): void {
		$order = $this->quiet_order( 'processing' );
		$this->is_older_than_ours( $order );
		$this->option( OfficialQueue::OPTION, array( "order:{$order->get_id()}" => self::entry( $order, 'order', 'retrying' ) ) );
		self::plugin()->sweeper->sweep();
		self::pass( 16 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	public function test_the_official_queue_is_asked_after_before_anything_is_sent(): void {
		$arrived  = $this->quiet_order( 'processing' );
		$missing  = $this->quiet_order( 'processing' );
		$given_up = $this->quiet_order( 'completed' );
		$this->deliver_behind_our_back( $arrived );
		$this->option(
			OfficialQueue::OPTION,
			array(
				"order:{$arrived->get_id()}"    => self::entry( $arrived, 'order', 'retrying' ),
				"order:{$missing->get_id()}"    => self::entry( $missing, 'order', 'retrying' ),
				"invoice:{$given_up->get_id()}" => self::entry( $given_up, 'invoice', 'failed' ),
				'order:99999999'                => array( 'order_id' => 99999999, 'type' => 'order' ),
				'nonsense'                      => 'nonsense',
			)
		);

		self::plugin()->sweeper->sweep();
		self::assertSame( Status::Unconfirmed, self::row( $arrived )->status );
		self::assertSame( Status::Failed, self::row( $given_up, 'invoice' )->status );
		self::assertStringContainsString( 'cURL error 28', self::rows()[0]['last_error'] );
		self::run_worker();
		self::assertCount( 0, Sandbox::documents( $missing->get_id() ), '10.5: it may have left a moment ago' );
		self::pass( 16 * self::MINUTE );
		self::run_worker();
		self::run_worker();

		self::assertSame( Status::Confirmed, self::row( $arrived )->status );
		self::assertCount( 1, Sandbox::documents( $arrived->get_id() ), 'not sent again' );
		self::assertSame( Status::Accepted, self::row( $missing )->status );
		self::assertCount( 1, Sandbox::documents( $missing->get_id() ) );
		self::assertSame( Status::Failed, self::row( $given_up, 'invoice' )->status );
	}

	public function test_what_the_official_plugin_delivered_is_left_alone(): void {
		$order = $this->quiet_order( 'processing' );
		$this->is_older_than_ours( $order );
		$order->update_meta_data( '_wc_kledo_order_synced', 'yes' );
		$order->save();
		$this->option( OfficialQueue::OPTION, array( "order:{$order->get_id()}" => self::entry( $order, 'order', 'retrying' ) ) );

		self::plugin()->sweeper->sweep();
		$order->update_status( 'completed' );
		$order->update_status( 'processing' );

		self::assertNull( self::row( $order ) );
		self::assertNotNull( self::row( $order, 'invoice' ) );
	}

	public function test_it_is_taken_over_once(): void {
		$order = $this->quiet_order( 'processing' );
		$this->option( OfficialQueue::OPTION, array( "order:{$order->get_id()}" => self::entry( $order, 'order', 'retrying' ) ) );
		self::plugin()->sweeper->sweep();
		self::sql( 'TRUNCATE TABLE {deliveries}' );
		self::mark( $order );

		self::plugin()->sweeper->sweep();
		self::assertNull( self::row( $order ) );
		self::assertIsArray( get_option( OfficialQueue::OPTION ), 'a shop may switch back' );
	}

	public function test_orders_from_before_the_plugin_was_there_are_not_swept_up(): void {
		$this->orders_count_from( 0 );
		$old = $this->quiet_order( 'processing' );
		$this->option( 'wc_accounting_kledo_installed_at', time() + 10 );
		self::assertSame( 0, self::plugin()->sweeper->sweep()['queued'] );
		self::assertNull( self::row( $old ) );

		$this->option( 'wc_accounting_kledo_installed_at', time() - self::HOUR );
		self::plugin()->sweeper->sweep();
		self::assertNotNull( self::row( $old ) );
	}

	public function test_an_order_that_skips_processing_gets_its_sales_order_first_where_the_shop_wants_it(): void {
		$order = $this->order();
		$order->update_status( 'completed' );
		self::assertNull( self::row( $order ) );

		$this->option( 'wc_kledo_order_first', 'yes' );
		$order = $this->order();
		$order->update_status( 'completed' );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertSame( 'waiting_for_order', self::row( $order, 'invoice' )->reason['code'] );
		self::pass( 3 * self::MINUTE );
		self::run_worker();
		self::run_worker();
		self::pass( 3 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Confirmed, self::row( $order, 'invoice' )->status );
		self::assertTrue( Sandbox::documents( $order->get_id() )[1]['linked'] );
	}

	public function test_a_document_with_a_difference_is_held_until_somebody_has_seen_it(): void {
		$this->option( 'wc_kledo_hold_differences', 'yes' );
		$order = $this->order();
		$order->set_total( '149999' );
		$order->save();
		$order->update_status( 'processing' );
		self::run_worker();
		self::assertSame( Status::Failed, self::row( $order )->status );
		self::assertSame( 'held_for_review', self::row( $order )->reason['code'] );
		self::assertSame( array(), Sandbox::requests() );

		self::assertTrue( self::plugin()->by_hand->retry( self::row( $order )->id ) );
		self::run_worker();
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	/** An order in a status whose hook nobody heard. */
	private function quiet_order( string $status ): \WC_Order {
		$order = $this->order();
		$order->update_status( $status );
		self::sql( 'TRUNCATE TABLE {deliveries}' );
		return $order;
	}

	/** As the official plugin did before it timed out. */
	private function deliver_behind_our_back( \WC_Order $order ): void {
		$id = $order->get_id();
		self::plugin()->store->enqueue( 'order', $id, $id, self::plugin()->connector->new_delivery( time() ), time() );
		self::run_worker();
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
		self::sql( 'TRUNCATE TABLE {deliveries}' );
		$order = self::reread( $order );
		$order->delete_meta_data( '_wc_kledo_order_synced' );
		$order->save();
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function entry( \WC_Order $order, string $type, string $status ): array {
		return array(
			'order_id'    => $order->get_id(),
			'type'        => $type,
			'attempts'    => 3,
			'last_error'  => 'cURL error 28: Operation timed out',
			'created_at'  => time() - 7200,
			'next_run_at' => time() + 300,
			'status'      => $status,
		);
	}
}
