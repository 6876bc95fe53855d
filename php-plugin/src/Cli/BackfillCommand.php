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
final class BackfillCommand {

	/** Of a run; between two it says how far it is. */
	private const SECONDS = 20;

	private readonly BackfillReport $report;

	public function __construct( private readonly ServiceRuntime $runtime ) {
		$this->report = new BackfillReport( $runtime->connector, $runtime->queue, $runtime->messages );
	}

	/**
	 * @param string                $what    `start`, `status`, `pause`, `resume` or `cancel`.
	 * @param array<string, string> $options
	 */
	public function run( string $what, array $options ): void {
		match ( $what ) {
			'start' => $this->start( $options ),
			'status' => $this->tell(),
			'pause' => $this->bring_into( BackfillState::Paused ),
			'cancel' => $this->bring_into( BackfillState::Cancelled ),
			'resume' => $this->resume(),
			default => \WP_CLI::error( 'Say start, status, pause, resume or cancel.' ),
		};
	}

	/**
	 * @param array<string, string> $options
	 */
	private function start( array $options ): void {
		list( $description, $settings ) = array( $this->runtime->connector->description(), $this->runtime->settings );
		try {
			$this->runtime->backfiller->begin( BackfillPlan::chosen( self::chosen( $options ), $description, $settings ) );
		} catch ( \DomainException $refusal ) {
			\WP_CLI::error( $refusal->getMessage() );
		}
		$this->work( BackfillState::Counting );
		$this->tell();
		if ( isset( $options['dry-run'] ) ) {
			$this->runtime->backfill_store->bring_into( BackfillState::Cancelled );
			return;
		}
		\WP_CLI::confirm( 'Bring them over?', $options );
		$this->resume();
	}

	/**
	 * @param array<string, string> $options
	 * @return array{documents?: list<string>, statuses?: list<string>, from?: string, to?: string, most?: int}
	 */
	private static function chosen( array $options ): array {
		$chosen = array();
		foreach ( array( 'from', 'to' ) as $day ) {
			if ( isset( $options[ $day ] ) ) {
				$chosen[ $day ] = $options[ $day ];
			}
		}
		foreach ( array( 'documents', 'statuses' ) as $list ) {
			if ( isset( $options[ $list ] ) ) {
				$chosen[ $list ] = array_map( 'trim', explode( ',', $options[ $list ] ) );
			}
		}
		if ( isset( $options['most'] ) ) {
			$chosen['most'] = absint( $options['most'] );
		}
		return $chosen;
	}

	private function resume(): void {
		$this->bring_into( BackfillState::Running );
		$this->work( BackfillState::Running );
		$this->tell();
	}

	private function bring_into( BackfillState $state ): void {
		if ( ! $this->runtime->backfill_store->bring_into( $state ) ) {
			\WP_CLI::error( 'That is not possible now: ' . $this->standing() );
		}
		if ( BackfillState::Running !== $state ) {
			\WP_CLI::success( $this->standing() );
		}
	}

	/** As long as it is in that state; somebody else may pause it. */
	private function work( BackfillState $state ): void {
		$told = '';
		while ( true ) {
			$this->runtime->worker->run( new Run( self::SECONDS, brings_over: true ) );
			$backfill = $this->runtime->backfill_store->current();
			if ( $state !== $backfill?->state ) {
				break;
			}
			$standing = $this->standing();
			if ( $standing !== $told ) {
				\WP_CLI::log( $standing );
				$told = $standing;
			}
			$this->rest();
		}
		$this->runtime->cron->come_back_in_time();
	}

	/** Until the pace, or the service, lets it go on. */
	private function rest(): void {
		$now  = $this->runtime->store->now();
		$hold = $this->runtime->queue->hold();
		$next = max( $this->runtime->backfiller->next_at() ?? $now, $hold['held_until'] ?? $now );
		sleep( max( 0, min( MINUTE_IN_SECONDS, $next - $now ) ) );
	}

	private function standing(): string {
		$backfill = $this->runtime->backfill_store->current();
		return null === $backfill ? 'No orders are being brought over.' : $this->report->standing( $backfill );
	}

	private function tell(): void {
		$backfill = $this->runtime->backfill_store->current();
		\WP_CLI::log( $this->standing() );
		if ( null === $backfill ) {
			return;
		}
		$is_before = BackfillState::Counted === $backfill->state;
		foreach ( $this->report->rows( $backfill->plan, $is_before ? $backfill->counted : $backfill->done ) as $row ) {
			$counts = array();
			foreach ( $this->report->columns( $is_before ) as $fate => $label ) {
				$counts[] = "$label: {$row['counts'][ $fate ]}";
			}
			\WP_CLI::log( $row['label'] . ' · ' . implode( ', ', $counts ) );
		}
		if ( $is_before ) {
			foreach ( $this->report->before( $backfill ) as $sentence ) {
				\WP_CLI::log( $sentence );
			}
		}
	}
}
