<?php
/**
 * A person connects the shop, and what becomes of the connection.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Connector\Name;
use WcAccounting\Connector\PlainSecret;
use WcAccounting\Connector\RoundTrip;
use WcAccounting\Connector\SecretStore;
use WcAccounting\Delivery\Status;
use WcAccounting\Tests\Process;
use WcAccounting\Tests\Visitor;

/** Issue 12.2. */
final class ConnectionTest extends XeroTestCase {

	private static function trip(): RoundTrip {
		return self::xero()->round_trip;
	}

	/** @return int How often tokens were renewed. */
	private static function renewals(): int {
		return (int) ( Books::calls()['POST token'] ?? 0 ) - 1;
	}

	public function test_who_connected_and_when_is_stored_before_anything_is_asked(): void {
		delete_option( Name::of( 'xero', RoundTrip::CONSENT ) );
		Books::reset();
		$page = self::trip()->begin( self::REDIRECT );
		self::assertSame( array(), Books::calls() );
		self::assertSame( wp_get_current_user()->user_login, self::trip()->consented()['user'] );
		self::assertStringStartsWith( Books::url() . '/identity/connect/authorize?', $page );
		parse_str( (string) parse_url( $page, PHP_URL_QUERY ), $asked );
		self::assertSame( array( 'code', Books::CLIENT_ID ), array( $asked['response_type'], $asked['client_id'] ) );
		self::assertSame( self::REDIRECT, $asked['redirect_uri'] );
		self::assertArrayNotHasKey( 'code_challenge', $asked, 'an application with a secret needs no verifier' );
	}

	public function test_an_application_without_a_secret_proves_itself_by_a_verifier(): void {
		self::xero()->application->store( Books::CLIENT_ID, '', false );
		$page = self::trip()->begin( self::REDIRECT );
		self::assertStringContainsString( 'code_challenge_method=S256', $page );
		$back = Person::at( $page );
		self::assertTrue( self::trip()->end( $back['state'], $back['code'] ) );
		self::assertTrue( self::trip()->organisations()['ok'] );
	}

	public function test_nobody_can_connect_the_shop_of_another(): void {
		$mine = Person::at( self::trip()->begin( self::REDIRECT ) );
		wp_set_current_user( self::factory_user() );
		self::assertFalse( self::trip()->end( $mine['state'], $mine['code'] ), 'another person' );
		wp_set_current_user( 1 );
		self::assertFalse( self::trip()->end( $mine['state'], $mine['code'] ), 'it counts once, and is spent now' );
		self::assertFalse( self::trip()->end( '', $mine['code'] ) );
		self::assertFalse( self::trip()->end( str_repeat( '0', 32 ), $mine['code'] ) );
	}

	private static function factory_user(): int {
		$name = 'other-' . bin2hex( random_bytes( 4 ) );
		$user = array(
			'user_login' => $name,
			'user_pass'  => 'x',
			'user_email' => "$name@example.test",
			'role'       => 'administrator',
		);
		return (int) wp_insert_user( $user );
	}

	public function test_who_does_not_agree_comes_back_without_a_code(): void {
		$back = Person::at( self::trip()->begin( self::REDIRECT ), false );
		self::assertSame( array( '', 'access_denied' ), array( $back['code'], $back['error'] ) );
	}

	public function test_of_several_organisations_one_is_picked_and_only_that_one_hears_of_orders(): void {
		Books::settings( array( 'others' => array( 't2' => 'Other Ltd' ) ) );
		$back = Person::at( self::trip()->begin( self::REDIRECT ), true, 't2' );
		self::trip()->end( $back['state'], $back['code'] );
		self::assertContains( 'Other Ltd', array_column( self::trip()->organisations()['items'], 'name' ) );
		self::assertNull( self::trip()->choose( 'somebody-elses' ) );
		self::xero()->keys->store( self::trip()->choose( 't2' ) );
		self::assertSame( 't2', self::xero()->connector->marks()['key'] );
	}

	public function test_tokens_are_encrypted_at_rest_and_lost_with_the_salts(): void {
		global $wpdb;
		$sql    = "SELECT option_value FROM {$wpdb->options} WHERE option_name IN ( 'wc_xero_api_key', 'wc_accounting_xero_application' )";
		$stored = $wpdb->get_col( $sql );
		self::assertCount( 2, $stored );
		self::assertSame( $stored, array_filter( $stored, SecretStore::is_sealed( ... ) ) );
		$order = $this->paid_order();
		add_filter( 'salt', static fn ( string $salt ): string => "changed $salt" );
		self::assertSame( 'connect_again', self::xero()->connector->obstacle()['code'] );
		self::send();
		self::assertSame( Status::Pending, self::delivery( 'invoice', $order->get_id() )->status );
		remove_all_filters( 'salt' );
		self::assertNull( self::xero()->connector->obstacle() );
	}

