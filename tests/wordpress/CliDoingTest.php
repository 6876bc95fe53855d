<?php
/**
 * Commands that do something with deliveries: retry, check, send, deliver, sweep.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Cli\CheckCommand;
use WcAccounting\Cli\DeliverCommand;
use WcAccounting\Cli\ExitCode;
use WcAccounting\Cli\RetryCommand;
use WcAccounting\Cli\SendCommand;
use WcAccounting\Cli\SiteCommand;
use WcAccounting\Cli\SweepCommand;
use WcAccounting\Connector\Installation;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Status;
use WcAccounting\Order\Mark;

final class CliDoingTest extends CliTestCase {

	/** An order of 150,000 whose total somebody set by hand, so that its document waits for its owner. */
	private function held_order(): \WC_Order {
		$this->option( 'wc_kledo_hold_differences', 'yes' );
		$order = $this->order();
		$order->set_total( '149000' );
		$order->save();
		$order->update_status( 'processing' );
		self::run_worker();
		self::assertSame( 'held_for_review', self::row( $order )->reason['code'] );
		return self::reread( $order );
	}

	private static function id( \WC_Order $order ): int {
		return self::row( $order )->id;
	}

	/** @param list<string> $parts Of the notes of an order, the newest first. */
	private static function assert_noted( \WC_Order $order, array $parts ): void {
		$notes = self::kledo_notes( $order );
		self::assertCount( count( $parts ), $notes, implode( "\n", $notes ) );
		foreach ( $parts as $place => $part ) {
			self::assertStringContainsString( $part, $notes[ $place ] );
		}
	}

	// --- Retry --------------------------------------------------------------------------------------------------------

	public function test_what_is_named_is_tried_again_and_the_order_says_by_whom(): void {
		$order = $this->refused_order();
		self::assertSame( ExitCode::OK, $this->command( RetryCommand::class, array( self::id( $order ) ) ) );
		self::assertSame( Status::Accepted, self::row( $order )->status );
		$line = self::id( $order ) . ': Kledo has accepted it and makes it soon.';
		self::assertSame( array( $line, '1 was accepted' ), $this->terminal->lines );
		self::assert_noted( $order, array( 'Kledo, Sales order: tried again by the command line.', 'Kontak tidak dikenal' ) );
		self::assertSame( array(), $this->terminal->questions, 'who names it wants it' );
	}

	public function test_what_is_there_is_left_alone_and_not_noted(): void {
		$order = $this->order_in_kledo();
		$notes = self::kledo_notes( $order );
		self::assertSame( ExitCode::OK, $this->command( RetryCommand::class, array( self::id( $order ) ) ) );
		self::assertCount( 1, Sandbox::requests( 'POST' ) );
		self::assertSame( $notes, self::kledo_notes( $order ) );
	}

	public function test_what_fails_again_and_what_waits_are_told_by_the_status(): void {
		$order = $this->refused_order();
		$fault = array( 'kind' => 'status', 'code' => 422, 'body' => array( 'message' => 'Salah' ) );
		Sandbox::fault( 'POST', 'woocommerce/order', $fault, 1 );
		self::assertSame( ExitCode::FAULT, $this->command( RetryCommand::class, array( self::id( $order ) ) ) );
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 503 ), 1 );
		self::assertSame( ExitCode::INCOMPLETE, $this->command( RetryCommand::class, array( self::id( $order ) ) ) );
	}

	public function test_what_is_held_for_a_look_leaves_only_when_it_is_approved(): void {
		$order = $this->held_order();
		$alone = $this->command( RetryCommand::class, array( self::id( $order ) ) );
		self::assertSame( ExitCode::FAULT, $alone, 'xargs may name one' );
		self::assertSame( ExitCode::FAULT, $this->command( RetryCommand::class, array(), array( 'all' => true, 'yes' => true ) ) );
		self::assertSame( array(), Sandbox::requests( 'POST' ) );
		self::assertSame( ExitCode::USAGE, $this->command( RetryCommand::class, array(), array( 'all' => true, 'approve' => true ) ) );
		self::assertSame( ExitCode::OK, $this->command( RetryCommand::class, array( self::id( $order ) ), array( 'approve' => true ) ) );
		self::assertCount( 1, Sandbox::requests( 'POST' ) );
	}

	public function test_all_that_failed_is_asked_for_first_and_done_once_somebody_says_yes(): void {
		$orders = array( $this->refused_order(), $this->refused_order(), $this->order_in_kledo() );
		$state  = array( 'state' => 'failed' );
		$posts  = count( Sandbox::requests( 'POST' ) );

		self::assertSame( ExitCode::USAGE, $this->command( RetryCommand::class, array(), $state ), 'nobody is there to answer' );
		self::assertStringContainsString( '--yes', $this->terminal->complaints[0] );
		self::assertSame( ExitCode::INCOMPLETE, $this->command( RetryCommand::class, array(), $state, new RecordingTerminal( false ) ) );
		self::assertSame( array( 'Try 2 deliveries again?' ), $this->terminal->questions );
		self::assertSame( ExitCode::OK, $this->command( RetryCommand::class, array(), $state + array( 'dry-run' => true ) ) );
		self::assertSame(
			array( (string) self::id( $orders[0] ), (string) self::id( $orders[1] ) ),
			array_column( $this->terminal->rows(), 0 ),
			'the oldest first'
		);
		self::assertCount( $posts, Sandbox::requests( 'POST' ) );

		self::assertSame( ExitCode::OK, $this->command( RetryCommand::class, array(), $state, new RecordingTerminal( true ) ) );
		self::assertCount( $posts + 2, Sandbox::requests( 'POST' ) );
		self::assertSame( '2 were accepted', end( $this->terminal->lines ) );
	}

	public function test_of_many_only_a_hundred_unless_all_are_wanted_and_a_bar_shows_how_far_it_is(): void {
		global $wpdb;
		( new TransactionsSeed( "{$wpdb->prefix}wc_accounting_deliveries", 90_000_000 ) )->fill( TransactionsSeed::BUSY, 10000 );
		$failed = (int) self::sql( "SELECT COUNT(*) AS number FROM {deliveries} WHERE status = 'failed'" )[0]['number'];
		self::assertGreaterThan( 150, $failed );

		// Their orders are gone: what comes of it is that they are removed.
		self::assertSame( ExitCode::OK, $this->command( RetryCommand::class, array(), array( 'state' => 'failed', 'yes' => true ) ) );
		$left = (int) self::sql( "SELECT COUNT(*) AS number FROM {deliveries} WHERE status = 'failed'" )[0]['number'];
		self::assertSame( $failed - 100, $left );
		self::assertSame( array( 100, 100, true ), array_slice( array_values( $this->terminal->progress[0] ), 1, 3 ) );

		self::assertSame( ExitCode::OK, $this->command( RetryCommand::class, array(), array( 'all' => true, 'yes' => true ) ) );
		self::assertSame( '0', self::sql( "SELECT COUNT(*) AS number FROM {deliveries} WHERE status = 'failed'" )[0]['number'] );
		self::assertSame( array( $left, $left, true ), array_slice( array_values( $this->terminal->progress[0] ), 1, 3 ) );
	}

	public function test_a_wrong_question_does_nothing(): void {
		$order = $this->refused_order();
		$posts = count( Sandbox::requests( 'POST' ) );
		$wrong = array(
			array( array(), array() ),
			array( array( self::id( $order ) ), array( 'state' => 'failed' ) ),
			array( array( self::id( $order ), 99999999 ), array() ),
			array( array( 'all' ), array() ),
			array( array(), array( 'state' => 'success', 'yes' => true ) ),
		);
		foreach ( $wrong as list( $arguments, $options ) ) {
			self::assertSame( ExitCode::USAGE, $this->command( RetryCommand::class, $arguments, $options ) );
		}
		self::assertCount( $posts, Sandbox::requests( 'POST' ) );
	}

	public function test_nothing_is_tried_while_nothing_may_be_sent(): void {
		$order = $this->refused_order();
		$this->option( 'wc_kledo_api_key', '' );
		self::assertSame( ExitCode::OBSTACLE, $this->command( RetryCommand::class, array( self::id( $order ) ) ) );
		self::assertSame( ExitCode::OBSTACLE, $this->command( CheckCommand::class, array( self::id( $order ) ) ) );
		self::assertSame( ExitCode::OBSTACLE, $this->command( SendCommand::class, array( $order->get_id() ) ) );
		self::assertSame( ExitCode::OBSTACLE, $this->command( DeliverCommand::class ) );
		self::assertSame( ExitCode::OBSTACLE, $this->command( SweepCommand::class ) );
		$this->option( 'wc_kledo_api_key', getenv( 'SANDBOX_KEY' ) );
		$this->option( 'wc_kledo_enable_api_connection', 'no' );
		self::assertSame( ExitCode::OBSTACLE, $this->command( RetryCommand::class, array( self::id( $order ) ) ) );
		self::assertSame( array( 'Sending to Kledo is switched off in its settings.' ), $this->terminal->complaints );
		self::assertSame( Status::Failed, self::row( $order )->status );
	}

	// --- Check --------------------------------------------------------------------------------------------------------

	public function test_a_check_says_whether_it_is_there(): void {
		$there = $this->order_in_kledo();
		self::assertSame( ExitCode::OK, $this->command( CheckCommand::class, array( self::id( $there ) ) ) );
		self::assertSame( self::id( $there ) . ': it is in Kledo.', $this->terminal->lines[0] );

		$never = $this->processing_order();
		self::assertSame( ExitCode::FAULT, $this->command( CheckCommand::class, array( self::id( $there ) . ' ' . self::id( $never ) ) ) );
		self::assertSame( self::id( $never ) . ': it was never sent.', $this->terminal->lines[0] );

		Sandbox::fault( 'GET', 'woocommerce/transactions', array( 'kind' => 'status', 'code' => 503 ) );
		self::assertSame( ExitCode::INCOMPLETE, $this->command( CheckCommand::class, array( self::id( $there ) ) ) );
		self::assertSame( ExitCode::USAGE, $this->command( CheckCommand::class ) );
		self::assertCount( 1, Sandbox::requests( 'POST' ) );
	}

	// --- Send ---------------------------------------------------------------------------------------------------------

	public function test_an_order_is_sent_as_its_box_does(): void {
		$order = $this->order_without_hook( 'processing' );
		self::assertSame( ExitCode::OK, $this->command( SendCommand::class, array( '#' . $order->get_id() ) ) );
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertTrue( self::row( $order )->by_hand );
		self::assertNull( self::row( $order, 'invoice' ), 'its status wants none yet' );
		self::assert_noted( $order, array( 'Kledo, Sales order: sent by the command line.' ) );

		$named = array( 'document' => 'invoice' );
		self::assertSame( ExitCode::FAULT, $this->command( SendCommand::class, array( $order->get_id() ), $named ) );
		self::assertStringContainsString( 'It is sent when the order becomes Completed.', $this->terminal->lines[0] );
		self::assertSame( ExitCode::USAGE, $this->command( SendCommand::class, array( $order->get_id() ), array( 'document' => 'poem' ) ) );
		self::assertSame( ExitCode::USAGE, $this->command( SendCommand::class, array( '99999999' ) ) );
	}

	public function test_what_is_held_for_a_look_is_sent_when_its_kind_is_named(): void {
		$order = $this->held_order();
		self::assertSame( ExitCode::FAULT, $this->command( SendCommand::class, array( $order->get_id() ) ) );
		self::assertSame( array(), Sandbox::requests( 'POST' ) );
		self::assertSame( ExitCode::OK, $this->command( SendCommand::class, array( $order->get_id() ), array( 'document' => 'order' ) ) );
		self::assertCount( 1, Sandbox::requests( 'POST' ) );
	}

	public function test_a_second_one_is_made_only_by_who_was_warned(): void {
		$order = $this->order_in_kledo();
		$again = array( 'document' => 'order', 'again' => true );
		self::assertSame( ExitCode::OK, $this->command( SendCommand::class, array( $order->get_id() ), array( 'document' => 'order' ) ) );
		self::assertSame( ExitCode::USAGE, $this->command( SendCommand::class, array( $order->get_id() ), array( 'again' => true ) ) );
		self::assertSame( ExitCode::USAGE, $this->command( SendCommand::class, array( $order->get_id() ), $again ) );
		$terminal = new RecordingTerminal( false );
		self::assertSame( ExitCode::INCOMPLETE, $this->command( SendCommand::class, array( $order->get_id() ), $again, $terminal ) );
		self::assertStringContainsString( 'makes a second one', $this->terminal->questions[0] );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );

		self::assertSame( ExitCode::OK, $this->command( SendCommand::class, array( $order->get_id() ), $again + array( 'yes' => true ) ) );
		self::assertCount( 2, Sandbox::documents( $order->get_id() ) );
	}

	// --- Deliver and sweep --------------------------------------------------------------------------------------------

	public function test_deliver_sends_what_is_due_and_says_when_the_service_stops_it(): void {
		$order = $this->processing_order();
		self::assertSame( ExitCode::OK, $this->command( DeliverCommand::class ) );
		self::assertContains( 'sent        1', $this->terminal->lines );
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertSame( ExitCode::USAGE, $this->command( DeliverCommand::class, array(), array( 'seconds' => 'many' ) ) );

		$this->processing_order();
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 429 ) );
		self::assertSame( ExitCode::OBSTACLE, $this->command( DeliverCommand::class ) );
		self::assertStringStartsWith( 'The queue is held: rate_limited, until ', $this->terminal->complaints[0] );
	}

	// --- The site -----------------------------------------------------------------------------------------------------

	/** As the shop was an hour ago: its order has left, and the database does not know. */
	private function order_from_a_backup(): \WC_Order {
		$this->option( Name::of( 'kledo', Installation::AT_OPTION ), time() - DAY_IN_SECONDS );
		$this->orders_count_from( 0 );
		$order = $this->order();
		$order->set_date_created( time() - self::HOUR );
		$order->save();
		$order->update_status( 'processing' );
		self::run_worker();
		self::pass( 2 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::sql( 'DELETE FROM {deliveries} WHERE order_id = ' . $order->get_id() );
		$order = self::reread( $order );
		array_map( $order->delete_meta_data( ... ), Mark::metas( self::plugin()->connector->description()->document( 'order' ) ) );
		$order->save();
		return $order;
	}

	public function test_what_an_older_backup_takes_for_unsent_is_looked_for_before_it_leaves(): void {
		$order = $this->order_from_a_backup();
		self::assertSame( ExitCode::OK, $this->command( SiteCommand::class, array( 'restored' ) ) );
		$this->command( SweepCommand::class );
		self::run_worker();
		self::pass( 2 * self::MINUTE );
		self::run_worker();
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertSame( 1, self::times_sent( $order ), 'it left before the backup was put back, and not again' );

		// What was ordered since has nothing to do with it.
		self::assertSame( 1, self::times_sent( $this->order_in_kledo() ) );
	}

	private static function times_sent( \WC_Order $order ): int {
		$id    = $order->get_id();
		$is_it = static fn ( array $request ): bool => 1 === preg_match( "~&ref_number=$id(&|$)~", $request['body'] );
		return count( array_filter( Sandbox::requests( 'POST' ), $is_it ) );
	}

	public function test_a_sweep_queues_what_was_missed(): void {
		self::hide_earlier_orders();
		$order = $this->order_without_hook( 'processing' );
		self::assertSame( ExitCode::OK, $this->command( SweepCommand::class ) );
		self::assertSame( Status::Pending, self::row( $order )->status );
		self::assertSame( '1 documents queued.', $this->terminal->lines[0] );
	}

	public function test_a_sweep_that_cannot_begin_has_looked_at_no_order_and_says_so(): void {
		self::hide_earlier_orders();
		$order = $this->order_without_hook( 'processing' );
		SweepTest::be_with_whom_is_not_known();
		self::assertSame( ExitCode::OBSTACLE, $this->command( SweepCommand::class ) );
		self::assertSame( array(), $this->terminal->lines );
		self::assertStringStartsWith( 'No order was looked at. It is not known yet which company', $this->terminal->complaints[0] );
		self::assertNull( self::row( $order ) );

		Sandbox::heal();
		self::pass( self::HOUR );
		self::assertSame( ExitCode::OK, $this->command( SweepCommand::class ), implode( ' ', $this->terminal->complaints ) );
		self::assertNotNull( self::row( $order ) );
	}
}
