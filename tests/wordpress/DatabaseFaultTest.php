<?php
/**
 * A database that drops a connection, or has two processes in each other's way.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Database\Database;
use WcAccounting\Database\DatabaseException;
use WcAccounting\Delivery\Status;

final class DatabaseFaultTest extends ShopTestCase {

	/** Another process's connection. */
	private static function other(): \mysqli {
		$other = new \mysqli( (string) strtok( DB_HOST, ':' ), DB_USER, DB_PASSWORD, DB_NAME, (int) getenv( 'DB_PORT' ) );
		$other->query( 'SET SESSION innodb_lock_wait_timeout = 20' );
		return $other;
	}

	private static function wait_until_it_waits_for_a_lock( \mysqli $connection ): void {
		$waits = "SELECT 1 FROM information_schema.innodb_trx
			WHERE trx_state = 'LOCK WAIT' AND trx_mysql_thread_id = $connection->thread_id";
		for ( $tries = 0; array() === self::sql( $waits ); $tries++ ) {
			self::assertLessThan( 600, $tries, 'it does not come to wait' );
			usleep( 100_000 );
		}
	}

	/** Two rows that are not ours to send, and their ids. */
	private static function two_rows(): array {
		self::sql(
			"INSERT INTO {deliveries} ( connector, document, order_id, subject_id, status, created_at, updated_at )
			VALUES ( 'test', 'order', 1, 1, 'failed', UTC_TIMESTAMP(), UTC_TIMESTAMP() ),
				( 'test', 'order', 2, 2, 'failed', UTC_TIMESTAMP(), UTC_TIMESTAMP() )"
		);
		return array_map( 'intval', array_column( self::rows(), 'id' ) );
	}

	private static function sql_for( int $id, string $number ): string {
		return sprintf(
			"UPDATE %swc_accounting_deliveries SET remote_number = '%s' WHERE id = %d",
			$GLOBALS['wpdb']->prefix,
			$number,
			$id
		);
	}

	/**
	 * @return array<string, array{0: string}>
	 */
	public static function moments(): array {
		return array(
			'before the row is claimed'       => array( 'FOR UPDATE' ),
			'before it is marked as sending'  => array( "status = 'sending'" ),
			'after the answer, before the end' => array( "status = 'accepted'" ),
		);
	}

	/**
	 * @dataProvider moments
	 */
	public function test_a_lost_connection_is_made_anew_and_the_document_arrives_once( string $statement ): void {
		$order = $this->processing_order();
		$lost  = 0;
		$this->hook(
			'query',
			static function ( $sql ) use ( $statement, &$lost ) {
				$one_line = (string) preg_replace( '/\s+/', ' ', (string) $sql );
				if ( 0 === $lost && str_contains( $one_line, $statement ) && str_contains( $one_line, 'wc_accounting_deliveries' ) ) {
					++$lost;
					self::other()->query( 'KILL CONNECTION ' . mysqli_thread_id( $GLOBALS['wpdb']->dbh ) );
				}
				return $sql;
			}
		);

		self::run_worker();
		self::run_worker();

		self::assertSame( 1, $lost );
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertCount( 1, Sandbox::requests( 'POST' ) );
	}

	public function test_a_transaction_that_loses_a_deadlock_is_done_again(): void {
		list( $one, $two ) = self::two_rows();
		$database          = new Database();
		$other             = self::other();
		$tries             = 0;

		$database->transaction(
			static function () use ( $database, $other, $one, $two, &$tries ): void {
				if ( 2 === ++$tries ) {
					self::assertTrue( $other->reap_async_query() );
					$other->query( 'ROLLBACK' );
				}
				$database->once( self::sql_for( $one, 'ours' ), array() );
				if ( 1 === $tries ) {
					// Who has changed more wins.
					$other->query( 'START TRANSACTION' );
					$other->query( "UPDATE {$GLOBALS['wpdb']->posts} SET post_content_filtered = 'changed' LIMIT 50" );
					$other->query( self::sql_for( $two, 'theirs' ) );
					$other->query( self::sql_for( $one, 'theirs' ), MYSQLI_ASYNC );
					self::wait_until_it_waits_for_a_lock( $other );
				}
				$database->once( self::sql_for( $two, 'ours' ), array() );
			}
		);

		self::assertSame( 2, $tries );
		self::assertSame( array( 'ours', 'ours' ), array_column( self::rows(), 'remote_number' ) );
	}

	public function test_a_statement_that_waited_too_long_for_a_lock_is_run_again_and_given_up_in_the_end(): void {
		list( $one ) = self::two_rows();
		$database    = new Database();
		$other       = self::other();
		$tries       = 0;
		$release_at  = 2;
		self::sql( 'SET SESSION innodb_lock_wait_timeout = 1' );
		$this->hook(
			'query',
			static function ( $sql ) use ( $other, &$tries, &$release_at ) {
				if ( str_contains( (string) $sql, 'remote_number' ) && ++$tries === $release_at ) {
					$other->query( 'COMMIT' );
				}
				return $sql;
			}
		);

		$other->query( 'START TRANSACTION' );
		$other->query( self::sql_for( $one, 'theirs' ) );
		self::assertSame( 1, $database->run( self::sql_for( $one, 'ours' ), array() ) );
		self::assertSame( 2, $tries );

		$release_at = PHP_INT_MAX;
		$other->query( 'START TRANSACTION' );
		$other->query( self::sql_for( $one, 'theirs' ) );
		try {
			$database->run( self::sql_for( $one, 'once more' ), array() );
			self::fail( 'it must say that it could not' );
		} catch ( DatabaseException $fault ) {
			self::assertTrue( $fault->passes );
		} finally {
			$other->query( 'ROLLBACK' );
			self::sql( 'SET SESSION innodb_lock_wait_timeout = DEFAULT' );
		}
	}
}
