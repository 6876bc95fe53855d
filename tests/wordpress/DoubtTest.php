<?php
/**
 * What may be in Kledo: never a second one, never a lost one, and no other for it.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Status;

final class DoubtTest extends ShopTestCase {

	/** 10.1: an old failure was taken for the newest request's, and the third attempt went out unasked: two documents. */
	public function test_a_failure_that_outlives_a_retry_makes_no_second_document(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'fails_in_queue', 'message' => 'Stok habis.' ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		self::pass( 3 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status, 'it may be another request\'s until this one has settled' );
		self::pass( 15 * self::MINUTE );
		self::run_worker();
		self::assertSame(
			array( Status::Failed, 'failed_in_service' ),
			array( self::row( $order )->status, self::row( $order )->reason['code'] )
		);
		self::assertNotNull( self::row( $order )->sent_at, 'it left, and a retry asks first' );
		self::assertSame( '', self::reread( $order )->get_meta( '_wc_kledo_order_synced' ) );

		// The second one is taken, and Kledo's queue is slow: the old failure is all there is to be read.
		Sandbox::settings( array( 'queue_delay_ms' => 3_600_000 ) );
		self::assertTrue( self::plugin()->by_hand->retry( self::row( $order )->id ) );
		$before = count( Sandbox::requests() );
		self::run_worker();
		self::assertSame( array( 'GET', 'POST' ), array_column( array_slice( Sandbox::requests(), $before ), 'method' ), 'asked first' );
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::pass( 3 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::plugin()->by_hand->retry( self::row( $order )->id );
		self::run_worker();
		self::assertCount( 2, Sandbox::requests( 'POST' ) );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	/** 10.1: before the socket opens, the row says what leaves. */
	public function test_the_row_says_what_leaves_before_it_does(): void {
		$order  = $this->processing_order();
		$stored = null;
		$this->hook(
			'wc_kledo_http_request',
			static function () use ( $order, &$stored ): void {
				$stored = self::row( $order );
			}
		);
		self::run_worker();
		self::assertSame( Status::Sending, $stored->status );
		self::assertSame( 'WC/SO/' . $order->get_id(), $stored->sent_as['number'] );
		self::assertSame( array( 'IDR', $order->get_total() ), array( $stored->sent_as['currency'], $stored->sent_as['total'] ) );
		self::assertMatchesRegularExpression( '/^[0-9a-f]{32}$/', $stored->sent_as['digest'] );
		self::assertStringNotContainsString( $order->get_billing_last_name(), (string) self::rows()[0]['sent_as'] );
	}

	/** 10.3: SHOP2 + 123 ends in the order's number and in a longer one, and was refused as another shop's. */
	public function test_a_document_whose_prefix_ends_in_a_digit_is_confirmed(): void {
		$this->option( 'wc_kledo_order_prefix', 'SHOP2' );
		$order = $this->processing_order();
		self::run_worker();
		self::pass( 3 * self::MINUTE );
		self::run_worker();
		self::assertSame(
			array( Status::Confirmed, 'SHOP2' . $order->get_id() ),
			array( self::row( $order )->status, self::row( $order )->remote_number )
		);
	}

	/** 10.4: the mark stayed, the retry was dropped as delivered, and the sweep passed the order by: lost. */
	public function test_the_mark_goes_when_nobody_knows_any_more(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'accepted_never_created' ), 1 );
		Sandbox::fault( 'GET', 'woocommerce/transactions', array( 'kind' => 'status', 'code' => 503 ) );
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( 'yes', self::reread( $order )->get_meta( '_wc_kledo_order_synced' ) );
		self::pass( 49 * self::HOUR );
		self::run_worker();
		self::assertSame(
			array( Status::Failed, 'still_unknown' ),
			array( self::row( $order )->status, self::row( $order )->reason['code'] )
		);
		self::assertSame( '', self::reread( $order )->get_meta( '_wc_kledo_order_synced' ) );

		Sandbox::heal();
		self::plugin()->by_hand->retry( self::row( $order )->id );
		self::run_worker();
		self::run_worker();
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	/** 10.14 */
	public function test_who_gave_up_says_so_and_a_retry_by_hand_begins_anew(): void {
		$order = $this->processing_order();
		$this->option( 'wc_kledo_api_endpoint', 'http://127.0.0.1:1/api/v1' );
		$this->hook( 'wc_accounting_allowed_endpoints', static fn () => array( 'http://127.0.0.1:1' ) );
		for ( $attempt = 0; $attempt < 20 && Status::Failed !== self::row( $order )->status; $attempt++ ) {
			self::run_worker();
			self::pass( 9 * self::HOUR );
		}
		$row = self::row( $order );
		self::assertSame( array( Status::Failed, 'gave_up' ), array( $row->status, $row->reason['code'] ) );
		$said = (string) self::rows()[0]['last_error'];
		self::assertStringStartsWith(
			'Sending to Kledo was given up after 48 hours; the last reason was: the service could not be reached',
			$said
		);
		self::assertStringNotContainsString( 'by itself', $said );

		self::plugin()->by_hand->retry( $row->id );
		self::run_worker();
		$again = self::row( $order );
		self::assertSame(
			array( Status::Retrying, $row->attempts + 1, 1 ),
			array( $again->status, $again->attempts, $again->series_attempts )
		);
		self::assertEqualsWithDelta( 5 * self::MINUTE, self::seconds_until_due( $again ), 35 );
	}

	/** What an owner wants sent although it differs stays so when the first attempt fails of something else. */
	public function test_what_was_approved_is_not_held_again(): void {
		$this->option( 'wc_kledo_hold_differences', 'yes' );
		$order = $this->order();
		$order->set_total( '1' );
		$order->save();
		$order->update_status( 'processing' );
		self::run_worker();
		self::assertSame( 'held_for_review', self::row( $order )->reason['code'] );

		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 429, 'retry_after' => 30 ), 1 );
		self::plugin()->by_hand->retry( self::row( $order )->id );
		self::run_worker();
		self::assertSame( 'rate_limited', self::row( $order )->reason['code'] );
		self::pass( self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}
}
