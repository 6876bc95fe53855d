<?php
/**
 * The command line as a script sees it: two streams and a status.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Cli\ExitCode;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Status;
use WcAccounting\Environment\Facts;

/**
 * WP-CLI is in no registry of packages: helpers/wp-cli-runner.php stands in for it, which judges options by the docblocks as WP-CLI
 * does.
 */
final class CliProcessTest extends CliTestCase {

	private static function wp( string ...$words ): CommandLine {
		return CommandLine::run( '', ...$words );
	}

	public function test_what_was_asked_for_is_alone_on_the_standard_output(): void {
		$this->refused_order();
		$status = self::wp( 'status', '--format=json' );
		self::assertSame( array( ExitCode::OK, '' ), array( $status->status, $status->errors ) );
		self::assertSame( 1, $status->json()[0]['failed'] );

		$checked = self::wp( 'status', '--format=json', '--check' );
		self::assertSame( array( ExitCode::FAULT, 1 ), array( $checked->status, $checked->json()[0]['failed'] ) );
	}

	public function test_what_failed_goes_from_the_list_to_another_attempt(): void {
		$orders = array( $this->refused_order(), $this->refused_order() );
		$ids    = self::wp( 'list', '--state=failed', '--format=ids' );
		self::assertSame( ExitCode::OK, $ids->status );
		$words = explode( ' ', trim( $ids->output ) );
		self::assertCount( 2, $words );

		$retried = self::wp( 'retry', ...$words );

		self::assertSame( ExitCode::OK, $retried->status, $retried->errors );
		self::assertStringContainsString( 'Success: 2 were accepted', $retried->output );
		foreach ( $orders as $order ) {
			wp_cache_flush();
			self::assertSame( Status::Accepted, self::row( $order )->status );
			self::assertStringContainsString( 'by the command line', self::kledo_notes( $order )[0] );
		}
	}

	public function test_a_wrong_question_says_so_on_the_standard_error_and_answers_nothing(): void {
		$wrong = array(
			// What a docblock does not name never comes to us: WP-CLI refuses it.
			array( 1, 'unknown --colour parameter', array( 'list', '--colour=red' ) ),
			array( 1, 'Too many positional arguments: 3', array( 'list', '3' ) ),
			array( 1, "'dance' is not a registered subcommand", array( 'dance' ) ),
			array( ExitCode::USAGE, 'Say --format=table or --format=json', array( 'list', '--format=yaml' ) ),
			array( ExitCode::USAGE, 'There is no delivery 99999999', array( 'retry', '99999999' ) ),
			array( ExitCode::USAGE, 'There is no order 99999999', array( 'preview', '99999999' ) ),
			array( ExitCode::USAGE, 'Say which month', array( 'reconcile' ) ),
			array( ExitCode::USAGE, 'Say live, copy or restored', array( 'site' ) ),
			array( ExitCode::USAGE, 'Say start, status', array( 'backfill', 'dance' ) ),
			array( ExitCode::USAGE, 'say --yes, or --dry-run', array( 'backfill' ) ),
			array( ExitCode::USAGE, 'Say which accounting service: --service=kledo', array( 'hold', '--service=ledger' ) ),
		);
		foreach ( $wrong as list( $status, $error, $words ) ) {
			$said = self::wp( ...$words );
			self::assertSame( array( $status, '' ), array( $said->status, $said->output ), implode( ' ', $words ) . ": $said->errors" );
			self::assertStringContainsString( $error, $said->errors );
		}
	}

	public function test_nobody_who_could_answer_is_no_yes_and_no_no(): void {
		$order = $this->refused_order();
		foreach ( array( '', "y\n" ) as $typed ) {
			$said = CommandLine::run( $typed, 'retry', '--state=failed' );
			self::assertSame( ExitCode::USAGE, $said->status );
			self::assertStringContainsString( 'Try 1 delivery again? Nobody is there to answer: say --yes.', $said->errors );
		}
		self::assertSame( Status::Failed, self::row( $order )->status );
	}

