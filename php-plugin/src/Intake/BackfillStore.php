<?php
/**
 * Bringing over old orders, in the database.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;

/**
 * One row for a service and a company. A person changes its state, the worker moves it on: neither overwrites what the other wrote.
 */
final class BackfillStore {

	public function __construct(
		private readonly Database $database,
		private readonly Account $account,
	) {}

	/** Now by the database's clock. */
	public function now(): int {
		return $this->database->now();
	}

	public function current(): ?Backfill {
		$row = $this->database->rows(
			'SELECT * FROM %i WHERE ' . Account::CONDITION,
			array( $this->table(), ...$this->account->values() )
		)[0] ?? null;
		return null === $row ? null : Backfill::from_row( $row );
	}

	/**
	 * Begins to count. What went before is forgotten.
	 *
	 * @return bool False while another one is not over.
	 */
	public function begin( BackfillPlan $plan ): bool {
		$places = self::states( array( BackfillState::Done, BackfillState::Cancelled, BackfillState::Counted ) );
		$this->database->run(
			'DELETE FROM %i WHERE ' . Account::CONDITION . ' AND state IN ( ' . Database::places( '%s', $places ) . ' )',
			array( $this->table(), ...$this->account->values(), ...$places )
		);
		return 1 === $this->database->run(
			'INSERT IGNORE INTO %i ( connector, account, plan_id, state, plan, started_at, updated_at )
			VALUES ( %s, %s, %s, %s, %s, UTC_TIMESTAMP(), UTC_TIMESTAMP() )',
			array(
				$this->table(),
				...$this->account->values(),
				...array( bin2hex( random_bytes( 16 ) ), BackfillState::Counting->value, self::json( $plan->to_array() ) ),
			)
		);
	}

	/**
	 * What a person wants.
	 *
	 * @return bool False when it is not in a state for that.
	 */
	public function bring_into( BackfillState $state ): bool {
		$before   = self::states( $state->comes_after() );
		$is_begun = BackfillState::Running === $state ? ", started_at = IF( state = 'counted', UTC_TIMESTAMP(), started_at )" : '';
		return 1 === $this->database->run(
			"UPDATE %i SET updated_at = UTC_TIMESTAMP()$is_begun, state = %s
			WHERE " . Account::CONDITION . ' AND state IN ( ' . Database::places( '%s', $before ) . ' )',
			array( $this->table(), $state->value, ...$this->account->values(), ...$before )
		);
	}

	/**
	 * So far it is now.
	 *
	 * @param ?array{created: string, id: int} $after
	 * @param array<string, int>               $tempo
	 * @return bool Whether it is to go on: false when there is another one, or a person ended it.
	 */
	public function advance( Backfill $backfill, ?array $after, BackfillTally $tally, array $tempo ): bool {
		$this->database->run(
			'UPDATE %i SET after_created = %s, after_id = %s, %i = %s, tempo = %s, updated_at = UTC_TIMESTAMP()
			WHERE ' . Account::CONDITION . ' AND plan_id = %s AND state <> %s',
			array(
				$this->table(),
				$after['created'] ?? null,
				null === $after ? null : (string) $after['id'],
				BackfillState::Counting === $backfill->state ? 'counted' : 'done',
				self::json( $tally->to_array() ),
				self::json( $tempo ),
				...$this->account->values(),
				...array( $backfill->id, BackfillState::Cancelled->value ),
			)
		);
		// The number of changed rows does not tell: it is none where a second has passed and nothing happened.
		$now = $this->current();
		return null !== $now && $backfill->id === $now->id && ! $now->state->is_over();
	}

	/** All orders were looked at. The walk begins anew where it goes on with sending. */
	public function end( Backfill $backfill ): void {
		$next = BackfillState::Counting === $backfill->state ? BackfillState::Counted : BackfillState::Done;
		$this->database->run(
			'UPDATE %i SET state = %s, after_created = NULL, after_id = NULL, updated_at = UTC_TIMESTAMP()
			WHERE ' . Account::CONDITION . ' AND plan_id = %s AND state = %s',
			array( $this->table(), $next->value, ...$this->account->values(), ...array( $backfill->id, $backfill->state->value ) )
		);
	}

	/**
	 * @param list<BackfillState> $states
	 * @return list<string>
	 */
	private static function states( array $states ): array {
		return array_map( static fn ( BackfillState $state ): string => $state->value, $states );
	}

	/**
	 * @param array<string, mixed> $value
	 */
	private static function json( array $value ): string {
		return (string) wp_json_encode( $value );
	}

	private function table(): string {
		return $this->database->table( 'backfills' );
	}
}
