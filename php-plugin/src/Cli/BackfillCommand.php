<?php
/**
 * `wp accounting backfill`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Delivery\Run;
use WcAccounting\Intake\BackfillPlan;
use WcAccounting\Intake\BackfillReport;
use WcAccounting\Intake\BackfillState;
use WcAccounting\ServiceRuntime;

/**
 * Brings over old orders in the foreground. What it begins goes on by cron when the terminal is closed, and the other way round.
 */
final class BackfillCommand implements Action {

	private const WHAT = array( 'start', 'status', 'pause', 'resume', 'cancel' );

	/** Of a run; between two it says how far it is. */
	private const SECONDS = 20;

	/** Between two of them at least; the longer one after a run that has brought it no further. */
	private const PAUSE        = 1;
	private const LONGER_PAUSE = 15;

	private ServiceRuntime $runtime;

	private BackfillReport $report;

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$what = $arguments[0] ?? 'start';
		if ( ! in_array( $what, self::WHAT, true ) ) {
			throw Stop::usage( 'Say ' . implode( ', ', self::WHAT ) . '.' );
		}
		$sends         = in_array( $what, array( 'start', 'resume' ), true );
		$this->runtime = $sends ? $this->scope->ready( $options ) : $this->scope->one( $options );
		$this->report  = new BackfillReport( $this->runtime->connector, $this->runtime->queue, $this->runtime->messages );
		return match ( $what ) {
			'start' => $this->start( $options ),
			'status' => $this->tell(),
			'pause' => $this->bring_into( BackfillState::Paused ),
			'cancel' => $this->bring_into( BackfillState::Cancelled ),
			'resume' => $this->resume(),
		};
	}

	private function start( Options $options ): int {
		$is_trial = $options->flag( 'dry-run' );
		$says_yes = $options->flag( 'yes' );
		if ( ! $is_trial && ! $says_yes && ! $this->terminal->is_answered() ) {
			throw Stop::usage( 'Nobody is there to answer when it has counted: say --yes, or --dry-run.' );
		}
		list( $description, $settings ) = array( $this->runtime->connector->description(), $this->runtime->settings );
		try {
			$this->runtime->backfiller->begin( BackfillPlan::chosen( self::chosen( $options ), $description, $settings ) );
		} catch ( \DomainException $refusal ) {
			throw Stop::usage( $refusal->getMessage() );
		}
		$this->work( BackfillState::Counting, BackfillState::Counted );
		if ( $is_trial ) {
			$this->runtime->backfill_store->bring_into( BackfillState::Cancelled );
			return ExitCode::OK;
		}
		if ( ! $says_yes && ! $this->terminal->confirms( 'Bring them over?' ) ) {
			throw Stop::incomplete( 'Nothing was sent. wp accounting backfill resume begins, wp accounting backfill cancel forgets it.' );
		}
		return $this->resume();
	}

	/**
	 * @return array{documents?: list<string>, statuses?: list<string>, from?: string, to?: string, most?: int}
	 * @throws Stop When a number is none.
	 */
	private static function chosen( Options $options ): array {
		$chosen = array();
		foreach ( array( 'from' => $options->text( 'from' ), 'to' => $options->text( 'to' ) ) as $name => $day ) {
			if ( '' !== $day ) {
				$chosen[ $name ] = $day;
			}
		}
		$lists = array(
			'documents' => $options->list( 'documents' ),
			'statuses'  => $options->list( 'statuses' ),
		);
		foreach ( $lists as $name => $list ) {
			if ( array() !== $list ) {
				$chosen[ $name ] = $list;
			}
		}
		$most = $options->number( 'most' );
		if ( null !== $most ) {
			$chosen['most'] = $most;
		}
		return $chosen;
	}

	private function resume(): int {
		$this->bring_into( BackfillState::Running );
		$this->work( BackfillState::Running, BackfillState::Done );
		return ExitCode::OK;
	}

	private function bring_into( BackfillState $state ): int {
		if ( ! $this->runtime->backfill_store->bring_into( $state ) ) {
			throw Stop::usage( 'That is not possible now: ' . $this->standing() );
		}
		if ( BackfillState::Running !== $state ) {
			$this->terminal->success( $this->standing() );
		}
		return ExitCode::OK;
	}

	/**
	 * As long as it is in that state; somebody else may pause it.
	 *
	 * @throws Stop When it did not come to its end.
	 */
	private function work( BackfillState $state, BackfillState $end ): void {
		$progress = $this->terminal->progress( BackfillState::Counting === $state ? 'Counting' : 'Bringing over', 100 );
		try {
			$this->turns( $state, $progress );
		} finally {
			$progress->end();
			$this->runtime->cron->come_back_in_time();
		}
		$this->tell();
		if ( $end !== $this->runtime->backfill_store->current()?->state ) {
			throw Stop::incomplete( 'It ended here before it was done: somebody paused, resumed or cancelled it meanwhile.' );
		}
	}

	/** @throws Stop When somebody holds the queue meanwhile, or a fault of the shop is in the way. */
	private function turns( BackfillState $state, Progress $progress ): void {
		list( $told, $percent, $place ) = array( '', 0, false );
		while ( true ) {
			$run      = $this->runtime->worker->run( new Run( self::SECONDS, brings_over: true ) );
			$backfill = $this->runtime->backfill_store->current();
			if ( null === $backfill || $state !== $backfill->state ) {
				$progress->advance( 100 - $percent );
				return;
			}
			$this->tell_when_new( $told );
			$now = max( $percent, (int) floor( 100 * $backfill->share() ) );
			$progress->advance( $now - $percent );
			$percent = $now;
			$this->stop_by_obstacle();
			if ( $run->was_cut_short ) {
				throw Stop::incomplete( 'A fault ended it here, and cron goes on: the log under WooCommerce > Status > Logs says which.' );
			}
			$this->rest( $place === $backfill->after ? self::LONGER_PAUSE : self::PAUSE );
			$place = $backfill->after;
		}
	}

	/** @param string $told What it said last. */
	private function tell_when_new( string &$told ): void {
		$standing = $this->standing();
		if ( $standing !== $told && ! $this->terminal->is_watched() ) {
			$this->terminal->line( $standing );
		}
		$told = $standing;
	}

	/** @throws Stop When there is one. */
	private function stop_by_obstacle(): void {
		$obstacle = Scope::obstacle( $this->runtime );
		if ( null !== $obstacle ) {
			throw Stop::obstacle( "It goes on by cron as soon as it may. $obstacle" );
		}
	}

	/**
	 * Until the pace, or the service, lets it go on.
	 *
	 * @param positive-int $least Seconds.
	 */
	private function rest( int $least ): void {
		$now  = $this->runtime->store->now();
		$hold = $this->runtime->queue->hold();
		$next = max( $this->runtime->backfiller->next_at() ?? $now, $hold['held_until'] ?? $now );
		// One without an end is of a key that was refused: the worker tries it again now and then.
		$next = null !== $hold && null === $hold['held_until'] ? $now + MINUTE_IN_SECONDS : $next;
		sleep( max( $least, min( MINUTE_IN_SECONDS, $next - $now ) ) );
	}

	private function standing(): string {
		$backfill = $this->runtime->backfill_store->current();
		return null === $backfill ? 'No orders are being brought over.' : $this->report->standing( $backfill );
	}

	private function tell(): int {
		$backfill = $this->runtime->backfill_store->current();
		$this->terminal->line( $this->standing() );
		if ( null === $backfill ) {
			return ExitCode::OK;
		}
		$is_before = BackfillState::Counted === $backfill->state;
		foreach ( $this->report->rows( $backfill->plan, $is_before ? $backfill->counted : $backfill->done ) as $row ) {
			$counts = array();
			foreach ( $this->report->columns( $is_before ) as $fate => $label ) {
				$counts[] = "$label: {$row['counts'][ $fate ]}";
			}
			$this->terminal->line( $row['label'] . ' · ' . implode( ', ', $counts ) );
		}
		if ( $is_before ) {
			foreach ( $this->report->before( $backfill ) as $sentence ) {
				$this->terminal->line( $sentence );
			}
		}
		return ExitCode::OK;
	}
}
