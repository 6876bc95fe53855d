<?php
/**
 * Flags on deliveries.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;

/**
 * The SQL of deliveries whose order or settings were saved after they had failed or left. A flag costs next to nothing while
 * somebody waits for a page; what it means is found out by SecondLook, in cron.
 *
 * What waits to be sent gets no flag: its order is read when it is sent. What is under way keeps its flag until it has come
 * to an end.
 */
final class Flags {

	private const FLAGGED = array( Status::Sending, Status::Unconfirmed, Status::Accepted, Status::Confirmed, Status::Failed );

	/** Why a row waits that is not the first attempt any more. */
	private const WAITS = 'waiting_for_order';

	/** Orders that are flagged by one statement, and failed deliveries likewise. */
	private const AT_ONCE = 500;

	public function __construct(
		private readonly Database $database,
		/** Whose deliveries these are. */
		private readonly Account $account,
	) {}

	/**
	 * Orders were saved, refunded or deleted. What left after that needs no flag: the order was read for it.
	 *
	 * @param list<int> $order_ids
	 * @param int       $seconds_ago When the last of them was saved.
	 * @param bool      $may_wait    For a lock.
	 */
	public function flag_orders( array $order_ids, int $seconds_ago, bool $may_wait ): void {
		$run = $may_wait ? $this->database->run( ... ) : $this->database->run_at_once( ... );
		foreach ( array_chunk( $order_ids, self::AT_ONCE ) as $some ) {
			$run(
				'UPDATE %i SET flagged_at = UTC_TIMESTAMP()
				WHERE ' . Account::CONDITION . ' AND order_id IN ( ' . Database::places( '%d', $some ) . ' )
				AND status IN ( ' . Database::places( '%s', self::FLAGGED ) . ' )
				AND ( sent_at IS NULL OR sent_at <= UTC_TIMESTAMP() - INTERVAL %d SECOND )',
				array(
					$this->deliveries(),
					...$this->account->values(),
					...$some,
					...Status::values( self::FLAGGED ),
					// The order is read a moment before the row says that it leaves.
					...array( max( 0, $seconds_ago - 1 ) ),
				)
			);
		}
	}

	/**
	 * Documents of an order that waited for another one, which is there now or has come to its end, are due.
	 *
	 * @param non-empty-list<string> $kinds
	 */
	public function wake( int $order_id, array $kinds ): void {
		$this->database->run(
			'UPDATE %i SET next_attempt_at = UTC_TIMESTAMP()
			WHERE ' . Account::CONDITION . ' AND order_id = %d AND ( status = %s OR reason = %s ) AND next_attempt_at > UTC_TIMESTAMP()
			AND document IN ( ' . Database::places( '%s', $kinds ) . ' )',
			array(
				$this->deliveries(),
				...$this->account->values(),
				...array( $order_id, Status::Pending->value, self::WAITS ),
				...$kinds,
			)
		);
	}

	/** Settings were changed that decide what a document holds. */
	public function flag_failed(): void {
		do {
			// In pieces: nobody's insert has to wait for all of them.
			$flagged = $this->database->run(
				'UPDATE %i SET flagged_at = UTC_TIMESTAMP()
				WHERE ' . Account::CONDITION . ' AND status = %s AND flagged_at IS NULL LIMIT %d',
				array( $this->deliveries(), ...$this->account->values(), ...array( Status::Failed->value, self::AT_ONCE ) )
			);
		} while ( self::AT_ONCE === $flagged );
	}

	/**
	 * Deliveries that were flagged longest ago. What was flagged in this very second may be flagged once more in it.
	 *
	 * @param list<Status> $statuses
	 * @return list<Delivery>
	 */
	public function oldest( array $statuses, int $limit ): array {
		$rows = $this->database->rows(
			'SELECT * FROM %i WHERE ' . Account::CONDITION . ' AND flagged_at < UTC_TIMESTAMP()
			AND status IN ( ' . Database::places( '%s', $statuses ) . ' )
			ORDER BY flagged_at, id LIMIT %d',
			array(
				$this->deliveries(),
				...$this->account->values(),
				...Status::values( $statuses ),
				...array( $limit ),
			)
		);
		return array_map( Delivery::from_row( ... ), $rows );
	}

	/** Takes away the flag that was looked at, not one that was made since. */
	public function unflag( Delivery $delivery ): void {
		$this->database->run(
			'UPDATE %i SET flagged_at = NULL WHERE id = %d AND flagged_at = %s',
			array( $this->deliveries(), $delivery->id, Database::datetime( $delivery->flagged_at ) )
		);
	}

	/** Whether the order is something else than what was sent, unless that has been sent anew. */
	public function set_changed( Delivery $delivery, bool $is_changed ): void {
		$this->database->run(
			'UPDATE %i SET changed_at = ' . ( $is_changed ? 'COALESCE( changed_at, UTC_TIMESTAMP() )' : 'NULL' )
			. ' WHERE id = %d AND order_total <=> %s',
			array( $this->deliveries(), $delivery->id, $delivery->order_total )
		);
	}

	/**
	 * A person has seen to a change in the service: it is not told any more, until there is another one.
	 *
	 * @param string $seen_to As Change::seen_to() has it.
	 */
	public function settle( Delivery $delivery, string $seen_to ): void {
		$this->database->run(
			'UPDATE %i SET settled = %s, changed_at = NULL WHERE id = %d',
			array( $this->deliveries(), $seen_to, $delivery->id )
		);
	}

	private function deliveries(): string {
		return $this->database->table( 'deliveries' );
	}
}