	public function test_a_token_that_has_ended_is_renewed_once_by_several_processes(): void {
		Books::expire();
		$orders = array();
		for ( $number = 0; $number < 5; $number++ ) {
			$orders[] = $this->paid_order( "customer-$number@example.test" );
		}
		$workers = array();
		for ( $number = 0; $number < 4; $number++ ) {
			$workers[] = Process::start( 'deliver.php', array( 'ready' ), array( 'SERVICE' => 'xero' ) );
		}
		array_walk( $workers, static fn ( Process $worker ) => $worker->await( 'ready' ) );
		array_walk( $workers, static fn ( Process $worker ) => $worker->go_on() );
		array_walk( $workers, static fn ( Process $worker ) => $worker->output() );
		wp_cache_flush();
		self::send_until_settled( 3 );
		self::assert_delivered( 'invoice', ...$orders );
		self::assert_delivered( 'payment', ...$orders );
		self::assertCount( 5, Books::all( 'invoices' ) );
		self::assertSame( 1, self::renewals() );
	}

	public function test_an_answer_of_the_renewal_that_is_lost_costs_nothing(): void {
		Books::expire();
		Books::fault( 'POST', 'connect/token', array( 'kind' => 'created_answer_lost' ), 1 );
		$order = $this->paid_order();
		self::send_until_settled( 3 );
		self::assert_delivered( 'invoice', $order );
		self::assert_delivered( 'payment', $order );
	}

	/**
	 * @return array<string, array{0: callable(): void}>
	 */
	public static function ends(): array {
		return array(
			'the refresh token was revoked'   => array( Books::revoke( ... ) ),
			'nobody sold anything for months' => array( static fn () => Books::pass_days( 61 ) ),
			'the organisation was taken away' => array( Books::disconnect( ... ) ),
			'a right is missing'              => array( static fn () => self::connect_without( 'accounting.invoices' ) ),
			'a token of another organisation' => array( self::take_tokens_of_another( ... ) ),
		);
	}

	/**
	 * @dataProvider ends
	 * @param callable(): void $end
	 */
	public function test_a_connection_that_was_taken_away_holds_the_queue_until_a_person_connects_again( callable $end ): void {
		$end();
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		self::assertSame( array(), Books::all( 'invoices' ) );
		$waiting = self::delivery( 'invoice', $order->get_id() );
		self::assertNotSame( Status::Failed, $waiting->status );
		self::assertSame( 0, $waiting->attempts, 'no attempt is spent' );
		self::assertSame( 'unauthorized', self::xero()->queue->hold()['hold'] );
		foreach ( array( '/wp-admin/index.php', '/wp-admin/admin.php?page=wc-xero' ) as $page ) {
			$html = Visitor::of( 'administrator' )->page( $page );
			$notice = '~Connect it again; everything that waits is then sent\.\s*<a href="[^"]*page=wc-xero&\S+tab=connection">\s*Go to~';
			self::assertMatchesRegularExpression( $notice, $html, $page );
		}

		self::connect();
		self::xero()->queue->key_changed();
		self::send_until_settled( 3 );
		self::assert_delivered( 'invoice', $order );
		self::assert_delivered( 'payment', $order );
	}

	/** The person who agrees takes a tick away. */
	private static function connect_without( string $right ): void {
		$page = str_replace( rawurlencode( " $right" ), '', self::trip()->begin( self::REDIRECT ), $taken );
		if ( 0 === $taken ) {
			$page = str_replace( "+$right", '', $page, $taken );
		}
		self::assertSame( 1, $taken, $page );
		$back = Person::at( $page );
		self::assertTrue( self::trip()->end( $back['state'], $back['code'] ) );
		self::xero()->keys->store( self::trip()->choose( self::trip()->organisations()['items'][0]['id'] ) );
		self::trip()->finish();
	}

