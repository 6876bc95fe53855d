<?php
/**
 * What the owner is told without looking at wp-admin.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Database\Database;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\HandHold;
use WcAccounting\Environment\Site;
use WcAccounting\Watch\Digest;
use WcAccounting\Watch\Trouble;

final class DigestTest extends ShopTestCase {

	/** @var list<list<Trouble>> Mails that were made. */
	private array $mails = array();

	/** Whether they leave. */
	private bool $leaves = true;

	protected function setUp(): void {
		parent::setUp();
		update_option( Cron::RAN_AT, time(), false );
	}

	private function look(): void {
		$send = function ( array $troubles ): bool {
			$this->mails[] = $troubles;
			return $this->leaves;
		};
		( new Digest( array( self::plugin() ), new Site(), new Database(), $send, self::plugin()->logger ) )->look();
	}

	/** As if what was told had been told so long ago. */
	private static function later( int $seconds ): void {
		$stored = get_option( Digest::OPTION );
		$moved  = array( 'tried_at' => $stored['tried_at'] - $seconds, 'told_at' => $stored['told_at'] - $seconds );
		update_option( Digest::OPTION, $moved + $stored, false );
	}

	/** @return list<string> Kinds of what the last mail tells. */
	private function kinds(): array {
		$last = end( $this->mails );
		return false === $last ? array() : array_column( $last, 'kind' );
	}

	private function refused_order(): \WC_Order {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		return $order;
	}

	private function hold_for_the_key(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 401 ), 1 );
		$this->processing_order();
		self::run_worker();
		self::assertNotNull( self::plugin()->queue->hold() );
	}

	// --- What is told -------------------------------------------------------------------------------------------------

	public function test_nothing_is_told_while_all_is_well(): void {
		$this->look();
		$this->order_in_kledo();
		$this->look();
		self::assertSame( array(), $this->mails );
		self::assertFalse( get_option( Digest::OPTION ) );
	}

	public function test_what_failed_is_told_once_and_again_when_more_fails(): void {
		$this->refused_order();
		$this->look();
		self::assertSame( array( Trouble::FAILED ), $this->kinds() );
		self::assertStringContainsString( '1 document has not reached Kledo', $this->mails[0][0]->title );
		self::assertStringContainsString( 'view=failed', $this->mails[0][0]->url );

		self::later( 7 * self::HOUR );
		$this->look();
		self::later( 48 * self::HOUR );
		$this->look();
		self::assertCount( 1, $this->mails, 'nothing new failed' );

		$this->refused_order();
		$this->look();
		self::assertCount( 2, $this->mails );
		self::assertStringContainsString( '2 documents have not reached Kledo', $this->mails[1][0]->title );
	}

	public function test_what_failed_and_was_sent_since_is_not_told(): void {
		$order = $this->refused_order();
		self::plugin()->by_hand->retry( self::row( $order )->id );
		self::run_worker();
		$this->look();
		self::assertSame( array(), $this->mails );
	}

	public function test_no_more_than_one_mail_in_six_hours_whatever_happens(): void {
		$this->refused_order();
		$this->look();
		$this->hold_for_the_key();
		self::pass( self::HOUR );
		self::later( 5 * self::HOUR );
		$this->look();
		self::assertCount( 1, $this->mails );

		$this->hook( 'wc_accounting_digest_seconds', static fn (): int => 4 * self::HOUR );
		$this->look();
		self::assertCount( 2, $this->mails );
		self::assertSame( array( Trouble::HELD ), $this->kinds(), 'what failed is no news any more' );
	}

	public function test_a_queue_that_is_held_is_told_after_a_quarter_of_an_hour_and_then_once_a_day(): void {
		$this->hold_for_the_key();
		self::pass( 14 * self::MINUTE );
		$this->look();
		self::assertSame( array(), $this->mails );

		self::pass( 2 * self::MINUTE );
		$this->look();
		self::assertSame( array( Trouble::HELD ), $this->kinds() );
		self::assertSame( 'Nothing is sent to Kledo', $this->mails[0][0]->title );
		self::assertStringContainsString( 'API key', $this->mails[0][0]->text );

		self::later( 7 * self::HOUR );
		$this->look();
		self::assertCount( 1, $this->mails, 'it is the same hold' );
		self::later( 18 * self::HOUR );
		$this->look();
		self::assertCount( 2, $this->mails );
	}

	public function test_a_hold_by_hand_is_told_after_a_day_in_its_own_words(): void {
		// Held for the key before, which is not why nothing is sent now.
		$this->hold_for_the_key();
		self::pass( self::HOUR );
		self::plugin()->queue->hold_by_hand( 'Ani', null, 'Closing October' );
		$this->look();
		self::assertSame( array(), $this->mails );

		$held = HandHold::of( 'Ani', self::plugin()->store->now() - 25 * self::HOUR, null, 'Closing October' );
		self::sql( "UPDATE {queues} SET by_hand = '" . esc_sql( $held->to_json() ) . "'" );
		$this->look();
		self::assertSame( array( Trouble::HELD ), $this->kinds() );
		self::assertStringContainsString( 'Ani has been holding it since', $this->mails[0][0]->text );
	}

	public function test_a_hold_that_comes_again_is_news(): void {
		$this->hold_for_the_key();
		self::pass( 16 * self::MINUTE );
		$this->look();
		self::later( 7 * self::HOUR );
		self::plugin()->queue->key_changed();
		self::run_worker();
		$this->look();
		self::assertCount( 1, $this->mails );

		$this->hold_for_the_key();
		self::pass( 16 * self::MINUTE );
		$this->look();
		self::assertCount( 2, $this->mails );
	}

	public function test_a_key_that_is_missing_is_told_while_something_waits_for_it(): void {
		delete_option( 'wc_kledo_api_key' );
		$this->look();
		self::assertSame( array(), $this->mails );
		$this->processing_order();
		self::pass( 16 * self::MINUTE );
		$this->look();
		self::assertSame( array( Trouble::HELD ), $this->kinds() );

		$this->option( 'wc_kledo_enable_api_connection', 'no' );
		self::later( 48 * self::HOUR );
		$this->look();
		self::assertCount( 1, $this->mails, 'the owner has switched it off himself' );
	}

	public function test_cron_that_stands_still_is_told_once_something_has_waited_an_hour_for_it(): void {
		$this->processing_order();
		self::pass( 2 * self::HOUR );
		update_option( Cron::RAN_AT, time() - 50 * self::MINUTE, false );
		$this->look();
		self::assertSame( array(), $this->mails, 'it came less than an hour ago' );

		update_option( Cron::RAN_AT, time() - 2 * self::HOUR, false );
		$this->look();
		self::assertSame( array( Trouble::CRON ), $this->kinds() );
		self::assertSame( 'WP-Cron does not run', $this->mails[0][0]->title );
	}

	public function test_cron_that_has_nothing_to_do_may_stand_still(): void {
		update_option( Cron::RAN_AT, time() - DAY_IN_SECONDS, false );
		$this->processing_order();
		self::pass( 50 * self::MINUTE );
		$this->look();
		self::assertSame( array(), $this->mails );
	}

	public function test_a_copy_of_the_shop_and_one_that_may_be_a_copy_tell_nothing(): void {
		$this->refused_order();
		$before = get_option( Site::OPTION );
		update_option( Site::OPTION, array( 'site' => base64_encode( 'elsewhere.example' ) ) + $before, true );
		$this->look();
		( new Site() )->answer( Site::COPY );
		$this->look();
		update_option( Site::OPTION, $before, true );
		self::assertSame( array(), $this->mails );
		$this->look();
		self::assertCount( 1, $this->mails );
	}

	// --- When it does not go well -------------------------------------------------------------------------------------

	public function test_a_mail_that_does_not_leave_is_logged_and_not_tried_again_and_again(): void {
		$this->refused_order();
		$this->leaves = false;
		for ( $try = 0; $try < 3; $try++ ) {
			$this->look();
		}
		self::assertCount( 1, $this->mails );
		self::assertSame( 1, substr_count( self::log(), 'could not be sent' ) );

		$this->leaves = true;
		self::later( 7 * self::HOUR );
		$this->look();
		self::assertCount( 2, $this->mails );
		self::assertSame( array( Trouble::FAILED ), $this->kinds(), 'nobody has heard of it yet' );
	}

	public function test_whatever_throws_it_is_logged_and_not_tried_again_at_once(): void {
		$this->refused_order();
		$digest = new Digest(
			array( self::plugin() ),
			new Site(),
			new Database(),
			static fn () => throw new \RuntimeException( 'The mail server is gone' ),
			self::plugin()->logger
		);
		$digest->look();
		$digest->look();
		self::assertSame( 1, substr_count( self::log(), 'The mail server is gone' ) );
	}

	public function test_two_processes_make_one_mail(): void {
		$this->refused_order();
		$name  = 'wc_accounting_' . md5( DB_NAME . '|' . $GLOBALS['wpdb']->prefix . '|digest' );
		$other = new \wpdb( DB_USER, DB_PASSWORD, DB_NAME, DB_HOST );
		self::assertSame( '1', $other->get_var( "SELECT GET_LOCK( '$name', 0 )" ) );
		$this->look();
		self::assertSame( array(), $this->mails );
		$other->get_var( "SELECT RELEASE_LOCK( '$name' )" );
		$this->look();
		self::assertCount( 1, $this->mails );
	}

	// --- Others -------------------------------------------------------------------------------------------------------

	public function test_hooks_hear_of_what_is_told_and_of_each_thing_that_happens(): void {
		$heard = array();
		foreach ( array( 'digest', 'delivered', 'delivery_failed', 'queue_held', 'queue_released' ) as $name ) {
			$hear = static function ( ...$arguments ) use ( &$heard, $name ): void {
				$heard[] = array( $name, ...$arguments );
			};
			$this->hook( "wc_accounting_$name", $hear, 10, 6 );
		}
		$there = $this->order_in_kledo();
		$order = $this->refused_order();
		$this->hold_for_the_key();
		self::plugin()->queue->key_changed();
		$this->look();

		self::assertSame( array( 'delivered', 'delivery_failed', 'queue_held', 'queue_released', 'digest' ), array_column( $heard, 0 ) );
		self::assertSame( array( 'delivered', self::row( $there )->id, 'order', $there->get_id(), 'kledo' ), $heard[0] );
		self::assertSame( array( self::row( $order )->id, 'order', $order->get_id() ), array_slice( $heard[1], 1, 3 ) );
		self::assertSame( 'kledo', $heard[1][5] );
		self::assertSame( array( 'unauthorized', 'kledo' ), array( $heard[2][1], $heard[2][3] ) );
		self::assertSame( array( 'kind', 'service', 'title', 'text', 'url' ), array_keys( $heard[4][1][0] ) );
	}

	public function test_a_listener_that_throws_keeps_no_delivery_from_being_stored(): void {
		foreach ( array( 'delivered', 'delivery_failed', 'digest' ) as $name ) {
			$this->hook( "wc_accounting_$name", static fn () => throw new \RuntimeException( "no $name" ), 10, 6 );
		}
		$there = $this->order_in_kledo();
		$this->refused_order();
		$this->look();
		self::assertCount( 1, $this->mails );
		self::assertStringContainsString( 'is in Kledo', implode( self::kledo_notes( $there ) ), 'what comes after the hook' );
		foreach ( array( 'no delivered', 'no delivery_failed', 'no digest' ) as $thrown ) {
			self::assertStringContainsString( $thrown, self::log() . self::shared_log() );
		}
	}

	private static function shared_log(): string {
		return implode( '', array_map( 'file_get_contents', (array) glob( wp_upload_dir()['basedir'] . '/wc-logs/wc-accounting*' ) ) );
	}
}
