<?php
/**
 * A queue that a person holds.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\HoldNotice;
use WcAccounting\Admin\Screens;
use WcAccounting\Cli\DeliverCommand;
use WcAccounting\Cli\DoctorCommand;
use WcAccounting\Cli\ExitCode;
use WcAccounting\Cli\HoldCommand;
use WcAccounting\Cli\ReleaseCommand;
use WcAccounting\Cli\RetryCommand;
use WcAccounting\Cli\StatusCommand;
use WcAccounting\Delivery\HandHold;
use WcAccounting\Delivery\Status;

final class CliHoldTest extends CliTestCase {

	/** @param array<string, string> $options */
	private function hold( array $options = array() ): void {
		self::assertSame( ExitCode::OK, $this->command( HoldCommand::class, array(), $options ) );
	}

	public function test_nothing_leaves_until_it_is_released_and_all_that_came_meanwhile_does_then(): void {
		$this->hold( array( 'reason' => 'The books are closed' ) );
		$order = $this->processing_order();
		self::assertSame( Status::Pending, self::row( $order )->status, 'it is queued all the same' );

		self::run_worker();
		self::pass( 72 * self::HOUR );
		self::run_worker();
		$other = json_decode( Process::start( 'deliver.php' )->output(), true );
		self::assertSame( 0, array_sum( $other ), 'no other process either' );
		self::assertSame( ExitCode::OBSTACLE, $this->command( DeliverCommand::class ) );
		self::assertStringContainsString( 'The reason given: The books are closed.', $this->terminal->complaints[0] );
		self::assertSame( ExitCode::OBSTACLE, $this->command( RetryCommand::class, array( self::row( $order )->id ) ) );
		self::assertSame( array(), Sandbox::requests( 'POST' ) );

		self::assertSame( ExitCode::OK, $this->command( ReleaseCommand::class ) );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertSame( ExitCode::OK, $this->command( ReleaseCommand::class ), 'once more does no harm' );
		self::assertSame( array( 'Kledo was not held any more.' ), $this->terminal->lines );
	}

	public function test_a_held_queue_that_the_service_pauses_too_is_held_by_hand_still_when_the_pause_is_over(): void {
		$this->processing_order();
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 429 ), 1 );
		self::run_worker();
		$this->hold();
		self::assertSame( 'by_hand', self::plugin()->queue->hold()['hold'] );
		self::pass( 2 * self::HOUR );
		self::plugin()->queue->key_changed();
		self::run_worker();
		self::assertCount( 1, Sandbox::requests( 'POST' ) );
		self::assertSame( 'by_hand', self::plugin()->queue->hold()['hold'] );
	}

	public function test_it_ends_by_itself_when_it_was_to(): void {
		$order = $this->processing_order();
		$this->hold( array( 'for' => '30' ) );
		self::assertSame( 30 * self::MINUTE, self::plugin()->queue->hold()['held_until'] - self::plugin()->store->now() );
		self::run_worker();
		self::assertSame( Status::Pending, self::row( $order )->status );

		$this->time_passes( 31 * self::MINUTE );
		self::assertNull( self::plugin()->queue->held_by_hand() );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertSame( array( array( 'by_hand' => null ) ), self::sql( 'SELECT by_hand FROM {queues}' ) );
		self::assertSame( ExitCode::USAGE, $this->command( HoldCommand::class, array(), array( 'for' => 'ever' ) ) );
	}

	/** As if somebody had held it earlier; the clocks of deliveries stay. */
	private function time_passes( int $seconds ): void {
		$hold = self::plugin()->queue->held_by_hand();
		$then = HandHold::of( $hold->by, $hold->at - $seconds, null === $hold->until ? null : $hold->until - $seconds, $hold->why );
		self::sql( "UPDATE {queues} SET by_hand = '" . esc_sql( $then->to_json() ) . "'" );
	}

	/** @dataProvider ends */
	public function test_the_time_it_was_held_is_not_counted_against_deliveries( string $minutes, int $counted ): void {
		$this->refused_order();
		self::sql( "UPDATE {deliveries} SET status = 'retrying', first_attempt_at = UTC_TIMESTAMP(), next_attempt_at = UTC_TIMESTAMP()" );
		$before = strtotime( self::rows()[0]['first_attempt_at'] );
		$this->hold( '' === $minutes ? array() : array( 'for' => $minutes ) );
		$this->time_passes( 3 * self::HOUR );

		if ( '' === $minutes ) {
			$this->command( ReleaseCommand::class );
		} else {
			self::plugin()->queue->begin();
			self::plugin()->queue->begin();
		}
		self::assertEqualsWithDelta( $counted, strtotime( self::rows()[0]['first_attempt_at'] ) - $before, 2 );
	}

	/** @return array<string, array{0: string, 1: int}> */
	public static function ends(): array {
		return array(
			'released after three hours'        => array( '', 3 * self::HOUR ),
			'over by itself after twenty minutes' => array( '20', 20 * self::MINUTE ),
		);
	}

	public function test_whoever_looks_is_told_by_whom_and_why(): void {
		$this->option( 'date_format', 'Y-m-d' );
		$this->option( 'time_format', 'H:i' );
		$this->hold( array( 'reason' => "<b>Closing</b>\nOctober" ) );
		$at = wp_date( 'Y-m-d H:i', self::plugin()->queue->held_by_hand()->at );

		$notices = $this->notices();
		self::assertStringContainsString( "Nothing is sent to Kledo: the command line (", $notices );
		self::assertStringContainsString( ") has been holding it since $at.", $notices );
		self::assertStringContainsString( 'The reason given: &lt;b&gt;Closing&lt;/b&gt; October.', $notices );
		self::assertStringContainsString( 'Release it: go on sending', $notices );
		self::assertStringNotContainsString( 'cannot be reached', $notices );

		$this->command( StatusCommand::class, array(), array( 'format' => 'json' ) );
		$row = $this->terminal->json()[0];
		self::assertSame( array( 'by_hand', null ), array( $row['hold'], $row['held_until'] ) );
		self::assertStringStartsWith( 'the command line', $row['held_by'] );
		self::assertSame( ExitCode::OBSTACLE, $this->command( StatusCommand::class, array(), array( 'check' => true ) ) );
		$this->command( DoctorCommand::class );
		$finding = 'queue|recommended|Sending to Kledo is held by hand|Nothing is sent to Kledo: ';
		self::assertStringContainsString( $finding, $this->terminal->written );
		self::assertStringContainsString( 'The queue was held by the command line', self::log() );
	}

	/** What somebody sees above a page of wp-admin. */
	private function notices( int $user = 1 ): string {
		wp_set_current_user( $user );
		require_once ABSPATH . 'wp-admin/includes/admin.php';
		$show = function (): void {
			$this->show_notices();
		};
		ob_start();
		$show->call( new Screens( self::plugin() ) );
		return (string) ob_get_clean();
	}

	public function test_nobody_is_told_who_could_do_nothing_and_nobody_when_nothing_is_held(): void {
		self::assertStringNotContainsString( 'go on sending', $this->notices() );
		$this->hold();
		self::assertStringNotContainsString( 'go on sending', $this->notices( 0 ) );
		$this->command( ReleaseCommand::class );
		self::assertStringNotContainsString( 'go on sending', $this->notices() );
	}

	public function test_the_button_of_the_screen_releases_it(): void {
		$order = $this->processing_order();
		$this->hold();
		$owner = Visitor::of( 'administrator' );
		$page  = $owner->page( '/wp-admin/admin.php?page=' . self::plugin()->service->page() . '&tab=transactions' );
		self::assertSame( 1, preg_match( '~<div class="notice notice-warning" id="wc-accounting-kledo-hold">.*?</form>~s', $page, $form ) );
		self::assertSame( 1, preg_match( '~name="_wpnonce" value="([^"]+)"~', $form[0], $nonce ) );
		$fields = array( 'action' => HoldNotice::action( 'kledo' ), '_wpnonce' => 'wrong' );
		self::assertSame( 403, $owner->visit( '/wp-admin/admin-post.php', $fields )['status'] );
		$right = array( '_wpnonce' => Visitor::of( 'editor' )->nonce( $fields['action'] ) ) + $fields;
		self::assertSame( 403, Visitor::of( 'editor' )->visit( '/wp-admin/admin-post.php', $right )['status'], 'who may not' );
		self::assertNotNull( self::plugin()->queue->held_by_hand() );

		self::assertSame( 302, $owner->visit( '/wp-admin/admin-post.php', array( '_wpnonce' => $nonce[1] ) + $fields )['status'] );
		self::assertNull( self::plugin()->queue->held_by_hand() );
		// The request goes on after its answer.
		for ( $wait = 0; $wait < 100 && ! self::row( $order )->is_delivered(); $wait++ ) {
			usleep( 100_000 );
		}
		self::assertTrue( self::row( $order )->is_delivered() );
	}
}
