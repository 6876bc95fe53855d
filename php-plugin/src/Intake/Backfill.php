<?php
/**
 * Bringing over old orders, as it stands.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

use WcAccounting\Database\Database;

/**
 * What was planned, what was counted before it began, and how far it is. Of a service and a company there is one.
 *
 * @phpstan-import-type Place from \WcAccounting\Order\OrderPages
 */
final class Backfill {

	/**
	 * @param ?Place                                          $after Where the looking stands: the last order that was done with.
	 * @param array{per_minute?: int, began?: int, fed?: int} $tempo As Connector::feed() gave it.
	 */
	private function __construct(
		/** Tells it from an earlier one. */
		public readonly string $id,
		public readonly BackfillState $state,
		public readonly BackfillPlan $plan,
		public readonly ?array $after,
		/** What was found before anything was sent. */
		public readonly BackfillTally $counted,
		/** What was done since it began. */
		public readonly BackfillTally $done,
		public readonly array $tempo,
		/** When the counting, or the sending, began; UNIX seconds. */
		public readonly int $started_at,
		/** When something happened last, UNIX seconds. */
		public readonly int $updated_at,
	) {}

	/**
	 * @param array<string, ?string> $row As the database gives it.
	 */
	public static function from_row( array $row ): self {
		$decoded = static fn ( string $name ): array => (array) json_decode( (string) ( $row[ $name ] ?? '' ), true );
		return new self(
			(string) $row['plan_id'],
			BackfillState::from( (string) $row['state'] ),
			BackfillPlan::from_array( $decoded( 'plan' ) ),
			null === $row['after_created'] ? null : array(
				'created' => $row['after_created'],
				'id'      => (int) $row['after_id'],
			),
			BackfillTally::from_array( $decoded( 'counted' ) ),
			BackfillTally::from_array( $decoded( 'done' ) ),
			self::tempo( $decoded( 'tempo' ) ),
			Database::seconds( $row['started_at'] ) ?? 0,
			Database::seconds( $row['updated_at'] ) ?? 0
		);
	}

	/**
	 * @param array<array-key, mixed> $stored
	 * @return array{per_minute?: int, began?: int, fed?: int}
	 */
	private static function tempo( array $stored ): array {
		return array(
			'per_minute' => (int) ( $stored['per_minute'] ?? 0 ),
			'began'      => (int) ( $stored['began'] ?? 0 ),
			'fed'        => (int) ( $stored['fed'] ?? 0 ),
		);
	}

	/** What is counted just now. */
	public function tally(): BackfillTally {
		return BackfillState::Counting === $this->state ? $this->counted : $this->done;
	}

	/** How much of it is done, between 0 and 1: by orders once they are counted, before that by the days of the period. */
	public function share(): float {
		if ( BackfillState::Counting !== $this->state ) {
			$is_whole = BackfillState::Done === $this->state || 0 === $this->counted->orders;
			return $is_whole ? 1.0 : min( 1.0, $this->done->orders / $this->counted->orders );
		}
		$length = max( 1, $this->plan->ends_at() - $this->plan->begins_at() );
		$stands = null === $this->after ? 0 : (int) Database::seconds( $this->after['created'] ) - $this->plan->begins_at();
		return max( 0.0, min( 1.0, $stands / $length ) );
	}
}
