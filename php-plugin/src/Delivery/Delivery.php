<?php
/**
 * A delivery.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Database\Database;

/**
 * One document of one order or refund, on its way to one service: a row of the delivery table. Times are UNIX seconds.
 */
final class Delivery {

	/**
	 * @param ?array<string, mixed> $sent_as As Connector::leaving() gave it.
	 * @param ?array{given: bool, shown: array<string, mixed>}                                         $approval
	 * @param ?array{code: string, detail: string}                                                     $reason
	 */
	private function __construct(
		public readonly int $id,
		public readonly string $connector,
		public readonly string $document,
		public readonly int $order_id,
		/** What of the order it is of: the order itself, or one of its refunds. */
		public readonly int $subject_id,
		/** The name the document is found again by; null until it was mapped. */
		public readonly ?string $reference,
		public readonly Status $status,
		public readonly int $attempts,
		/** Since a person last asked for another try. */
		public readonly int $series_attempts,
		public readonly int $checks,
		/** How often in a row the same document was refused. */
		public readonly int $refusals,
		public readonly int $created_at,
		public readonly ?int $first_attempt_at,
		public readonly ?int $sent_at,
		public readonly ?int $next_attempt_at,
		public readonly ?string $remote_id,
		public readonly ?string $remote_number,
		/** What left last; null when nothing did. */
		public readonly ?array $sent_as,
		/** What the order came to when that left, a decimal; null when nobody wrote it down. */
		public readonly ?string $order_total,
		/** The day that it carried when it left last, Y-m-d; null when it never left, or has none. */
		public readonly ?string $dated_on,
		/** Its currency, of three letters; null as long as it never left. */
		public readonly ?string $currency,
		/** What it was held for, and whether an owner wants it sent all the same; null when it never was held. */
		public readonly ?array $approval,
		/** Whether a person asked for it: it is sent however old its order is. */
		public readonly bool $by_hand,
		public readonly ?array $reason,
		/** Since when somebody should look what a saved order or setting changes. */
		public readonly ?int $flagged_at,
		/** Since when it is known that the order is not what was sent any more. */
		public readonly ?int $changed_at,
		/** The change that a person has seen to in the service, as Change::key() names it. */
		public readonly ?string $settled,
		public readonly ?string $lease_token,
	) {}

	/**
	 * @param array<string, ?string> $row As the database gives it.
	 */
	public static function from_row( array $row ): self {
		return new self(
			id: (int) $row['id'],
			connector: (string) $row['connector'],
			document: (string) $row['document'],
			order_id: (int) $row['order_id'],
			subject_id: (int) $row['subject_id'],
			reference: $row['reference'],
			status: Status::from( (string) $row['status'] ),
			attempts: (int) $row['attempts'],
			series_attempts: (int) $row['series_attempts'],
			checks: (int) $row['checks'],
			refusals: (int) $row['refusals'],
			created_at: Database::seconds( $row['created_at'] ) ?? 0,
			first_attempt_at: Database::seconds( $row['first_attempt_at'] ),
			sent_at: Database::seconds( $row['sent_at'] ),
			next_attempt_at: Database::seconds( $row['next_attempt_at'] ),
			remote_id: $row['remote_id'],
			remote_number: $row['remote_number'],
			sent_as: null === $row['sent_as'] ? null : json_decode( $row['sent_as'], true ),
			order_total: $row['order_total'],
			dated_on: $row['dated_on'],
			currency: $row['currency'],
			approval: null === $row['approval'] ? null : json_decode( $row['approval'], true ),
			by_hand: '1' === $row['by_hand'],
			reason: null === $row['reason'] ? null : array(
				'code'   => $row['reason'],
				'detail' => (string) $row['reason_detail'],
			),
			flagged_at: Database::seconds( $row['flagged_at'] ),
			changed_at: Database::seconds( $row['changed_at'] ),
			settled: $row['settled'],
			lease_token: $row['lease_token'],
		);
	}

