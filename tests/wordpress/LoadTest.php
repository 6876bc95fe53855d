<?php
/**
 * Many deliveries, many processes, a Kledo that is slow, faulty, strict or changes its key.
 */

declare(strict_types=1);

namespace WcKledo\Tests;

use WcKledo\Connector\SecretStore;

/**
 * @group load
 */
final class LoadTest extends ShopTestCase {

	public function test_eight_processes_deliver_two_thousand_once_each_through_faults(): void {
		$this->seed( 2000 );
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
		for ( $round = 0; $round < 40 && $this->open() > 0; $round++ ) {
			$this->work( 8 );
			self::pass( 20 * self::MINUTE );
		}

		self::assertSame( array( 'confirmed' => 2000 ), self::plugin()->store->counts() );
		$references = array_column( Sandbox::documents(), 'ref_number' );
		self::assertCount( 2000, $references );
		self::assertCount( 2000, array_unique( $references ) );
	}

	public function test_a_kledo_that_takes_sixty_a_minute_gets_three_hundred_and_refuses_few(): void {
		$this->seed( 300 );
		Sandbox::settings(
			array(
				'rate_limit'           => 60,
				'rate_limit_window_ms' => 3_000,
			)
		);
		for ( $minute = 0; $minute < 60 && count( Sandbox::documents() ) < 300; $minute++ ) {
			self::run_worker( 10 );
			// What is a minute at Kledo is three seconds here; what is five minutes for the queue is turned.
			usleep( 3_100_000 );
			self::pass( 5 * self::MINUTE + 1 );
		}

		self::assertCount( 300, array_unique( array_column( Sandbox::documents(), 'ref_number' ) ) );
		self::assertCount( 300, Sandbox::documents() );
		$counts = self::plugin()->store->counts();
		self::assertArrayNotHasKey( 'failed', $counts );
		$statuses = array_column( Sandbox::requests(), 'status' );
		$refused  = count( array_keys( $statuses, 429, true ) );
		self::assertGreaterThan( 0, $refused );
		self::assertLessThanOrEqual( 0.05 * count( $statuses ), $refused );
	}

	public function test_a_key_that_changes_every_fifty_requests_loses_and_doubles_nothing(): void {
		$this->seed( 400 );
		Sandbox::settings(
			array(
				'latency_ms'     => 5,
				'latency_ms_max' => 30,
				'rotate_every'   => 50,
			)
		);
		for ( $round = 0; $round < 20 && $this->open() > 0; $round++ ) {
			$this->work( 4 );
			self::pass( 20 * self::MINUTE );
		}

		self::assertSame( array( 'confirmed' => 400 ), self::plugin()->store->counts() );
		self::assertCount( 400, array_unique( array_column( Sandbox::documents(), 'ref_number' ) ) );
		self::assertCount( 400, Sandbox::documents() );
		self::assertSame( Sandbox::key(), ( new SecretStore( self::plugin()->database ) )->read( 'wc_kledo_api_key' ) );
		self::assertNotSame( getenv( 'SANDBOX_KEY' ), Sandbox::key() );
	}

	public function test_a_thousand_due_rows_and_a_dead_kledo_end_within_the_time_budget(): void {
		$this->seed( 1000 );
		Sandbox::fault( 'POST', 'woocommerce/', array( 'kind' => 'hang' ) );
		$started = microtime( true );
		self::run_worker( 3 );
		self::assertLessThan( 6, microtime( true ) - $started );
		$untouched = (int) self::sql( "SELECT COUNT(*) AS number FROM {deliveries} WHERE status = 'pending' AND lease_token IS NULL" )[0]['number'];
		self::assertGreaterThanOrEqual( 980, $untouched );
	}

	/** So many orders in Processing, their rows due. */
	private function seed( int $number ): void {
		// WooCommerce keeps the style sheet of each mail in memory until the process ends.
		$this->hook( 'woocommerce_email_enabled_new_order', '__return_false' );
		$this->hook( 'woocommerce_email_enabled_customer_processing_order', '__return_false' );
		$product = $this->product();
		for ( $made = 0; $made < $number; $made++ ) {
			$order = wc_create_order( array( 'status' => 'pending' ) );
			$order->add_product( $product );
			$order->set_billing_first_name( 'Siti' );
			$order->calculate_totals( false );
			$order->update_status( 'processing' );
			0 === $made % 100 && wp_cache_flush();
		}
		self::assertSame( array( 'pending' => $number ), self::plugin()->store->counts() );
	}

	/** Deliveries that are not in Kledo yet. */
	private function open(): int {
		$counts = self::plugin()->store->counts();
		return array_sum( $counts ) - ( $counts['confirmed'] ?? 0 ) - ( $counts['failed'] ?? 0 );
	}

	/** So many processes, once, until each finds nothing more to do. */
	private function work( int $processes ): void {
		$start   = (string) ( microtime( true ) + 1 );
		$workers = array();
		for ( $number = 0; $number < $processes; $number++ ) {
			$workers[] = Process::start( 'deliver.php', array( $start ) );
		}
		foreach ( $workers as $worker ) {
			$report = json_decode( $worker->output(), true );
			self::assertSame( 0, $report['faults'] ?? 'no report' );
		}
	}
}
