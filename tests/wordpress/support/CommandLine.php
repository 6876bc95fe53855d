<?php
/**
 * A command line.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/** Runs `wp …` in a process of its own, as a script does, by helpers/wp-cli-runner.php. */
final class CommandLine {

	private function __construct(
		public readonly int $status,
		/** The standard output. */
		public readonly string $output,
		/** The standard error. */
		public readonly string $errors,
	) {}

	/**
	 * `wp accounting …`.
	 *
	 * @param string $input What is typed; nobody is at a terminal.
	 */
	public static function run( string $input, string ...$words ): self {
		return self::wp( $input, 'accounting', ...$words );
	}

	/** `wp cron event run --due-now`, twice: as with Process::cron(), one of WooCommerce's events may end the process. */
	public static function cron(): void {
		self::wp( '', 'cron', 'event', 'run', '--due-now' );
		self::wp( '', 'cron', 'event', 'run', '--due-now' );
	}

	private static function wp( string $input, string ...$words ): self {
		$files   = array( tempnam( sys_get_temp_dir(), 'out' ), tempnam( sys_get_temp_dir(), 'err' ) );
		$streams = array(
			0 => array( 'pipe', 'r' ),
			1 => array( 'file', $files[0], 'w' ),
			2 => array( 'file', $files[1], 'w' ),
		);
		$script  = dirname( __DIR__ ) . '/helpers/wp-cli-runner.php';
		$process = proc_open( array( PHP_BINARY, ...Process::compiled_once(), $script, ...$words ), $streams, $pipes );
		fwrite( $pipes[0], $input );
		fclose( $pipes[0] );
		$status = proc_close( $process );
		$said   = array_map( 'file_get_contents', $files );
		array_map( 'unlink', $files );
		return new self( $status, ...$said );
	}

	/** @return mixed What it wrote as JSON. */
	public function json() {
		return json_decode( $this->output, true, 32, JSON_THROW_ON_ERROR );
	}
}
