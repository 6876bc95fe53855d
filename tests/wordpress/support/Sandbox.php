<?php
/**
 * The site's Kledo.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/** The control API of kledo-sandbox; see its README. */
final class Sandbox {

	public static function reset(): void {
		self::post( 'reset', array() );
	}

	/**
	 * @param array<string, mixed> $settings
	 */
	public static function settings( array $settings ): void {
		self::post( 'settings', $settings );
	}

	/**
	 * One fault for requests of a kind, so many times, or until the next script.
	 *
	 * @param array<string, mixed> $fault
	 */
	public static function fault( string $method, string $path, array $fault, ?int $times = null ): void {
		$rule = array(
			'match' => array(
				'method' => $method,
				'path'   => $path,
			),
			'fault' => $fault,
		);
		self::post( 'faults', array( $rule + ( null === $times ? array() : array( 'times' => $times ) ) ) );
	}

	public static function heal(): void {
		self::post( 'faults', array() );
	}

	public static function use_key( string $key ): void {
		self::post( 'key', array( 'key' => $key ) );
	}

	public static function key(): string {
		return self::get( 'state' )['key'];
	}

	/**
	 * @return list<array<string, mixed>> Everything that was made of an order, or of all.
	 */
	public static function documents( ?int $order_id = null ): array {
		$documents = self::get( 'state' )['documents'];
		return array_values(
			array_filter(
				$documents,
				static fn ( array $document ): bool => null === $order_id || (string) $order_id === $document['order_id']
			)
		);
	}

	/**
	 * @return list<array<string, mixed>>
	 */
	public static function requests( string $method = '' ): array {
		$requests = self::get( 'requests' )['requests'];
		return array_values(
			array_filter( $requests, static fn ( array $request ): bool => '' === $method || $method === $request['method'] )
		);
	}

	private static function get( string $path ): array {
		return self::call( 'GET', $path, null );
	}

	private static function post( string $path, array $body ): void {
		self::call( 'POST', $path, array() === $body && 'faults' !== $path ? '{}' : json_encode( $body, JSON_THROW_ON_ERROR ) );
	}

	private static function call( string $method, string $path, ?string $body ): array {
		$context = stream_context_create(
			array(
				'http' => array(
					'method'        => $method,
					'header'        => 'Content-Type: application/json',
					'content'       => (string) $body,
					'timeout'       => 10,
					'ignore_errors' => true,
				),
			)
		);
		$answer  = file_get_contents( getenv( 'SANDBOX_URL' ) . '/_sandbox/' . $path, false, $context );
		$decoded = json_decode( (string) $answer, true );
		if ( ! is_array( $decoded ) || isset( $decoded['error'] ) ) {
			throw new \RuntimeException( "The sandbox does not do $method $path: " . substr( (string) $answer, 0, 200 ) );
		}
		return $decoded;
	}
}