	/**
	 * The part that the state machine knows.
	 *
	 * @return array<string, mixed>
	 */
	public function state(): array {
		return array(
			'id'               => $this->id,
			'status'           => $this->status->value,
			'attempts'         => $this->attempts,
			'series_attempts'  => $this->series_attempts,
			'checks'           => $this->checks,
			'refusals'         => $this->refusals,
			'created_at'       => $this->created_at,
			'first_attempt_at' => $this->first_attempt_at,
			'sent_at'          => $this->sent_at,
			'next_attempt_at'  => $this->next_attempt_at,
			'remote_id'        => $this->remote_id,
			'remote_number'    => $this->remote_number,
			'approval'         => $this->approval,
			'by_hand'          => $this->by_hand,
			'reason'           => $this->reason,
		);
	}

	/**
	 * The same delivery in the state that the state machine answered with.
	 *
	 * @param array<string, mixed> $state
	 */
	public function with_state( array $state ): self {
		return $this->with(
			array(
				'status'           => Status::from( $state['status'] ),
				'attempts'         => (int) $state['attempts'],
				'series_attempts'  => (int) $state['series_attempts'],
				'checks'           => (int) $state['checks'],
				'refusals'         => (int) $state['refusals'],
				'first_attempt_at' => $state['first_attempt_at'],
				'sent_at'          => $state['sent_at'],
				'next_attempt_at'  => $state['next_attempt_at'],
				'remote_id'        => $state['remote_id'],
				'remote_number'    => $state['remote_number'],
				'approval'         => $state['approval'],
				'by_hand'          => $state['by_hand'],
				'reason'           => $state['reason'],
			)
		);
	}

	/** The same delivery, under the name that it is asked after by. */
	public function known_as( string $reference ): self {
		return $this->with( array( 'reference' => $reference ) );
	}

	/**
	 * The same delivery, about to leave.
	 *
	 * @param array<string, mixed> $sent_as     As Connector::leaving() gave it.
	 * @param string               $order_total A decimal.
	 */
	public function about_to_leave( array $sent_as, string $order_total ): self {
		return $this->with(
			array(
				'reference'   => $sent_as['number'],
				'sent_as'     => $sent_as,
				'order_total' => $order_total,
				'dated_on'    => self::day( $sent_as['dated_on'] ?? null ),
				'currency'    => $sent_as['currency'],
				'changed_at'  => null,
			)
		);
	}

	/**
	 * A day as a column keeps it.
	 *
	 * @param mixed $day
	 */
	private static function day( $day ): ?string {
		return is_string( $day ) && 1 === preg_match( '/^\d{4}-\d\d-\d\d$/', $day ) ? $day : null;
	}

	/** Whether it waits for an owner to look at it, and to send it by itself and not with others. */
	public function is_held(): bool {
		return Status::Failed === $this->status && in_array( $this->reason['code'] ?? '', array( 'held_for_review', 'held_again' ), true );
	}

	/** Whether no attempt was made to send it: another program may have sent it. */
	public function has_never_left(): bool {
		return Status::Pending === $this->status || ( Status::Failed === $this->status && 0 === $this->attempts );
	}

	/** Whether the service has it, as far as is known. */
	public function is_delivered(): bool {
		return Status::Accepted === $this->status || Status::Confirmed === $this->status;
	}

	/**
	 * What the service calls it, once it is there for certain; null when that is not known.
	 *
	 * @return ?array{id: string, number: ?string}
	 */
	public function remote(): ?array {
		if ( Status::Confirmed !== $this->status || null === $this->remote_id ) {
			return null;
		}
		return array(
			'id'     => $this->remote_id,
			'number' => $this->remote_number,
		);
	}

	/**
	 * The question what became of it.
	 *
	 * @return array{id: int, kind: string, order_id: int, subject_id: int, reference: string, sent_as: ?array<string, mixed>}
	 */
	public function query(): array {
		return array(
			'id'         => $this->id,
			'kind'       => $this->document,
			'order_id'   => $this->order_id,
			'subject_id' => $this->subject_id,
			'reference'  => (string) $this->reference,
			'sent_as'    => $this->sent_as,
		);
	}

	/**
	 * @param array<string, mixed> $changes
	 */
	private function with( array $changes ): self {
		return new self( ...array_merge( get_object_vars( $this ), $changes ) );
	}
}
