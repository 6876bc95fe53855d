<?php
/**
 * Two services in one shop.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Account;
use WcAccounting\Delivery\Flags;
use WcAccounting\Delivery\Glance;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;

/** Issue 11.5: the rows, holds, counts and sweeps of one service are out of the other's reach. */
final class TwoServicesTest extends ShopTestCase {

	private const OTHER = 'another';

	public function test_each_has_its_own_row_for_the_same_document(): void {
		$order = $this->processing_order();
		self::assertTrue( $this->other_enqueues( $order->get_id() ) );
		self::assertCount( 2, self::rows() );

		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order )->status );
		$others = self::other_store()->find_of_order( $order->get_id() );
		self::assertSame( array( Status::Pending ), array_column( $others, 'status' ) );
		self::assertCount( 1, self::plugin()->store->find_of_order( $order->get_id() ) );
		self::assertSame( array( 'pending' => 1 ), self::other_store()->counts() );
		self::assertSame( array( 'accepted' => 1 ), self::plugin()->store->counts() );
	}

	public function test_an_id_of_the_other_is_nobody(): void {
		$order = $this->order();
		$this->other_enqueues( $order->get_id() );
		$id    = (int) self::rows()[0]['id'];
		$store = self::plugin()->store;

		self::assertNull( $store->find( $id ) );
		self::assertNull( $store->claim_one( $id, 60 ) );
		self::assertSame( array(), $store->claim( 10, 60, array( $id ) ) );
		self::assertNull( $store->next_due() );
		self::assertSame( 0, $store->delete_waiting( time() + self::MINUTE ) );
		self::assertSame( 0, $store->forget_errors( $order->get_id() ) );
		self::assertSame( array(), $store->known_subjects( 'order', array( $order->get_id() ) ) );
		self::assertSame( array(), self::plugin()->by_hand->retry_now( array() ) );
		self::assertSame( 'removed', self::plugin()->by_hand->retry_now( array( $id ) )[ $id ]->value );
		self::assertNotNull( self::other_store()->find( $id ) );
		self::assertNull( self::rows()[0]['lease_token'] );
	}

	public function test_what_failed_and_waits_there_is_not_counted_here(): void {
		$order = $this->order();
		$this->other_enqueues( $order->get_id() );
		self::sql(
			"UPDATE {deliveries} SET status = 'failed', next_attempt_at = UTC_TIMESTAMP(), last_error = 'x', changed_at = UTC_TIMESTAMP()"
		);
		$ours   = new Transactions( self::plugin()->database, new Account( 'kledo' ) );
		$theirs = new Transactions( self::plugin()->database, new Account( self::OTHER ) );
		$glance = new Glance( self::plugin()->database, new Account( 'kledo' ), self::plugin()->logger );
		self::assertSame( array( 0, false ), array( $glance->failed(), $glance->is_overdue() ) );
		$filters = array(
			'all'      => new TransactionFilter(),
			'failed'   => new TransactionFilter( 'failed' ),
			'changed'  => new TransactionFilter( 'changed' ),
			'order'    => new TransactionFilter( order_id: $order->get_id() ),
			'text'     => new TransactionFilter( error: 'x' ),
			'document' => new TransactionFilter( document: 'order' ),
		);
		foreach ( $filters as $name => $filter ) {
			self::assertSame( 0, $ours->count( $filter, 10 ), $name );
			self::assertSame( array(), $ours->find( $filter, 'created', true, 10, 0 ), $name );
			self::assertCount( 'changed' === $name ? 0 : 1, $theirs->find( $filter, 'created', true, 10, 0 ), $name );
		}
		self::assertSame( array(), $ours->by_day( time() - self::HOUR, 0 ) );
	}

	public function test_a_saved_order_flags_only_the_rows_of_the_service_that_heard_of_it(): void {
		$order = $this->order();
		$this->other_enqueues( $order->get_id() );
		self::sql( "UPDATE {deliveries} SET status = 'failed', next_attempt_at = NULL" );
		$flags = new Flags( self::plugin()->database, new Account( 'kledo' ) );

		$flags->flag_orders( array( $order->get_id() ), 0, true );
		$flags->flag_failed();

		self::assertNull( self::rows()[0]['flagged_at'] );
		( new Flags( self::plugin()->database, new Account( self::OTHER ) ) )->flag_failed();
		self::assertNotNull( self::rows()[0]['flagged_at'] );
		self::pass( 5 );
		self::assertSame( array(), $flags->oldest( array( Status::Failed ), 10 ) );
	}

	/** Every index of the table begins with the service, but for those that find one row. */
	public function test_every_index_begins_with_the_service(): void {
		foreach ( self::sql( 'SHOW INDEX FROM {deliveries} WHERE Seq_in_index = 1' ) as $index ) {
			if ( ! in_array( $index['Key_name'], array( 'PRIMARY', 'lease_token' ), true ) ) {
				self::assertSame( 'connector', $index['Column_name'], $index['Key_name'] );
			}
		}
	}

	private static function other_store(): Store {
		return new Store( self::plugin()->database, new Account( self::OTHER ) );
	}

	private function other_enqueues( int $order_id ): bool {
		return self::other_store()->enqueue( 'order', $order_id, $order_id, self::plugin()->connector->new_delivery( time() ), time() );
	}
}
