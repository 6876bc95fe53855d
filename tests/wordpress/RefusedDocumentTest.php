<?php
/**
 * Documents that Kledo refuses (10.16): they fail at once, and go again when something changes, or after a while.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Status;
use WcAccounting\Order\Subject;
use WcAccounting\Shell;

final class RefusedDocumentTest extends ShopTestCase {

	private const POST = 'woocommerce/order';

	/** An order whose sales order was refused. */
	private function refused_order( ?int $times = 1 ): \WC_Order {
		Sandbox::fault( 'POST', self::POST, array( 'kind' => 'status', 'code' => 422, 'body' => array( 'message' => 'Salah' ) ), $times );
		$order = $this->processing_order();
		Shell::changes( 'kledo' )->tell();
		self::run_worker();
		self::assertSame( Status::Failed, self::row( $order )->status );
		return self::reread( $order );
	}

	private static function next_in_hours( Delivery $row ): ?int {
		return null === $row->next_attempt_at ? null : (int) round( self::seconds_until_due( $row ) / self::HOUR );
	}

	/**
	 * @return array{0: string, 1: ?int}
	 */
	private static function reason_and_hours( \WC_Order $order ): array {
		return array( self::row( $order )->reason['code'], self::next_in_hours( self::row( $order ) ) );
	}

	private static function is_flagged( \WC_Order $order ): bool {
		return null !== self::row( $order )->flagged_at;
	}

	public function test_it_fails_at_once_goes_again_after_1_8_and_24_hours_and_then_says_that_it_gave_up(): void {
		$order = $this->refused_order( null );
		self::assertMatchesRegularExpression( '/^[0-9a-f]{32}$/', self::row( $order )->sent_as['digest'] );
		self::assertStringContainsString( 'after 1, 8 and 24 hours', self::rows()[0]['last_error'] );

		foreach ( array( 1, 8, 24 ) as $hours ) {
			self::assertSame( $hours, self::next_in_hours( self::row( $order ) ) );
			self::pass( ( $hours - 1 ) * self::HOUR );
			$requests = count( Sandbox::requests( 'POST' ) );
			self::run_worker();
			self::assertCount( $requests, Sandbox::requests( 'POST' ), 'not before its time' );
			self::pass( self::HOUR );
			self::run_worker();
			self::assertCount( $requests + 1, Sandbox::requests( 'POST' ) );
			self::assertSame( Status::Failed, self::row( $order )->status );
		}

		$row = self::row( $order );
		self::assertSame( array( 'gave_up', 4 ), array( $row->reason['code'], $row->attempts ) );
		self::assertNull( $row->next_attempt_at );
		self::assertSame(
			'Sending to Kledo was given up, because each attempt was refused; the last reason was: the document was refused, Salah. '
				. 'Correct it in the order or in the settings, and it is sent by itself; or remove the cause in Kledo, then send it again.',
			self::rows()[0]['last_error']
		);
		self::assertCount( 2, self::kledo_notes( $order ), 'one when it was refused, one when it was given up' );
	}

	public function test_what_was_mended_in_kledo_arrives_by_itself(): void {
		$order = $this->refused_order();
		self::pass( self::HOUR + 1 );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	public function test_a_saved_order_is_sent_when_its_document_is_another_one_and_only_then(): void {
		$order  = $this->refused_order();
		$before = self::row( $order );

		$order->update_meta_data( 'colour', 'red' );
		$order->save();
		self::assertFalse( self::is_flagged( $order ), 'not while somebody waits' );
		Shell::changes( 'kledo' )->tell();
		self::assertTrue( self::is_flagged( $order ) );
		self::end_request_and_run_cron();
		self::assertFalse( self::is_flagged( $order ) );
		self::assertCount( 1, Sandbox::requests( 'POST' ), 'the same document' );
		self::assertSame( array( Status::Failed, $before->reason ), array( self::row( $order )->status, self::row( $order )->reason ) );
		self::assertSame( 1, self::next_in_hours( self::row( $order ) ), 'it is tried after its hour' );

		$order->set_billing_first_name( 'Dewi' );
		$order->save();
		self::end_request_and_run_cron();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertSame( 'Dewi Rahayu', Sandbox::documents( $order->get_id() )[0]['contact'] );
	}

	public function test_a_given_up_document_is_sent_when_its_order_is_corrected(): void {
		$order = $this->refused_order( 4 );
		foreach ( array( 1, 8, 24 ) as $hours ) {
			self::pass( $hours * self::HOUR + 1 );
			self::run_worker();
		}
		self::assertSame( 'gave_up', self::row( $order )->reason['code'] );

		$order->set_billing_first_name( 'Dewi' );
		$order->save();
		self::end_request_and_run_cron();

		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	public function test_changed_settings_mark_what_failed_and_nothing_else(): void {
		$this->option( 'wc_kledo_order_warehouse', 'Gudang yang tidak ada' );
		$refused = $this->processing_order();
		self::run_worker();
		self::assertSame( 'rejected', self::row( $refused )->reason['code'] );
		$this->option( 'wc_kledo_order_warehouse', '' );
		$there = $this->order_in_kledo();
		Shell::changes( 'kledo' )->tell();
		self::sql( "UPDATE {deliveries} SET flagged_at = NULL WHERE status = 'confirmed'" );
		update_option( 'wc_kledo_order_tags', 'Toko' );
		Shell::changes( 'kledo' )->tell();

		self::assertSame( array( true, false ), array( self::is_flagged( $refused ), self::is_flagged( $there ) ) );
		self::end_request_and_run_cron();
		self::assertSame( Status::Accepted, self::row( $refused )->status );

		update_option( 'wc_accounting_cron_ran_at', 7 );
		Shell::changes( 'kledo' )->tell();
		self::assertSame( array(), array_filter( array_column( self::rows(), 'flagged_at' ) ), 'no setting of a document' );
	}

	public function test_cron_maps_twenty_a_minute_and_comes_back_for_the_others(): void {
		$orders = array();
		for ( $number = 0; $number < 22; $number++ ) {
			$orders[] = $this->processing_order();
		}
		Shell::changes( 'kledo' )->tell();
		self::sql( "UPDATE {deliveries} SET status = 'failed', reason = 'rejected', refusals = 1, next_attempt_at = NULL" );
		self::sql( 'UPDATE {deliveries} SET flagged_at = UTC_TIMESTAMP() - INTERVAL 1 MINUTE' );
		Sandbox::fault( 'POST', self::POST, array( 'kind' => 'status', 'code' => 400 ) );
		$flagged = static fn (): int => count( array_filter( array_column( self::rows(), 'flagged_at' ) ) );

		Cron::clear();
		wp_schedule_event( time() + self::HOUR, 'wc_accounting_every_five_minutes', Cron::DELIVER );
		do_action( Cron::DELIVER );
		self::assertSame( 2, $flagged() );
		self::assertCount( 20, Sandbox::requests( 'POST' ) );
		self::assertEqualsWithDelta( time() + self::MINUTE, wp_next_scheduled( Cron::SOON ), 5 );
		do_action( Cron::DELIVER );
		self::assertSame( 2, $flagged(), 'not twice in a minute' );
		self::pass( self::MINUTE );
		do_action( Cron::DELIVER );
		self::assertSame( 0, $flagged() );
	}

	public function test_a_saved_order_costs_one_statement_by_an_index_and_that_when_the_request_is_over(): void {
		$order = $this->refused_order();
		// Of few rows a server reads all.
		for ( $other = 1; $other <= 300; $other++ ) {
			$id = 9000000 + $other;
			self::plugin()->store->enqueue( 'order', $id, $id, self::plugin()->connector->new_delivery( time() ), time() );
		}
		self::sql( 'ANALYZE TABLE {deliveries}' );
		$asked = array();
		$this->hook(
			'query',
			static function ( string $query ) use ( &$asked ): string {
				if ( str_contains( $query, 'wc_accounting_' ) ) {
					$asked[] = $query;
				}
				return $query;
			}
		);

		$order->set_billing_first_name( 'Dewi' );
		$order->save();
		$order->set_billing_first_name( 'Wati' );
		$order->save();
		self::assertSame( array(), $asked );
		Shell::changes( 'kledo' )->tell();
		self::assertCount( 1, $asked );
		self::assertSame( 'of_order', self::explain( $asked[0] )[0]['key'] );
		Shell::changes( 'kledo' )->tell();
		self::assertCount( 2, $asked, 'the question above, and nothing new' );
	}

	public function test_what_waits_or_is_under_way_is_not_looked_at(): void {
		$waits = $this->processing_order();
		Shell::changes( 'kledo' )->tell();
		self::assertFalse( self::is_flagged( $waits ), 'its order is read when it is sent' );

		Sandbox::fault( 'POST', self::POST, array( 'kind' => 'status', 'code' => 500 ), 1 );
		self::run_worker();
		self::assertSame( Status::Unconfirmed, self::row( $waits )->status );
		$order = self::reread( $waits );
		$order->set_billing_first_name( 'Dewi' );
		$order->save();
		self::end_request_and_run_cron();
		self::assertTrue( self::is_flagged( $waits ), 'looked at when it has come to an end' );
	}

	public function test_an_order_that_could_not_be_mapped_is_sent_once_it_can_be(): void {
		$is_broken = true;
		$this->hook(
			'wc_accounting_order_snapshot',
			static function ( array $snapshot ) use ( &$is_broken ): array {
				return $is_broken ? throw new \DomainException( 'somebody else\'s fault' ) : $snapshot;
			}
		);
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( array( 'bad_order_data', 1 ), self::reason_and_hours( $order ) );

		self::reread( $order )->save();
		self::end_request_and_run_cron();
		self::assertSame( Status::Failed, self::row( $order )->status );
		self::assertFalse( self::is_flagged( $order ) );
		$is_broken = false;
		self::reread( $order )->save();
		self::end_request_and_run_cron();
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	public function test_a_document_that_is_said_to_exist_is_looked_for_and_adopted_when_it_is_ours(): void {
		$taken = array( 'kind' => 'status', 'code' => 422, 'body' => array( 'message' => 'Nomor referensi sudah digunakan' ) );
		Sandbox::fault( 'POST', self::POST, $taken + array( 'create' => true ), 1 );
		$ours = $this->processing_order();
		self::run_worker();
		self::assertSame( Status::Confirmed, self::row( $ours )->status );
		self::assertCount( 1, Sandbox::requests( 'POST' ) );
		self::assertSame( 'yes', self::reread( $ours )->get_meta( '_wc_kledo_order_synced' ) );

		Sandbox::fault( 'POST', self::POST, $taken, 1 );
		$nobodys = $this->processing_order();
		self::run_worker();
		self::assertSame( array( 'already_exists', 1 ), self::reason_and_hours( $nobodys ) );

		// The same order under another number: the shop had another prefix when it was sent.
		$this->option( 'wc_kledo_order_prefix', 'OLD/' );
		$other = $this->processing_order();
		self::run_worker();
		self::sql( "DELETE FROM {deliveries} WHERE order_id = {$other->get_id()}" );
		$other = self::reread( $other );
		$other->delete_meta_data( '_wc_kledo_order_synced' );
		$other->save();
		$this->option( 'wc_kledo_order_prefix', 'NEW/' );
		Sandbox::fault( 'POST', self::POST, $taken, 1 );
		self::plugin()->intake->enqueue( Subject::all( self::plugin()->connector->description()->document( 'order' ), $other )[0] );
		self::run_worker();
		self::assertSame( 'foreign_reference', self::row( $other )->reason['code'] );
		self::assertNull( self::row( $other )->next_attempt_at );
	}

	public function test_the_box_says_when_it_is_tried_again(): void {
		$order = $this->refused_order();
		self::assertMatchesRegularExpression( '/next: <time[^>]*>in 1 hour</', $this->box_of( $order ) );
	}
}
