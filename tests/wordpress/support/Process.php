<?php
/**
 * Another PHP process.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use PHPUnit\Framework\Assert;

/** A script of helpers/ in a process of its own, on the same site. */
final class Process {

	/** Longest wait for a process to come to a place, seconds; only a test that fails waits so long. */
	private const PATIENCE = 120;

	/** @var resource */
	private $process;

	/** @var array<int, resource> */
	private array $pipes = array();

	/**
	 * @param list<string>          $arguments
	 * @param array<string, string> $environment Beside that of this process.
	 */
	private function __construct( private readonly string $script, array $arguments, array $environment ) {
		$streams       = array(
			0 => array( 'pipe', 'r' ),
			1 => array( 'pipe', 'w' ),
			2 => array( 'redirect', 1 ),
		);
		$command       = array( PHP_BINARY, ...self::compiled_once(), $script, ...$arguments );
		$this->process = proc_open( $command, $streams, $this->pipes, null, $environment + getenv() );
	}

	/**
	 * Each process would compile WordPress and WooCommerce again: they keep what they compiled, and look at the files' times.
	 *
	 * @return list<string>
	 */
	public static function compiled_once(): array {
		$folder = getenv( 'SITE_DIR' ) . '/opcache';
		is_dir( $folder ) || mkdir( $folder, 0700 );
		return array( '-d', 'opcache.enable_cli=1', '-d', "opcache.file_cache=$folder", '-d', 'opcache.file_cache_only=1' );
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

	/**
	 * So many workers at once, until none finds anything more to do.
	 *
	 * @param list<string>      $places Where each waits for all the others.
	 * @param ?callable(): void $then   Done once all have gone on from the last place.
	 * @return list<array<string, int>> What each did.
	 */
	public static function workers( int $number, array $places, string $service = 'kledo', ?callable $then = null ): array {
		$workers = array();
		for ( $started = 0; $started < $number; $started++ ) {
			$workers[] = self::start( 'deliver.php', $places, array( 'SERVICE' => $service ) );
		}
		foreach ( $places as $place ) {
			array_walk( $workers, static fn ( self $worker ) => $worker->await( $place ) );
			array_walk( $workers, static fn ( self $worker ) => $worker->go_on() );
		}
		if ( null !== $then ) {
			$then();
		}
		return array_map( static fn ( self $worker ): array => json_decode( $worker->output(), true ), $workers );
	}

	/** Waits until it has come to a place of its script, where it stays; see meet() of helpers/load.php. */
	public function await( string $place ): void {
		$said = '';
		$ends = microtime( true ) + self::PATIENCE;
		while ( ! str_ends_with( $said, "at $place\n" ) ) {
			$ready = array( $this->pipes[1] );
			$none  = null;
			$left  = (int) max( 0, $ends - microtime( true ) );
			$line  = 1 === stream_select( $ready, $none, $none, $left ) ? fgets( $this->pipes[1] ) : false;
			Assert::assertIsString( $line, "$this->script has not come to '$place'; it said: $said" );
			$said .= $line;
		}
	}

	/** Lets it go on from there. */
	public function go_on(): void {
		fwrite( $this->pipes[0], "\n" );
	}

	/** What it said, once it has ended as a script does that has done its work. */
	public function output(): string {
		list( $output, $status ) = $this->end();
		Assert::assertFalse( $status['signaled'], "$this->script was killed by signal {$status['termsig']}: $output" );
		Assert::assertSame( 0, $status['exitcode'], "$this->script failed: $output" );
		return $output;
	}

	/** It must end by kill -9, and by nothing else: not by its own end, nor by a fatal error. */
	public function assert_killed(): void {
		list( $output, $status ) = $this->end();
		Assert::assertTrue( $status['signaled'], "$this->script ended by itself, with {$status['exitcode']}: $output" );
		Assert::assertSame( SIGKILL, $status['termsig'], $output );
	}

	/**
	 * @return array{0: string, 1: array{signaled: bool, termsig: int, exitcode: int}}
	 */
	private function end(): array {
		fclose( $this->pipes[0] );
		$output = (string) stream_get_contents( $this->pipes[1] );
		fclose( $this->pipes[1] );
		// It closes its output a moment before it is gone, and how it went is told only once.
		$status = proc_get_status( $this->process );
		while ( $status['running'] ) {
			usleep( 1000 );
			$status = proc_get_status( $this->process );
		}
		proc_close( $this->process );
		return array( $output, $status );
	}
}
