<?php
/**
 * What came of what was asked for by hand.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Delivery\HandResult;

/**
 * The results of several deliveries, counted, and what a command ends with after them.
 */
final class Outcome {

	/** Something is not as it was wanted, and stays so until somebody does something. */
	private const FAULTS = array( HandResult::Failed, HandResult::Held, HandResult::Absent, HandResult::NeverSent, HandResult::NotAllowed );

	/** It goes on by itself, or can be asked for again. */
	private const INCOMPLETE = array( HandResult::Unknown, HandResult::Waiting, HandResult::Busy, HandResult::NoAnswer );

	/** An attempt was made, or is about to be. */
	private const TRIED = array(
		HandResult::Arrived,
		HandResult::Accepted,
		HandResult::Unknown,
		HandResult::Waiting,
		HandResult::Failed,
	);

	/** @var array<string, int> Kind => how many. */
	private array $counts = array();

	/** @var list<int> Of what has no result. */
	private array $codes = array();

	/** @param array<HandResult> $results */
	public function add( array $results ): void {
		foreach ( HandResult::count( $results ) as $kind => $number ) {
			$this->counts[ $kind ] = ( $this->counts[ $kind ] ?? 0 ) + $number;
		}
	}

	/** The rules did not allow it, or somebody did not want it after all. */
	public function add_code( int $code ): void {
		$this->codes[] = $code;
	}

	/** Whether the order is to be told who asked for it. */
	public static function is_attempt( HandResult $result ): bool {
		return in_array( $result, self::TRIED, true );
	}

	public function code(): int {
		$codes = $this->codes;
		foreach ( array_keys( $this->counts ) as $kind ) {
			$result  = HandResult::from( $kind );
			$codes[] = match ( true ) {
				in_array( $result, self::FAULTS, true ) => ExitCode::FAULT,
				in_array( $result, self::INCOMPLETE, true ) => ExitCode::INCOMPLETE,
				default => ExitCode::OK,
			};
		}
		return ExitCode::worst( $codes );
	}

	/** Says what was counted, and answers the code. */
	public function tell( Terminal $terminal, string $service ): int {
		$summary = HandResult::summary( $this->counts, $service );
		$code    = $this->code();
		if ( ExitCode::OK === $code ) {
			$terminal->success( '' === $summary ? 'There was nothing to do.' : $summary );
		} else {
			$terminal->warn( $summary );
		}
		return $code;
	}
}
