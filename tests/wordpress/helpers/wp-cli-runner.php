<?php
/**
 * A minimal command line for WordPress: WP-CLI is in no registry of packages. Run as
 *
 *     tests/rig/wp.sh SITE accounting status --format=json
 *
 * It knows as much of WP-CLI as our commands need, and judges their options by their docblocks as WP-CLI does: what a docblock does
 * not name is refused with status 1, defaults are filled in, and what is wanted must be there. Messages go where WP-CLI's go:
 * warnings and errors to the standard error. Of colours, aliases and help it knows nothing, and of other people's commands one:
 *
 *     tests/rig/wp.sh SITE cron event run --due-now
 */

declare(strict_types=1);

namespace WP_CLI {

	/** What a command may be given, as its docblock says. */
	final class Synopsis {

		/** @var list<array{name: string, is_optional: bool, repeats: bool, default: ?string, options: list<string>}> */
		public array $positionals = array();

		/** @var array<string, array{takes_value: bool, is_optional: bool, default: ?string, options: list<string>}> */
		public array $named = array();

		public function __construct( string $docblock ) {
			$lines = array_map( static fn ( string $line ): string => ltrim( $line, " \t*" ), explode( "\n", $docblock ) );
			foreach ( $lines as $number => $line ) {
				if ( ! str_starts_with( $lines[ $number + 1 ] ?? '', ': ' ) ) {
					continue;
				}
				$meant = self::meant( array_slice( $lines, $number + 1 ) );
				$is    = preg_match( '/^(\[?)(?:<([\w-]+)>(\.\.\.)?|--([\w-]+)(?:=<([\w-]+)>)?)\]?$/', trim( $line ), $found );
				if ( 1 !== $is ) {
					fwrite( STDERR, "Warning: invalid synopsis part: $line\n" );
				} elseif ( '' !== ( $found[2] ?? '' ) ) {
					$this->positionals[] = array( 'name' => $found[2], 'is_optional' => '[' === $found[1] )
						+ array( 'repeats' => '' !== ( $found[3] ?? '' ) ) + $meant;
				} else {
					$this->named[ $found[4] ] = array( 'takes_value' => isset( $found[5] ), 'is_optional' => '[' === $found[1] ) + $meant;
				}
			}
		}

		/**
		 * What stands between dashes below an option.
		 *
		 * @param list<string> $lines
		 * @return array{default: ?string, options: list<string>}
		 */
		private static function meant( array $lines ): array {
			$meant = array( 'default' => null, 'options' => array() );
			$text  = implode( "\n", $lines );
			if ( preg_match( '/^: [^\n]+(?:\n(?!---|\[|<|--|\n)[^\n]+)*\n---\n(.*?)\n---/s', $text, $found ) ) {
				$meant['default'] = preg_match( '/^default: (.+)$/m', $found[1], $default ) ? $default[1] : null;
				$meant['options'] = preg_match_all( '/^- (.+)$/m', $found[1], $options ) ? $options[1] : array();
			}
			return $meant;
		}

		/**
		 * @param list<string>               $arguments
		 * @param array<string, string|bool> $options
		 * @return array{0: list<string>, 1: array<string, string|bool>} With defaults.
		 */
		public function judged( array $arguments, array $options ): array {
			$needed = array_filter( $this->positionals, static fn ( array $one ): bool => ! $one['is_optional'] );
			if ( count( $arguments ) < count( $needed ) ) {
				fwrite( STDOUT, "usage: see the docblock\n" );
				exit( 1 );
			}
			$repeats = array() !== array_filter( array_column( $this->positionals, 'repeats' ) );
			if ( ! $repeats && count( $arguments ) > count( $this->positionals ) ) {
				$too_many = array_slice( $arguments, count( $this->positionals ) );
				\WP_CLI::error( 'Too many positional arguments: ' . implode( ' ', $too_many ) );
			}
			foreach ( $this->positionals as $place => $one ) {
				if ( null !== $one['default'] ) {
					$arguments[ $place ] ??= $one['default'];
				}
			}
			$faults = array();
			foreach ( $this->named as $name => $one ) {
				if ( true === ( $options[ $name ] ?? null ) && $one['takes_value'] ) {
					unset( $options[ $name ] );
					\WP_CLI::warning( "--$name parameter needs a value" );
				}
				if ( ! isset( $options[ $name ] ) && ! $one['is_optional'] ) {
					$faults[] = "missing --$name parameter";
				}
				if ( null !== $one['default'] ) {
					$options[ $name ] ??= $one['default'];
				}
				if ( array() !== $one['options'] && isset( $options[ $name ] ) && ! in_array( $options[ $name ], $one['options'], true ) ) {
					$faults[] = "Invalid value specified for '$name'";
				}
			}
			foreach ( array_keys( array_diff_key( $options, $this->named ) ) as $name ) {
				$faults[] = "unknown --$name parameter";
			}
			if ( array() !== $faults ) {
				\WP_CLI::error( "Parameter errors:\n " . implode( "\n ", $faults ) );
			}
			return array( $arguments, $options );
		}
	}

