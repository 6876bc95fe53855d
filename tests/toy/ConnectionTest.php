<?php
/**
 * Tokens that end, are replaced and are taken away.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Toy;

use WcAccounting\Delivery\Status;
use WcAccounting\Tests\Process;

/** Issue 11.4: renewal in single flight across processes; a connection that is gone holds the queue and loses nothing. */
final class ConnectionTest extends ToyTestCase {

	/** @return int How often tokens were asked for. */
	private static function renewals(): int {
		return count( array_keys( Books::requests(), 'POST connect/token', true ) );
	}

	public function test_a_token_that_has_ended_is_renewed_and_what_is_new_is_stored(): void {
		Books::expire();
		$before = get_option( 'wc_toy_api_key' );
		$order  = $this->paid_order();

		self::send_until_settled( 2 );

		self::assert_in_the_books( 'invoice', $order );
		self::assertSame( 1, self::renewals() );
		wp_cache_flush();
		self::assertNotSame( $before, self::toy()->keys->current() );
		self::assertSame( 1, self::delivery( 'invoice', $order->get_id() )->attempts, 'no attempt is spent' );
	}

	public function test_several_processes_renew_once(): void {
		Books::expire();
		$orders = array();
		for ( $number = 0; $number < 6; $number++ ) {
			$orders[] = $this->paid_order();
		}
		$workers = array();
		for ( $number = 0; $number < 4; $number++ ) {
			$workers[] = Process::start( 'deliver.php', array( 'ready' ), array( 'SERVICE' => 'toy' ) );
		}
		array_walk( $workers, static fn ( Process $worker ) => $worker->await( 'ready' ) );
		array_walk( $workers, static fn ( Process $worker ) => $worker->go_on() );
		array_walk( $workers, static fn ( Process $worker ) => $worker->output() );
		wp_cache_flush();

		self::send_until_settled( 3 );

		self::assert_in_the_books( 'invoice', ...$orders );
		self::assert_in_the_books( 'payment', ...$orders );
		self::assertSame( 1, self::renewals() );
	}

	public function test_an_answer_of_the_renewal_that_is_lost_costs_nothing(): void {
		Books::expire();
		Books::fault( 'POST', 'connect/token', array( 'kind' => 'created_answer_lost' ), 1 );
		$order = $this->paid_order();

		self::send_until_settled( 4 );

		self::assert_in_the_books( 'invoice', $order );
		self::assert_in_the_books( 'payment', $order );
	}

	public function test_a_connection_that_was_taken_away_holds_the_queue_until_a_person_connects_again(): void {
		Books::revoke();
		$order = $this->paid_order();
		self::send_until_settled( 2 );

		self::assertSame( array(), Books::documents( 'invoice' ) );
		$waiting = self::delivery( 'invoice', $order->get_id() );
		self::assertSame( 0, $waiting->attempts, 'no attempt is spent' );
		self::assertSame( 'connect_again', $waiting->reason['code'] );
		self::assertNotSame( Status::Failed, $waiting->status );
		$asked = count( Books::requests() );
		self::send();
		self::assertCount( $asked, Books::requests(), 'nothing more is asked' );

		update_option( 'wc_toy_api_key', Books::connect(), false );
		self::send_until_settled( 2 );
		self::assert_in_the_books( 'invoice', $order );
		self::assert_in_the_books( 'payment', $order );
	}

	public function test_no_token_is_in_a_log_a_note_or_a_row(): void {
		Books::expire();
		Books::fault( 'POST', 'invoices', array( 'kind' => 'status', 'code' => 400 ), 1 );
		$order   = $this->paid_order();
		$secrets = array();
		preg_match_all( '/"(?:[a-z]+_token|client_secret)":"([^"]+)"/', (string) self::toy()->keys->current(), $secrets );
		self::send_until_settled( 2 );
		preg_match_all( '/"(?:[a-z]+_token|client_secret)":"([^"]+)"/', (string) self::toy()->keys->current(), $newer );
		$secrets = array_unique( array( ...$secrets[1], ...$newer[1] ) );
		self::assertGreaterThan( 3, count( $secrets ) );

		$said = implode( "\n", self::notes( $order ) ) . wp_json_encode( self::rows() );
		foreach ( (array) glob( wp_upload_dir()['basedir'] . '/wc-logs/toy-books*' ) as $file ) {
			$said .= file_get_contents( (string) $file );
		}
		foreach ( $secrets as $secret ) {
			self::assertStringNotContainsString( $secret, $said );
		}
	}
}
