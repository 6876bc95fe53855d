<?php
/**
 * From an order to its documents in Kledo.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Status;

final class MainJobTest extends ShopTestCase {

	public function test_a_processing_order_becomes_a_sales_order_in_kledo(): void {
		$order = $this->processing_order();

		self::run_worker();

		$row = self::row( $order );
		self::assertSame( Status::Accepted, $row->status );
		self::assertSame( 'WC/SO/' . $order->get_id(), $row->reference );
		self::assertSame( 1, $row->attempts );
		self::assertSame( 'yes', self::reread( $order )->get_meta( '_wc_kledo_order_synced' ) );
		$document = Sandbox::documents( $order->get_id() )[0];
		self::assertSame( 'order', $document['kind'] );
		self::assertSame( 'Siti Rahayu', $document['contact'] );
		self::assertSame( '150000', $document['total'] );
		self::assertSame( '2', $document['lines'][0]['qty'] );
	}

	public function test_an_accepted_document_is_confirmed_later_with_one_note_and_its_row_stays(): void {
		$order = $this->order_in_kledo();

		self::pass( self::HOUR );
		$report = self::run_worker();

		$row = self::row( $order );
		self::assertSame( 0, $report->handled(), 'nothing is left to do' );
		self::assertSame( (string) Sandbox::documents( $order->get_id() )[0]['id'], $row->remote_id );
		self::assertSame( 'WC/SO/' . $order->get_id(), $row->remote_number );
		self::assertNull( $row->next_attempt_at );
		self::assertCount( 1, self::kledo_notes( $order ) );
		self::assertStringContainsString( 'WC/SO/' . $order->get_id(), self::kledo_notes( $order )[0] );
	}

	public function test_a_completed_order_becomes_an_invoice_linked_to_its_sales_order(): void {
		$order = $this->order_in_kledo();

		self::reread( $order )->update_status( 'completed' );
		self::run_worker();
		self::pass( 2 * self::MINUTE );
		self::run_worker();

		self::assertSame( Status::Confirmed, self::row( $order, 'invoice' )->status );
		self::assertSame( 'yes', self::reread( $order )->get_meta( '_wc_kledo_invoice_synced' ) );
		$documents = Sandbox::documents( $order->get_id() );
		self::assertSame( array( 'order', 'invoice' ), array_column( $documents, 'kind' ) );
		self::assertTrue( $documents[1]['linked'] );
		self::assertSame( 'WC/INV/' . $order->get_id(), $documents[1]['ref_number'] );
		self::assertCount( 2, self::kledo_notes( $order ) );
	}

	public function test_an_invoice_waits_for_its_sales_order(): void {
		$order = $this->processing_order();
		$order->update_status( 'completed' );

		$report = self::run_worker();

		self::assertSame( 1, $report->waiting );
		$row = self::row( $order, 'invoice' );
		self::assertSame( Status::Pending, $row->status );
		self::assertSame( 0, $row->attempts );
		self::assertSame( 'waiting_for_order', $row->reason['code'] );
		self::assertEqualsWithDelta( self::MINUTE, self::seconds_until_due( $row ), 5 );

		self::pass( 2 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::pass( self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order, 'invoice' )->status );
		self::assertTrue( Sandbox::documents( $order->get_id() )[1]['linked'] );
	}

	public function test_an_invoice_goes_alone_half_an_hour_after_its_sales_order_was_taken_with_a_note(): void {
		Sandbox::settings( array( 'queue_delay_ms' => 3_600_000 ) );
		$order = $this->processing_order();
		$order->update_status( 'completed' );
		self::run_worker();

		self::pass( 29 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Pending, self::row( $order, 'invoice' )->status );

		self::pass( 2 * self::MINUTE );
		self::run_worker();
		self::pass( self::MINUTE );
		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order, 'invoice' )->status );
		self::assertStringContainsString( 'not linked', implode( self::kledo_notes( $order ) ) );
	}

	public function test_an_invoice_waits_as_long_as_its_sales_order_is_tried_and_is_read_no_more_often(): void {
		$order = $this->processing_order();
		$order->update_status( 'completed' );
		self::sql(
			"UPDATE {deliveries} SET status = 'retrying', attempts = 4, next_attempt_at = UTC_TIMESTAMP() + INTERVAL 2 HOUR
			WHERE document = 'order'"
		);

		self::run_worker();
		self::assertSame( Status::Pending, self::row( $order, 'invoice' )->status );
		self::assertEqualsWithDelta( 2 * self::HOUR, self::seconds_until_due( self::row( $order, 'invoice' ) ), 5 );

		self::pass( 2 * self::HOUR );
		for ( $round = 0; $round < 3; $round++ ) {
			self::run_worker();
			self::pass( 2 * self::MINUTE );
		}
		self::assertTrue( Sandbox::documents( $order->get_id() )[1]['linked'] );
	}

	public function test_an_invoice_is_due_as_soon_as_its_sales_order_is_there(): void {
		$order = $this->processing_order();
		$order->update_status( 'completed' );
		self::run_worker();
		self::sql(
			"UPDATE {deliveries} SET status = 'retrying', attempts = 1, next_attempt_at = UTC_TIMESTAMP() + INTERVAL 8 HOUR
			WHERE document = 'invoice'"
		);

		self::pass( 2 * self::MINUTE );
		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order, 'invoice' )->status );
	}

	public function test_an_invoice_goes_alone_as_soon_as_its_sales_order_has_failed(): void {
		$order = $this->processing_order();
		$order->update_status( 'completed' );
		self::sql( "UPDATE {deliveries} SET next_attempt_at = UTC_TIMESTAMP() + INTERVAL 1 HOUR WHERE document = 'invoice'" );
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 );

		self::run_worker();
		self::assertSame( Status::Failed, self::row( $order )->status );
		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order, 'invoice' )->status );
	}

	public function test_an_invoice_does_not_wait_when_linking_is_off(): void {
		$this->option( 'wc_kledo_link_order', 'no' );
		$order = $this->processing_order();
		$order->update_status( 'completed' );

		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order, 'invoice' )->status );
		self::assertCount( 2, Sandbox::documents( $order->get_id() ) );
	}

	public function test_an_order_that_is_completed_before_its_sales_order_left_still_gets_one(): void {
		$order = $this->processing_order();
		$order->update_status( 'completed' );

		self::run_worker();

		self::assertSame( array( 'order' ), array_column( Sandbox::documents( $order->get_id() ), 'kind' ) );
	}

	public function test_going_back_and_forth_makes_each_document_once(): void {
		$order = $this->processing_order();
		foreach ( array( 'on-hold', 'processing', 'completed', 'processing', 'completed' ) as $status ) {
			$order->update_status( $status );
		}
		for ( $round = 0; $round < 4; $round++ ) {
			self::run_worker();
			self::pass( 2 * self::MINUTE );
		}

		$kinds = array_column( Sandbox::documents( $order->get_id() ), 'kind' );
		sort( $kinds );
		self::assertSame( array( 'invoice', 'order' ), $kinds );
	}

	public function test_settings_come_from_the_options_of_the_official_plugin(): void {
		$this->option( 'wc_kledo_order_prefix', 'SHOP-' );
		$this->option( 'wc_kledo_order_warehouse', 'Gudang Utama' );
		$this->option( 'wc_kledo_order_tags', 'Online,Toko' );
		$order = $this->processing_order();

		self::run_worker();

		$fields = Sandbox::documents( $order->get_id() )[0]['fields'];
		self::assertSame( 'SHOP-', $fields['ref_number_prefix'] );
		self::assertSame( 'Gudang Utama', $fields['warehouse'] );
		self::assertSame( array( 'Online', 'Toko' ), $fields['tags'] );
	}

	public function test_a_deleted_product_and_a_missing_sku_still_make_a_document(): void {
		$deleted = $this->product();
		$no_sku  = $this->product( array( 'sku' => '', 'name' => 'Tanpa kode' ) );
		$order   = $this->order( array( array( $deleted, 1 ), array( $no_sku, 3 ) ) );
		$deleted->delete( true );

		$order->update_status( 'processing' );
		self::run_worker();

		$lines = Sandbox::documents( $order->get_id() )[0]['lines'];
		self::assertSame( array( 'Kopi Toraja', 'Tanpa kode' ), array_column( $lines, 'name' ) );
		self::assertNotEmpty( $lines[0]['code'] );
		self::assertNotEmpty( $lines[1]['code'] );
		self::assertSame( '300000', Sandbox::documents( $order->get_id() )[0]['total'] );
	}

	public function test_a_hostile_answer_is_inert_in_the_note(): void {
		Sandbox::fault(
			'POST',
			'woocommerce/order',
			array(
				'kind' => 'status',
				'code' => 400,
				'body' => array(
					'success' => false,
					'message' => '<a href="https://evil.example">click</a><img src=x onerror=alert(1)>',
				),
			)
		);
		$order = $this->processing_order();

		self::run_worker();

		$note = self::kledo_notes( $order )[0];
		self::assertStringContainsString( '&lt;a href=', $note );
		self::assertStringNotContainsString( '<', $note );
	}

	public function test_the_http_hooks_fire_with_the_key_masked(): void {
		$heard = array();
		$this->hook(
			'wc_kledo_http_request',
			static function ( ...$what ) use ( &$heard ): void {
				$heard['request'] = $what;
			},
			10,
			3
		);
		$this->hook(
			'wc_kledo_http_response',
			static function ( ...$what ) use ( &$heard ): void {
				$heard['response'] = $what;
			},
			10,
			4
		);
		$this->processing_order();

		self::run_worker();

		list( $method, $url, $args ) = $heard['request'];
		self::assertSame( 'POST', $method );
		self::assertSame( getenv( 'SANDBOX_URL' ) . '/api/v1/woocommerce/order', $url );
		self::assertStringContainsString( 'ref_number=', $args['body'] );
		self::assertSame( 200, $heard['response'][0]['response']['code'] );
		self::assertIsInt( $heard['response'][1] );
		self::assertStringNotContainsString( getenv( 'SANDBOX_KEY' ), print_r( $heard, true ) );
	}

	public function test_a_listener_of_the_http_hooks_that_throws_stops_nothing(): void {
		$this->hook( 'wc_kledo_http_request', static fn () => throw new \LogicException( "broken\nlistener" ) );
		$order = $this->processing_order();

		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertStringContainsString( 'broken listener', self::log(), 'in one line, so that nothing looks like another entry' );
	}
}
