<?php
/**
 * The address of the metrics, and who is let in. Needs the site to be served.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\Notices;
use WcAccounting\Watch\MetricsRoute;
use WcAccounting\Watch\MetricsToken;
use WcAccounting\Watch\PrometheusText;
use WcAccounting\Watch\TokenBox;

final class MetricsRouteTest extends ShopTestCase {

	private const PATH = '/?rest_route=/wc-accounting/v1/metrics';

	protected function tearDown(): void {
		delete_option( MetricsToken::OPTION );
		delete_user_option( 1, Notices::OPTION );
		parent::tearDown();
	}

	/**
	 * What a scraper gets.
	 *
	 * @return array{status: int, headers: string, body: string}
	 */
	private static function scrape( string $authorization = '', string $method = 'GET' ): array {
		$headers = '' === $authorization ? array() : array( "Authorization: $authorization" );
		$options = array( 'method' => $method, 'header' => $headers, 'ignore_errors' => true, 'timeout' => 60 );
		$context = stream_context_create( array( 'http' => $options ) );
		$body    = (string) file_get_contents( getenv( 'SITE_URL' ) . self::PATH, false, $context );
		$all     = implode( "\n", $http_response_header );
		preg_match( '~^HTTP/\S+ (\d+)~', $all, $found );
		return array(
			'status'  => (int) $found[1],
			'headers' => $all,
			'body'    => $body,
		);
	}

	/** As the server asks within one process. */
	private static function ask( int $user = 0, ?string $authorization = null ): \WP_REST_Response {
		wp_set_current_user( $user );
		$request = new \WP_REST_Request( 'GET', '/wc-accounting/v1/metrics' );
		if ( null !== $authorization ) {
			$request->set_header( 'authorization', $authorization );
		}
		$response = rest_do_request( $request );
		return $response instanceof \WP_REST_Response ? $response : rest_ensure_response( $response );
	}

	private static function user( string $role ): int {
		$known = get_user_by( 'login', "metrics-$role" );
		return $known instanceof \WP_User
			? $known->ID
			: (int) wp_insert_user( array( 'user_login' => "metrics-$role", 'user_pass' => 'x', 'role' => $role ) );
	}

	public function test_a_scraper_with_the_token_gets_text_that_nobody_keeps(): void {
		$this->processing_order();
		$token = ( new MetricsToken() )->make();

		$got = self::scrape( "Bearer $token" );

		self::assertSame( 200, $got['status'], $got['body'] );
		self::assertMatchesRegularExpression( '~^Content-Type: text/plain; version=0\.0\.4; charset=utf-8$~mi', $got['headers'] );
		self::assertMatchesRegularExpression( '~^Cache-Control: .*no-store~mi', $got['headers'] );
		self::assertSame( 1.0, PrometheusParser::values( $got['body'], 'wc_accounting_deliveries' )['service=kledo,state=pending'] );
		$head = self::scrape( "bearer  $token ", 'HEAD' );
		self::assertSame( array( 200, '' ), array( $head['status'], $head['body'] ) );
	}

	public function test_who_shows_no_token_or_a_wrong_one_is_told_to_show_one(): void {
		$token = ( new MetricsToken() )->make();
		$wrong = array( '', 'Bearer', 'Bearer ' . strrev( $token ), 'Basic ' . base64_encode( "x:$token" ), $token, "Bearer $token x" );
		foreach ( $wrong as $shown ) {
			$got = self::scrape( $shown );
			self::assertSame( 401, $got['status'], $shown );
			self::assertStringNotContainsString( 'wc_accounting_deliveries', $got['body'] );
		}
		self::assertMatchesRegularExpression( '~^WWW-Authenticate: Bearer~mi', self::scrape()['headers'] );
		self::assertSame( 401, self::scrape( 'Bearer ' . hash( 'sha256', $token ) )['status'], 'what is stored is no token' );
	}

	public function test_people_are_let_in_by_their_right_and_others_are_not(): void {
		foreach ( array( 'administrator', 'shop_manager' ) as $role ) {
			$answer = self::ask( self::user( $role ) );
			self::assertSame( 200, $answer->get_status(), $role );
			PrometheusParser::read( $answer->get_data() );
			self::assertSame( PrometheusText::CONTENT_TYPE, $answer->get_headers()['Content-Type'] );
		}
		foreach ( array( 'customer', 'subscriber', 'editor' ) as $role ) {
			self::assertSame( 403, self::ask( self::user( $role ) )->get_status(), $role );
		}
		self::assertSame( 401, self::ask( self::user( 'customer' ), 'Bearer wrong' )->get_status() );
		self::assertSame( 401, self::ask()->get_status() );
	}

	public function test_a_token_is_stored_as_a_hash_and_ends_with_the_next_one_or_when_it_is_revoked(): void {
		global $wpdb;
		$first = ( new MetricsToken() )->make();
		self::assertSame( array(), self::sql( "SELECT option_name FROM $wpdb->options WHERE option_value LIKE '%$first%'" ) );
		self::assertSame( 200, self::ask( 0, "Bearer $first" )->get_status() );

		$second = ( new MetricsToken() )->make();
		self::assertSame( 401, self::ask( 0, "Bearer $first" )->get_status() );
		self::assertSame( 200, self::ask( 0, "Bearer $second" )->get_status() );

		( new MetricsToken() )->revoke();
		self::assertSame( 401, self::ask( 0, "Bearer $second" )->get_status() );
		self::assertSame( 401, self::ask( 0, 'Bearer ' )->get_status() );
	}

	public function test_a_token_of_wp_config_counts_instead_of_the_stored_one(): void {
		$stored = ( new MetricsToken() )->make();
		$fixed  = new MetricsToken( 'a-token-of-the-constant' );
		self::assertTrue( $fixed->is( 'a-token-of-the-constant' ) );
		self::assertFalse( $fixed->is( $stored ) );
		$short = new MetricsToken( 'short' );
		self::assertFalse( $short->is( 'short' ) );
		self::assertFalse( $short->is( $stored ) );
		self::assertFalse( ( new MetricsToken( '' ) )->is( '' ) );
	}

	// --- The Support tab ----------------------------------------------------------------------------------------------

	/** @return array{status: int, location: string, body: string} */
	private static function press( string $role, string $what, ?string $nonce = null ): array {
		$visitor = Visitor::of( $role );
		$form    = array(
			'action'   => TokenBox::ACTION,
			'do'       => $what,
			'_wpnonce' => $visitor->nonce( $nonce ?? TokenBox::nonce_action( $what ) ),
		);
		$got     = $visitor->visit( '/wp-admin/admin-post.php', $form );
		wp_cache_flush();
		return $got;
	}

	public function test_the_owner_makes_a_token_that_is_shown_once_and_revokes_it(): void {
		$visitor = Visitor::of( 'shop_manager' );
		$page    = $visitor->page( '/wp-admin/admin.php?page=wc-kledo&tab=support' );
		self::assertStringContainsString( 'Make a token', $page );
		self::assertStringNotContainsString( 'Revoke the token', $page );
		self::assertStringContainsString( esc_html( MetricsRoute::url() ), $page );

		$made = self::press( 'shop_manager', TokenBox::MAKE );
		self::assertSame( 1, preg_match( '~<code id="wc-accounting-token">([0-9a-f]{64})</code>~', $made['body'], $found ), $made['body'] );
		self::assertSame( 200, self::scrape( "Bearer {$found[1]}" )['status'] );
		$page = $visitor->page( '/wp-admin/admin.php?page=wc-kledo&tab=support' );
		self::assertStringNotContainsString( $found[1], $page );
		self::assertStringContainsString( 'Revoke the token', $page );

		self::assertSame( 302, self::press( 'shop_manager', TokenBox::REVOKE )['status'] );
		self::assertSame( 401, self::scrape( "Bearer {$found[1]}" )['status'] );
	}

	public function test_making_and_revoking_wants_the_right_and_the_nonce_of_this_very_button(): void {
		$token = ( new MetricsToken() )->make();
		$kept  = get_option( MetricsToken::OPTION );
		foreach ( array( TokenBox::MAKE => TokenBox::REVOKE, TokenBox::REVOKE => TokenBox::MAKE ) as $what => $other ) {
			foreach ( array( 'customer', 'editor', 'anonymous' ) as $role ) {
				self::assertStringNotContainsString( 'id="wc-accounting-token"', self::press( $role, $what )['body'], "$role: $what" );
			}
			$got = self::press( 'administrator', $what, TokenBox::nonce_action( $other ) );
			self::assertSame( 403, $got['status'], $what );
			$nonce = Visitor::of( 'administrator' )->nonce( TokenBox::nonce_action( $what ) );
			$query = http_build_query( array( 'action' => TokenBox::ACTION, 'do' => $what, '_wpnonce' => $nonce ) );
			$got   = Visitor::of( 'administrator' )->visit( "/wp-admin/admin-post.php?$query" );
			self::assertStringNotContainsString( 'id="wc-accounting-token"', $got['body'], 'a GET' );
		}
		wp_cache_flush();
		self::assertSame( $kept, get_option( MetricsToken::OPTION ) );
		self::assertTrue( ( new MetricsToken() )->is( $token ) );
	}
}
