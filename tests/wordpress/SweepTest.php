<?php
/**
 * Orders whose status hook was lost.
 */

declare(strict_types=1);

namespace WcKledo\Tests;

use WcKledo\Delivery\Cron;
use WcKledo\Delivery\Status;

final class SweepTest extends ShopTestCase {

	protected function setUp(): void {
		parent::setUp();
		// Orders of other tests have no row any more: they are not to be found.
		foreach ( wc_get_orders( array( 'status' => array( 'wc-processing', 'wc-completed' ), 'limit' => -1 ) ) as $order ) { // phpcs:ignore
			$order->update_meta_data( '_wc_kledo_order_synced', 'yes' );
			$order->update_meta_data( '_wc_kledo_invoice_synced', 'yes' );
			$order->save_meta_data();
		}
	}

	/** As after a crash between the save and its hooks, or while the plugin could not work. */
	private function order_without_hook( string $status ): \WC_Order {
		$order = $this->order();
		$this->option( 'wc_kledo_enable_api_connection', 'no' );
		$order->update_status( $status );
		$this->option( 'wc_kledo_enable_api_connection', 'yes' );
		self::assertNull( self::row( $order ) );
		return $order;
	}

	public function test_the_sweep_finds_an_order_that_lost_its_hook(): void {
		$processing = $this->order_without_hook( 'processing' );
		$completed  = $this->order_without_hook( 'completed' );

		do_action( Cron::SWEEP );

		self::assertSame( Status::Pending, self::row( $processing )->status );
		self::assertNull( self::row( $processing, 'invoice' ) );
		self::assertSame( Status::Pending, self::row( $completed, 'invoice' )->status );
		self::assertNotFalse( wp_next_scheduled( Cron::DELIVER ) );
		self::run_worker();
		self::assertCount( 2, Sandbox::documents() );
	}

	public function test_orders_with_a_row_or_a_mark_are_left_alone(): void {
		$marked = $this->order_without_hook( 'processing' );
		$marked->update_meta_data( '_wc_kledo_order_synced', 'yes' );
		$marked->save();
		$known = $this->processing_order();
		self::run_worker();
		$before = self::row( $known );

		self::assertSame( 0, self::plugin()->sweeper->sweep() );

		self::assertNull( self::row( $marked ) );
		self::assertEquals( $before, self::row( $known ) );
	}

	public function test_old_orders_are_not_dug_up_by_an_edit(): void {
		$order = $this->order_without_hook( 'processing' );
		$order->set_date_created( time() - 30 * DAY_IN_SECONDS );
		$order->set_date_paid( time() - 30 * DAY_IN_SECONDS );
		$order->save();

		self::assertSame( 0, self::plugin()->sweeper->sweep() );

		$order->set_date_paid( time() - DAY_IN_SECONDS );
		$order->save();
		self::assertSame( 1, self::plugin()->sweeper->sweep() );
	}

	public function test_the_window_reaches_back_to_the_last_sweep(): void {
		$order = $this->order_without_hook( 'processing' );
		$order->set_date_created( time() - 12 * DAY_IN_SECONDS );
		$order->set_date_paid( time() - 12 * DAY_IN_SECONDS );
		$order->save();
		self::assertSame( 0, self::plugin()->sweeper->sweep() );

		update_option( 'wc_kledo_sweep', array( 'order' => array( 'done' => time() - 14 * DAY_IN_SECONDS ) ) );
		self::assertSame( 1, self::plugin()->sweeper->sweep() );
	}

	public function test_what_is_switched_off_or_not_connected_is_not_swept(): void {
		$this->order_without_hook( 'processing' );
		$this->option( 'wc_kledo_enable_order', 'no' );
		self::assertSame( 0, self::plugin()->sweeper->sweep() );

		$this->option( 'wc_kledo_enable_order', 'yes' );
		delete_option( 'wc_kledo_api_key' );
		self::assertSame( 0, self::plugin()->sweeper->sweep() );
	}

	public function test_the_sweep_comes_every_hour(): void {
		do_action( 'init' );
		self::assertSame( 'hourly', wp_get_schedule( Cron::SWEEP ) );
	}
}
