<?php
/**
 * What the request that changes an order's status does not do (10.21): wait for a lock, change tables, write options.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Schema;
use WcAccounting\Intake\SecondTry;
use WcAccounting\Order\Unqueued;

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
	public function test_10_21_a_status_change_waits_for_no_lock_and_it_is_queued_when_the_request_ends( array $statements ): void {
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
		self::assertStringContainsString( 'it is tried again when the request ends', self::log() );
		self::plugin()->second_try->begin();
		self::assertNotNull( self::row( $order ) );
		self::assertSame( '', self::reread( $order )->get_meta( Unqueued::META ) );
		return $seconds;
	}

	/** A sales order that the queue took neither at once nor when the request ended. */
	private function order_that_could_not_be_queued(): \WC_Order {
		$order = $this->order();
		$this->somebody_else( ...self::locks()['rows and the gaps between them'][0] );
		$order->update_status( 'processing' );
		self::plugin()->second_try->begin();
		$this->other->close();
		$this->other = null;
		self::assertNull( self::row( $order ) );
		self::assertStringContainsString( 'the sweep will find it', self::log() );
		return self::reread( $order );
	}

	public function test_a_sales_order_that_could_not_be_queued_is_made_although_the_order_is_completed_before_the_sweep(): void {
		$order = $this->order_that_could_not_be_queued();
		$order->update_status( 'completed' );
		self::assertSame( array( 'invoice' ), array_column( self::rows(), 'document' ) );

		self::assertSame( 1, self::plugin()->sweeper->sweep()['queued'] );

		self::assertNotNull( self::row( $order ) );
		self::assertSame( '', self::reread( $order )->get_meta( Unqueued::META ) );
		self::assertSame( 0, self::plugin()->sweeper->sweep()['queued'] );
	}

	public function test_what_could_not_be_queued_waits_on_the_order_while_the_connection_is_off(): void {
		$order = $this->order_that_could_not_be_queued();
		$order->update_status( 'completed' );
		$this->option( 'wc_kledo_enable_api_connection', 'no' );
		self::plugin()->sweeper->sweep();

		$this->option( 'wc_kledo_enable_api_connection', 'yes' );
		self::plugin()->sweeper->sweep();

		self::assertNotNull( self::row( $order ) );
	}

	/**
	 * @dataProvider words_that_count_for_nothing
	 */
	public function test_what_an_order_does_not_want_or_does_not_mean_itself_is_forgotten( string $word, string $status ): void {
		$order = $this->order();
		$order->update_meta_data( Unqueued::META, str_replace( '{id}', (string) $order->get_id(), $word ) );
		$order->save();
		$order->set_status( $status );
		$order->save();
		self::sql( 'TRUNCATE TABLE {deliveries}' );

		self::assertSame( 0, self::plugin()->sweeper->sweep()['queued'] );

		self::assertSame( array(), self::rows() );
		self::assertSame( '', self::reread( $order )->get_meta( Unqueued::META ) );
	}

	/** @return array<string, array{0: string, 1: string}> */
	public static function words_that_count_for_nothing(): array {
		return array(
			'a copy has the id of another order' => array( 'kledo order 1', 'on-hold' ),
			'the order was cancelled'            => array( 'kledo order {id}', 'cancelled' ),
			'no such document'                   => array( 'kledo nonsense', 'on-hold' ),
		);
	}

	public function test_a_word_for_another_service_is_left_to_it(): void {
		$order = $this->order();
		$order->update_meta_data( Unqueued::META, "xero invoice {$order->get_id()}" );
		$order->save();

		self::plugin()->sweeper->sweep();

		$order = self::reread( $order );
		self::assertNotSame( '', $order->get_meta( Unqueued::META ) );
		$order->delete( true );
	}

	/**
	 * The lock is there until the request is nearly over, or longer.
	 *
	 * @dataProvider ends_of_locks
	 */
	public function test_at_the_end_of_the_customers_request_it_is_tried_again( int $priority, bool $is_queued ): void {
		$order = $this->order();
		$code  = <<<'PHP'
			add_action( 'wp_loaded', static function (): void {
				if ( isset( $_GET['test_pay'] ) ) {
					list( $host, $port ) = explode( ':', DB_HOST );
					$other = new \mysqli( $host, DB_USER, DB_PASSWORD, DB_NAME, (int) $port );
					$other->query( 'START TRANSACTION' );
					$other->query( "SELECT * FROM {$GLOBALS['wpdb']->prefix}wc_accounting_deliveries FOR UPDATE" );
					add_action( 'shutdown', static fn () => $other->query( 'ROLLBACK' ), %s );
					wc_get_order( (int) $_GET['test_pay'] )->update_status( 'processing' );
					exit( 'paid' );
				}
			} );
			PHP;
		$this->foreign_code( sprintf( $code, $priority ) );

		$page = Visitor::of( Visitor::ANONYMOUS )->visit( '/?test_pay=' . $order->get_id() );
		self::assertSame( 'paid', $page['body'] );

		// Where PHP lets the customer go, the request is not over yet.
		$says = '';
		for ( $tries = 0; $tries < 200 && '' === $says && null === self::row( $order ); $tries++ ) {
			usleep( 100_000 );
			$says = self::reread( $order )->get_meta( Unqueued::META );
		}
		self::assertSame( $is_queued, null !== self::row( $order ) );
		self::assertSame( $is_queued ? '' : "kledo order {$order->get_id()}", $says );
		self::plugin()->sweeper->sweep();
		self::assertNotNull( self::row( $order ) );
	}

	/** Where PHP cannot let the customer go. */
	public function test_while_the_customer_waits_it_is_tried_again_a_few_times_within_a_moment(): void {
		$this->is_mariadb() || self::markTestSkipped( 'MySQL waits for a second at least' );
		$order  = $this->order_without_hook( 'processing' );
		$settle = new \ReflectionMethod( SecondTry::class, 'settle' );
		$this->somebody_else( ...self::locks()['rows and the gaps between them'][0] );
		$tries = 0;
		$this->hook(
			'query',
			function ( $sql ) use ( &$tries ) {
				if ( str_contains( (string) $sql, 'INSERT INTO' ) && str_contains( (string) $sql, '_deliveries' ) && 3 === ++$tries ) {
					$this->other->query( 'ROLLBACK' );
				}
				return $sql;
			}
		);
		$started = microtime( true );

		$settle->invoke(
			self::plugin()->second_try,
			self::plugin()->connector->description()->document( 'order' ),
			$order->get_id(),
			false
		);

		self::assertLessThan( 1.0, microtime( true ) - $started );
		self::assertSame( 3, $tries );
		self::assertNotNull( self::row( $order ) );
	}

	/** @return array<string, array{0: int, 1: bool}> */
	public static function ends_of_locks(): array {
		return array(
			'it is gone in time' => array( 100, true ),
			'it is not'          => array( PHP_INT_MAX, false ),
		);
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
