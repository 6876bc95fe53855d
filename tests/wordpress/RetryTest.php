<?php
/**
 * Kledo fails; the delivery waits and arrives.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Status;

final class RetryTest extends ShopTestCase {

	public function test_what_certainly_did_not_leave_is_retried_after_five_minutes_and_arrives(): void {
		$order = $this->processing_order();
		$this->option( 'wc_kledo_api_endpoint', 'http://127.0.0.1:1/api/v1' );
		$this->hook( 'wc_accounting_allowed_endpoints', static fn () => array( 'http://127.0.0.1:1' ) );
		self::run_worker();

		$row = self::row( $order );
		self::assertSame( Status::Retrying, $row->status );
		self::assertSame( 'connection_refused', $row->reason['code'] );
		self::assertSame( 1, $row->attempts );
		self::assertEqualsWithDelta( 5 * self::MINUTE, self::seconds_until_due( $row ), 35 );
		self::assertStringContainsString( 'Kledo', self::rows()[0]['last_error'] );
		self::assertSame( '', self::reread( $order )->get_meta( '_wc_kledo_order_synced' ) );

		$this->option( 'wc_kledo_api_endpoint', getenv( 'SANDBOX_URL' ) . '/api/v1' );
		remove_all_filters( 'wc_accounting_allowed_endpoints' );
		self::assertSame( 0, self::run_worker()->handled(), 'not before its time' );
		self::pass( 6 * self::MINUTE );
		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertSame( 2, self::row( $order )->attempts );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	public function test_a_server_error_is_asked_after_and_sent_again_only_when_settled(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 503 ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( Status::Unconfirmed, self::row( $order )->status );
		self::assertSame( 'server_error', self::row( $order )->reason['code'] );

		self::pass( 3 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Unconfirmed, self::row( $order )->status, 'it may still be in Kledo\'s own queue' );
		self::assertCount( 1, Sandbox::requests( 'POST' ) );

		self::pass( 16 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertCount( 2, Sandbox::requests( 'POST' ) );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	public function test_a_lost_answer_never_makes_a_second_document(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'created_answer_lost' ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( Status::Unconfirmed, self::row( $order )->status );

		self::pass( 3 * self::MINUTE );
		self::run_worker();

		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertCount( 1, Sandbox::requests( 'POST' ) );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
		self::assertSame( 'yes', self::reread( $order )->get_meta( '_wc_kledo_order_synced' ) );
		self::assertCount( 1, self::kledo_notes( $order ) );
	}

	public function test_a_process_killed_while_sending_is_asked_after(): void {
		$order = $this->processing_order();
		Process::start( 'die-while-sending.php' )->assert_killed();
		self::assertSame( Status::Sending, self::row( $order )->status );
		self::assertSame( 'WC/SO/' . $order->get_id(), self::row( $order )->reference );
		self::assertSame( 0, self::run_worker()->handled(), 'the lease of the dead process still runs' );

		self::pass( 4 * self::MINUTE );
		self::run_worker();

		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertCount( 1, Sandbox::requests( 'POST' ) );
	}

	public function test_a_rejected_document_fails_with_what_kledo_said(): void {
		$this->option( 'wc_kledo_order_warehouse', 'Gudang yang tidak ada' );
		$order = $this->processing_order();
		self::run_worker();

		$row = self::row( $order );
		self::assertSame( Status::Failed, $row->status );
		self::assertSame( 'rejected', $row->reason['code'] );
		self::assertNotSame( '', $row->reason['detail'] );
		self::assertCount( 1, self::kledo_notes( $order ) );
		self::assertStringContainsString( $row->reason['detail'], self::log() );
	}

	public function test_an_accepted_document_that_never_appears_fails_and_loses_its_mark(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'accepted_never_created' ) );
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( 'yes', self::reread( $order )->get_meta( '_wc_kledo_order_synced' ) );

		for ( $look = 0; $look < 8; $look++ ) {
			self::pass( 24 * self::HOUR );
			self::run_worker();
		}

		self::assertSame( Status::Failed, self::row( $order )->status );
		self::assertSame( 'never_appeared', self::row( $order )->reason['code'] );
		self::assertSame( '', self::reread( $order )->get_meta( '_wc_kledo_order_synced' ) );
		self::assertCount( 1, Sandbox::requests( 'POST' ) );
	}

	public function test_a_refused_key_holds_the_queue_without_spending_an_attempt_until_the_key_changes(): void {
		Sandbox::use_key( 'kledo_pat_demo00_sandboxkey_another' );
		$first  = $this->processing_order();
		$second = $this->processing_order();
		$this->hook( 'wc_accounting_concurrency', static fn () => array( 'min_concurrency' => 1, 'max_concurrency' => 1 ) );
		self::run_worker();

		self::assertSame( 'unauthorized', self::plugin()->queue->hold()['hold'] );
		self::assertSame( 'unauthorized', self::row( $first )->reason['code'] );
		self::assertSame( array( 0, 0 ), array( self::row( $first )->attempts, self::row( $second )->attempts ) );
		self::assertCount( 1, Sandbox::requests( 'POST' ), 'the second one stays' );
		self::assertNull( self::row( $second )->lease_token );
		self::pass( self::HOUR );
		self::assertSame( 0, self::run_worker()->handled() );

		update_option( 'wc_kledo_api_key', 'kledo_pat_demo00_sandboxkey_another' );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $first )->status );
		self::assertSame( Status::Accepted, self::row( $second )->status );
		self::assertNull( self::plugin()->queue->hold() );
	}

	public function test_a_rate_limit_holds_the_queue_for_as_long_as_kledo_says(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 429, 'retry_after' => 90 ), 1 );
		$order = $this->processing_order();
		self::run_worker();

		self::assertSame( 'rate_limited', self::plugin()->queue->hold()['hold'] );
		self::assertEqualsWithDelta( 90, self::seconds_until_due( self::row( $order ) ), 5 );
		self::assertSame( 0, self::row( $order )->attempts );
		self::pass( 91 );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	public function test_a_dead_kledo_stops_the_run_and_the_next_one_probes_with_one(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 502 ) );
		$orders = array();
		for ( $number = 0; $number < 12; $number++ ) {
			$orders[] = $this->processing_order();
		}
		self::run_worker();

		// Four at once, and one for each of the first four answers; the fifth says that it is enough.
		self::assertCount( 8, Sandbox::requests( 'POST' ) );
		self::assertSame( 'unreachable', self::plugin()->queue->hold()['hold'] );
		$untouched = array_filter(
			self::rows(),
			static fn ( array $row ): bool => 'pending' === $row['status'] && null === $row['lease_token']
		);
		self::assertCount( 4, $untouched );

		self::sql( 'UPDATE {queues} SET held_until = held_until - INTERVAL 11 MINUTE' );
		self::run_worker();
		self::assertCount( 9, Sandbox::requests( 'POST' ), 'one to see whether it is back' );

		Sandbox::heal();
		self::sql( 'UPDATE {queues} SET held_until = held_until - INTERVAL 11 MINUTE' );
		self::run_worker();
		self::assertCount( 12, Sandbox::requests( 'POST' ), 'all that never left' );
		self::assertNull( self::plugin()->queue->hold() );
	}

	public function test_the_order_is_read_afresh_for_every_attempt(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 429, 'retry_after' => 30 ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		self::pass( self::MINUTE );

		$repaired = wc_get_order( $order->get_id() );
		$repaired->set_billing_first_name( 'Dewi' );
		$repaired->save();
		self::run_worker();

		self::assertSame( 'Dewi Rahayu', Sandbox::documents( $order->get_id() )[0]['contact'] );
	}

	public function test_a_hanging_kledo_ends_with_the_budget(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'hang' ) );
		$order   = $this->processing_order();
		$started = microtime( true );

		self::run_worker( 3 );

		// Kledo would hang for two minutes, and a request without a budget ends after half a minute.
		self::assertLessThan( 15, microtime( true ) - $started );
		self::assertSame( Status::Unconfirmed, self::row( $order )->status );
		self::assertSame( 'timed_out', self::row( $order )->reason['code'] );
	}

	public function test_nothing_is_started_without_time_or_memory(): void {
		$this->processing_order();
		self::assertSame( 0, self::run_worker( 0 )->handled() );
		self::assertSame( 0, self::plugin()->worker->run( new \WcAccounting\Delivery\Run( 20, 0.0000001 ) )->handled() );
		self::assertNull( self::rows()[0]['lease_token'] );
	}
}
