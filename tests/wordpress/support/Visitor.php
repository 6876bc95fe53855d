<?php
/**
 * Somebody with a browser.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use PHPUnit\Framework\Assert;

/** Visits the site over HTTP as a user of some role; needs the site to be served. */
final class Visitor {

	public const ANONYMOUS = 'anonymous';

	/** @var array<string, self> */
	private static array $known = array();

	private readonly int $id;

	private readonly string $logged_in;

	private readonly string $cookies;

	private function __construct( string $role ) {
		$expires         = time() + 3600;
		$this->id        = self::ANONYMOUS === $role ? 0 : self::user( $role );
		$token           = 0 === $this->id ? '' : \WP_Session_Tokens::get_instance( $this->id )->create( $expires );
		$this->logged_in = 0 === $this->id ? '' : wp_generate_auth_cookie( $this->id, $expires, 'logged_in', $token );
		$this->cookies   = 0 === $this->id
			? ''
			: AUTH_COOKIE . '=' . wp_generate_auth_cookie( $this->id, $expires, 'auth', $token ) . '; '
				. LOGGED_IN_COOKIE . '=' . $this->logged_in;
	}

	public static function of( string $role ): self {
		return self::$known[ $role ] ??= new self( $role );
	}

	private static function user( string $role ): int {
		$known = get_user_by( 'login', "visitor-$role" );
		// A test before this one may have removed our role, also from who had it.
		if ( $known instanceof \WP_User && ! in_array( $role, $known->roles, true ) ) {
			$known->set_role( $role );
		}
		return $known instanceof \WP_User
			? $known->ID
			: (int) wp_insert_user(
				array( 'user_login' => "visitor-$role", 'user_pass' => 'x', 'user_email' => "$role@visitors.example", 'role' => $role )
			);
	}

	/** As a page made for this visitor would hold it. */
	public function nonce( string $action ): string {
		$before                      = $_COOKIE[ LOGGED_IN_COOKIE ] ?? null;
		$_COOKIE[ LOGGED_IN_COOKIE ] = $this->logged_in;
		wp_set_current_user( $this->id );
		$nonce = wp_create_nonce( $action );
		wp_set_current_user( 0 );
		$_COOKIE[ LOGGED_IN_COOKIE ] = $before;
		return $nonce;
	}

	/** A whole page, which this visitor may see. */
	public function page( string $path ): string {
		$got = $this->visit( $path );
		Assert::assertSame( 200, $got['status'], "$path leads to {$got['location']}: " . substr( $got['body'], 0, 500 ) );
		Assert::assertStringContainsString( '</html>', $got['body'], $path );
		return $got['body'];
	}

	/**
	 * A page, or what a POST of the form is answered with; redirects are not followed. No page ever holds an API key.
	 *
	 * @param null|string|array<string, mixed> $form
	 * @return array{status: int, location: string, body: string}
	 */
	public function visit( string $path, $form = null ): array {
		$context = stream_context_create(
			array(
				'http' => array(
					'method'          => null === $form ? 'GET' : 'POST',
					'header'          => array( 'Cookie: ' . $this->cookies, 'Content-Type: application/x-www-form-urlencoded' ),
					'content'         => is_array( $form ) ? http_build_query( $form ) : (string) $form,
					'timeout'         => 60,
					'ignore_errors'   => true,
					'follow_location' => 0,
				),
			)
		);
		$body    = (string) file_get_contents( getenv( 'SITE_URL' ) . $path, false, $context );
		$headers = implode( "\n", $http_response_header );
		Assert::assertStringNotContainsString( 'sandboxkey', $headers . $body, "an API key is in $path" );
		return array(
			'status'   => preg_match( '~^HTTP/\S+ (\d+)~', $headers, $found ) ? (int) $found[1] : 0,
			'location' => preg_match( '~^Location: (.*)$~mi', $headers, $found ) ? trim( $found[1] ) : '',
			'body'     => $body,
		);
	}
}
