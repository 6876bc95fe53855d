<?php
/**
 * Many deliveries, many processes, a Kledo that is slow, faulty, strict or changes its key.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\SecretStore;

/**
 * Each load has a small case, and a large one that takes minutes.
 *
 * @group load
 */
final class LoadTest extends ShopTestCase {

	public function test_a_copied_order_is_the_one_that_woocommerce_made_but_for_its_ids(): void {
		$order = $this->processing_order();
		$ids   = OrderCopies::of( $order, 2 );
		foreach ( $ids as $id ) {
			$copy = self::snapshot_without_ids( $id );
			self::assertSame( self::snapshot_without_ids( $order->get_id() ), $copy );
			self::assertSame( 'processing', $copy['status'] );
			self::assertSame( '150000', $copy['lines'][0]['total'] );
		}
		wc_get_order( $ids[0] )->update_status( 'completed' );
		self::assertSame(
			array( 'completed', 'processing' ),
			array( wc_get_order( $ids[0] )->get_status(), wc_get_order( $ids[1] )->get_status() )
		);
		self::assertCount( 4, self::rows() );
	}

	public function test_four_processes_deliver_two_hundred_once_each_through_faults(): void {
		$this->deliver_through_faults( 200, 4 );
	}

	/**
	 * @group long
	 */
	public function test_eight_processes_deliver_two_thousand_once_each_through_faults(): void {
		$this->deliver_through_faults( 2000, 8 );
	}

	private function deliver_through_faults( int $number, int $processes ): void {
		$this->seed( $number );
		Sandbox::settings(
			array(
				'latency_ms'     => 5,
				'latency_ms_max' => 50,
				'fault_percent'  => 5,
				'random_faults'  => array(
					array( 'kind' => 'created_answer_lost' ),
					array( 'kind' => 'status', 'code' => 503 ),
					array( 'kind' => 'reset', 'when' => 'after_body', 'create' => true ),
					array( 'kind' => 'empty' ),
				),
			)
		);
		$this->work_until_all_is_there( $processes );

		self::assertSame( array( 'confirmed' => $number ), self::plugin()->store->counts() );
		self::assert_one_document_for_each( $number );
		self::assertNotSame( array(), array_filter( array_column( Sandbox::requests(), 'fault' ) ), 'there were faults' );
	}

	public function test_a_kledo_that_takes_sixty_a_minute_gets_a_hundred_and_fifty_and_refuses_few(): void {
		$this->deliver_sixty_a_minute( 150 );
	}

	/**
	 * @group long
	 */
	public function test_a_kledo_that_takes_sixty_a_minute_gets_a_thousand_and_refuses_few(): void {
		$this->deliver_sixty_a_minute( 1000 );
	}

	private function deliver_sixty_a_minute( int $number ): void {
		$this->seed( $number );
		for ( $minute = 0; $minute < $number && count( Sandbox::documents() ) < $number; $minute++ ) {
			// A new limit begins a new minute at Kledo; what is five minutes for the queue is turned.
			Sandbox::settings( array( 'rate_limit' => 0 ) );
			Sandbox::settings( array( 'rate_limit' => 60, 'rate_limit_window_ms' => self::HOUR * 1000 ) );
			self::run_worker( 60 );
			self::pass( 5 * self::MINUTE + 1 );
		}

		self::assert_one_document_for_each( $number );
		self::assertArrayNotHasKey( 'failed', self::plugin()->store->counts() );
		$statuses = array_column( Sandbox::requests(), 'status' );
		$refused  = count( array_keys( $statuses, 429, true ) );
		self::assertGreaterThan( 0, $refused );
		self::assertLessThanOrEqual( 0.05 * count( $statuses ), $refused );
	}

	public function test_a_key_that_changes_every_thirty_requests_loses_and_doubles_nothing(): void {
		$this->deliver_with_changing_keys( 120, 30 );
	}

	/**
	 * @group long
	 */
	public function test_a_key_that_changes_every_fifty_requests_loses_and_doubles_nothing_of_a_thousand(): void {
		$this->deliver_with_changing_keys( 1000, 50 );
	}

	private function deliver_with_changing_keys( int $number, int $rotate_every ): void {
		$this->seed( $number );
		Sandbox::settings(
			array(
				'latency_ms'     => 5,
				'latency_ms_max' => 30,
				'rotate_every'   => $rotate_every,
			)
		);
		$this->work_until_all_is_there( 4 );

		self::assertSame( array( 'confirmed' => $number ), self::plugin()->store->counts() );
		self::assert_one_document_for_each( $number );
		self::assertSame( Sandbox::key(), ( new SecretStore( self::plugin()->database ) )->read( 'wc_kledo_api_key' ) );
		self::assertNotSame( getenv( 'SANDBOX_KEY' ), Sandbox::key() );
	}

	public function test_a_thousand_due_rows_and_a_dead_kledo_end_within_the_time_budget(): void {
		$this->seed( 1000 );
		Sandbox::fault( 'POST', 'woocommerce/', array( 'kind' => 'hang' ) );
		$started = microtime( true );
		self::run_worker( 4 );
		// Kledo would hang for two minutes, and a request without a budget ends after half a minute.
		self::assertLessThan( 15, microtime( true ) - $started );
		self::assertEquals( array( 'pending' => 996, 'unconfirmed' => 4 ), self::plugin()->store->counts(), 'four are sent at once' );
		self::assertSame( '0', self::sql( 'SELECT COUNT(*) AS number FROM {deliveries} WHERE lease_token IS NOT NULL' )[0]['number'] );
	}

	/** So many orders in Processing, their rows due. */
	private function seed( int $number ): void {
		OrderCopies::of( $this->processing_order(), $number - 1 );
		self::assertSame( array( 'pending' => $number ), self::plugin()->store->counts() );
	}

	private static function snapshot_without_ids( int $order ): array {
		$snapshot = self::plugin()->snapshots->of( self::plugin()->orders->fresh( $order ) );
		self::assertSame( array( $order, (string) $order ), array( $snapshot['order_id'], $snapshot['number'] ) );
		unset( $snapshot['order_id'], $snapshot['number'], $snapshot['admin_url'], $snapshot['lines'][0]['id'] );
		return $snapshot;
	}

	/** Time goes by from run to run. In the first each process has some of the work. */
	private function work_until_all_is_there( int $processes ): void {
		$reports = self::work( $processes, array( 'ready', 'sending' ) );
		self::assertGreaterThan( 0, min( array_column( $reports, 'sent' ) ) );
		for ( $round = 0; $round < 40 && array( 'confirmed' ) !== array_keys( self::plugin()->store->counts() ); $round++ ) {
			self::pass( 20 * self::MINUTE );
			self::work( $processes, array( 'ready' ) );
		}
	}

	/**
	 * @param list<string> $places
	 * @return list<array<string, int>>
	 */
	private static function work( int $processes, array $places ): array {
		$reports = Process::workers( $processes, $places );
		self::assertSame( 0, array_sum( array_column( $reports, 'faults' ) ) );
		return $reports;
	}

	private static function assert_one_document_for_each( int $number ): void {
		$references = array_column( Sandbox::documents(), 'ref_number' );
		self::assertCount( $number, $references );
		self::assertCount( $number, array_unique( $references ) );
	}
}
