<?php
/**
 * What a sandbox can be told.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/** The part of the control API that every sandbox has; see the README of accounting-sandbox's services. */
final class ControlApi {

	public function __construct( private readonly string $origin ) {}

	/**
	 * One fault for requests of a kind, so many times, or until the next script.
	 *
	 * @param array<string, mixed> $fault
	 */
	public function fault( string $method, string $path, array $fault, ?int $times = null ): void {
		$rule = array(
			'match' => array(
				'method' => $method,
				'path'   => $path,
			),
			'fault' => $fault,
		);
		$this->post( 'faults', array( $rule + ( null === $times ? array() : array( 'times' => $times ) ) ) );
	}

	public function heal(): void {
		$this->post( 'faults', array() );
	}

	/** @return array<string, mixed> */
	public function get( string $path ): array {
		return $this->call( 'GET', $path, null );
	}

	/**
	 * @param array<array-key, mixed> $body
	 * @return array<string, mixed>
	 */
	public function post( string $path, array $body ): array {
		$is_object = array() === $body && 'faults' !== $path;
		return $this->call( 'POST', $path, $is_object ? '{}' : json_encode( $body, JSON_THROW_ON_ERROR ) );
	}

	/** @return array<string, mixed> */
	private function call( string $method, string $path, ?string $body ): array {
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
		$answer  = file_get_contents( $this->origin . '/_sandbox/' . $path, false, $context );
		$decoded = json_decode( (string) $answer, true );
		if ( ! is_array( $decoded ) || isset( $decoded['error'] ) ) {
			throw new \RuntimeException( "The sandbox does not do $method $path: " . substr( (string) $answer, 0, 200 ) );
		}
		return $decoded;
	}
}
