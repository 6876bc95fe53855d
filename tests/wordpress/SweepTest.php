<?php
/**
 * Orders whose status hook was lost.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\SweepAction;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Status;

final class SweepTest extends ShopTestCase {

	protected function setUp(): void {
		parent::setUp();
		self::hide_earlier_orders();
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
		self::mark( $marked );
		$known = $this->processing_order();
		self::run_worker();
		$before = self::row( $known );
		$missed = $this->order_without_hook( 'processing' );

		self::assertSame( 1, self::plugin()->sweeper->sweep()['queued'] );

		self::assertNotNull( self::row( $missed ) );
		self::assertNull( self::row( $marked ) );
		self::assertEquals( $before, self::row( $known ) );
	}

	public function test_old_orders_are_not_dug_up_by_an_edit(): void {
		$this->orders_count_from( time() - 90 * DAY_IN_SECONDS );
		$order = $this->order_without_hook( 'processing' );
		$order->set_date_created( time() - 30 * DAY_IN_SECONDS );
		$order->set_date_paid( time() - 30 * DAY_IN_SECONDS );
		$order->save();

		self::assertSame( 0, self::plugin()->sweeper->sweep()['queued'] );

		$order->set_date_paid( time() - DAY_IN_SECONDS );
		$order->save();
		self::assertSame( 1, self::plugin()->sweeper->sweep()['queued'] );
	}

	public function test_the_window_reaches_back_to_the_last_sweep(): void {
		$this->orders_count_from( time() - 90 * DAY_IN_SECONDS );
		$order = $this->order_without_hook( 'processing' );
		$order->set_date_created( time() - 12 * DAY_IN_SECONDS );
		$order->set_date_paid( time() - 12 * DAY_IN_SECONDS );
		$order->save();
		self::assertSame( 0, self::plugin()->sweeper->sweep()['queued'] );

		update_option(
			'wc_accounting_kledo_sweep',
			array( self::account() => array( 'order' => array( 'done' => time() - 14 * DAY_IN_SECONDS ) ) )
		);
		self::assertSame( 1, self::plugin()->sweeper->sweep()['queued'] );
	}

	public function test_what_is_switched_off_or_not_connected_is_not_swept(): void {
		$this->order_without_hook( 'processing' );
		$this->option( 'wc_kledo_enable_order', 'no' );
		self::assertSame( 0, self::plugin()->sweeper->sweep()['queued'] );

		$this->option( 'wc_kledo_enable_order', 'yes' );
		delete_option( 'wc_kledo_api_key' );
		self::assertSame( 0, self::plugin()->sweeper->sweep()['queued'] );

		update_option( 'wc_kledo_api_key', getenv( 'SANDBOX_KEY' ), false );
		self::assertSame( 1, self::plugin()->sweeper->sweep()['queued'] );
	}

	public function test_a_run_that_is_cut_short_is_gone_on_with_however_many_orders_have_the_same_second(): void {
		$order = $this->order_without_hook( 'processing' );
		$ids   = array( $order->get_id(), ...OrderCopies::of( $order, 202 ) );
		self::set_last_change( time() - MINUTE_IN_SECONDS, $ids );
		$this->hook( 'wc_accounting_sweep_seconds', '__return_zero' );

		for ( $runs = 1; ! self::plugin()->sweeper->sweep()['is_complete']; $runs++ ) {
			self::assertLessThan( 20, $runs, 'it does not get on' );
		}

		self::assertSame( 2, $runs, 'a step is 200 orders' );
		self::assertCount( 203, self::rows() );
	}

	public function test_a_fault_of_the_sweep_is_told_and_not_taken_for_the_end(): void {
		$this->order_without_hook( 'processing' );
		$this->hook( 'wc_accounting_sweep_days', static fn () => throw new \RuntimeException( 'a broken filter' ) );

		$result = self::plugin()->sweeper->sweep();

		self::assertSame( array( 0, false, true ), array( $result['queued'], $result['is_complete'], $result['has_failed'] ) );
		self::assertStringContainsString( 'a broken filter', self::log() );
	}

	/** The key is changed to one that does not say whose it is, and the service cannot be asked. */
	public static function be_with_whom_is_not_known(): void {
		$key = 'sandboxkey-without-a-tenant';
		Sandbox::use_key( $key );
		update_option( 'wc_kledo_api_key', $key, false );
		Sandbox::fault( 'GET', 'woocommerce/connection', array( 'kind' => 'status', 'code' => 503 ) );
	}

	public function test_who_asks_for_a_sweep_that_cannot_begin_is_told_why_and_not_that_nothing_was_missed(): void {
		$order = $this->order_without_hook( 'processing' );
		self::be_with_whom_is_not_known();
		$plugin = self::plugin();
		$action = new SweepAction( $plugin->connector, $plugin->sweeper, $plugin->messages, $plugin->after_response );

		try {
			$told = $action->sweep( 0 )['summary'];
		} catch ( \DomainException $refusal ) {
			$told = "{$refusal->getCode()}: {$refusal->getMessage()}";
		}

		self::assertStringStartsWith( '409: It is not known yet which company the shop is connected with.', $told );
		self::assertNull( self::row( $order ) );
		self::assertFalse( $plugin->sweeper->sweep()['is_complete'] );
	}
}
