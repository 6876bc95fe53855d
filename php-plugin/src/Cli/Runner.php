<?php
/**
 * Running a command.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

/**
 * Runs a command to whatever end it comes.
 */
final class Runner {

	/**
	 * Never throws.
	 *
	 * @param \Closure(): Action   $make
	 * @param array<mixed>         $arguments
	 * @param array<string, mixed> $options
	 * @return int One of ExitCode.
	 */
	public static function run( \Closure $make, Terminal $terminal, array $arguments, array $options ): int {
		$texts = array_map( 'strval', array_values( array_filter( $arguments, 'is_scalar' ) ) );
		try {
			return $make()->run( $texts, new Options( $options ) );
		} catch ( Stop $stop ) {
			$terminal->error( $stop->getMessage() );
			return (int) $stop->getCode();
		} catch ( \Throwable $fault ) {
			$terminal->error( 'It ended early: ' . $fault->getMessage() );
			return ExitCode::INCOMPLETE;
		}
	}
}
