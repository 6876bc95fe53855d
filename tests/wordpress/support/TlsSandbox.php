<?php
/**
 * A Kledo with a bad certificate.
 */

declare(strict_types=1);

namespace WcKledo\Tests;

/** A sandbox of its own that speaks TLS; ends with the object. */
final class TlsSandbox {

	public readonly string $origin;

	/** @var resource */
	private $process;

	/** @param string $fault unknown-ca, wrong-host or expired. */
	public function __construct( string $fault ) {
		$program       = dirname( __DIR__, 3 ) . '/target/release/kledo-sandbox';
		$command       = array( $program, '--listen', '127.0.0.1:0', '--tls', '127.0.0.1:0', '--tls-fault', $fault );
		$this->process = proc_open( $command, array( 1 => array( 'pipe', 'w' ) ), $pipes );
		fgets( $pipes[1] );
		$this->origin = (string) preg_replace( '/^listening on (\S+)\s*$/', '$1', (string) fgets( $pipes[1] ) );
	}

	public function __destruct() {
		proc_terminate( $this->process );
		proc_close( $this->process );
	}
}
