<?php
/**
 * Another PHP process.
 */

declare(strict_types=1);

namespace WcKledo\Tests;

/** A script of helpers/ in a process of its own, on the same site. */
final class Process {

	/** @var resource */
	private $process;

	/** @var array<int, resource> */
	private array $pipes = array();

	/**
	 * @param list<string>          $arguments
	 * @param array<string, string> $environment Beside that of this process.
	 */
	private function __construct( string $script, array $arguments, array $environment ) {
		$streams       = array(
			1 => array( 'pipe', 'w' ),
			2 => array( 'redirect', 1 ),
		);
		$this->process = proc_open( array( PHP_BINARY, $script, ...$arguments ), $streams, $this->pipes, null, $environment + getenv() );
	}

	/**
	 * @param list<string>          $arguments
	 * @param array<string, string> $environment
	 */
	public static function start( string $helper, array $arguments = array(), array $environment = array() ): self {
		return new self( dirname( __DIR__ ) . '/helpers/' . $helper, $arguments, $environment );
	}

	/** WordPress's own cron, twice: one of WooCommerce's events ends the process, and what comes after it is the next run's. */
	public static function cron(): string {
		$output = '';
		for ( $run = 0; $run < 2; $run++ ) {
			delete_transient( 'doing_cron' );
			$output .= ( new self( dirname( __DIR__ ) . '/helpers/cron.php', array(), array() ) )->output();
		}
		return $output;
	}

	/** Waits for its end. */
	public function output(): string {
		$output = (string) stream_get_contents( $this->pipes[1] );
		fclose( $this->pipes[1] );
		proc_close( $this->process );
		return $output;
	}
}
