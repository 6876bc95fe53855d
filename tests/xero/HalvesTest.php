<?php
/**
 * A person connects a shop whose web server's PHP has no extension (14.3).
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Admin\ConnectionActions;
use WcAccounting\Admin\ConnectionErrands;
use WcAccounting\Admin\Lookups;
use WcAccounting\Admin\Notices;
use WcAccounting\Connector\Errand;
use WcAccounting\Environment\Halves;
use WcAccounting\Tests\BareServer;
use WcAccounting\Tests\Visitor;

/** Each step that takes the extension is done by the command line. */
final class HalvesTest extends XeroTestCase {

	private const TAB = '/wp-admin/admin.php?page=wc-xero&tab=connection';

	private BareServer $server;

	private string $served_at;

	protected function setUp(): void {
		parent::setUp();
		self::xero()->keys->forget();
		$this->server    = new BareServer();
		$this->served_at = (string) getenv( 'SITE_URL' );
		putenv( 'SITE_URL=' . $this->server->url );
		self::tab();
		BareServer::cron_job();
	}

	protected function tearDown(): void {
		putenv( "SITE_URL=$this->served_at" );
		$this->server->stop();
		delete_option( Halves::OPTION );
		parent::tearDown();
	}

	/** The page without the rest of wp-admin. */
	private static function tab(): string {
		$page = Visitor::of( 'administrator' )->page( self::TAB );
		return html_entity_decode( (string) strstr( (string) strstr( $page, '<div id="wpbody-content"' ), '<div id="wpfooter"', true ) );
	}

	/** @param array<string, string> $form */
	private static function press( string $what, array $form = array() ): void {
		$owner  = Visitor::of( 'administrator' );
		$action = ConnectionActions::action( 'xero', $what );
		$answer = $owner->visit( '/wp-admin/admin-post.php', array( 'action' => $action, '_wpnonce' => $owner->nonce( $action ) ) + $form );
		self::assertSame( 302, $answer['status'], $answer['body'] );
		wp_cache_flush();
	}

	/** @return array{state: string, code: string} What he comes back with from the service's page. */
	private static function agree(): array {
		$calls = Books::calls();
		self::press( ConnectionActions::CONNECT );
		self::assertStringContainsString( ConnectionErrands::is_left(), self::tab() );
		self::assertSame( $calls, Books::calls(), 'nothing is asked here' );
		BareServer::cron_job();
		self::assertSame( 1, preg_match( '/id="wc-accounting-way" href="([^"]+)"/', self::tab(), $found ) );
		return Person::at( $found[1] );
	}

	/** @param array{state: string, code: string} $back */
	private static function come_back( array $back ): void {
		$with = http_build_query( array( 'state' => $back['state'], 'code' => $back['code'] ) );
		self::assertSame( 302, Visitor::of( 'administrator' )->visit( self::TAB . "&$with" )['status'] );
		wp_cache_flush();
	}

	public function test_a_person_connects_the_shop_by_steps_that_the_command_line_does(): void {
		self::come_back( self::agree() );
		self::assertStringContainsString( ConnectionErrands::is_left(), self::tab() );
		self::assertSame( '', self::xero()->keys->current() );

		BareServer::cron_job();
		if ( str_contains( self::tab(), 'Which company?' ) ) {
			self::press( ConnectionActions::CHOOSE, array( 'organisation' => (string) Books::state()['settings']['organisation']['id'] ) );
			BareServer::cron_job();
		}

		self::assertNotSame( '', self::xero()->keys->current() );
		$tab = self::tab();
		self::assertStringContainsString( 'Connect to Xero again', $tab );
		self::assertStringContainsString( 'Connected to Xero', $tab );
		self::assertStringNotContainsString( 'wc-accounting-way', $tab, 'the way was gone once' );
		self::assertSame( 'visitor-administrator', self::xero()->round_trip->consented()['user'] );
	}

