<?php
/**
 * The API key and its successors.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\KeyRing;
use WcAccounting\Connector\Name;
use WcAccounting\Connector\SecretStore;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\Status;
use WcAccounting\Services\Services;

final class KeyRingTest extends ShopTestCase {

	private static function secret( string $text ): object {
		return new class( $text ) {
			public function __construct( private readonly string $text ) {}

			public function reveal(): string {
				return $this->text;
			}
		};
	}

	public function test_a_key_that_another_process_stored_is_used_at_once(): void {
		$keys = self::plugin()->keys;
		update_option( 'wc_kledo_api_key', 'one' );
		self::assertSame( 'one', $keys->current() );

		// Past this process's cache, as another process would.
		self::sql( "UPDATE {$GLOBALS['wpdb']->options} SET option_value = 'two' WHERE option_name = 'wc_kledo_api_key'" );

		self::assertSame( 'two', $keys->current() );
	}

	public function test_a_rotated_key_replaces_only_the_one_it_was_made_from(): void {
		$keys = self::plugin()->keys;
		update_option( 'wc_kledo_api_key', 'one' );

		$keys->rotated( self::secret( 'two' ), self::secret( 'one' ) );
		self::assertSame( 'two', $keys->current() );
		self::assertSame( 'two', get_option( 'wc_kledo_api_key' ) );

		$keys->rotated( self::secret( 'late' ), self::secret( 'one' ) );
		self::assertSame( 'two', $keys->current() );
	}

	public function test_keys_differ_by_case(): void {
		update_option( 'wc_kledo_api_key', 'aBc' );
		self::plugin()->keys->rotated( self::secret( 'two' ), self::secret( 'abc' ) );
		self::assertSame( 'aBc', self::plugin()->keys->current() );
	}

	public function test_a_key_is_never_autoloaded_once_it_was_rotated(): void {
		update_option( 'wc_kledo_api_key', 'one', true );
		self::plugin()->keys->rotated( self::secret( 'two' ), self::secret( 'one' ) );
		self::assertArrayNotHasKey( 'wc_kledo_api_key', wp_load_alloptions( true ) );
	}

	public function test_a_key_that_the_official_plugin_autoloads_is_taken_out(): void {
		delete_option( 'wc_kledo_api_key' );
		add_option( 'wc_kledo_api_key', 'one', '', true );
		self::assertArrayHasKey( 'wc_kledo_api_key', wp_load_alloptions() );

		self::plugin()->keys->stop_autoloading();

		self::assertArrayNotHasKey( 'wc_kledo_api_key', wp_load_alloptions() );
		self::assertSame( 'one', get_option( 'wc_kledo_api_key' ) );
	}

	public function test_a_key_that_cannot_be_replaced_where_it_is_has_a_successor_until_it_changes(): void {
		$fixed = 'fixed';
		$this->hook(
			'wc_kledo_api_key',
			static function () use ( &$fixed ): string {
				return $fixed;
			}
		);
		$keys = self::plugin()->keys;
		self::assertTrue( $keys->is_fixed() );

		$keys->rotated( self::secret( 'second' ), self::secret( 'fixed' ) );
		self::assertSame( 'second', $keys->current() );
		$keys->rotated( self::secret( 'third' ), self::secret( 'second' ) );
		self::assertSame( 'third', $keys->current() );
		$keys->rotated( self::secret( 'late' ), self::secret( 'second' ) );
		self::assertSame( 'third', $keys->current() );
		self::assertArrayNotHasKey( Name::of( 'kledo', KeyRing::SUCCESSOR_OPTION ), wp_load_alloptions( true ) );

		$fixed = 'another';
		self::assertSame( 'another', $keys->current() );
		$keys->rotated( self::secret( 'wrong' ), self::secret( 'third' ) );
		self::assertSame( 'another', $keys->current() );
		$keys->rotated( self::secret( 'next' ), self::secret( 'another' ) );
		self::assertSame( 'next', $keys->current() );
	}

	public function test_a_key_that_kledo_rotates_is_stored_and_used_for_the_next_request(): void {
		Sandbox::settings( array( 'rotate_every' => 1 ) );
		$orders = array( $this->processing_order(), $this->processing_order(), $this->processing_order() );

		self::run_worker();

		foreach ( $orders as $order ) {
			self::assertSame( Status::Accepted, self::row( $order )->status );
			self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
		}
		self::assertSame( Sandbox::key(), self::plugin()->keys->current() );
		self::assertNotSame( getenv( 'SANDBOX_KEY' ), self::plugin()->keys->current() );
	}

	public function test_a_key_that_comes_while_the_old_one_is_refused_releases_the_queue(): void {
		Sandbox::use_key( 'kledo_pat_demo00_sandboxkey_another' );
		$order = $this->processing_order();
		// Another process stores the new key between our refusal and our hold.
		$this->hook(
			'query',
			static function ( string $sql ): string {
				if ( 1 === preg_match( '/wc_accounting_queues.*FOR UPDATE/s', $sql ) ) {
					update_option( 'wc_kledo_api_key', 'kledo_pat_demo00_sandboxkey_another', false );
				}
				return $sql;
			}
		);
		self::run_worker();
		self::run_worker();

		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	/** Issue 11.4: of several processes one renews. The lock is the connection's, so that a process which dies gives it back. */
	public function test_one_process_at_a_time_may_renew_what_has_run_out(): void {
		global $wpdb;
		$ours   = $wpdb;
		$theirs = new \wpdb( DB_USER, DB_PASSWORD, DB_NAME, DB_HOST );
		$theirs->set_prefix( $ours->prefix );
		$ring = static fn ( int $patience = 0 ): KeyRing => new KeyRing(
			new SecretStore( new Database() ),
			'wc_kledo_api_key',
			Services::find( 'kledo' ),
			self::plugin()->connector->description()->account,
			$patience
		);
		try {
			list( $one, $other ) = array( $ring(), $ring() );
			self::assertTrue( $one->begin_renewal() );
			self::assertFalse( $one->begin_renewal(), 'it is at it already' );

			$wpdb = $theirs;
			self::assertFalse( $other->begin_renewal() );

			$wpdb = $ours;
			$one->end_renewal();
			$wpdb = $theirs;
			self::assertTrue( $other->begin_renewal() );

			$theirs->close();
			$wpdb = $ours;
			// The server hears of the end of a connection a moment later.
			$next = $ring( 10 );
			self::assertTrue( $next->begin_renewal(), 'the other one died' );
			$next->end_renewal();
		} finally {
			$wpdb = $ours;
		}
	}
}