	/** A bar that nobody sees. */
	final class NoBar {

		public function tick( int $steps = 1 ): void {
		}

		public function finish(): void {
		}
	}
}

namespace WP_CLI\Utils {

	/**
	 * @param list<array<string, string>> $items
	 * @param list<string>                $fields
	 */
	function format_items( string $format, array $items, array $fields ): void {
		foreach ( array( array_combine( $fields, $fields ), ...$items ) as $item ) {
			echo '| ', implode( ' | ', array_map( static fn ( string $field ): string => $item[ $field ], $fields ) ), " |\n";
		}
	}

	function make_progress_bar( string $message, int $count ): object {
		return new \WP_CLI\NoBar();
	}
}

namespace {

	/** Of which those of other plugins are made. */
	abstract class WP_CLI_Command {
	}

	/** As far as our commands use it. */
	final class WP_CLI {

		/** @var array<string, object> By name. */
		private static array $commands = array();

		/** @param callable|object|string $command Other plugins name classes, which are not looked at. */
		public static function add_command( string $name, $command ): void {
			if ( is_object( $command ) ) {
				self::$commands[ $name ] = $command;
			}
		}

		public static function log( string $message ): void {
			echo "$message\n";
		}

		public static function success( string $message ): void {
			echo "Success: $message\n";
		}

		public static function warning( string $message ): void {
			fwrite( STDERR, "Warning: $message\n" );
		}

		public static function error( string $message, bool $ends = true ): void {
			fwrite( STDERR, "Error: $message\n" );
			$ends && exit( 1 );
		}

		public static function halt( int $status ): never {
			exit( $status );
		}

		/** `cron event run --due-now`: each event that is due, put back and done. */
		public static function run_due_events(): void {
			foreach ( wp_get_ready_cron_jobs() as $time => $hooks ) {
				foreach ( $hooks as $hook => $events ) {
					foreach ( $events as $event ) {
						if ( false !== $event['schedule'] ) {
							wp_reschedule_event( $time, $event['schedule'], $hook, $event['args'] );
						}
						wp_unschedule_event( $time, $hook, $event['args'] );
						do_action_ref_array( $hook, $event['args'] );
						self::log( "Executed the cron event '$hook'." );
					}
				}
			}
		}

		/** @param list<string> $words Of the command line. */
		public static function run( array $words ): void {
			list( $arguments, $options ) = array( array(), array() );
			foreach ( $words as $word ) {
				if ( preg_match( '/^--([^=]+)=(.*)$/s', $word, $found ) ) {
					$options[ $found[1] ] = $found[2];
				} elseif ( preg_match( '/^--(no-)?([^=]+)$/', $word, $found ) ) {
					$options[ $found[2] ] = '' === $found[1];
				} else {
					$arguments[] = $word;
				}
			}
			$command = self::$commands[ (string) array_shift( $arguments ) ] ?? null;
			$method  = (string) array_shift( $arguments );
			$is_one  = null !== $command && ! str_starts_with( $method, '__' ) && is_callable( array( $command, $method ) );
			if ( ! $is_one ) {
				self::error( "'$method' is not a registered subcommand." );
			}
			$synopsis = new WP_CLI\Synopsis( (string) ( new ReflectionMethod( $command, $method ) )->getDocComment() );
			$command->$method( ...$synopsis->judged( $arguments, $options ) );
		}
	}

	// Not before other plugins are loaded: their commands want more of WP-CLI than there is here.
	$GLOBALS['wp_filter']['plugins_loaded'][-1000][] = array(
		'function'      => static fn () => define( 'WP_CLI', true ),
		'accepted_args' => 0,
	);
	$words   = array_slice( $argv, 1 );
	$is_cron = array( 'cron', 'event', 'run', '--due-now' ) === $words;
	if ( $is_cron ) {
		// WP-CLI says so before WordPress is loaded: plugins look at it then.
		define( 'DOING_CRON', true );
	}
	require getenv( 'SITE_PATH' ) . '/wp-load.php';

	$is_cron ? WP_CLI::run_due_events() : WP_CLI::run( $words );
}
