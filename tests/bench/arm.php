<?php
/**
 * Plugin Name: Bench
 * Description: The arms of a benchmark in one shop, and what each request cost.
 *
 * The file `bench-arm` in the site's folder says which arm a request belongs to: `with`, `without` (our plugin is left out of
 * it), or `inside` (with, and the time that is spent in our own code is taken). The extension is loaded in all of them: what
 * that costs is a benchmark of its own. Where there is a file `bench-log`, each request of the benchmark becomes a line of it;
 * those that WordPress and WooCommerce send to themselves meanwhile do not.
 *
 * @package WcAccounting\Bench
 */

declare(strict_types=1);

namespace WcAccounting\Bench;

/** Which arm this request belongs to. */
function arm(): string {
	$file = dirname( ABSPATH ) . '/bench-arm';
	return is_file( $file ) ? trim( (string) file_get_contents( $file ) ) : 'with';
}

/** Milliseconds that this process has worked; what others do on the machine does not count. */
function processor(): float {
	$used = getrusage();
	return ( $used['ru_utime.tv_sec'] + $used['ru_stime.tv_sec'] ) * 1e3 + ( $used['ru_utime.tv_usec'] + $used['ru_stime.tv_usec'] ) / 1e3;
}

/**
 * What one request spends in our plugin: in its files while they are loaded, and in whatever it has hooked. By the clock, and
 * of the processor alone.
 */
final class Inside {

	public float $clock = 0.0;

	public float $processor = 0.0;

	private int $depth = 0;

	private readonly string $folder;

	public function __construct() {
		$this->folder = realpath( WP_PLUGIN_DIR . '/kledo' ) . '/';
	}

	public function watch(): void {
		$asked = self::both();
		// The last thing that happens before the first plugin is loaded, which is ours.
		add_filter(
			'option_active_plugins',
			static function ( $plugins ) use ( &$asked ) {
				$asked = self::both();
				return $plugins;
			},
			PHP_INT_MAX
		);
		add_action(
			'plugin_loaded',
			function ( $file ) use ( &$asked ): void {
				str_ends_with( (string) $file, '/kledo/kledo.php' ) && $this->add( $asked );
			}
		);
		add_action( 'all', fn ( $hook ) => $this->wrap( (string) $hook ) );
	}

	/** Puts a clock around what we have hooked; called right before the hook's callbacks are. */
	private function wrap( string $hook ): void {
		if ( ! isset( $GLOBALS['wp_filter'][ $hook ] ) ) {
			return;
		}
		$callbacks = &$GLOBALS['wp_filter'][ $hook ]->callbacks;
		foreach ( $callbacks as $priority => $of_priority ) {
			foreach ( $of_priority as $id => $callback ) {
				if ( $callback['function'] instanceof \Closure && $this->is_ours( $callback['function'] ) ) {
					$callbacks[ $priority ][ $id ]['function'] = $this->timed( $callback['function'] );
				}
			}
		}
	}

	private function is_ours( \Closure $function ): bool {
		return str_starts_with( (string) realpath( (string) ( new \ReflectionFunction( $function ) )->getFileName() ), $this->folder );
	}

	private function timed( \Closure $function ): \Closure {
		return function ( ...$arguments ) use ( $function ) {
			$started = self::both();
			++$this->depth;
			try {
				return $function( ...$arguments );
			} finally {
				0 === --$this->depth && $this->add( $started );
			}
		};
	}

	/** @param array{0: float, 1: float} $since */
	private function add( array $since ): void {
		list( $clock, $processor ) = self::both();
		$this->clock              += $clock - $since[0];
		$this->processor          += $processor - $since[1];
	}

	/** @return array{0: float, 1: float} */
	private static function both(): array {
		return array( hrtime( true ) / 1e6, processor() );
	}
}

( static function (): void {
	$folder = dirname( ABSPATH );
	$arm    = arm();
	if ( 'without' === $arm ) {
		$others = static fn ( $plugins ): array => array_values( array_diff( (array) $plugins, array( 'kledo/kledo.php' ) ) );
		add_filter( 'option_active_plugins', $others );
	}
	if ( ! is_file( "$folder/bench-log" ) || ! isset( $_SERVER['HTTP_X_BENCH'] ) ) {
		return;
	}
	$inside = new Inside();
	'inside' === $arm && $inside->watch();
	$started = hrtime( true );
	$used    = processor();
	// The page is made; what is done after it is nobody's wait.
	add_action(
		'shutdown',
		static function () use ( $folder, $arm, $started, $used, $inside ): void {
			$cost = array(
				( hrtime( true ) - $started ) / 1e6,
				processor() - $used,
				$GLOBALS['wpdb']->num_queries,
				memory_get_peak_usage() / 1024,
				$inside->clock,
				$inside->processor,
			);
			file_put_contents( "$folder/bench-log", vsprintf( "$arm %.3f %.3f %d %.1f %.3f %.3f\n", $cost ), FILE_APPEND | LOCK_EX );
		},
		PHP_INT_MIN
	);
} )();
