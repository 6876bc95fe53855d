<?php
/**
 * The mail among WooCommerce's own, and when it is made. Needs the site to be served.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\BackgroundRun;
use WcAccounting\Connector\Installation;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Cron;
use WcAccounting\Watch\Digest;
use WcAccounting\Watch\DigestMail;
use WcAccounting\Watch\Outage;
use WcAccounting\Watch\Trouble;

/**
 * @group woocommerce
 */
final class DigestMailTest extends ShopTestCase {

	private const OPTION = 'woocommerce_' . Digest::MAIL . '_settings';

	/** @var list<array<string, mixed>> What WordPress was asked to send in this process. */
	private array $sent = array();

	protected function setUp(): void {
		parent::setUp();
		delete_option( self::OPTION );
		update_option( Cron::RAN_AT, time(), false );
		$this->hook(
			'pre_wp_mail',
			function ( $result, array $mail ): bool {
				$this->sent[] = $mail + array( 'type' => apply_filters( 'wp_mail_content_type', 'text/plain' ) );
				return true;
			},
			20,
			2
		);
	}

	protected function tearDown(): void {
		delete_option( self::OPTION );
		parent::tearDown();
	}

	private static function mail(): DigestMail {
		WC()->mailer();
		return new DigestMail( admin_url( 'admin.php?page=wc-kledo&tab=support' ) );
	}

	/** @return list<Trouble> */
	private static function troubles(): array {
		$url = admin_url( 'admin.php?page=wc-kledo&tab=transactions&view=failed' );
		return array(
			new Trouble( Trouble::FAILED, 'kledo', 'Two <b>failed</b>', 'See "Transactions".', $url ),
			new Trouble( Trouble::HELD, 'xero', 'Nothing is sent to Xero', 'The key is refused.', admin_url( 'admin.php?page=wc-xero' ) ),
		);
	}

	private function refused_order(): \WC_Order {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		return $order;
	}

	public function test_one_mail_tells_of_all_services_in_woocommerces_template(): void {
		self::assertTrue( self::mail()->tell( self::troubles() ) );

		self::assertCount( 1, $this->sent );
		self::assertSame( 'admin@example.test', $this->sent[0]['to'] );
		self::assertSame( '[Toko Rig]: Documents do not reach the accounting service', $this->sent[0]['subject'] );
		self::assertSame( 'text/html', $this->sent[0]['type'] );
		$html = $this->sent[0]['message'];
		self::assertStringContainsString( 'Something needs your attention', $html );
		self::assertStringContainsString( 'template_container', $html, 'what stands around all mails of WooCommerce' );
		self::assertStringContainsString( 'Two &lt;b&gt;failed&lt;/b&gt;', $html );
		self::assertStringContainsString( 'Nothing is sent to Xero', $html );
		self::assertStringContainsString( 'tab=transactions', $html );
		self::assertStringContainsString( 'tab=support', $html );
	}

	public function test_it_is_plain_text_where_the_owner_wants_it_so(): void {
		update_option( self::OPTION, array( 'enabled' => 'yes', 'email_type' => 'plain' ) );
		self::mail()->tell( self::troubles() );
		$text = $this->sent[0]['message'];
		self::assertSame( 'text/plain', $this->sent[0]['type'] );
		self::assertStringContainsString( "Nothing is sent to Xero\n\nThe key is refused.\n", $text );
		self::assertStringContainsString( 'admin.php?page=wc-kledo&tab=transactions&view=failed', $text );
		self::assertDoesNotMatchRegularExpression( '~</?(p|a|h2|div|table)\b~', $text );
	}

	public function test_the_owner_switches_it_off_and_says_who_gets_it(): void {
		update_option( self::OPTION, array( 'enabled' => 'no' ) );
		self::assertTrue( self::mail()->tell( self::troubles() ), 'that nobody wants it is no fault' );
		self::assertSame( array(), $this->sent );

		update_option( self::OPTION, array( 'enabled' => 'yes', 'recipient' => 'books@example.test, owner@example.test' ) );
		self::mail()->tell( self::troubles() );
		self::assertSame( 'books@example.test, owner@example.test', $this->sent[0]['to'] );
	}

	public function test_it_is_set_up_where_all_mails_of_the_shop_are(): void {
		$list = Visitor::of( 'administrator' )->page( '/wp-admin/admin.php?page=wc-settings&tab=email' );
		self::assertStringContainsString( 'Accounting: something needs attention', $list );
		$page = Visitor::of( 'administrator' )->page( '/wp-admin/admin.php?page=wc-settings&tab=email&section=' . Digest::MAIL );
		self::assertStringContainsString( 'name="woocommerce_' . Digest::MAIL . '_enabled"', $page );
		self::assertStringContainsString( 'name="woocommerce_' . Digest::MAIL . '_recipient"', $page );
		self::assertStringContainsString( 'Mail addresses, separated by commas.', $page );
	}

	// --- When it is made ----------------------------------------------------------------------------------------------

	public function test_cron_makes_it_after_its_work(): void {
		$this->refused_order();
		do_action( Cron::DELIVER );
		self::assertCount( 1, $this->sent );
		self::assertStringContainsString( '1 document has not reached Kledo', $this->sent[0]['message'] );
		do_action( Cron::SWEEP );
		do_action( Cron::DELIVER );
		self::assertCount( 1, $this->sent );
	}