	/** The tokens are good, and not for the organisation that the shop is connected with. */
	private static function take_tokens_of_another(): void {
		Books::settings( array( 'others' => array( 't2' => 'Other Ltd' ) ) );
		Books::disconnect();
		$stored = json_decode( self::xero()->keys->current(), true );
		$tokens = array_intersect_key( Books::tokens_of( 't2' ), $stored['secrets'] );
		$stored['secrets'] = $tokens + $stored['secrets'];
		self::xero()->keys->store( new PlainSecret( (string) wp_json_encode( $stored ) ) );
	}

	/** What can be done without it is done; the rest waits for the right. */
	public function test_a_right_that_is_missing_for_payments_alone_is_said_and_costs_nothing_else(): void {
		self::connect_without( 'accounting.payments' );
		self::assertSame( array( 'accounting.payments' ), self::trip()->granted( self::xero()->keys )['missing'] );
		$html = Visitor::of( 'administrator' )->page( '/wp-admin/admin.php?page=wc-xero&tab=connection' );
		self::assertStringContainsString( 'did not give these rights: accounting.payments', $html );
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		self::assert_delivered( 'invoice', $order );
		$payment = self::delivery( 'payment', $order->get_id() );
		self::assertSame( array( 0, 'missing_scope' ), array( $payment->attempts, $payment->reason['code'] ) );

		self::connect();
		self::xero()->queue->key_changed();
		self::send_until_settled( 3 );
		self::assert_delivered( 'payment', $order );
		self::assertCount( 1, Books::all( 'invoices' ) );
	}

	/** A custom connection: Xero lets the application into one organisation, and nobody goes there. */
	public function test_an_application_that_gets_itself_in_sends_too(): void {
		self::xero()->keys->forget();
		self::xero()->application->store( Books::CLIENT_ID, Books::CLIENT_SECRET, true );
		self::assertTrue( self::xero()->application->gets_in_alone() );
		delete_option( Name::of( 'xero', RoundTrip::CONSENT ) );
		self::xero()->keys->store( self::trip()->alone() );
		self::assertNotNull( self::trip()->consented(), 'who wanted it is stored first' );
		$order = $this->paid_order();
		self::send_until_settled( 2 );
		self::assert_delivered( 'invoice', $order );
		self::assert_delivered( 'payment', $order );
		Books::expire();
		$second = $this->paid_order();
		self::send_until_settled( 2 );
		self::assert_delivered( 'payment', $second );
	}

	public function test_constants_win_over_what_was_entered(): void {
		$constants = array( 'WC_XERO_CLIENT_ID' => 'FROM-WP-CONFIG', 'WC_XERO_CLIENT_SECRET' => 'secret-of-wp-config' );
		$process   = Process::start(
			'../../xero/helpers/application.php',
			array(),
			array( 'CONSTANTS' => (string) wp_json_encode( $constants ) )
		);
		self::assertSame( array( 'id' => 'FROM-WP-CONFIG', 'secret' => 'secret-of-wp-config' ), json_decode( $process->output(), true ) );
		self::assertSame( Books::CLIENT_ID, self::xero()->application->id(), 'without them' );
	}

	public function test_what_xero_says_of_the_organisation_is_kept_for_the_mapping(): void {
		$kept = static fn ( string $fact ): string => (string) get_option( "wc_xero_fact_$fact" );
		self::assertSame( array( 'GBP', 'yes', '!Teak1' ), array( $kept( 'base_currency' ), $kept( 'pays_tax' ), $kept( 'short_code' ) ) );
		self::assertSame( 20.0, (float) json_decode( $kept( 'tax_rates' ), true )['OUTPUT2'] );
		Books::settings( array( 'organisation' => array( 'period_lock_date' => '2026-03-31' ) ) );
		self::xero()->settings->refresh_facts( self::xero()->connector );
		self::assertSame( '2026-03-31', $kept( 'lock_date' ) );
		// What cannot be had now stays.
		Books::fault( 'GET', 'Organisation', array( 'kind' => 'status', 'code' => 503 ) );
		self::xero()->settings->refresh_facts( self::xero()->connector );
		self::assertSame( '2026-03-31', $kept( 'lock_date' ) );
		self::assertSame( current_datetime()->format( 'Y-m-d' ), self::xero()->settings->values()['fact_today'] );
	}

	public function test_disconnecting_deletes_the_connection_at_xero(): void {
		self::assertCount( 1, Books::state()['connections'] );
		self::assertTrue( self::trip()->farewell( self::xero()->keys )['ok'] );
		self::assertSame( array(), Books::state()['connections'] );
	}
}
