<?php
/**
 * Metrics for a monitoring system.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use PHPUnit\Framework\AssertionFailedError;
use WcAccounting\Connector\Connector;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\Counters;
use WcAccounting\Delivery\CounterStore;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\HandHold;
use WcAccounting\Delivery\Schema;
use WcAccounting\Delivery\Store;
use WcAccounting\Environment\Plugins;
use WcAccounting\Environment\Site;
use WcAccounting\ServiceRuntime;
use WcAccounting\Watch\Metrics;
use WcAccounting\Watch\PrometheusText;

final class MetricsTest extends ShopTestCase {

	protected function tearDown(): void {
		// Some tests take a table away.
		$GLOBALS['wpdb']->suppress_errors( false );
		( new Schema( new Database() ) )->install();
		parent::tearDown();
	}

	/** What is told now. */
	private static function text( bool $is_at_work = true ): string {
		$plugin = self::plugin();
		return ( new Metrics( array( 'kledo' => $is_at_work ? $plugin : null ), new Database(), $plugin->logger ) )->text();
	}

	/** @return array<string, float> */
	private static function told( string $metric, bool $is_at_work = true ): array {
		return PrometheusParser::values( self::text( $is_at_work ), "wc_accounting_$metric" );
	}

	private function refused_order(): \WC_Order {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		return $order;
	}

	// --- The format ---------------------------------------------------------------------------------------------------

	public function test_what_is_written_holds_to_the_format(): void {
		$this->order_in_kledo();
		$this->refused_order();
		do_action( Cron::DELIVER );

		$metrics = PrometheusParser::read( self::text() );

		self::assertSame( 'gauge', $metrics['wc_accounting_deliveries']['type'] );
		self::assertSame( 'counter', $metrics['wc_accounting_attempts_total']['type'] );
		self::assertSame( 'histogram', $metrics['wc_accounting_delivery_duration_seconds']['type'] );
		self::assertGreaterThanOrEqual( 11, count( $metrics ) );
	}

	/** @return array<string, array{0: string}> */
	public static function broken_texts(): array {
		$counter   = "# HELP a_total A.\n# TYPE a_total counter\n";
		$histogram = "# HELP h_seconds H.\n# TYPE h_seconds histogram\n";
		return array(
			'no end of line'             => array( "{$counter}a_total 1" ),
			'no type'                    => array( "# HELP a_total A.\na_total 1\n" ),
			'no help'                    => array( "# TYPE a_total counter\na_total 1\n" ),
			'type behind samples'        => array( "# HELP a_total A.\na_total 1\n# TYPE a_total counter\n" ),
			'two groups'                 => array( "{$counter}a_total 1\n# HELP b B.\n# TYPE b gauge\nb 1\na_total{x=\"1\"} 1\n" ),
			'a series twice'             => array( "{$counter}a_total{x=\"1\",y=\"2\"} 1\na_total{y=\"2\",x=\"1\"} 1\n" ),
			'a counter by another name'  => array( "# HELP a A.\n# TYPE a counter\na 1\n" ),
			'a gauge by a counter\'s'    => array( "# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n" ),
			'a quote that is bare'       => array( "{$counter}a_total{x=\"a\"b\"} 1\n" ),
			'a value that is none'       => array( "{$counter}a_total one\n" ),
			'a comma for a point'        => array( "{$counter}a_total 1,5\n" ),
			'milliseconds'               => array( "# HELP a_ms A.\n# TYPE a_ms gauge\na_ms 1\n" ),
			'buckets that shrink'        => array(
				"{$histogram}h_seconds_bucket{le=\"1\"} 2\nh_seconds_bucket{le=\"+Inf\"} 1\nh_seconds_sum 1\nh_seconds_count 1\n",
			),
			'no bucket without bound'    => array( "{$histogram}h_seconds_bucket{le=\"1\"} 2\nh_seconds_sum 1\nh_seconds_count 2\n" ),
			'a count that is another'    => array( "{$histogram}h_seconds_bucket{le=\"+Inf\"} 2\nh_seconds_sum 1\nh_seconds_count 3\n" ),
			'bounds out of order'        => array(
				"{$histogram}h_seconds_bucket{le=\"5\"} 0\nh_seconds_bucket{le=\"1\"} 0\nh_seconds_bucket{le=\"+Inf\"} 0\n"
				. "h_seconds_sum 0\nh_seconds_count 0\n",
			),
		);
	}

	/**
	 * @dataProvider broken_texts
	 */
	public function test_the_parser_of_these_tests_refuses_what_a_scraper_would( string $text ): void {
		$this->expectException( AssertionFailedError::class );
		PrometheusParser::read( $text );
	}

	public function test_the_writer_escapes_labels_and_help_and_writes_numbers_the_same_everywhere(): void {
		$text = new PrometheusText();
		$text->add(
			'a_seconds',
			PrometheusText::GAUGE,
			"back\\slash\nand line",
			array(
				array( 'labels' => array( 'x' => "a\"b\\c\nd" ), 'value' => 0.25 ),
				array( 'labels' => array( 'x' => "not UTF-8: \xff" ), 'value' => 1e21 ),
				array( 'labels' => array( 'x' => 'i' ), 'value' => INF ),
			)
		);
		$text->add( 'nothing_total', PrometheusText::COUNTER, 'Nobody can tell.', array() );
		$text->add_histogram(
			'h_seconds',
			'H.',
			array( array( 'labels' => array(), 'buckets' => array( '0.5' => 2, '1' => 3 ), 'beyond' => 4, 'sum' => 60.0 ) )
		);

		self::assertSame(
			"# HELP a_seconds back\\\\slash\\nand line\n# TYPE a_seconds gauge\n"
			. "a_seconds{x=\"a\\\"b\\\\c\\nd\"} 0.25\na_seconds{x=\"not UTF-8: ?\"} 1.0e+21\na_seconds{x=\"i\"} +Inf\n"
			. "# HELP h_seconds H.\n# TYPE h_seconds histogram\n"
			. "h_seconds_bucket{le=\"0.5\"} 2\nh_seconds_bucket{le=\"1\"} 5\nh_seconds_bucket{le=\"+Inf\"} 9\n"
			. "h_seconds_sum 60.0\nh_seconds_count 9\n",
			$text->text()
		);
		$read = PrometheusParser::values( $text->text(), 'a_seconds' );
		self::assertSame( array( "x=a\"b\\c\nd" => 0.25 ), array_slice( $read, 0, 1 ) );
	}

	public function test_the_writer_refuses_what_the_format_does_not_allow(): void {
		$one  = array( array( 'labels' => array(), 'value' => 1 ) );
		$add  = static fn ( string $name, string $type, array $samples ) =>
			static fn ( PrometheusText $text ) => $text->add( $name, $type, 'A.', $samples );
		$bad  = array(
			$add( 'no name', PrometheusText::GAUGE, $one ),
			$add( 'a', PrometheusText::COUNTER, $one ),
			$add( 'a', PrometheusText::GAUGE, array( ...$one, ...$one ) ),
			$add( 'a', PrometheusText::GAUGE, array( array( 'labels' => array( '__x' => '' ), 'value' => 1 ) ) ),
			$add( 'there', PrometheusText::GAUGE, $one ),
		);
		foreach ( $bad as $number => $write ) {
			$text = new PrometheusText();
			$text->add( 'there', PrometheusText::GAUGE, 'A.', $one );
			try {
				$write( $text );
				self::fail( "case $number was written" );
			} catch ( \InvalidArgumentException ) {
				self::assertSame( 1, substr_count( $text->text(), '# TYPE' ) );
			}
		}
	}

	// --- What is told -------------------------------------------------------------------------------------------------

	public function test_deliveries_are_told_by_state_and_service_with_the_age_of_the_oldest(): void {
		$this->order_in_kledo();
		$this->refused_order();
		Sandbox::heal();
		$this->processing_order();
		self::pass( self::HOUR );

		$states = self::told( 'deliveries' );

		self::assertSame( 1.0, $states['service=kledo,state=confirmed'] );
		self::assertSame( 1.0, $states['service=kledo,state=failed'] );
		self::assertSame( 1.0, $states['service=kledo,state=pending'] );
		self::assertSame( 0.0, $states['service=kledo,state=retrying'] );
		self::assertCount( 8, $states );
		self::assertEqualsWithDelta( self::HOUR, self::told( 'oldest_waiting_age_seconds' )['service=kledo'], 10 );
		self::assertEqualsWithDelta( self::HOUR, self::told( 'longest_overdue_seconds' )['service=kledo'], 10 );
	}

	public function test_what_cannot_be_told_is_left_out_and_is_no_zero(): void {
		delete_option( Cron::RAN_AT );
		$text = self::text();
		$unknown = array( 'oldest_waiting', 'longest_overdue', 'last_run', 'queue_held_age', 'requests_', 'attempts', '_bucket' );
		foreach ( $unknown as $name ) {
			self::assertStringNotContainsString( $name, $text );
		}
		update_option( Cron::RAN_AT, 1767225600, false );
		self::assertSame( array( '' => 1767225600.0 ), self::told( 'last_run_timestamp_seconds' ) );
	}

	public function test_a_service_that_cannot_work_is_down_and_its_deliveries_are_told_all_the_same(): void {
		$this->processing_order();
		self::assertSame( array( 'service=kledo' => 1.0 ), self::told( 'up' ) );
		self::assertSame( array( 'service=kledo' => 0.0 ), self::told( 'up', false ) );
		self::assertSame( 1.0, self::told( 'deliveries', false )['service=kledo,state=pending'] );
	}

	/** An update that has not made the table yet, or a database that has trouble. */
	public function test_a_table_that_is_missing_takes_along_nothing_but_what_is_in_it(): void {
		global $wpdb;
		$this->processing_order();
		self::sql( 'DROP TABLE {counters}' );
		$wpdb->suppress_errors( true );
		$text             = self::text();
		$wpdb->last_error = '';

		self::assertSame( 1.0, PrometheusParser::values( $text, 'wc_accounting_deliveries' )['service=kledo,state=pending'] );
		self::assertStringContainsString( 'Some metrics could not be told', self::log() );
	}

	public function test_a_copy_of_the_shop_says_that_it_is_one(): void {
		self::assertSame( array( '' => 0.0 ), self::told( 'site_is_copy' ) );
		$before = get_option( Site::OPTION );
		( new Site() )->answer( Site::COPY );
		$text = self::text();
		update_option( Site::OPTION, $before, true );
		self::assertSame( array( '' => 1.0 ), PrometheusParser::values( $text, 'wc_accounting_site_is_copy' ) );
	}

	public function test_a_held_queue_says_why_and_for_how_long_until_it_works_again(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 401 ), 1 );
		$this->processing_order();
		self::run_worker();
		self::pass( 10 * self::MINUTE );

		self::assertSame( 1.0, self::told( 'queue_held' )['reason=unauthorized,service=kledo'] );
		self::assertSame( 0.0, self::told( 'queue_held' )['reason=unreachable,service=kledo'] );
		self::assertEqualsWithDelta( 600, self::told( 'queue_held_age_seconds' )['service=kledo'], 10 );

		self::plugin()->queue->key_changed();
		self::assertSame( 0.0, array_sum( self::told( 'queue_held' ) ) );
		self::assertSame( array(), self::told( 'queue_held_age_seconds' ) );
	}

	public function test_a_queue_that_a_person_holds_says_so_with_the_age_of_whoever_held_it_first(): void {
		self::assertSame( 0.0, self::told( 'queue_held' )['reason=by_hand,service=kledo'] );
		$now  = self::plugin()->store->now();
		$hold = static function ( int $at, ?int $until = null ): void {
			$held = HandHold::of( 'Ani', $at, $until );
			self::plugin()->queue->hold_by_hand( 'Ani', null, '' );
			self::sql( "UPDATE {queues} SET by_hand = '" . esc_sql( $held->to_json() ) . "'" );
		};
		$hold( $now - 2 * self::HOUR );
		foreach ( array( true, false ) as $is_at_work ) {
			self::assertSame( 1.0, self::told( 'queue_held', $is_at_work )['reason=by_hand,service=kledo'] );
			self::assertEqualsWithDelta( 7200, self::told( 'queue_held_age_seconds', $is_at_work )['service=kledo'], 10 );
		}

		self::sql( "UPDATE {queues} SET hold = 'unauthorized', held_at = UTC_TIMESTAMP() - INTERVAL 3 HOUR" );
		self::assertSame( 2.0, array_sum( self::told( 'queue_held' ) ), 'each of the two suffices' );
		self::assertEqualsWithDelta( 10800, self::told( 'queue_held_age_seconds' )['service=kledo'], 10 );

		self::sql( 'UPDATE {queues} SET hold = NULL, held_at = NULL' );
		$hold( $now - self::HOUR, $now - 1 );
		self::assertSame( 0.0, array_sum( self::told( 'queue_held' ) ) );
		self::assertSame( array(), self::told( 'queue_held_age_seconds' ) );
	}

	public function test_what_the_shop_lacks_is_a_reason_too_and_unknown_where_the_service_cannot_work(): void {
		self::assertSame( 0.0, self::told( 'queue_held' )['reason=no_key,service=kledo'] );
		delete_option( 'wc_kledo_api_key' );
		self::assertSame( array( 'reason=no_key,service=kledo' => 1.0 ), array_filter( self::told( 'queue_held' ) ) );
		self::assertArrayNotHasKey( 'reason=no_key,service=kledo', self::told( 'queue_held', false ) );
	}

	public function test_of_a_shop_in_two_halves_the_command_line_says_whether_it_is_up(): void {
		$half = array( 'kledo' => WebHalf::of( self::plugin() ) );
		$told = static fn ( string $metric ): array => PrometheusParser::values(
			( new Metrics( $half, new Database(), self::plugin()->logger ) )->text(),
			"wc_accounting_$metric"
		);
		WebHalf::cron_came( Plugins::VERSION );
		self::assertSame( array( 'service=kledo' => 1.0 ), $told( 'up' ) );
		self::assertSame( 0.0, array_sum( $told( 'queue_held' ) ), 'that the other half sends is no reason' );
		WebHalf::cron_came( null );
		self::assertSame( array( 'service=kledo' => 0.0 ), $told( 'up' ) );
	}

	/** Each probe lets the queue go for a moment. */
	public function test_the_time_of_a_service_that_is_out_of_reach_goes_on_while_it_is_probed(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 502 ) );
		for ( $order = 0; $order < 12; $order++ ) {
			$this->processing_order();
		}
		self::run_worker();
		self::assertSame( 1.0, self::told( 'queue_held' )['reason=unreachable,service=kledo'] );
		$asked = count( Sandbox::requests( 'POST' ) );
		self::sql( 'UPDATE {queues} SET held_until = held_until - INTERVAL 20 MINUTE, held_at = held_at - INTERVAL 20 MINUTE' );
		self::run_worker();
		self::assertCount( $asked + 1, Sandbox::requests( 'POST' ), 'one to see whether it is back' );

		self::assertSame( 1.0, self::told( 'queue_held' )['reason=unreachable,service=kledo'] );
		self::assertGreaterThan( 1100.0, self::told( 'queue_held_age_seconds' )['service=kledo'] );
	}

	/** 40 of a hundred requests a minute are spent; nobody knows how many a day takes. */
	public function test_what_remains_of_the_pace_is_told_where_the_service_has_one(): void {
		self::assertSame( array(), self::told( 'requests_remaining' ), 'Kledo says nothing of limits' );

		$connector = $this->createStub( Connector::class );
		$connector->method( 'remaining' )->willReturn( array( 'minute' => array( 'limit' => 100, 'remaining' => 60 ), 'day' => null ) );
		$plugin = self::plugin();
		$class  = new \ReflectionClass( ServiceRuntime::class );
		$other  = $class->newInstanceWithoutConstructor();
		$parts  = array( $plugin->service, $connector, $plugin->database, $plugin->keys, $plugin->site, $plugin->logger );
		$class->getConstructor()->invoke( $other, ...$parts, ...array( static fn (): int => 0 ) );
		$text   = ( new Metrics( array( 'kledo' => $other ), new Database(), $plugin->logger ) )->text();

		$limit = PrometheusParser::values( $text, 'wc_accounting_requests_limit' );
		self::assertSame( array( 'service=kledo,window=minute' => 100.0 ), $limit );
		$remaining = PrometheusParser::values( $text, 'wc_accounting_requests_remaining' );
		self::assertSame( array( 'service=kledo,window=minute' => 60.0 ), $remaining );
	}

	// --- What is counted ----------------------------------------------------------------------------------------------

	public function test_attempts_and_times_are_counted_where_all_processes_add_up_and_deleting_takes_nothing_away(): void {
		$this->order_in_kledo();
		$this->refused_order();

		self::assertSame(
			array( 'outcome=accepted,service=kledo' => 1.0, 'outcome=rejected,service=kledo' => 1.0 ),
			self::told( 'attempts_total' )
		);
		self::assertSame( array( 'about=look_up,outcome=found,service=kledo' => 1.0 ), self::told( 'questions_total' ) );
		self::assertSame( array( 'document=order,service=kledo' => 1.0 ), self::told( 'failures_total' ) );
		// It was queued two minutes before it was found.
		$arrived = self::told( 'delivery_duration_seconds_bucket' );
		self::assertSame( 0.0, $arrived['document=order,le=60,service=kledo'] );
		self::assertSame( 1.0, $arrived['document=order,le=300,service=kledo'] );
		self::assertEqualsWithDelta( 120, array_sum( self::told( 'delivery_duration_seconds_sum' ) ), 10 );
		self::assertSame( 1.0, array_sum( self::told( 'delivery_duration_seconds_count' ) ) );
		self::assertSame( 3.0, array_sum( self::told( 'answer_duration_seconds_count' ) ) );

		self::sql( 'TRUNCATE TABLE {deliveries}' );
		( new Counters( new CounterStore( new Database(), 'kledo' ), self::plugin()->logger ) )->count( Counters::ATTEMPTS, 'accepted' );
		$elsewhere = new CounterStore( new Database(), 'kledo' );
		$elsewhere->add( array( Counters::ATTEMPTS => array( 'accepted' => 5, 'made' => 1 ) ) );
		self::assertSame( 6.0, self::told( 'attempts_total' )['outcome=accepted,service=kledo'] );
		self::assertSame( 1.0, self::told( 'attempts_total' )['outcome=made,service=kledo'] );
	}

	public function test_a_run_adds_what_it_counted_by_one_statement_for_a_batch_and_none_when_nothing_was_done(): void {
		$this->note_statements_about( 'counters' );
		self::run_worker();
		self::assertSame( array(), $this->statements );
		$this->processing_order();
		$this->processing_order();
		self::run_worker();
		self::assertCount( 1, $this->statements );
		self::assertStringContainsString( 'value = value + VALUES( value )', $this->statements[0] );
	}

	public function test_an_update_makes_the_table_and_the_column_and_keeps_what_is_there(): void {
		self::plugin()->queue->begin();
		self::sql( 'DROP TABLE {counters}' );
		self::sql( 'ALTER TABLE {queues} DROP COLUMN held_at' );
		update_option( Schema::OPTION, '4' );
		$queues = self::sql( 'SELECT connector, concurrency FROM {queues}' );

		self::plugin()->bring_up_to_date();

		self::assertSame( $queues, self::sql( 'SELECT connector, concurrency FROM {queues}' ) );
		self::assertSame( array( array( 'held_at' => null ) ), self::sql( 'SELECT held_at FROM {queues}' ) );
		self::plugin()->counters->count( Counters::ATTEMPTS, 'made' );
		self::plugin()->counters->flush();
		self::assertSame( array( Counters::ATTEMPTS => array( 'made' => 1 ) ), self::plugin()->counters->all() );
	}

	public function test_a_shop_whose_counters_cannot_be_written_delivers_all_the_same(): void {
		global $wpdb;
		$order = $this->processing_order();
		self::sql( 'DROP TABLE {counters}' );
		$wpdb->suppress_errors( true );
		self::run_worker();
		$wpdb->last_error = '';
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
		self::assertStringContainsString( 'What was counted could not be stored', self::log() );
	}

	public function test_nothing_of_an_order_a_customer_or_a_company_is_told(): void {
		$order  = $this->order_in_kledo();
		$values = array();
		foreach ( PrometheusParser::read( self::text() ) as $metric ) {
			foreach ( array_column( $metric['samples'], 1 ) as $labels ) {
				// A bound of a bucket may well be the number of an order.
				$values = array( ...$values, ...array_values( array_diff_key( $labels, array( 'le' => '' ) ) ) );
			}
		}
		self::assertContains( 'kledo', $values );
		self::assertNotContains( (string) $order->get_id(), $values );
		foreach ( array( 'siti', 'example.test', self::account(), 'sandboxkey' ) as $secret ) {
			self::assertSame( array(), preg_grep( '/' . preg_quote( $secret, '/' ) . '/i', $values ) );
		}
	}
}