	public function test_accounts_and_taxes_are_chosen_from_what_the_command_line_has_fetched(): void {
		self::connect();
		$first = $this->look_up( 'payment_accounts', 'bank' );
		self::assertSame( 409, $first['status'] );
		self::assertStringContainsString( 'The command line of the server fetches this list', $first['body'] );
		self::assertSame( 409, $this->look_up( 'tax_rates' )['status'] );
		$calls = Books::calls();
		BareServer::cron_job();
		self::assertNotSame( $calls, Books::calls() );

		$calls = Books::calls();
		$found = json_decode( $this->look_up( 'payment_accounts', 'bank' )['body'], true )['data'];
		self::assertNotEmpty( $found['items'] );
		foreach ( $found['items'] as $item ) {
			self::assertMatchesRegularExpression( '/bank/i', $item['label'] );
		}
		$taxes = json_decode( $this->look_up( 'tax_rates' )['body'], true )['data']['items'];
		self::assertSame( '20', array_column( $taxes, 'percent', 'label' )['20% (VAT on Income) (20 %)'] ?? null );
		self::assertSame( $calls, Books::calls(), 'nothing is asked here' );
		BareServer::cron_job();
		self::assertSame( $calls, Books::calls(), 'nor again, while it is new' );
	}

	/** @return array{status: int, body: string} */
	private function look_up( string $kind, string $search = '' ): array {
		$owner = Visitor::of( 'administrator' );
		$form  = array(
			'action' => Lookups::action( 'xero' ),
			'nonce'  => $owner->nonce( Lookups::nonce_action( 'xero', $kind ) ),
			'kind'   => $kind,
			'search' => $search,
		);
		return $owner->visit( '/wp-admin/admin-ajax.php', $form );
	}

	/** @return array<string, array{0: int}> Seconds. */
	public static function too_long_for_a_code(): array {
		return array(
			'longer than a code is good for'      => array( 301 ),
			'a cron job that comes twice an hour' => array( 20 * self::MINUTE ),
			'the next day'                        => array( DAY_IN_SECONDS ),
		);
	}

	/** @dataProvider too_long_for_a_code */
	public function test_a_code_that_waited_too_long_is_not_redeemed( int $seconds ): void {
		$back = self::agree();
		self::assertFalse( get_option( 'wc_accounting_xero_errand' ), 'the one before was taken' );
		self::come_back( $back );
		self::make_older( $seconds );
		$calls = Books::calls();

		BareServer::cron_job();

		self::assertSame( '', self::xero()->keys->current() );
		self::assertSame( $calls, Books::calls(), 'Xero was asked nothing' );
		self::assertStringContainsString( 'Connect again.', self::tab() );
	}

	public function test_a_step_that_waited_too_long_is_not_done_and_the_person_hears_of_it_whenever_he_looks(): void {
		self::press( ConnectionActions::CONNECT );
		self::make_older( 16 * self::MINUTE );
		self::assertStringContainsString( 'id="wc-accounting-connect"', self::tab(), 'the page does not wait for ever' );

		BareServer::cron_job();

		$user = get_user_by( 'login', 'visitor-administrator' )->ID;
		$news = get_user_option( Notices::OPTION, $user );
		update_user_option( $user, Notices::OPTION, array( 'until' => $news['until'] - 12 * self::HOUR ) + $news );
		$tab = self::tab();
		self::assertStringContainsString( 'nothing was done', $tab );
		self::assertStringContainsString( 'Connect again.', $tab );
		self::assertStringNotContainsString( 'id="wc-accounting-way"', $tab );
	}

	public function test_another_session_can_do_nothing_with_it(): void {
		$back = self::agree();
		$with = http_build_query( array( 'state' => $back['state'], 'code' => $back['code'] ) );
		Visitor::of( 'shop_manager' )->visit( self::TAB . "&$with" );
		wp_cache_flush();
		BareServer::cron_job();

		self::assertSame( '', self::xero()->keys->current() );
		$page = Visitor::of( 'shop_manager' )->page( self::TAB );
		self::assertStringContainsString( 'is not of your session', html_entity_decode( $page ) );
	}

	/** As if what waits had been left so many seconds earlier. */
	private static function make_older( int $seconds ): void {
		$errand = new Errand( 'xero' );
		$left   = $errand->take();
		self::assertNotNull( $left );
		wp_set_current_user( $left['user'] );
		$errand->leave( $left['what'], $left['who'], $left['with'], $left['at'] - $seconds );
	}
}
