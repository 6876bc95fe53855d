<?php
/**
 * Orders that are older than this plugin, or copies of others.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Status;

final class OlderOrderTest extends ShopTestCase {

	/** Issue 10.6: versions of the official plugin before 1.5 left no mark, so a second document was made. */
	public function test_an_order_that_an_older_version_has_sent_is_asked_after_first(): void {
		$order = $this->order();
		$this->send_without_a_trace( $order );
		$this->is_older_than_ours( $order );
		$this->orders_count_from( 0 );

		$order->update_status( 'on-hold' );
		$order->update_status( 'processing' );
		self::run_worker();

		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
		self::assertSame( array( Status::Confirmed, 0 ), array( self::row( $order )->status, self::row( $order )->attempts ) );
	}

	/** Issue 10.6. */
	public function test_an_older_order_that_nobody_sent_is_sent_once_the_service_says_so(): void {
		$order = $this->order();
		$this->is_older_than_ours( $order );
		$this->orders_count_from( 0 );
		Sandbox::fault( 'GET', 'woocommerce/transactions', array( 'kind' => 'status', 'code' => 503 ), 1 );

		$order->update_status( 'processing' );
		self::run_worker();
		self::assertSame( Status::Unconfirmed, self::row( $order )->status );
		self::assertSame( array(), Sandbox::documents() );
		self::assertStringContainsString( 'internal error', self::rows()[0]['last_error'] );

		self::pass( 10 * self::MINUTE );
		self::run_worker();
		self::assertSame( array( Status::Accepted, 1 ), array( self::row( $order )->status, self::row( $order )->attempts ) );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	/** Issue 10.5: a row that our own hook made was sent without asking. */
	public function test_what_the_official_plugin_may_have_sent_a_moment_ago_has_time_to_appear(): void {
		$order = $this->order();
		$order->set_date_created( time() - self::MINUTE );
		$order->save();
		$this->option( 'wc_accounting_kledo_installed_at', time() );
		$this->orders_count_from( 0 );

		$order->update_status( 'processing' );
		self::run_worker();

		self::assertSame( Status::Unconfirmed, self::row( $order )->status );
		self::assertSame( 'perhaps_sent_before', self::row( $order )->reason['code'] );
		self::pass( 16 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	/** Issue 10.6. */
	public function test_the_box_says_that_it_was_perhaps_sent(): void {
		$order = $this->order();
		self::assertStringNotContainsString( 'Perhaps sent before this plugin was installed', $this->box_of( $order ) );
		$this->is_older_than_ours( $order );
		self::assertStringContainsString( 'Perhaps sent before this plugin was installed', $this->box_of( $order ) );
	}

	/** Issue 10.8: programs that duplicate an order copy its meta. */
	public function test_a_copy_of_a_delivered_order_is_not_taken_for_delivered(): void {
		$original = $this->order_in_kledo();
		$copy     = $this->copy_of( $original );

		$copy->update_status( 'processing' );
		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $copy )->status );
		self::assertCount( 1, Sandbox::documents( $copy->get_id() ) );
		$original = self::reread( $original );
		$original->update_status( 'on-hold' );
		$original->update_status( 'processing' );
		self::run_worker();
		self::assertCount( 1, Sandbox::documents( $original->get_id() ) );
	}

	/** Issue 10.8: the official plugin's mark does not say whose it is. */
	public function test_a_copy_of_an_order_that_the_official_plugin_marked_is_sent_after_asking(): void {
		$original = $this->order();
		$original->update_meta_data( '_wc_kledo_order_synced', 'yes' );
		$this->is_older_than_ours( $original );
		$copy = $this->copy_of( $original );

		$copy->update_status( 'processing' );
		self::run_worker();
		self::assertSame( Status::Unconfirmed, self::row( $copy )->status, 'it may be the mark of the official plugin, switched on again' );
		self::pass( 16 * self::MINUTE );
		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $copy )->status );
		self::assertCount( 1, Sandbox::documents( $copy->get_id() ) );
	}

	/** A new order with the meta of another, as duplicators make it. */
	private function copy_of( \WC_Order $original ): \WC_Order {
		$copy = $this->order();
		foreach ( self::reread( $original )->get_meta_data() as $meta ) {
			$copy->update_meta_data( $meta->get_data()['key'], $meta->get_data()['value'] );
		}
		$copy->save();
		self::assertSame( 'yes', self::reread( $copy )->get_meta( '_wc_kledo_order_synced' ) );
		return $copy;
	}

	private function send_without_a_trace( \WC_Order $order ): void {
		$order->update_status( 'processing' );
		self::run_worker();
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
		self::sql( 'TRUNCATE TABLE {deliveries}' );
		$order = self::reread( $order );
		$order->delete_meta_data( '_wc_kledo_order_synced' );
		$order->delete_meta_data( '_wc_kledo_order_synced_id' );
		$order->save();
	}
}
