<?php
/**
 * Several processes at once.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;

final class ConcurrencyTest extends ShopTestCase {

	public function test_workers_at_once_each_send_and_never_a_document_twice(): void {
		$order = $this->processing_order();
		OrderCopies::of( $order, 39 );

		// All begin together, and none goes on before each has a document of its own in hand.
		$reports = Process::workers( 4, array( 'ready', 'sending' ) );

		self::assertSame( 40, array_sum( array_column( $reports, 'sent' ) ) );
		self::assertGreaterThan( 0, min( array_column( $reports, 'sent' ) ), 'each has sent some' );
		self::assertSame( 0, array_sum( array_column( $reports, 'faults' ) ) );
		self::assertCount( 40, Sandbox::requests( 'POST' ) );
		self::assertCount( 40, array_unique( array_column( Sandbox::documents(), 'ref_number' ) ) );
		self::assertSame( array( 'accepted' => 40 ), self::plugin()->store->counts() );
	}

	public function test_a_claimed_row_is_nobody_elses_until_its_lease_ends(): void {
		$this->processing_order();
		$store = self::plugin()->store;

		self::assertCount( 1, $store->claim( 10, 180 ) );
		self::assertCount( 0, $store->claim( 10, 180 ) );

		self::pass( 181 );
		self::assertCount( 1, $store->claim( 10, 180 ) );
	}

	public function test_who_lost_the_lease_writes_nothing(): void {
		$order = $this->processing_order();
		$store = self::plugin()->store;
		$slow  = $store->claim( 1, 180 )[0];
		self::pass( 181 );
		$fast = $store->claim( 1, 180 )[0];

		self::assertFalse( $store->start( $slow, '', 180 ) );
		self::assertFalse( $store->finish( $slow, '' ) );
		self::assertFalse( $store->delete( $slow ) );
		$store->release( array( $slow ) );

		self::assertSame( $fast->lease_token, self::row( $order )->lease_token );
		self::assertTrue( $store->finish( $fast, '' ) );
		self::assertNull( self::row( $order )->lease_token );
	}

	/**
	 * What is due now stands right behind the last that is due: a claim that locks that place would turn away what checkouts queue.
	 *
	 * @dataProvider claims
	 */
	public function test_a_document_can_be_queued_while_a_claim_is_under_way( int $orders, string $moment ): void {
		for ( $each = 0; $each < $orders; $each++ ) {
			$this->processing_order();
		}
		$customer = new \mysqli( (string) strtok( DB_HOST, ':' ), DB_USER, DB_PASSWORD, DB_NAME, (int) getenv( 'DB_PORT' ) );
		$customer->query( 'SET SESSION innodb_lock_wait_timeout = 1' );
		$insert   = "INSERT INTO {$GLOBALS['wpdb']->prefix}wc_accounting_deliveries
			( connector, account, document, order_id, subject_id, status, created_at, next_attempt_at, updated_at )
			VALUES ( 'kledo', '" . self::account() . "', 'order', 9, 9, 'pending', UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP() )";
		$queued   = 0;
		$this->hook(
			'query',
			static function ( $sql ) use ( $customer, $insert, $moment, &$queued ) {
				if ( 0 === $queued && 1 === preg_match( $moment, (string) $sql ) ) {
					$customer->query( $insert );
					$queued = $customer->affected_rows;
				}
				return $sql;
			}
		);

		self::assertCount( $orders, self::plugin()->store->claim( 10, 180 ) );

		self::assertSame( 1, $queued );
		self::assertCount( 1, self::sql( 'SELECT 1 FROM {deliveries} WHERE order_id = 9 AND lease_token IS NULL' ) );
	}

	public static function claims(): array {
		return array(
			'of nothing'                    => array( 0, '/^COMMIT/' ),
			'of two, before they are taken' => array( 2, '/SET lease_token/' ),
			'of two, after that'            => array( 2, '/^COMMIT/' ),
		);
	}

	public function test_the_session_is_as_it_was_after_a_claim(): void {
		self::plugin()->store->claim( 10, 180 );

		self::assertSame( 'REPEATABLE-READ', self::sql( "SHOW SESSION VARIABLES LIKE '%x\_isolation'" )[0]['Value'] );
	}

	public function test_a_claim_works_where_the_log_of_the_server_wants_whole_statements(): void {
		$this->processing_order();
		$database = new Database();
		$store    = new Store( $database, self::plugin()->connector->description()->account );
		$refuses  = true;
		$asked    = 0;
		$this->hook(
			'query',
			static function ( $sql ) use ( &$refuses, &$asked ) {
				// As such a server says no to a statement that is not READ COMMITTED's.
				$asked  += str_starts_with( (string) $sql, 'SET TRANSACTION' ) ? 1 : 0;
				$refuses = $refuses && ! str_starts_with( (string) $sql, 'ROLLBACK' );
				return $refuses && str_contains( (string) $sql, 'FOR UPDATE SKIP LOCKED' )
					? "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1665, MESSAGE_TEXT = 'impossible to write to binary log'"
					: $sql;
			}
		);
		$suppressed = $GLOBALS['wpdb']->suppress_errors( true );
		try {
			self::assertCount( 1, $store->claim( 10, 180 ) );
			self::assertCount( 0, $store->claim( 10, 180 ) );
			self::assertSame( 1, $asked, 'it does not ask for that again' );
		} finally {
			$GLOBALS['wpdb']->suppress_errors( $suppressed );
		}
	}

	public function test_servers_without_skip_locked_claim_plainly(): void {
		$this->processing_order();
		$this->processing_order();
		$database = new Database();
		$database->forget_skip_locked();
		$store = new Store( $database, new Account( 'kledo' ) );

		self::assertCount( 1, $store->claim( 1, 180 ) );
		self::assertCount( 1, $store->claim( 5, 180 ) );
		self::assertCount( 0, $store->claim( 5, 180 ) );
	}

	/**
	 * @dataProvider servers
	 */
	public function test_servers_that_know_skip_locked_are_told_from_others( string $server, bool $knows ): void {
		self::assertSame( $knows, Database::knows_skip_locked( $server ) );
	}

	public static function servers(): array {
		return array(
			array( '5.5.5-10.11.6-MariaDB-0+deb12u1', true ),
			array( '10.6.0-MariaDB', true ),
			array( '5.5.5-10.5.23-MariaDB', false ),
			array( '8.0.36', true ),
			array( '8.0.0', false ),
			array( '5.7.44-log', false ),
			array( '', false ),
		);
	}

	public function test_the_claim_reads_what_is_due_and_not_the_whole_table(): void {
		$values  = array();
		$account = self::account();
		for ( $order = 1; $order <= 3000; $order++ ) {
			$values[] = "( 'kledo', '$account', 'order', $order, $order, 'confirmed', UTC_TIMESTAMP(), UTC_TIMESTAMP() )";
		}
		self::sql(
			'INSERT INTO {deliveries} ( connector, account, document, order_id, subject_id, status, created_at, updated_at )
			VALUES ' . implode( ', ', $values )
		);
		self::sql( 'ANALYZE TABLE {deliveries}' );

		$plan = self::explain(
			"SELECT * FROM {deliveries} WHERE connector = 'kledo' AND account = '$account' AND next_attempt_at <= UTC_TIMESTAMP() AND ( lease_token IS NULL OR lease_expires_at <= UTC_TIMESTAMP() ) ORDER BY next_attempt_at, id LIMIT 8 FOR UPDATE"
		);

		self::assertSame( 'due', $plan[0]['key'] );
		self::assertLessThan( 50, (int) $plan[0]['rows'] );
	}

	public function test_a_fault_of_one_delivery_does_not_stop_the_others(): void {
		$broken = $this->processing_order();
		$sound  = $this->processing_order();
		$this->hook(
			'wc_accounting_order_snapshot',
			static function ( array $snapshot, \WC_Order $order ) use ( $broken ): array {
				return $order->get_id() === $broken->get_id() ? throw new \Error( 'somebody else\'s code is broken' ) : $snapshot;
			},
			10,
			2
		);

		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $sound )->status );
		self::assertSame( 'bad_order_data', self::row( $broken )->reason['code'] );
		self::assertNull( self::row( $broken )->lease_token );
		self::assertStringContainsString( 'is broken', self::log() );
	}

	public function test_a_mark_or_note_that_cannot_be_written_does_not_lose_the_outcome(): void {
		$order = $this->processing_order();
		$first = true;
		$this->hook(
			'query',
			static function ( string $sql ) use ( &$first ): string {
				return $first && str_starts_with( $sql, 'INSERT' ) && str_contains( $sql, '_wc_kledo_order_synced' )
					? throw new \Error( 'no mark' )
					: $sql;
			}
		);
		$this->hook( 'wp_insert_comment', static fn () => throw new \Error( 'no note' ) );

		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertStringContainsString( 'no mark', self::log() );

		$first = false;
		self::pass( 2 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertSame( 'yes', self::reread( $order )->get_meta( '_wc_kledo_order_synced' ) );
		self::assertStringContainsString( 'no note', self::log() );
	}
}
