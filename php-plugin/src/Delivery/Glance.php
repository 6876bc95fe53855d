<?php
/**
 * A glance at the queue.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;
use WcAccounting\Log\Logger;

/**
 * All that every page of wp-admin wants to know of the queue, in one query: whether something is overdue, whether the queue
 * is held, how many deliveries need somebody. Asked once for a page.
 */
final class Glance {

	/** Nobody needs to know exactly how many more there are. */
	public const MOST_FAILED = 100;

	/** @var ?array<string, ?string> */
	private ?array $seen = null;

	public function __construct(
		private readonly Database $database,
		private readonly Account $account,
		private readonly Logger $logger,
	) {}

	/** Whether a delivery is due. */
	public function is_overdue(): bool {
		$seen = $this->seen();
		$due  = $seen['due'] ?? null;
		return null !== $due && $due <= (string) $seen['now'];
	}

	/** Whether nothing is being sent. */
	public function is_held(): bool {
		$seen  = $this->seen();
		$until = $seen['held_until'] ?? null;
		return $this->is_held_by_hand() || ( null !== ( $seen['hold'] ?? null ) && ( null === $until || $until > (string) $seen['now'] ) );
	}

	/** Whether that is because a person wants it so. */
	public function is_held_by_hand(): bool {
		$seen = $this->seen();
		$hold = HandHold::from_json( $seen['by_hand'] ?? null );
		return null !== $hold && ! $hold->is_over( Database::seconds( $seen['now'] ?? null ) ?? 0 );
	}

	/** How many failed, counted no further than MOST_FAILED. */
	public function failed(): int {
		return (int) ( $this->seen()['failed'] ?? 0 );
	}

	/**
	 * @return array<string, ?string> Empty when the database does not answer. Times are as the database writes them.
	 */
	private function seen(): array {
		if ( null === $this->seen ) {
			try {
				$this->seen = $this->look();
			} catch ( \Throwable $fault ) {
				$this->seen = array();
				$this->logger->fault( 'The queue could not be looked at', $fault );
			}
		}
		return $this->seen;
	}

	/**
	 * @return array<string, ?string>
	 */
	private function look(): array {
		$deliveries = $this->database->table( 'deliveries' );
		return $this->database->rows(
			'SELECT UTC_TIMESTAMP() AS now, queue.*,
				( SELECT next_attempt_at FROM %i WHERE ' . Account::CONDITION . ' AND next_attempt_at IS NOT NULL
					ORDER BY next_attempt_at LIMIT 1 ) AS due,
				( SELECT COUNT(*) FROM ( SELECT 1 FROM %i WHERE ' . Account::CONDITION . ' AND status = %s LIMIT %d ) AS few ) AS failed
			FROM ( SELECT 1 AS one ) AS base LEFT JOIN %i AS queue ON queue.connector = %s',
			array(
				$deliveries,
				...$this->account->values(),
				...array( $deliveries ),
				...$this->account->values(),
				...array( Status::Failed->value, self::MOST_FAILED, $this->database->table( 'queues' ), $this->account->service ),
			)
		)[0];
	}
}
