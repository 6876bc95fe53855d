<?php
/**
 * Commands that only look: status, list, preview, doctor, export.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Cli\DeliveryRows;
use WcAccounting\Cli\DoctorCommand;
use WcAccounting\Cli\ExitCode;
use WcAccounting\Cli\ExportCommand;
use WcAccounting\Cli\ListCommand;
use WcAccounting\Cli\PreviewCommand;
use WcAccounting\Cli\StatusCommand;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Status;

final class CliLookingTest extends CliTestCase {

	/**
	 * @param array<string, string> $options
	 * @return list<int> Ids of the deliveries that are listed.
	 */
	private function listed( array $options = array() ): array {
		self::assertSame( ExitCode::OK, $this->command( ListCommand::class, array(), array( 'format' => 'ids' ) + $options ) );
		return array_map( 'intval', array_filter( explode( ' ', trim( $this->terminal->written ) ) ) );
	}

	private static function id( \WC_Order $order, string $document = 'order' ): int {
		return self::row( $order, $document )->id;
	}

	// --- Status -------------------------------------------------------------------------------------------------------

	public function test_status_tells_counts_when_something_was_done_and_what_comes_next(): void {
		$this->refused_order();
		$this->processing_order();
		update_option( Cron::RAN_AT, 1767225600, false );

		self::assertSame( ExitCode::OK, $this->command( StatusCommand::class, array(), array( 'format' => 'json' ) ) );

		$row = $this->terminal->json()[0];
		self::assertSame( array( 'kledo', 1, 1, 0 ), array( $row['service'], $row['pending'], $row['failed'], $row['confirmed'] ) );
		self::assertSame( '2026-01-01T00:00:00Z', $row['last_run'] );
		$due = self::plugin()->store->next_due();
		self::assertSame( gmdate( 'Y-m-d\TH:i:s\Z', $due ), $row['next_due'] );
		self::assertNull( $row['obstacle'] );
	}

	public function test_status_ends_with_what_is_wrong_only_when_it_is_to_check(): void {
		self::assertSame( ExitCode::OK, $this->command( StatusCommand::class, array(), array( 'check' => true ) ) );
		$this->refused_order();
		self::assertSame( ExitCode::OK, $this->command( StatusCommand::class ) );
		self::assertSame( ExitCode::FAULT, $this->command( StatusCommand::class, array(), array( 'check' => true ) ) );
		$this->option( 'wc_kledo_api_key', '' );
		self::assertSame( ExitCode::OBSTACLE, $this->command( StatusCommand::class, array(), array( 'check' => true ) ) );
		self::assertMatchesRegularExpression( '/^obstacle +.*API key/m', $this->terminal->written );
	}

	public function test_status_has_a_row_for_a_service_that_cannot_work_and_a_check_does_not_pass(): void {
		$this->broken = array( new SecondService() );
		self::assertSame( ExitCode::OK, $this->command( StatusCommand::class, array(), array( 'format' => 'json' ) ) );
		list( $kledo, $second ) = $this->terminal->json();
		self::assertSame( array( 'kledo', null ), array( $kledo['service'], $kledo['obstacle'] ) );
		self::assertSame( array_keys( $kledo ), array_keys( $second ) );
		self::assertSame( array( 'second', null ), array( $second['service'], $second['failed'] ) );
		self::assertStringContainsString( 'does not know Second Books yet', $second['obstacle'] );

		self::assertSame( ExitCode::OBSTACLE, $this->command( StatusCommand::class, array(), array( 'check' => true ) ) );
		self::assertMatchesRegularExpression( '/^obstacle +Version .*Second Books/m', $this->terminal->written );
		$one = array( 'check' => true, 'service' => 'kledo' );
		self::assertSame( ExitCode::OK, $this->command( StatusCommand::class, array(), $one ) );
	}

	public function test_a_service_that_cannot_work_is_no_wrong_question(): void {
		$this->broken = array( new SecondService() );
		foreach ( array( StatusCommand::class, ListCommand::class, ExportCommand::class, PreviewCommand::class ) as $command ) {
			self::assertSame( ExitCode::OBSTACLE, $this->command( $command, array( '1' ), array( 'service' => 'second' ) ), $command );
			self::assertStringContainsString( 'does not know Second Books yet', $this->terminal->complaints[0] );
		}
		self::assertSame( ExitCode::USAGE, $this->command( StatusCommand::class, array(), array( 'service' => 'ledger' ) ) );
	}

	// --- List ---------------------------------------------------------------------------------------------------------

	public function test_the_list_has_the_filters_of_the_screen_and_the_newest_first(): void {
		$failed  = $this->refused_order();
		$waiting = $this->processing_order();
		$waiting->update_status( 'completed' );

		$all = array( self::id( $waiting, 'invoice' ), self::id( $waiting ), self::id( $failed ) );
		self::assertSame( $all, $this->listed() );
		self::assertSame( array( $all[2] ), $this->listed( array( 'state' => 'failed' ) ) );
		self::assertSame( array( $all[0] ), $this->listed( array( 'document' => 'invoice' ) ) );
		self::assertSame( array( $all[0], $all[1] ), $this->listed( array( 'order' => '#' . $waiting->get_id() ) ) );
		self::assertSame( array( $all[0] ), $this->listed( array( 'limit' => '1' ) ) );
		self::sql( "UPDATE {deliveries} SET created_at = '2026-03-09 16:59:59' WHERE id = $all[2]" );
		self::sql( "UPDATE {deliveries} SET created_at = '2026-03-09 17:00:00' WHERE id = $all[1]" );
		self::assertSame( array( $all[0], $all[1] ), $this->listed( array( 'since' => '2026-03-10' ) ), 'a day of Jakarta' );
		self::assertSame( $all, $this->listed( array( 'since' => '2026-03-09T16:59:59Z' ) ) );
	}

	public function test_the_list_is_written_as_it_is_wanted(): void {
		$order = $this->refused_order();
		$id    = self::id( $order );
		$this->command( ListCommand::class );
		$row = $this->terminal->rows()[0];
		self::assertSame( array( (string) $id, (string) $order->get_id(), 'order', 'failed', '1' ), array_slice( $row, 0, 5 ) );
		self::assertStringContainsString( 'Kontak tidak dikenal', $row[7] );

		$this->command( ListCommand::class, array(), array( 'format' => 'json', 'fields' => 'id,status,attempts,number' ) );
		self::assertSame( array( array( 'id' => $id, 'status' => 'failed', 'attempts' => 1, 'number' => null ) ), $this->terminal->json() );
		$this->command( ListCommand::class, array(), array( 'format' => 'csv', 'fields' => 'id,document' ) );
		self::assertSame( "id,document\n$id,order\n", $this->terminal->written );
		$this->command( ListCommand::class, array(), array( 'format' => 'count' ) );
		self::assertSame( "1\n", $this->terminal->written );
	}

	public function test_a_value_that_makes_no_sense_is_a_wrong_question(): void {
		$wrong = array(
			'state'    => 'broken',
			'document' => 'poem',
			'since'    => 'yesterday',
			'limit'    => '0',
			'fields'   => 'id,colour',
			'format'   => 'yaml',
			'service'  => 'ledger',
		);
		foreach ( $wrong as $name => $value ) {
			self::assertSame( ExitCode::USAGE, $this->command( ListCommand::class, array(), array( $name => $value ) ), $name );
			self::assertSame( '', $this->terminal->written );
			self::assertCount( 1, $this->terminal->complaints );
		}
	}

	/** What a service says is somebody else's text: a spreadsheet must not run it, a terminal must not obey it. */
	public function test_a_text_from_outside_is_no_formula_and_no_command_to_the_terminal(): void {
		$this->refused_order();
		$escape = "CONCAT( '=1+2', CHAR( 27 ), '[2Jred' )";
		self::sql( "UPDATE {deliveries} SET reference = $escape, reason_detail = $escape" );
		$this->command( ListCommand::class, array(), array( 'format' => 'csv', 'fields' => 'reference,error' ) );
		self::assertStringContainsString( "\n'=1+2 [2Jred,", $this->terminal->written );
		self::assertStringNotContainsString( "\x1B", $this->terminal->written );
		$this->command( ListCommand::class, array(), array( 'fields' => 'reference,error' ) );
		self::assertStringNotContainsString( "\x1B", $this->terminal->written );
		self::assertStringContainsString( 'red|', $this->terminal->written );
	}

	/** @group load */
	public function test_a_long_list_takes_no_more_memory_than_a_short_one_and_misses_nothing(): void {
		global $wpdb;
		( new TransactionsSeed( "{$wpdb->prefix}wc_accounting_deliveries" ) )->fill( TransactionsSeed::BUSY, 20000 );
		$take = function ( string $format, string $limit ): int {
			$options  = array( 'format' => $format, 'limit' => $limit );
			$terminal = new RecordingTerminal( null, false );
			$before   = memory_get_usage();
			self::assertSame( ExitCode::OK, $this->command( ListCommand::class, array(), $options, $terminal ) );
			return $terminal->most_memory - $before;
		};
		foreach ( array( 'csv', 'json', 'table', 'ids' ) as $format ) {
			$take( $format, '2000' );
			$of_few = $take( $format, '2000' );
			$length = $this->terminal->length;
			$of_all = $take( $format, '20000' );
			self::assertLessThan( 1.3 * $of_few, $of_all, "$format: $of_few bytes for a tenth" );
			self::assertGreaterThan( 8 * $length, $this->terminal->length );
		}
		self::sql( 'UPDATE {books} SET differs = 1' );
		$differing = (int) self::sql( 'SELECT COUNT(*) AS number FROM {books}' )[0]['number'];
		self::assertGreaterThan( 10001, $differing );
		self::assertCount( $differing, $this->listed( array( 'state' => 'differs' ) ), 'more than the screen looks at' );
		$ids = $this->listed();
		self::assertCount( 20000, $ids );
		self::assertSame( array_unique( $ids ), $ids );
	}

	// --- Preview ------------------------------------------------------------------------------------------------------

	public function test_the_preview_shows_what_leaves_and_nothing_leaves(): void {
		$order = $this->processing_order();
		$before = count( Sandbox::requests() );
		$asked  = array( 'document' => 'order', 'format' => 'json' );
		self::assertSame( ExitCode::OK, $this->command( PreviewCommand::class, array( $order->get_id() ), $asked ) );
		$fields = array_column( $this->terminal->json(), 'value', 'field' );
		self::assertCount( $before, Sandbox::requests() );

		self::run_worker();
		parse_str( Sandbox::requests( 'POST' )[0]['body'], $sent );
		self::assertGreaterThan( 10, count( $fields ) );
		self::assertSame( self::flat( $sent ), $fields );
	}

	/**
	 * By hand, as the page shows it.
	 *
	 * @param array<mixed> $sent
	 * @return array<string, string>
	 */
	private static function flat( array $sent, string $prefix = '' ): array {
		$flat = array();
		foreach ( $sent as $key => $value ) {
			$name = '' === $prefix ? (string) $key : "{$prefix}[$key]";
			if ( is_array( $value ) ) {
				$flat += self::flat( $value, $name );
			} elseif ( null !== $value ) {
				$flat[ $name ] = is_bool( $value ) ? ( $value ? 'yes' : 'no' ) : (string) $value;
			}
		}
		return $flat;
	}

	public function test_a_preview_of_nothing_says_so(): void {
		self::assertSame( ExitCode::USAGE, $this->command( PreviewCommand::class, array( '99999999' ) ) );
		self::assertSame( array( 'There is no order 99999999.' ), $this->terminal->complaints );
		self::assertSame( ExitCode::USAGE, $this->command( PreviewCommand::class ) );
		$order = wc_create_order();
		$asked = array( 'document' => 'order' );
		self::assertSame( ExitCode::FAULT, $this->command( PreviewCommand::class, array( $order->get_id() ), $asked ) );
		self::assertStringStartsWith( 'Sales order: ', $this->terminal->complaints[0] );
	}

	// --- Doctor -------------------------------------------------------------------------------------------------------

	public function test_the_doctor_looks_at_all_that_site_health_does_and_asks_the_service(): void {
		Cron::clear();
		Cron::ensure();
		self::assertSame( ExitCode::OK, $this->command( DoctorCommand::class, array(), array( 'format' => 'json' ) ) );
		$found = array_column( $this->terminal->json(), 'status', 'check' );
		self::assertSame( array( 'connection', 'extension', 'cron', 'queue', 'failed', 'key' ), array_keys( $found ) );
		self::assertSame( array( 'good' ), array_values( array_unique( $found ) ) );
		self::assertCount( 1, preg_grep( '/connection/', array_column( Sandbox::requests( 'GET' ), 'path' ) ) );
	}

	public function test_the_doctor_says_what_is_wrong_and_where_it_is_mended(): void {
		Sandbox::fault( 'GET', 'woocommerce/connection', array( 'kind' => 'status', 'code' => 503 ) );
		self::assertSame( ExitCode::FAULT, $this->command( DoctorCommand::class, array(), array( 'format' => 'json' ) ) );
		$row = $this->terminal->json()[0];
		self::assertSame( array( 'connection', 'critical' ), array( $row['check'], $row['status'] ) );
		self::assertStringContainsString( 'page=wc-kledo', $row['what_to_do'] );
		Sandbox::heal();

		$this->option( 'wc_kledo_api_key', '' );
		self::assertSame( ExitCode::FAULT, $this->command( DoctorCommand::class ) );
		self::assertStringContainsString( 'connection|critical', $this->terminal->written );
	}

	public function test_something_worth_a_look_is_no_fault(): void {
		$this->refused_order();
		self::assertSame( ExitCode::OK, $this->command( DoctorCommand::class ) );
		self::assertStringContainsString( 'failed|recommended|1 delivery needs attention', $this->terminal->written );
	}

	// --- Export -------------------------------------------------------------------------------------------------------

	public function test_the_export_tells_an_auditor_all_but_keys_and_customers(): void {
		$arrived = $this->order_in_kledo();
		$failed  = $this->refused_order();
		self::plugin()->read_back->run( new \WcAccounting\Delivery\Run( 20 ) );

		self::assertSame( ExitCode::OK, $this->command( ExportCommand::class ) );

		self::assertStringStartsWith( "\u{FEFF}service,id,order,", $this->terminal->written );
		$lines = array_map(
			static fn ( string $line ): array => str_getcsv( $line, ',', '"', '' ),
			explode( "\r\n", trim( substr( $this->terminal->written, 3 ) ) )
		);
		$rows  = array_map( static fn ( array $line ): array => array_combine( $lines[0], $line ), array_slice( $lines, 1 ) );
		self::assertSame( DeliveryRows::OF_EXPORT, $lines[0] );
		self::assertSame( array( (string) $failed->get_id(), (string) $arrived->get_id() ), array_column( $rows, 'order' ) );
		self::assertSame( array( '1', 'failed', 'rejected' ), array( $rows[0]['attempts'], $rows[0]['status'], $rows[0]['reason'] ) );
		self::assertSame( array( '150000', 'IDR' ), array( $rows[1]['order_total'], $rows[1]['currency'] ), 'two of 75,000' );
		self::assertNotSame( '', $rows[1]['sent'] );
		foreach ( array( 'Siti', 'Rahayu', 'siti@', 'Merdeka', getenv( 'SANDBOX_KEY' ) ) as $secret ) {
			self::assertStringNotContainsString( (string) $secret, $this->terminal->written );
		}
		self::assertSame( array( 2, 2, true, true ), self::shown( $this->terminal->progress[0] ) );
	}

	/**
	 * @param array{what: string, total: int, done: int, is_over: bool, beside_rows: bool} $progress
	 * @return list<mixed>
	 */
	private static function shown( array $progress ): array {
		return array( $progress['total'], $progress['done'], $progress['is_over'], $progress['beside_rows'] );
	}

	public function test_the_export_ends_where_it_is_told(): void {
		$orders = array( $this->processing_order(), $this->processing_order(), $this->processing_order() );
		foreach ( array( '2026-03-09 16:59:59', '2026-03-09 17:00:00', '2026-03-10 17:00:00' ) as $number => $moment ) {
			self::sql( "UPDATE {deliveries} SET created_at = '$moment' WHERE order_id = {$orders[ $number ]->get_id()}" );
		}
		$options = array( 'since' => '2026-03-10', 'until' => '2026-03-10', 'format' => 'json' );
		self::assertSame( ExitCode::OK, $this->command( ExportCommand::class, array(), $options ) );
		self::assertSame( array( $orders[1]->get_id() ), array_column( $this->terminal->json(), 'order' ), 'one day of Jakarta' );
		self::assertSame( Status::Pending->value, $this->terminal->json()[0]['status'] );
	}
}
