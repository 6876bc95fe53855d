<?php
/**
 * What the request that changes an order's status does not do (10.21): wait for a lock, change tables, write options.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Schema;

final class CheckoutNeverWaitsTest extends ShopTestCase {

	/** How long this session waits for locks, seconds. Without the plugin's own limit a hook takes at least as long. */
	private const PATIENCE = 3;

	private ?\mysqli $other = null;

	protected function setUp(): void {
		parent::setUp();
		self::hide_earlier_orders();
		self::sql( 'SET SESSION innodb_lock_wait_timeout = ' . self::PATIENCE . ', SESSION lock_wait_timeout = ' . self::PATIENCE );
	}

	protected function tearDown(): void {
		$this->other?->close();
		$this->other = null;
		self::sql( 'SET SESSION innodb_lock_wait_timeout = DEFAULT, SESSION lock_wait_timeout = DEFAULT' );
		parent::tearDown();
	}

	/** Somebody else's connection, which holds what its statements lock until the test ends. */
	private function somebody_else( string ...$statements ): void {
		list( $host, $port ) = explode( ':', DB_HOST );
		$this->other         = new \mysqli( $host, DB_USER, DB_PASSWORD, DB_NAME, (int) $port );
		foreach ( $statements as $statement ) {
			$this->other->query( str_replace( '{deliveries}', $GLOBALS['wpdb']->prefix . 'wc_accounting_deliveries', $statement ) );
		}
	}

	/**
	 * @return array<string, array{0: list<string>}>
	 */
	public static function locks(): array {
		return array(
			'rows and the gaps between them' => array( array( 'START TRANSACTION', 'SELECT * FROM {deliveries} FOR UPDATE' ) ),
			'the table'                      => array( array( 'LOCK TABLES {deliveries} WRITE' ) ),
		);
	}

	/**
	 * @dataProvider locks
	 * @param list<string> $statements
	 */
	public function test_10_21_a_status_change_waits_for_no_lock_and_the_sweep_finds_it( array $statements ): void {
		$this->is_mariadb() || self::markTestSkipped( 'MySQL waits for a second at least' );
		self::assertLessThan( 1.0, $this->seconds_of_a_locked_status_change( $statements ) );
	}

	/**
	 * @dataProvider locks
	 * @param list<string> $statements
	 */
	public function test_10_21_where_the_server_cannot_do_without_it_waits_for_a_second_at_most( array $statements ): void {
		$is_mariadb = new \ReflectionProperty( self::plugin()->database, 'is_mariadb' );
		$is_mariadb->setValue( self::plugin()->database, false );
		try {
			self::assertLessThan( 2.5, $this->seconds_of_a_locked_status_change( $statements ) );
		} finally {
			$is_mariadb->setValue( self::plugin()->database, null );
		}
	}

	/**
	 * @param list<string> $statements
	 */
	private function seconds_of_a_locked_status_change( array $statements ): float {
		$order = $this->order();
		$this->somebody_else( ...$statements );
		$seconds = 0.0;
		// The plugin's part alone: mails and the rest take long enough on a busy machine.
		$started = static function () use ( &$seconds ): void {
			$seconds -= microtime( true );
		};
		$ended   = static function () use ( &$seconds ): void {
			$seconds += microtime( true );
		};
		$this->hook( 'woocommerce_order_status_processing', $started, 9 );
		$this->hook( 'woocommerce_order_status_processing', $ended, 11 );

		$order->update_status( 'processing' );

		$this->other->close();
		$this->other = null;
		$patience    = self::sql( 'SELECT @@SESSION.innodb_lock_wait_timeout AS for_rows, @@SESSION.lock_wait_timeout AS for_tables' )[0];
		self::assertSame(
			array( self::PATIENCE, self::PATIENCE ),
			array_map( 'intval', array_values( $patience ) ),
			'the session is as it was'
		);
		self::assertNull( self::row( $order ) );
		self::assertStringContainsString( 'the sweep will find it', self::log() );
		self::plugin()->sweeper->sweep();
		self::assertNotNull( self::row( $order ) );
		return $seconds;
	}

	private function is_mariadb(): bool {
		return str_contains( self::plugin()->database->server(), 'MariaDB' );
	}

	public function test_10_21_the_limit_is_taken_away_where_the_session_had_to_be_told(): void {
		$is_mariadb = new \ReflectionProperty( self::plugin()->database, 'is_mariadb' );
		$is_mariadb->setValue( self::plugin()->database, false );
		try {
			$order = $this->processing_order();
		} finally {
			$is_mariadb->setValue( self::plugin()->database, null );
		}
		self::assertNotNull( self::row( $order ) );
		self::assertSame( (string) self::PATIENCE, self::sql( 'SELECT @@SESSION.innodb_lock_wait_timeout AS seconds' )[0]['seconds'] );
	}

	public function test_10_21_a_status_change_asks_three_times_at_most_and_writes_rows_alone(): void {
		$this->option( 'wc_kledo_order_first', 'yes' );
		$order = $this->order();
		Cron::clear();
		wp_cache_flush();
		wp_load_alloptions();
		$asked = array();
		$this->hook(
			'query',
			static function ( string $query ) use ( &$asked ): string {
				if ( str_contains( wp_debug_backtrace_summary(), 'StatusListener->' ) ) {
					$asked[] = $query;
				}
				return $query;
			}
		);

		$order->update_status( 'completed' );

		self::assertNotNull( self::row( $order ), 'the invoice wants its sales order first' );
		self::assertNotNull( self::row( $order, 'invoice' ) );
		self::assertLessThanOrEqual( 3, count( $asked ), implode( "\n", $asked ) );
		foreach ( $asked as $query ) {
			self::assertDoesNotMatchRegularExpression(
				'/^\s*(?:(?:UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|SHOW)\b|INSERT INTO `?\w*options)/i',
				$query
			);
		}
		self::assertFalse( wp_next_scheduled( Cron::DELIVER ), 'the list of events is left alone' );
	}

	public function test_10_21_a_page_of_the_shop_changes_no_table_and_no_list_of_events(): void {
		update_option( Schema::OPTION, '0' );
		Cron::clear();

		Visitor::of( Visitor::ANONYMOUS )->visit( '/' );
		wp_cache_flush();
		self::assertSame( '0', get_option( Schema::OPTION ) );
		self::assertFalse( wp_next_scheduled( Cron::DELIVER ) );
		self::assertFalse( wp_next_scheduled( Cron::SWEEP ) );

		Visitor::of( 'administrator' )->visit( '/wp-admin/tools.php' );
		wp_cache_flush();
		self::assertNotSame( '0', get_option( Schema::OPTION ) );
		self::assertSame( 5 * self::MINUTE, wp_get_schedules()[ wp_get_schedule( Cron::DELIVER ) ]['interval'] );
		self::assertSame( 'hourly', wp_get_schedule( Cron::SWEEP ) );
	}

	public function test_10_21_activation_makes_the_events(): void {
		Cron::clear();

		do_action( 'activate_kledo/kledo.php', false );

		self::assertSame( 5 * self::MINUTE, wp_get_schedules()[ wp_get_schedule( Cron::DELIVER ) ]['interval'] );
		self::assertSame( 'hourly', wp_get_schedule( Cron::SWEEP ) );
	}

	public function test_10_21_a_run_comes_back_sooner_while_something_is_due_before_the_next_regular_one(): void {
		Cron::clear();
		do_action( Cron::DELIVER );
		self::assertNotFalse( wp_next_scheduled( Cron::DELIVER ) );
		self::assertFalse( wp_next_scheduled( Cron::SOON ), 'nothing waits' );

		wp_clear_scheduled_hook( Cron::DELIVER );
		wp_schedule_event( time() + self::HOUR, 'wc_accounting_every_five_minutes', Cron::DELIVER );
		$order = $this->processing_order();
		do_action( Cron::DELIVER );
		$soon = wp_next_scheduled( Cron::SOON );
		self::assertEqualsWithDelta( time() + 2 * self::MINUTE, $soon, 30, 'it is to be confirmed after two minutes' );

		wp_unschedule_event( $soon, Cron::SOON );
		self::pass( 2 * self::MINUTE );
		do_action( Cron::SOON );
		self::assertSame( 'confirmed', self::row( $order )->status->value );
		self::assertFalse( wp_next_scheduled( Cron::SOON ) );
	}
}
