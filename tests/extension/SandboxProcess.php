<?php

declare(strict_types=1);

namespace WcAccounting\Tests\Extension;

/** A Kledo of the tests' own: starts the sandbox, scripts it, asks it what it saw. Ends with the object. */
final class SandboxProcess {

	public const KEY = 'kledo_pat_demo00_sandboxkey1234567890';

	/** @var resource */
	private $process;

	public readonly string $origin;

	public function __construct() {
		$port_file     = tempnam( sys_get_temp_dir(), 'sandbox' );
		$program       = dirname( __DIR__, 2 ) . '/target/release/kledo-sandbox';
		$command       = array( $program, '--listen', '127.0.0.1:0', '--port-file', $port_file );
		$this->process = proc_open( $command, array( 1 => array( 'file', '/dev/null', 'w' ) ), $pipes );
		$this->origin  = 'http://127.0.0.1:' . $this->port( $port_file );
		unlink( $port_file );
	}

	public function __destruct() {
		proc_terminate( $this->process, 9 );
		proc_close( $this->process );
	}

	/** The endpoint a shop would enter. */
	public function endpoint(): string {
		return $this->origin . '/api/v1';
	}

	public function reset(): void {
		$this->post( 'reset', array() );
	}

	/** @param list<array<string, mixed>> $rules See the sandbox's README. */
	public function faults( array $rules ): void {
		$this->post( 'faults', $rules );
	}

	/** @param array<string, mixed> $settings See the sandbox's README. */
	public function settings( array $settings ): void {
		$this->post( 'settings', $settings );
	}

	/** @return list<array<string, mixed>> Documents, visible or still queued. */
	public function documents(): array {
		return $this->get( 'state' )['documents'];
	}

	/** @return list<array<string, mixed>> Requests to the API. */
	public function requests(): array {
		return $this->get( 'requests' )['requests'];
	}

	public function key(): string {
		return $this->get( 'state' )['key'];
	}

	private function port( string $file ): int {
		// Room for a busy machine.
		$give_up = microtime( true ) + 60;
		while ( microtime( true ) < $give_up ) {
			clearstatcache();
			$text = trim( (string) file_get_contents( $file ) );
			if ( '' !== $text ) {
				return (int) preg_replace( '/^.*:/', '', $text );
			}
			usleep( 10_000 );
		}
		throw new \RuntimeException( 'The sandbox does not start: is target/release/kledo-sandbox built?' );
	}

	private function get( string $path ): array {
		return json_decode( (string) file_get_contents( "$this->origin/_sandbox/$path" ), true, 64, JSON_THROW_ON_ERROR );
	}

	private function post( string $path, array $body ): void {
		$http   = array(
			'method'        => 'POST',
			'header'        => 'Content-Type: application/json',
			'content'       => json_encode( $body, JSON_THROW_ON_ERROR ),
			'ignore_errors' => true,
		);
		$answer = file_get_contents( "$this->origin/_sandbox/$path", false, stream_context_create( array( 'http' => $http ) ) );
		if ( ! str_contains( $http_response_header[0], ' 200 ' ) ) {
			throw new \RuntimeException( "The sandbox refuses $path: $answer" );
		}
	}
}
