<?php
/**
 * Who lets the shop into Xero.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

/** A person at Xero's page of consent. */
final class Person {

	/**
	 * Agrees, or does not.
	 *
	 * @param string  $page         The address that the shop has sent the browser to.
	 * @param ?string $organisation Id; null for the first.
	 * @return array{at: string, state: string, code: string, error: string} What comes back, and where.
	 */
	public static function at( string $page, bool $agrees = true, ?string $organisation = null ): array {
		parse_str( (string) parse_url( $page, PHP_URL_QUERY ), $asked );
		$organisation ??= (string) Books::state()['settings']['organisation']['id'];
		$form           = $asked + array( 'organisation' => $organisation, 'decision' => $agrees ? 'allow' : 'cancel' );
		$context        = stream_context_create(
			array(
				'http' => array(
					'method'          => 'POST',
					'header'          => 'Content-Type: application/x-www-form-urlencoded',
					'content'         => http_build_query( $form ),
					'follow_location' => 0,
					'ignore_errors'   => true,
				),
			)
		);
		$answer         = (string) file_get_contents( (string) strtok( $page, '?' ), false, $context );
		$location       = preg_filter( '/^location:\s*(.*)$/i', '$1', $http_response_header );
		if ( array() === $location ) {
			throw new \RuntimeException( 'Xero sends nobody back: ' . substr( $answer, 0, 500 ) );
		}
		$back = trim( (string) end( $location ) );
		parse_str( (string) parse_url( $back, PHP_URL_QUERY ), $given );
		return array(
			'at'    => $back,
			'state' => (string) ( $given['state'] ?? '' ),
			'code'  => (string) ( $given['code'] ?? '' ),
			'error' => (string) ( $given['error'] ?? '' ),
		);
	}
}