	public function test_who_holds_it_in_one_process_holds_all(): void {
		$order = $this->processing_order();
		self::assertSame( ExitCode::OK, self::wp( 'hold', '--reason=Closing October' )->status );
		$deliver = self::wp( 'deliver' );
		self::assertSame( array( ExitCode::OBSTACLE, '' ), array( $deliver->status, $deliver->output ) );
		self::assertStringContainsString( 'The reason given: Closing October.', $deliver->errors );
		self::assertSame( ExitCode::OBSTACLE, self::wp( 'status', '--check' )->status );

		self::assertSame( ExitCode::OK, self::wp( 'release' )->status );
		self::assertSame( ExitCode::OK, self::wp( 'deliver' )->status );
		wp_cache_flush();
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	/** What docs/host.md gives to hosts that have WP-CLI, in place of wp-cron.php. */
	public function test_the_events_that_are_due_are_all_that_cron_does(): void {
		self::hide_earlier_orders();
		$queued = $this->processing_order();
		$missed = $this->order_without_hook( 'processing' );
		delete_option( 'wc_accounting_command_line' );
		update_option( Cron::RAN_AT, time() - DAY_IN_SECONDS, false );
		Cron::clear();
		wp_schedule_event( time() - self::HOUR, 'wc_accounting_every_five_minutes', Cron::DELIVER );
		wp_schedule_event( time() - self::HOUR, 'hourly', Cron::SWEEP );
		self::assertTrue( Cron::is_late() );

		CommandLine::cron();

		wp_cache_flush();
		self::assertSame( Status::Accepted, self::row( $queued )->status );
		self::assertNotNull( self::row( $missed ), 'the sweep' );
		self::assertEqualsWithDelta( time(), (int) get_option( Cron::RAN_AT ), self::MINUTE, 'the metrics and the mail look at it' );
		self::assertFalse( Cron::is_late(), 'so does Site Health' );
		self::assertSame( PHP_VERSION, Facts::last_command_line()['php'] ?? '' );
	}

	/** So the page of the command line says, and so a crontab needs another line. */
	public function test_delivering_is_not_cron(): void {
		self::hide_earlier_orders();
		$queued = $this->processing_order();
		$missed = $this->order_without_hook( 'processing' );
		update_option( Cron::RAN_AT, 1767225600, false );

		self::assertSame( ExitCode::OK, self::wp( 'deliver' )->status );

		wp_cache_flush();
		self::assertSame( Status::Accepted, self::row( $queued )->status );
		self::assertNull( self::row( $missed ) );
		self::assertSame( 1767225600, (int) get_option( Cron::RAN_AT ) );
	}

	public function test_what_is_kept_of_an_older_version_is_brought_up_to_date_by_the_first_command(): void {
		self::sql( 'ALTER TABLE {queues} DROP COLUMN by_hand' );
		update_option( \WcAccounting\Delivery\Schema::OPTION, '4' );
		$said = self::wp( 'hold' );
		self::assertSame( ExitCode::OK, $said->status, $said->errors );
		wp_cache_flush();
		self::assertNotNull( self::plugin()->queue->held_by_hand() );
	}

	public function test_files_and_reports(): void {
		$order = $this->order_in_kledo();
		$csv   = self::wp( 'export' );
		self::assertSame( array( ExitCode::OK, '' ), array( $csv->status, $csv->errors ) );
		self::assertSame( 2, substr_count( $csv->output, "\r\n" ) );
		$preview = self::wp( 'preview', (string) $order->get_id(), '--document=order', '--format=csv' );
		self::assertSame( ExitCode::OK, $preview->status );
		self::assertSame( ExitCode::OK, self::wp( 'doctor' )->status );
		self::assertSame( ExitCode::OK, self::wp( 'check', (string) self::row( $order )->id )->status );
		self::assertSame( ExitCode::OK, self::wp( 'send', (string) $order->get_id() )->status );
		self::assertSame( ExitCode::OK, self::wp( 'sweep' )->status );
		self::assertSame( "No orders are being brought over.\n", self::wp( 'backfill', 'status' )->output );
	}

	/** @group woocommerce */
	public function test_a_month_that_agrees(): void {
		$month = self::wp( 'reconcile', '--month=2019-01', '--format=json' );
		self::assertSame( array( ExitCode::OK, array() ), array( $month->status, $month->json()['differences'] ) );
	}

	public function test_where_no_service_can_work_the_doctor_says_why(): void {
		$this->foreign_code( "add_filter( 'pre_option_active_plugins', static fn () => array( 'kledo/kledo.php' ) );" );
		$status = self::wp( 'status' );
		self::assertSame( ExitCode::OBSTACLE, $status->status );
		self::assertStringContainsString( 'No accounting service is at work here', $status->errors );
		$doctor = self::wp( 'doctor', '--format=json' );
		self::assertSame( ExitCode::FAULT, $doctor->status );
		self::assertSame( array( 'kledo', 'woocommerce_missing', 'critical' ), array_slice( array_values( $doctor->json()[0] ), 0, 3 ) );
	}
}