	public function test_what_two_services_have_to_tell_is_one_mail_and_each_has_its_own(): void {
		$second = SecondService::start();
		try {
			$second->settings->store_defaults();
			delete_option( SecondService::OPTIONS . 'key' );
			$this->refused_order();
			$second->store->enqueue( 'order', 1, 1, $second->connector->new_delivery( time() - 1200 ), time() );
			do_action( Cron::SWEEP );
		} finally {
			SecondService::stop();
			$options = "SELECT option_name FROM {$GLOBALS['wpdb']->options} WHERE option_name LIKE 'books\\_%'";
			array_map( 'delete_option', array_column( self::sql( $options ), 'option_name' ) );
		}
		self::assertCount( 1, $this->sent );
		$html = $this->sent[0]['message'];
		self::assertStringContainsString( '1 document has not reached Kledo', $html );
		self::assertStringContainsString( 'Nothing is sent to Second Books', $html );
		self::assertStringContainsString( 'page=second-books', $html );
	}

	private function something_waits_and_cron_does_not_come(): void {
		$this->processing_order();
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 429, 'retry_after' => 3600 ) );
		self::run_worker();
		self::pass( 3 * self::HOUR );
		self::sql( 'UPDATE {queues} SET hold = NULL, held_until = NULL, held_at = NULL' );
		update_option( Cron::RAN_AT, time() - 2 * self::HOUR, false );
	}

	private static function await_mail( int $before ): void {
		for ( $wait = 0; $wait < 50 && ! isset( ( self::stored() ?: array() )['names'][0] ); $wait++ ) {
			usleep( 100000 );
		}
		self::assertSame( array( 'cron  ' ), self::stored()['names'] ?? null );
		self::assertSame( array( '[Toko Rig]: Documents do not reach the accounting service' ), self::mails( $before ) );
	}

	/** Whoever tells that cron stands still cannot be cron. */
	public function test_a_page_of_wp_admin_makes_it_while_cron_stands_still_and_no_page_of_a_customer(): void {
		$this->something_waits_and_cron_does_not_come();
		$before = self::count_mails();

		Visitor::of( 'customer' )->visit( '/' );
		Visitor::of( 'customer' )->visit( '/wp-admin/profile.php' );
		Visitor::of( 'anonymous' )->visit( '/wp-admin/admin-ajax.php', array( 'action' => 'wc_accounting_kledo_deliver_overdue' ) );
		self::assert_nothing_was_told();
		self::assertSame( $before, self::count_mails() );

		Visitor::of( 'shop_manager' )->page( '/wp-admin/admin.php?page=wc-kledo' );
		self::await_mail( $before );
	}

	/** Where PHP cannot go on after its answer. */
	public function test_the_request_that_a_pages_script_sends_makes_it_too(): void {
		$this->something_waits_and_cron_does_not_come();
		$before = self::count_mails();
		foreach ( array( 'customer', 'shop_manager' ) as $role ) {
			self::assert_nothing_was_told();
			$action  = BackgroundRun::action( 'kledo' );
			$visitor = Visitor::of( $role );
			$visitor->visit( '/wp-admin/admin-ajax.php', array( 'action' => $action, 'nonce' => $visitor->nonce( $action ) ) );
		}
		self::await_mail( $before );
	}

	/** A request looks when it has answered. */
	private static function assert_nothing_was_told(): void {
		usleep( 700000 );
		self::assertFalse( self::stored() );
	}

	// --- What cannot work ---------------------------------------------------------------------------------------------

	/** In the PHP of the command line or of the web server; for two hours by now. */
	private function kledo_is_broken( string $side ): void {
		$this->option( Name::of( 'kledo', Installation::AT_OPTION ), time() - DAY_IN_SECONDS );
		update_option( Outage::OPTION, array( $side => array( 'kledo' => time() - 2 * self::HOUR ) ), true );
	}

	/** Nothing of ours comes by then: no event is left to a PHP without the extension. */
	public function test_cron_makes_it_when_its_php_has_lost_the_extension(): void {
		$this->kledo_is_broken( 'cli' );
		$before = self::count_mails();

		delete_transient( 'doing_cron' );
		Process::start( 'cron.php', array(), BareServer::settings() )->output();

		self::assertSame( array( 'broken kledo extension_missing cli' ), self::stored()['names'] ?? null );
		self::assertSame( array( '[Toko Rig]: Documents do not reach the accounting service' ), self::mails( $before ) );
	}

	public function test_a_page_makes_it_that_says_what_is_missing_and_a_page_of_a_shop_that_works_forgets_it(): void {
		$this->kledo_is_broken( 'web' );
		$this->foreign_code( 'class WC_Kledo_Loader {}' );
		$before = self::count_mails();
		$page   = Visitor::of( 'administrator' )->page( '/wp-admin/admin.php?page=wc-kledo' );
		self::assertStringContainsString( 'Deactivate the other one', $page );
		for ( $wait = 0; $wait < 50 && false === self::stored(); $wait++ ) {
			usleep( 100000 );
		}
		usleep( 300000 );
		self::assertSame( array( 'broken kledo official_plugin web' ), self::stored()['names'] ?? null );
		self::assertCount( 1, self::mails( $before ) );

		$this->remove_foreign_code();
		Visitor::of( 'administrator' )->page( '/wp-admin/' );
		wp_cache_flush();
		self::assertFalse( get_option( Outage::OPTION ) );
	}

	/** @return array<string, mixed>|false */
	private static function stored() {
		wp_cache_flush();
		return get_option( Digest::OPTION );
	}

	public function test_a_page_of_wp_admin_asks_nothing_more_while_all_is_well(): void {
		$this->order_in_kledo();
		$before = self::count_mails();
		Visitor::of( 'shop_manager' )->page( '/wp-admin/admin.php?page=wc-kledo' );
		usleep( 300000 );
		self::assertSame( $before, self::count_mails() );
		self::assertFalse( self::stored() );
	}
}
