<?php
/**
 * Closing a month on the command line.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Admin\MonthCsv;
use WcAccounting\Admin\MonthWords;
use WcAccounting\Delivery\Gap;
use WcAccounting\Delivery\Listed;
use WcAccounting\Delivery\Month;
use WcAccounting\Delivery\Run;
use WcAccounting\Delivery\Tally;
use WcAccounting\ServiceRuntime;

/**
 * Says what the closing page says, and asks the service for its list each time. What it says is written as it is found: memory does
 * not grow with the number of differences.
 */
final class Reconcile {

	public const FORMATS = array( 'table', 'csv', 'json' );

	/** What a program that called it is told. */
	public const AGREES     = ExitCode::OK;
	public const DIFFERS    = ExitCode::FAULT;
	public const INCOMPLETE = ExitCode::INCOMPLETE;

	/** Long enough for any month; a service that asks for pauses does not hold a terminal for ever. */
	private const SECONDS = 6 * HOUR_IN_SECONDS;

	private readonly MonthWords $words;

	/**
	 * @param \Closure( string ): void $write
	 */
	public function __construct(
		private readonly ServiceRuntime $runtime,
		private readonly \Closure $write,
		private readonly ?Progress $progress = null,
	) {
		$this->words = new MonthWords( $runtime->connector->description(), $runtime->messages );
	}

	/**
	 * @param string $format One of FORMATS.
	 * @return int What the process is to end with.
	 */
	public function run( Month $month, string $format ): int {
		$run    = new Run( self::SECONDS );
		$listed = $this->runtime->inventory->ask( $month, $run, PHP_INT_MAX );
		$count  = match ( $format ) {
			'csv' => $this->write_csv( $month, $run, $listed ),
			'json' => $this->write_json( $month, $run, $listed ),
			default => $this->write_table( $month, $run, $listed ),
		};
		$is_complete = $listed->is_complete() && $this->runtime->reconciliation->is_complete();
		return match ( true ) {
			$count > 0 => self::DIFFERS,
			$is_complete => self::AGREES,
			default => self::INCOMPLETE,
		};
	}

	/**
	 * Why what was told is not all, for people; once the month was walked through.
	 *
	 * @return list<string>
	 */
	public function faults( Listed $listed ): array {
		$said = array();
		foreach ( $listed->faults as $kind => $fault ) {
			$said[] = $this->words->document( $kind ) . ': ' . $this->words->fault( $fault );
		}
		if ( ! $this->runtime->reconciliation->is_complete() ) {
			$said[] = $this->words->cut_short();
		}
		return $said;
	}

	/** @return \Generator<int, Gap> */
	private function gaps( Month $month, Run $run, Listed $listed ): \Generator {
		foreach ( array( $this->runtime->reconciliation->walk( $month, $run ), $listed->gaps ) as $gaps ) {
			foreach ( $gaps as $gap ) {
				$this->progress?->advance();
				yield $gap;
			}
		}
	}

	private function write( string $text ): void {
		( $this->write )( $text );
	}

	// --- Forms --------------------------------------------------------------------------------------------------------

	/** @return int Differences. */
	private function write_csv( Month $month, Run $run, Listed $listed ): int {
		$csv   = new MonthCsv( $this->words, $this->runtime->connector->description()->name );
		$count = 0;
		$this->write( MonthCsv::BEGINNING . $csv->header() );
		foreach ( $this->gaps( $month, $run, $listed ) as $gap ) {
			$this->write( $csv->of( $gap ) );
			++$count;
		}
		foreach ( $this->faults( $listed ) as $fault ) {
			$this->write( MonthCsv::remark( $fault ) );
		}
		return $count;
	}

	/** @return int Differences. */
	private function write_json( Month $month, Run $run, Listed $listed ): int {
		$about = array(
			'service'   => $this->runtime->service->key(),
			'month'     => $month->name(),
			'time_zone' => wp_timezone_string(),
		);
		$count = 0;
		$this->write( substr( self::json( $about ), 0, -1 ) . ',"differences":[' );
		foreach ( $this->gaps( $month, $run, $listed ) as $gap ) {
			$this->write( ( 0 === $count ? "\n" : ",\n" ) . self::json( $gap->to_array() ) );
			++$count;
		}
		$sums = static fn ( Tally $tally ): array => $tally->to_array();
		$rest = array(
			'sums'        => array_map( $sums, $this->runtime->reconciliation->tallies() ),
			'listed'      => (object) $listed->documents,
			'not_asked'   => (object) $listed->faults,
			'is_complete' => $listed->is_complete() && $this->runtime->reconciliation->is_complete(),
		);
		$this->write( "\n]," . substr( self::json( $rest ), 1 ) . "\n" );
		return $count;
	}

	/** @param array<string, mixed> $value */
	private static function json( array $value ): string {
		return (string) wp_json_encode( $value, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE );
	}

	/** @return int Differences. */
	private function write_table( Month $month, Run $run, Listed $listed ): int {
		$count = 0;
		foreach ( $this->gaps( $month, $run, $listed ) as $gap ) {
			$this->write( $this->row( $gap ) . "\n" );
			++$count;
		}
		foreach ( $this->runtime->reconciliation->tallies() as $tally ) {
			$this->write( $this->sum( $tally ) . "\n" );
		}
		foreach ( $this->faults( $listed ) as $fault ) {
			$this->write( "$fault\n" );
		}
		return $count;
	}

	private function row( Gap $gap ): string {
		$cells = array(
			$this->words->name( $gap->kind ),
			$this->words->document( $gap->document ),
			null === $gap->order_id ? '-' : '#' . MonthWords::order_number( $gap, MonthWords::order( $gap ) ),
			MonthWords::shown( $gap->number ?? $gap->reference ?? '-' ),
			$gap->date ?? '-',
			$gap->currency,
			$gap->shop_total ?? '-',
			$gap->books_total ?? '-',
			$this->words->state( $gap ),
		);
		return implode( '  ', $cells );
	}

	private function sum( Tally $tally ): string {
		return sprintf(
			/* translators: 1: kind of document, 2: currency, 3 and 4: numbers, 5 to 7: amounts, 8: name of the service. */
			__( '%1$s, %2$s: %3$d should be there, %4$d are. In the shop %5$s, in %8$s %6$s, difference %7$s.', 'wc-accounting' ),
			$this->words->document( $tally->document ),
			$tally->currency,
			$tally->should,
			$tally->there,
			$tally->shop_total,
			$tally->books_total,
			$tally->difference(),
			$this->runtime->connector->description()->name
		);
	}
}
