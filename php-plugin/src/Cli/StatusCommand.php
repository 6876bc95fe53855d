<?php
/**
 * `wp accounting status`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Store;
use WcAccounting\ServiceRuntime;

/**
 * How things stand: what waits, what failed and what arrived, when something was done last, and why nothing is sent.
 *
 * @phpstan-import-type Row from Rows
 */
final class StatusCommand implements Action {

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$rows   = Rows::asked( $options, $this->terminal, array( Rows::TABLE, Rows::JSON, Rows::CSV ) );
		$broken = $this->scope->why_broken( $options );
		$all    = array();
		$codes  = array();
		// Where there is no other to tell of, it stops.
		foreach ( $this->scope->chosen( $options ) as $runtime ) {
			$row     = self::row( $runtime );
			$all[]   = $row;
			$codes[] = match ( true ) {
				null !== $row['obstacle'] => ExitCode::OBSTACLE,
				0 !== $row[ Status::Failed->value ] => ExitCode::FAULT,
				default => ExitCode::OK,
			};
		}
		foreach ( $broken as $service => $why ) {
			$all[]   = self::row_of_broken( $service, $why, array_keys( $all[0] ) );
			$codes[] = ExitCode::OBSTACLE;
		}
		if ( Rows::TABLE === $rows->format ) {
			$this->tell( $all );
		} else {
			$rows->write( array_keys( $all[0] ), $all );
		}
		return $options->flag( 'check' ) ? ExitCode::worst( $codes ) : ExitCode::OK;
	}

	/**
	 * @return non-empty-array<string, int|string|null> Of a status no more are counted than Store::told() tells.
	 */
	private static function row( ServiceRuntime $runtime ): array {
		$counts  = $runtime->store->counts();
		$by_hand = $runtime->queue->held_by_hand();
		$hold    = $runtime->queue->hold();
		$ran_at  = (int) get_option( Cron::RAN_AT, 0 );
		$row     = array( 'service' => $runtime->service->key() );
		foreach ( Status::cases() as $status ) {
			$row[ $status->value ] = $counts[ $status->value ] ?? 0;
		}
		return $row + array(
			'hold'           => $hold['hold'] ?? null,
			'held_until'     => self::moment( $hold['held_until'] ?? null ),
			'held_by'        => $by_hand?->by,
			'last_run'       => self::moment( 0 === $ran_at ? null : $ran_at ),
			'next_due'       => self::moment( $runtime->store->next_due() ),
			'waiting_since'  => self::moment( $runtime->transactions->oldest_waiting() ),
			'obstacle'       => Scope::rest( $runtime ),
		);
	}

	/**
	 * Of one that cannot work nothing is known here but why.
	 *
	 * @param list<string> $columns
	 * @return non-empty-array<string, int|string|null>
	 */
	private static function row_of_broken( string $service, string $why, array $columns ): array {
		$row = array( 'service' => $service );
		foreach ( $columns as $column ) {
			$row[ $column ] ??= 'obstacle' === $column ? $why : null;
		}
		return $row;
	}

	/**
	 * For the eye: a line for each fact.
	 *
	 * @param list<non-empty-array<string, int|string|null>> $all
	 */
	private function tell( array $all ): void {
		foreach ( $all as $number => $row ) {
			$this->terminal->write( 0 === $number ? '' : "\n" );
			foreach ( $row as $name => $value ) {
				$text = is_int( $value ) ? Store::told( $value ) : ( $value ?? '-' );
				$this->terminal->write( str_pad( str_replace( '_', ' ', $name ), 15 ) . "$text\n" );
			}
		}
	}

	private static function moment( ?int $seconds ): ?string {
		return null === $seconds ? null : gmdate( 'Y-m-d\TH:i:s\Z', $seconds );
	}
}
