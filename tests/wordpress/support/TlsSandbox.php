<?php
/**
 * A Kledo that speaks TLS.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/** A sandbox of its own that speaks TLS; ends with the object. */
final class TlsSandbox {

	public readonly string $origin;

	/** The certificate of its authority. */
	public readonly string $ca_file;

	/** @var resource */
	private $process;

	/** @param string $fault none, unknown-ca, wrong-host or expired. */
	public function __construct( string $fault ) {
		$program       = dirname( __DIR__, 3 ) . '/target/release/kledo-sandbox';
		$this->ca_file = (string) tempnam( sys_get_temp_dir(), 'ca' );
		$command       = array(
			$program,
			'--listen',
			'127.0.0.1:0',
			'--tls',
			'127.0.0.1:0',
			'--tls-fault',
			$fault,
			'--ca-out',
			$this->ca_file,
		);
		$this->process = proc_open( $command, array( 1 => array( 'pipe', 'w' ) ), $pipes );
		fgets( $pipes[1] );
		$this->origin = (string) preg_replace( '/^listening on (\S+)\s*$/', '$1', (string) fgets( $pipes[1] ) );
	}

	public function __destruct() {
		proc_terminate( $this->process );
		proc_close( $this->process );
		unlink( $this->ca_file );
	}
}
