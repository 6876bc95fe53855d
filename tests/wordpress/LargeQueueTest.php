<?php
/**
 * What is asked of a long past while the queue works and pages are shown (13.6).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\Glance;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;

/**
 * The server's own counters say what was read.
 *
 * @group load
 */
final class LargeQueueTest extends ShopTestCase {

	private const MANY = 20000;

	protected function setUp(): void {
		parent::setUp();
		global $wpdb;
		( new TransactionsSeed( "{$wpdb->prefix}wc_accounting_deliveries" ) )->fill( TransactionsSeed::BUSY, self::MANY );
	}

	/** Rows that the server reads for it. */
	private static function reads( \Closure $ask ): int {
		self::sql( 'FLUSH STATUS' );
		$ask();
		return (int) array_sum( array_column( self::sql( "SHOW SESSION STATUS LIKE 'Handler\\_read%'" ), 'Value' ) );
	}

	/** @return list<int> */
	private static function ids( string $condition ): array {
		return array_map( 'intval', array_column( self::sql( "SELECT id FROM {deliveries} WHERE $condition" ), 'id' ) );
	}

	/** As a shop with wrong taxes has it. */
	private static function all_differ(): void {
		self::sql( 'UPDATE {books} SET differs = 1' );
		self::sql( 'ANALYZE TABLE {books}' );
	}

	public function test_what_is_due_next_is_found_without_reading_all_that_waits(): void {
		self::sql( 'UPDATE {deliveries} SET next_attempt_at = UTC_TIMESTAMP() + INTERVAL id SECOND' );
		$plugin = self::plugin();
		$glance = new Glance( new Database(), new Account( 'kledo' ), $plugin->logger );
		$next   = null;

		$read = self::reads(
			static function () use ( $plugin, &$next ): void {
				$next = $plugin->store->next_due();
			}
		);

		self::assertLessThan( 50, $read );
		$first = self::sql( 'SELECT MIN( next_attempt_at ) AS due FROM {deliveries}' )[0]['due'];
		self::assertSame( Database::seconds( $first ), $next );
		self::assertLessThan( 500, self::reads( static fn () => $glance->is_overdue() ) );
	}

	public function test_those_that_wait_for_approval_are_claimed_by_turns_and_given_back_at_once(): void {
		self::sql(
			"UPDATE {deliveries} SET status = 'retrying', reason = 'awaits_approval',
				next_attempt_at = UTC_TIMESTAMP() - INTERVAL 1 + id SECOND WHERE status = 'failed' OR id % 4 = 0"
		);
		// So many others wait that the server would take the index of the status, and sort.
		self::sql(
			"UPDATE {deliveries} SET status = 'pending', next_attempt_at = UTC_TIMESTAMP() - INTERVAL 1 + id SECOND WHERE id % 4 IN ( 1, 2 )"
		);
		self::sql( 'ANALYZE TABLE {deliveries}' );
		$store   = self::plugin()->store;
		$oldest  = self::ids( "status = 'retrying' AND reason = 'awaits_approval' ORDER BY next_attempt_at, id LIMIT 10" );
		$claimed = array();

		$read = self::reads(
			static function () use ( $store, &$claimed ): void {
				$claimed = $store->claim_those_that_wait_for_approval( 10, 60 );
			}
		);

		self::assertSame( $oldest, array_column( $claimed, 'id' ) );
		self::assertLessThan( 500, $read );
		self::assertNotContains( $oldest[0], array_column( $store->claim_those_that_wait_for_approval( 10, 60 ), 'id' ), 'it is held' );

		$this->note_statements_about( 'deliveries' );
		$store->release( $claimed );
		self::assertCount( 1, $this->statements );
		self::assertSame( $oldest, array_column( $store->claim_those_that_wait_for_approval( 10, 60 ), 'id' ) );
	}

	public function test_one_that_somebody_else_takes_in_between_is_left_to_him(): void {
		self::sql(
			"UPDATE {deliveries} SET status = 'retrying', reason = 'awaits_approval', next_attempt_at = UTC_TIMESTAMP() WHERE id <= 5"
		);
		self::sql( "UPDATE {deliveries} SET reason = NULL WHERE id > 5 AND reason = 'awaits_approval'" );
		$is_taken = false;
		$this->hook(
			'query',
			static function ( $sql ) use ( &$is_taken ) {
				if ( ! $is_taken && str_contains( (string) $sql, 'awaits_approval' ) && str_starts_with( (string) $sql, 'UPDATE' ) ) {
					$is_taken = true;
					self::assertNotNull( self::plugin()->store->claim_one( 3, 60 ) );
				}
				return $sql;
			}
		);

		$claimed = self::plugin()->store->claim_those_that_wait_for_approval( 10, 60 );

		self::assertTrue( $is_taken );
		self::assertSame( array( 1, 2, 4, 5 ), array_column( $claimed, 'id' ) );
	}

	public function test_the_counts_of_the_report_end_where_nobody_counts_any_more(): void {
		$store    = self::plugin()->store;
		$expected = self::sql( 'SELECT status, COUNT(*) AS number FROM {deliveries} GROUP BY status' );

		self::assertEquals( array_column( $expected, 'number', 'status' ), $store->counts() );
		self::assertArrayNotHasKey( Status::Sending->value, $store->counts() );
		self::assertSame( '100000', Store::told( 100000 ) );
		self::assertSame( '100000+', Store::told( 100001 ) );
		$this->note_statements_about( 'deliveries' );
		$store->counts();
		self::assertStringContainsString( 'LIMIT 100001', $this->statements[0] );
	}

	public function test_a_shop_of_which_everything_differs_has_its_list_and_count_from_the_books(): void {
		self::all_differ();
		$transactions = new Transactions( new Database(), new Account( 'kledo' ) );
		$differs      = new TransactionFilter( Status::VIEW_DIFFERS );
		$newest       = self::ids( "status = 'confirmed' AND id % 1000 <> 999 ORDER BY id DESC LIMIT 40" );
		$page         = array();

		$read = self::reads(
			static function () use ( $transactions, $differs, &$page ): void {
				$page = $transactions->find( $differs, 'created', true, 20, 20 );
			}
		);

		self::assertSame( array_slice( $newest, 20 ), array_column( $page, 'id' ) );
		// The newest ten thousand of the index, once written aside and once sorted, and of the deliveries a page.
		self::assertLessThan( 2 * 10001 + 500, $read );
		self::assertSame( 500, $transactions->count( $differs, 500 ) );
		self::assertLessThan( 2000, self::reads( static fn () => $transactions->count( $differs, 500 ) ) );
		self::assertCount( 20, $transactions->find( $differs, 'order', false, 20, 0 ) );
	}
}
