<?php
/**
 * A web server without our extension.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use PHPUnit\Framework\Assert;
use WcAccounting\Delivery\Cron;

/** Serves the same site by PHP's own server, whose PHP has every extension but ours. */
final class BareServer {

	/** @var resource */
	private $process;

	public readonly string $url;

	public function __construct() {
		$socket = stream_socket_server( 'tcp://127.0.0.1:0' );
		$name   = stream_socket_get_name( $socket, false );
		fclose( $socket );
		$this->url     = "http://$name";
		$log           = array( 'file', getenv( 'SITE_DIR' ) . '/bare-server.log', 'a' );
		$this->process = proc_open(
			array( PHP_BINARY, '-S', $name, '-t', (string) getenv( 'SITE_PATH' ) ),
			array( array( 'file', '/dev/null', 'r' ), $log, $log ),
			$pipes,
			null,
			self::settings() + getenv()
		);
		for ( $tries = 0; false === @fsockopen( '127.0.0.1', (int) parse_url( $this->url, PHP_URL_PORT ) ); $tries++ ) {
			Assert::assertLessThan( 100, $tries, 'the server does not start' );
			usleep( 50_000 );
		}
	}

	/**
	 * For a process whose PHP reads all settings but that of our extension.
	 *
	 * @return array{PHP_INI_SCAN_DIR: string}
	 */
	public static function settings(): array {
		$folder = sys_get_temp_dir() . '/wc-accounting-without-' . getmypid();
		is_dir( $folder ) || mkdir( $folder );
		foreach ( array_filter( array_map( 'trim', explode( ',', (string) php_ini_scanned_files() ) ) ) as $file ) {
			str_contains( (string) file_get_contents( $file ), 'wc_accounting' ) || copy( $file, $folder . '/' . basename( $file ) );
		}
		return array( 'PHP_INI_SCAN_DIR' => $folder );
	}

	/**
	 * WordPress's cron on the command line, with the extension, when an event of ours is due.
	 *
	 * @param bool $by_wp_cli By WP-CLI in place of wp-cron.php.
	 */
	public static function cron_job( bool $by_wp_cli = false ): void {
		wp_clear_scheduled_hook( Cron::DELIVER );
		wp_schedule_event( time() - 1, 'wc_accounting_every_five_minutes', Cron::DELIVER );
		// In a new shop events of WooCommerce end one process after another.
		for ( $runs = 0; wp_next_scheduled( Cron::DELIVER ) < time(); $runs++ ) {
			Assert::assertLessThan( 5, $runs, 'cron does not get to our event' );
			$by_wp_cli ? CommandLine::cron() : Process::cron();
			wp_cache_flush();
		}
	}

	public function stop(): void {
		proc_terminate( $this->process, SIGKILL );
		proc_close( $this->process );
	}
}
