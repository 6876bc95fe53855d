<?php
/**
 * The site's Kledo.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/** The control API of kledo-sandbox; see its README. */
final class Sandbox {

	public static function reset(): void {
		self::control()->post( 'reset', array() );
	}

	/**
	 * @param array<string, mixed> $settings
	 */
	public static function settings( array $settings ): void {
		self::control()->post( 'settings', $settings );
	}

	/**
	 * One fault for requests of a kind, so many times, or until the next script.
	 *
	 * @param array<string, mixed> $fault
	 */
	public static function fault( string $method, string $path, array $fault, ?int $times = null ): void {
		self::control()->fault( $method, $path, $fault, $times );
	}

	/**
	 * Several faults, as the control interface takes them.
	 *
	 * @param list<array<string, mixed>> $rules
	 */
	public static function script( array $rules ): void {
		self::control()->post( 'faults', $rules );
	}

	public static function heal(): void {
		self::control()->heal();
	}

	public static function use_key( string $key ): void {
		self::control()->post( 'key', array( 'key' => $key ) );
	}

	public static function key(): string {
		return self::control()->get( 'state' )['key'];
	}

	/**
	 * @return list<array<string, mixed>> Everything that was made of an order, or of all.
	 */
	public static function documents( ?int $order_id = null ): array {
		$documents = self::control()->get( 'state' )['documents'];
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
		$requests = self::control()->get( 'requests' )['requests'];
		return array_values(
			array_filter( $requests, static fn ( array $request ): bool => '' === $method || $method === $request['method'] )
		);
	}

	private static function control(): ControlApi {
		return new ControlApi( (string) getenv( 'SANDBOX_URL' ) );
	}
}
