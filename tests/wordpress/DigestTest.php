<?php
/**
 * What the owner is told without looking at wp-admin.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Installation;
use WcAccounting\Connector\Name;
use WcAccounting\Connector\Service;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\HandHold;
use WcAccounting\Environment\Site;
use WcAccounting\ServiceRuntime;
use WcAccounting\Watch\Digest;
use WcAccounting\Watch\Outage;
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

	/**
	 * @param ?list<ServiceRuntime> $services Those at work; the only one when null.
	 * @param list<Service>         $broken   Those that cannot work.
	 */
	private function look( ?array $services = null, array $broken = array() ): void {
		$send = function ( array $troubles ): bool {
			$this->mails[] = $troubles;
			return $this->leaves;
		};
		$services ??= array( self::plugin() );
		( new Digest( $services, $broken, new Site(), new Database(), $send, self::plugin()->logger ) )->look();
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

	// --- What cannot work ---------------------------------------------------------------------------------------------

	/** One that has worked here, and that the extension does not know any more. */
	private function broken_service(): Service {
		$service = new SecondService();
		$this->option( Name::of( $service->key(), Installation::AT_OPTION ), time() - 48 * self::HOUR );
		return $service;
	}

	/** As if a service could not have worked for so much longer. */
	private static function lasts( int $seconds ): void {
		$sides = (array) get_option( Outage::OPTION );
		$ago   = static fn ( int $since ): int => $since - $seconds;
		update_option( Outage::OPTION, array_map( static fn ( array $keys ): array => array_map( $ago, $keys ), $sides ), true );
	}

	public function test_a_service_that_cannot_work_is_told_after_an_hour_and_then_once_a_day(): void {
		$broken = array( $this->broken_service() );
		$this->look( array(), $broken );
		self::lasts( 59 * self::MINUTE );
		$this->look( array(), $broken );
		self::assertSame( array(), $this->mails, 'it may be an update' );

		self::lasts( self::MINUTE );
		$this->look( array(), $broken );
		self::assertSame( array( Trouble::BROKEN ), $this->kinds() );
		self::assertSame( 'second', $this->mails[0][0]->service );
		self::assertStringContainsString( 'Second Books', $this->mails[0][0]->title );
		self::assertStringContainsString( 'does not know Second Books yet', $this->mails[0][0]->text );
		self::assertStringContainsString( 'page=second-books', $this->mails[0][0]->url );

		self::later( 7 * self::HOUR );
		$this->look( array(), $broken );
		self::assertCount( 1, $this->mails, 'it is the same' );
		self::later( 18 * self::HOUR );
		$this->look( array(), $broken );
		self::assertCount( 2, $this->mails );
	}

	public function test_of_two_services_the_one_that_cannot_work_is_told_while_the_other_works(): void {
		$broken = array( $this->broken_service() );
		$this->look( null, $broken );
		self::lasts( self::HOUR );
		$this->refused_order();
		$this->look( null, $broken );
		self::assertSame( array( Trouble::FAILED, Trouble::BROKEN ), $this->kinds() );
	}

	public function test_what_is_missing_counts_anew_after_it_was_there(): void {
		$broken = array( $this->broken_service() );
		$this->look( array(), $broken );
		self::lasts( 50 * self::MINUTE );
		$this->look();
		self::assertFalse( get_option( Outage::OPTION ), 'nothing is kept in a shop that works' );

		$this->look( array(), $broken );
		self::lasts( 50 * self::MINUTE );
		Outage::end( 'second' );
		$this->look( array(), $broken );
		self::lasts( 50 * self::MINUTE );
		$this->look( array(), $broken );
		self::assertSame( array(), $this->mails );
	}

	public function test_a_service_that_never_worked_here_is_being_installed(): void {
		$this->look( array(), array( new SecondService() ) );
		self::lasts( 48 * self::HOUR );
		$this->look( array(), array( new SecondService() ) );
		self::assertSame( array(), $this->mails );
	}

	/** The web server's PHP has what cron's lacks: neither may take for over, and then for news, what only the other one sees. */
	public function test_two_phps_do_not_tell_in_turns_what_only_one_of_them_sees(): void {
		$this->refused_order();
		$this->processing_order();
		self::pass( 2 * self::HOUR );
		update_option( Cron::RAN_AT, time() - 2 * self::HOUR, false );
		$this->look();
		self::assertSame( array( Trouble::FAILED, Trouble::CRON ), $this->kinds() );

		$kledo = self::plugin()->service;
		$this->option( Name::of( 'kledo', Installation::AT_OPTION ), time() - 48 * self::HOUR );
		$this->look( array(), array( $kledo ) );
		self::lasts( 2 * self::HOUR );
		self::later( 7 * self::HOUR );
		$this->look( array(), array( $kledo ) );
		self::assertSame( array( Trouble::BROKEN ), $this->kinds() );

		$stored = get_option( Digest::OPTION );
		self::assertSame( array( 'kledo' => 1 ), $stored['failures'], 'what failed was told' );
		// What this PHP has told is of the other one from here on.
		$stored['names'] = str_replace( ' ' . Outage::side(), ' web', $stored['names'] );
		update_option( Digest::OPTION, $stored, false );
		for ( $look = 0; $look < 2; $look++ ) {
			self::later( 7 * self::HOUR );
			$this->look();
			self::assertCount( 2, $this->mails );
			self::assertNotSame( array(), preg_grep( '/^broken kledo .*web$/', get_option( Digest::OPTION )['names'] ) );
		}
	}

	// --- Two halves ---------------------------------------------------------------------------------------------------

	/** @return list<ServiceRuntime> */
	private static function web_half(): array {
		return array( WebHalf::of( self::plugin() ) );
	}

	public function test_that_the_other_half_sends_is_no_trouble(): void {
		$this->processing_order();
		self::pass( 20 * self::MINUTE );
		$this->look( self::web_half() );
		self::plugin()->queue->hold_by_hand( 'Ani', self::plugin()->store->now() + self::HOUR, '' );
		$this->look( self::web_half() );
		self::assertSame( array(), $this->mails );

		$held = HandHold::of( 'Ani', self::plugin()->store->now() - 25 * self::HOUR );
		self::sql( "UPDATE {queues} SET by_hand = '" . esc_sql( $held->to_json() ) . "'" );
		$this->look( self::web_half() );
		self::assertStringContainsString( 'Ani has been holding it since', $this->mails[0][0]->text );
	}

	public function test_both_halves_call_a_trouble_the_same(): void {
		$this->hold_for_the_key();
		self::pass( 16 * self::MINUTE );
		$this->look();
		self::assertSame( array( Trouble::HELD ), $this->kinds() );
		for ( $look = 0; $look < 2; $look++ ) {
			self::later( 7 * self::HOUR );
			$this->look( self::web_half() );
			$this->look();
		}
		self::assertCount( 1, $this->mails );
	}

	public function test_cron_that_comes_without_the_extension_is_not_to_be_run_every_minute(): void {
		$this->processing_order();
		self::pass( 2 * self::HOUR );
		update_option( Cron::RAN_AT, time() - 2 * self::HOUR, false );
		WebHalf::cron_came( null );
		$this->look( self::web_half() );
		self::assertSame( 'The cron job runs without the PHP extension', $this->mails[0][0]->title );
		self::assertStringContainsString( 'PHP 8.4.1', $this->mails[0][0]->text );
		self::assertStringNotContainsString( 'every minute', $this->mails[0][0]->text );

		delete_option( Digest::OPTION );
		delete_option( 'wc_accounting_command_line' );
		$this->look( self::web_half() );
		self::assertSame( 'WP-Cron does not run', $this->mails[1][0]->title );
		self::assertStringContainsString( 'every minute', $this->mails[1][0]->text );
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
			array(),
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
