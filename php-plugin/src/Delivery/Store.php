<?php
/**
 * Deliveries in the database.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;
use WcAccounting\Database\DatabaseException;

/**
 * The SQL of delivering: rows are queued, claimed by one process at a time, and written only by who holds their lease.
 */
final class Store {

	/** A row that something is to be done with and that nobody holds. */
	private const CLAIMABLE = Account::CONDITION . ' AND next_attempt_at <= %s AND ( lease_token IS NULL OR lease_expires_at <= %s )';

	/** Why a row waits that somebody has to approve another document for. */
	private const APPROVAL = 'awaits_approval';

	/** How far deliveries of one status are counted. */
	private const COUNTED = 100000;

	public function __construct(
		private readonly Database $database,
		/** Whose deliveries these are: those of other services and other companies are out of reach. */
		private readonly Account $account,
	) {}

	/** Now by the database's clock. */
	public function now(): int {
		return $this->database->now();
	}

	/** What the database calls itself. */
	public function server(): string {
		return $this->database->server();
	}

	/**
	 * Queues a document. A row that exists is left alone. One statement, also inside a customer's request.
	 *
	 * @param int                  $subject_id What it is of: the order, or one of its refunds.
	 * @param array<string, mixed> $state From Connector::new_delivery().
	 * @param int                  $now   The time that the state was made with; stored by the database's own clock.
	 * @param ?int                 $wait_seconds How long it waits for a lock before it throws; null: as long and as often as it takes.
	 * @return bool Whether it is new.
	 */
	public function enqueue(
		string $document,
		int $order_id,
		int $subject_id,
		array $state,
		int $now,
		?int $wait_seconds = null
	): bool {
		$insert = 'INSERT INTO %i ( connector, account, document, order_id, subject_id, status, attempts, checks, by_hand,
				created_at, next_attempt_at, updated_at )
			VALUES ( %s, %s, %s, %d, %d, %s, %d, %d, %d, UTC_TIMESTAMP(), UTC_TIMESTAMP() + INTERVAL %d SECOND, UTC_TIMESTAMP() )
			ON DUPLICATE KEY UPDATE id = id';
		$values = array(
			$this->deliveries(),
			...$this->account->values(),
			$document,
			$order_id,
			$subject_id,
			$state['status'],
			$state['attempts'],
			$state['checks'],
			$state['by_hand'] ? 1 : 0,
			( $state['next_attempt_at'] ?? $now ) - $now,
		);
		return 1 === ( null === $wait_seconds
			? $this->database->run( $insert, $values )
			: $this->database->run_at_once( $insert, $values, $wait_seconds ) );
	}

	/**
	 * Takes over a delivery that another program may have sent: it will be asked after before anything leaves, and is as good
	 * as asked for by a person, since it was on its way. A row that exists is left alone.
	 *
	 * @param bool                  $failed     Nothing more is to happen by itself.
	 * @param int                   $created_at When that program queued it, UNIX seconds.
	 * @param int                   $sent_at    When it may have been sent last, UNIX seconds.
	 * @param string                $last_error What the other program said of it.
	 * @param ?array<string, mixed> $sent_as    What would leave today: nothing that differs from it is taken for it.
	 * @return bool Whether it is new.
	 */
	public function adopt(
		string $document,
		int $order_id,
		int $subject_id,
		string $reference,
		bool $failed,
		int $created_at,
		int $sent_at,
		string $last_error,
		?array $sent_as = null,
		?string $order_total = null
	): bool {
		return 1 === $this->database->run(
			'INSERT INTO %i ( connector, account, document, order_id, subject_id, reference, status, by_hand,
				created_at, sent_at, next_attempt_at, sent_as, order_total, dated_on, currency,
				reason, reason_detail, last_error, updated_at )
			VALUES ( %s, %s, %s, %d, %d, %s, %s, 1, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, UTC_TIMESTAMP() )
			ON DUPLICATE KEY UPDATE id = id',
			array(
				$this->deliveries(),
				...$this->account->values(),
				$document,
				$order_id,
				$subject_id,
				$this->fitting( 'reference', $reference, 191 ),
				$failed ? Status::Failed->value : Status::Unconfirmed->value,
				Database::datetime( $created_at ),
				Database::datetime( $sent_at ),
				$failed ? null : Database::datetime( $this->now() ),
				$this->fitting( 'sent_as', self::json( $sent_as ), 4000 ),
				$order_total,
				$sent_as['dated_on'] ?? null,
				$sent_as['currency'] ?? null,
				'still_unknown',
				$this->fitting( 'reason_detail', $last_error, 2000 ),
				$this->fitting( 'last_error', $last_error, 4000 ),
			)
		);
	}

	/**
	 * Leases rows that are due, the oldest first. No other process gets them while the lease lasts.
	 *
	 * @param list<int> $only Ids of the rows that are meant; none means all.
	 * @return list<Delivery>
	 */
	public function claim( int $limit, int $lease_seconds, array $only = array() ): array {
		$token = self::token();
		if ( array() !== $only ) {
			return $this->claim_plainly( $limit, $lease_seconds, $token, $only );
		}
		if ( $this->database->skips_locked() ) {
			try {
				return $this->claim_skipping_locked( $limit, $lease_seconds, $token );
			} catch ( DatabaseException $fault ) {
				if ( ! $fault->is_syntax_error() ) {
					throw $fault;
				}
				$this->database->forget_skip_locked();
			}
		}
		return $this->claim_plainly( $limit, $lease_seconds, $token );
	}

	/**
	 * What is queued meanwhile is due now, which is right behind the last that is due: the insert of a checkout must not find that
	 * place locked, nor must a claim that found nothing lock it.
	 *
	 * @return list<Delivery>
	 */
	private function claim_skipping_locked( int $limit, int $lease_seconds, string $token ): array {
		return $this->database->transaction(
			function () use ( $limit, $lease_seconds, $token ): array {
				$now  = Database::datetime( $this->now() );
				$rows = $this->database->once(
					'SELECT * FROM %i WHERE ' . self::CLAIMABLE . ' ORDER BY next_attempt_at, id LIMIT %d FOR UPDATE SKIP LOCKED',
					array( $this->deliveries(), ...$this->account->values(), ...array( $now, $now, $limit ) )
				);
				if ( array() === $rows ) {
					return array();
				}
				$ids = array_map( static fn ( array $row ): int => (int) $row['id'], $rows );
				$this->database->once(
					'UPDATE %i SET lease_token = %s, lease_expires_at = %s
					WHERE ( lease_token IS NULL OR lease_expires_at <= %s ) AND id IN ( ' . Database::places( '%d', $ids ) . ' )',
					array( $this->deliveries(), $token, Database::datetime( $this->now() + $lease_seconds ), $now, ...$ids )
				);
				return array_map(
					static fn ( array $row ): Delivery => Delivery::from_row( array( 'lease_token' => $token ) + $row ),
					$rows
				);
			},
			false
		);
	}

	/**
	 * For servers that do not know SKIP LOCKED, and for rows that are named: one statement takes the rows, another reads them.
	 *
	 * @param list<int> $only
	 * @return list<Delivery>
	 */
	private function claim_plainly( int $limit, int $lease_seconds, string $token, array $only = array() ): array {
		$now   = Database::datetime( $this->now() );
		$named = array() === $only ? '' : ' AND id IN ( ' . Database::places( '%d', $only ) . ' )';
		$taken = $this->database->run(
			'UPDATE %i SET lease_token = %s, lease_expires_at = %s
			WHERE ' . self::CLAIMABLE . "$named ORDER BY next_attempt_at, id LIMIT %d",
			array(
				$this->deliveries(),
				$token,
				Database::datetime( $this->now() + $lease_seconds ),
				...$this->account->values(),
				...array( $now, $now ),
				...$only,
				...array( $limit ),
			)
		);
		return 0 === $taken ? array() : $this->deliveries_where( 'lease_token = %s ORDER BY next_attempt_at, id', array( $token ) );
	}

	/**
	 * Leases rows that wait for somebody's approval, once one of them is due; those that are due later come along, since many are asked
	 * after like one.
	 *
	 * @return list<Delivery>
	 */
	public function claim_those_that_wait_for_approval( int $limit, int $lease_seconds ): array {
		$now     = Database::datetime( $this->now() );
		$waiting = array( Status::Retrying->value, self::APPROVAL );
		$is_due  = $this->database->value(
			'SELECT 1 FROM %i WHERE ' . self::CLAIMABLE . ' AND status = %s AND reason = %s LIMIT 1',
			array( $this->deliveries(), ...$this->account->values(), ...array( $now, $now ), ...$waiting )
		);
		if ( null === $is_due ) {
			return array();
		}
		$free = '( lease_token IS NULL OR lease_expires_at <= %s ) AND status = %s AND reason = %s';
		// In the order of the index: else the server sorts all that waits, and locks it meanwhile.
		$rows = $this->database->rows(
			'SELECT id FROM %i FORCE INDEX ( due ) WHERE ' . Account::CONDITION . " AND next_attempt_at IS NOT NULL AND $free
			ORDER BY next_attempt_at, id LIMIT %d",
			array( $this->deliveries(), ...$this->account->values(), ...array( $now ), ...$waiting, ...array( $limit ) )
		);
		$ids  = array_map( static fn ( array $row ): int => (int) $row['id'], $rows );
		if ( array() === $ids ) {
			return array();
		}
		$token = self::token();
		$this->database->run(
			"UPDATE %i SET lease_token = %s, lease_expires_at = %s
			WHERE $free AND id IN ( " . Database::places( '%d', $ids ) . ' )',
			array(
				$this->deliveries(),
				$token,
				Database::datetime( $this->now() + $lease_seconds ),
				$now,
				...$waiting,
				...$ids,
			)
		);
		return $this->deliveries_where( 'lease_token = %s ORDER BY next_attempt_at, id', array( $token ) );
	}

	/**
	 * Documents of these orders that are in the service, and that it has told the ids of.
	 *
	 * @param list<int> $order_ids At least one.
	 * @return list<Delivery>
	 */
	public function confirmed_of_orders( array $order_ids ): array {
		$places = Database::places( '%d', $order_ids );
		return $this->deliveries_where(
			Account::CONDITION . " AND status = %s AND remote_id IS NOT NULL AND order_id IN ( $places )",
			array( ...$this->account->values(), ...array( Status::Confirmed->value ), ...$order_ids )
		);
	}

	/**
	 * Leases one row, due or not, if nobody holds it.
	 */
	public function claim_one( int $id, int $lease_seconds ): ?Delivery {
		$token = self::token();
		$taken = $this->database->run(
			'UPDATE %i SET lease_token = %s, lease_expires_at = %s
			WHERE ' . Account::CONDITION . ' AND id = %d AND ( lease_token IS NULL OR lease_expires_at <= %s )',
			array(
				$this->deliveries(),
				$token,
				Database::datetime( $this->now() + $lease_seconds ),
				...$this->account->values(),
				...array( $id, Database::datetime( $this->now() ) ),
			)
		);
		return 1 === $taken ? $this->find( $id ) : null;
	}

	/**
	 * Stores a delivery that is about to leave, and renews its lease. It may leave only if the answer is true.
	 *
	 * @param string $last_error The sentence of the reason it has from an earlier attempt.
	 */
	public function start( Delivery $delivery, string $last_error, int $lease_seconds ): bool {
		$lease_ends = $this->now() + $lease_seconds;
		return $this->write( $delivery, $last_error, $lease_ends, $lease_ends );
	}

	/**
	 * Stores a delivery for good and gives its lease back.
	 *
	 * @param string $last_error The sentence of its reason.
	 * @return bool False when the lease was lost; nothing is stored then.
	 */
	public function finish( Delivery $delivery, string $last_error ): bool {
		return $this->write( $delivery, $last_error, $delivery->next_attempt_at, null );
	}

	private function write( Delivery $delivery, string $last_error, ?int $next_attempt_at, ?int $lease_expires_at ): bool {
		$reason = $delivery->reason;
		return 1 === $this->database->run(
			'UPDATE %i SET reference = %s, status = %s, attempts = %d, series_attempts = %d, checks = %d, refusals = %d,
				first_attempt_at = %s, sent_at = %s, next_attempt_at = %s, remote_id = %s, remote_number = %s, by_hand = %d,
				sent_as = %s, order_total = %s, dated_on = %s, currency = %s, approval = %s, changed_at = %s,
				reason = %s, reason_detail = %s, last_error = %s, lease_token = %s, lease_expires_at = %s, updated_at = UTC_TIMESTAMP()
			WHERE id = %d AND lease_token = %s',
			array(
				$this->deliveries(),
				$this->fitting( 'reference', $delivery->reference, 191 ),
				$delivery->status->value,
				$delivery->attempts,
				$delivery->series_attempts,
				$delivery->checks,
				$delivery->refusals,
				Database::datetime( $delivery->first_attempt_at ),
				Database::datetime( $delivery->sent_at ),
				Database::datetime( $next_attempt_at ),
				$this->fitting( 'remote_id', $delivery->remote_id, 64 ),
				$this->fitting( 'remote_number', $delivery->remote_number, 191 ),
				$delivery->by_hand ? 1 : 0,
				$this->fitting( 'sent_as', self::json( $delivery->sent_as ), 4000 ),
				$delivery->order_total,
				$delivery->dated_on,
				$this->fitting( 'currency', $delivery->currency, 3 ),
				self::json( $delivery->approval ),
				Database::datetime( $delivery->changed_at ),
				$this->fitting( 'reason', $reason['code'] ?? null, 40 ),
				$this->fitting( 'reason_detail', $reason['detail'] ?? null, 2000 ),
				null === $reason ? null : $this->fitting( 'last_error', $last_error, 4000 ),
				null === $lease_expires_at ? null : $delivery->lease_token,
				Database::datetime( $lease_expires_at ),
				$delivery->id,
				(string) $delivery->lease_token,
			)
		);
	}

	/**
	 * Gives rows back as they were, for whoever comes next.
	 *
	 * @param list<Delivery> $deliveries
	 */
	public function release( array $deliveries ): void {
		$ids = array();
		foreach ( $deliveries as $delivery ) {
			$ids[ (string) $delivery->lease_token ][] = $delivery->id;
		}
		foreach ( $ids as $token => $of_lease ) {
			$this->database->run(
				'UPDATE %i SET lease_token = NULL, lease_expires_at = NULL
				WHERE lease_token = %s AND id IN ( ' . Database::places( '%d', $of_lease ) . ' )',
				array( $this->deliveries(), (string) $token, ...$of_lease )
			);
		}
	}

	/** Removes a row that is held. */
	public function delete( Delivery $delivery ): bool {
		return 1 === $this->database->run(
			'DELETE FROM %i WHERE id = %d AND lease_token = %s',
			array( $this->deliveries(), $delivery->id, (string) $delivery->lease_token )
		);
	}

	public function find( int $id ): ?Delivery {
		$values = array( ...$this->account->values(), ...array( $id ) );
		return $this->deliveries_where( Account::CONDITION . ' AND id = %d', $values )[0] ?? null;
	}

	/**
	 * @return list<Delivery>
	 */
	public function find_of_order( int $order_id ): array {
		return $this->deliveries_where(
			Account::CONDITION . ' AND order_id = %d ORDER BY id',
			array( ...$this->account->values(), ...array( $order_id ) )
		);
	}

	/**
	 * Those for other companies as well.
	 *
	 * @return list<Delivery>
	 */
	public function find_all_of_order( int $order_id ): array {
		return $this->deliveries_where(
			'connector = %s AND order_id = %d ORDER BY id',
			array( $this->account->service, $order_id )
		);
	}

	/** @param int $subject_id What it is of: the order, or one of its refunds. */
	public function find_document( string $document, int $subject_id ): ?Delivery {
		return $this->deliveries_where(
			Account::CONDITION . ' AND document = %s AND subject_id = %d',
			array( ...$this->account->values(), ...array( $document, $subject_id ) )
		)[0] ?? null;
	}

	/**
	 * The rows that these have for the document.
	 *
	 * @param list<int> $subject_ids Orders, or refunds, whichever the document is of.
	 * @return array<int, Delivery> By id of the subject.
	 */
	public function find_documents( string $document, array $subject_ids ): array {
		if ( array() === $subject_ids ) {
			return array();
		}
		$found = $this->deliveries_where(
			Account::CONDITION . ' AND document = %s AND subject_id IN ( ' . Database::places( '%d', $subject_ids ) . ' )',
			array( ...$this->account->values(), ...array( $document ), ...$subject_ids )
		);
		return array_column( $found, null, 'subject_id' );
	}

	/**
	 * Which of these have a row for the document.
	 *
	 * @param list<int> $subject_ids Orders, or refunds, whichever the document is of.
	 * @return list<int>
	 */
	public function known_subjects( string $document, array $subject_ids ): array {
		if ( array() === $subject_ids ) {
			return array();
		}
		$places = Database::places( '%d', $subject_ids );
		$rows   = $this->database->rows(
			'SELECT subject_id FROM %i WHERE ' . Account::CONDITION . " AND document = %s AND subject_id IN ( $places )",
			array( $this->deliveries(), ...$this->account->values(), ...array( $document ), ...$subject_ids )
		);
		return array_map( static fn ( array $row ): int => (int) $row['subject_id'], $rows );
	}

	/**
	 * How many there are of each status, counted no further than one more than COUNTED.
	 *
	 * @return array<string, int> Status => rows; without those that there are none of.
	 */
	public function counts(): array {
		$count    = 'SELECT %s AS status, COUNT(*) AS number FROM ( SELECT 1 FROM %i WHERE ' . Account::CONDITION
			. ' AND status = %s LIMIT %d ) few';
		$statuses = Status::values( Status::cases() );
		$values   = array();
		foreach ( $statuses as $status ) {
			$values = array(
				...$values,
				...array( $status, $this->deliveries() ),
				...$this->account->values(),
				...array( $status, self::COUNTED + 1 ),
			);
		}
		$rows = $this->database->rows( implode( ' UNION ALL ', array_fill( 0, count( $statuses ), $count ) ), $values );
		return array_filter( array_map( 'intval', array_column( $rows, 'number', 'status' ) ) );
	}

	/** As a person is told one of the counts. */
	public static function told( int $count ): string {
		return $count > self::COUNTED ? self::COUNTED . '+' : (string) $count;
	}

	/** Rows from before it was known whose books these are. */
	public function adopt_unowned( string $account ): void {
		$this->database->run(
			"UPDATE %i SET account = %s WHERE connector = %s AND account = ''",
			array( $this->deliveries(), $account, $this->account->service )
		);
	}

	/**
	 * As if a time during which nothing could be done had not been: it does not count towards the end of the attempts.
	 */
	public function overlook( int $seconds ): void {
		$this->database->run(
			'UPDATE %i SET first_attempt_at = first_attempt_at + INTERVAL %d SECOND WHERE connector = %s AND next_attempt_at IS NOT NULL',
			array( $this->deliveries(), $seconds, $this->account->service )
		);
	}

	/**
	 * Removes what waits since before a moment.
	 *
	 * @param int $until UNIX seconds.
	 * @return int How many.
	 */
	public function delete_waiting( int $until ): int {
		return $this->database->run(
			'DELETE FROM %i WHERE connector = %s AND next_attempt_at IS NOT NULL AND created_at <= %s',
			array( $this->deliveries(), $this->account->service, Database::datetime( $until ) )
		);
	}

	/**
	 * Takes up again what was set aside.
	 *
	 * @return int How many.
	 */
	public function take_up_again( string $document ): int {
		return $this->database->run(
			'UPDATE %i SET status = %s, next_attempt_at = UTC_TIMESTAMP(), reason = NULL, reason_detail = NULL, last_error = NULL,
				updated_at = UTC_TIMESTAMP()
			WHERE ' . Account::CONDITION . ' AND document = %s AND status = %s AND lease_token IS NULL',
			array(
				$this->deliveries(),
				Status::Pending->value,
				...$this->account->values(),
				...array( $document, Status::SetAside->value ),
			)
		);
	}

	/** When something is to be done next, also with a delivery that is flagged (see Flags); null when nothing waits. */
	public function next_due(): ?int {
		return Database::seconds(
			$this->database->value(
				'SELECT MIN( due ) FROM (
					( SELECT next_attempt_at AS due FROM %i WHERE ' . Account::CONDITION . ' AND next_attempt_at IS NOT NULL
						ORDER BY next_attempt_at LIMIT 1 )
					UNION ALL SELECT MIN( flagged_at ) FROM %i
						WHERE ' . Account::CONDITION . ' AND flagged_at IS NOT NULL AND status IN ( %s, %s, %s )
				) waiting',
				array(
					$this->deliveries(),
					...$this->account->values(),
					...array( $this->deliveries() ),
					...$this->account->values(),
					...Status::values( array( Status::Failed, Status::Accepted, Status::Confirmed ) ),
				)
			)
		);
	}

	/**
	 * Forgets what was said from outside about deliveries of an order.
	 *
	 * @return int Rows that said something.
	 */
	public function forget_errors( int $order_id ): int {
		return $this->database->run(
			'UPDATE %i SET reason_detail = NULL, last_error = NULL, updated_at = UTC_TIMESTAMP()
			WHERE connector = %s AND order_id = %d AND last_error IS NOT NULL',
			array( $this->deliveries(), $this->account->service, $order_id )
		);
	}

	/**
	 * @param list<int|string|null> $values
	 * @return list<Delivery>
	 */
	private function deliveries_where( string $condition, array $values ): array {
		return array_map(
			Delivery::from_row( ... ),
			$this->database->rows( 'SELECT * FROM %i WHERE ' . $condition, array( $this->deliveries(), ...$values ) )
		);
	}

	private function deliveries(): string {
		return $this->database->table( 'deliveries' );
	}

	/** Without what the column cannot hold: a statement with such a text would be refused as a whole. */
	private function fitting( string $column, ?string $text, int $characters ): ?string {
		global $wpdb;
		if ( null === $text ) {
			return null;
		}
		$text = mb_substr( mb_scrub( $text, 'UTF-8' ), 0, $characters, 'UTF-8' );
		if ( 1 !== preg_match( '/[^\x00-\x7F]/', $text ) ) {
			return $text;
		}
		$stripped = $wpdb->strip_invalid_text_for_column( $this->deliveries(), $column, $text );
		return is_string( $stripped ) ? $stripped : (string) preg_replace( '/[^\x00-\x7F]/', '?', $text );
	}

	/**
	 * @param ?array<string, mixed> $value
	 */
	private static function json( ?array $value ): ?string {
		return null === $value ? null : (string) wp_json_encode( $value );
	}

	private static function token(): string {
		return bin2hex( random_bytes( 16 ) );
	}
}
