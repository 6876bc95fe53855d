<?php
/**
 * What an order remembers.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Messages;
use WcAccounting\Log\Logger;
use WcAccounting\Order\Mark;
use WcAccounting\Order\Orders;
use WcAccounting\Order\Subject;

/**
 * The only writer of order meta and order notes, and of the log lines that belong to a delivery.
 */
final class Journal {

	public function __construct(
		private readonly Description $description,
		private readonly Orders $orders,
		private readonly Messages $messages,
		private readonly Flags $flags,
		private readonly Logger $logger,
		private readonly Witness $witness,
	) {}

	/**
	 * Does what the state machine said, after the delivery was stored.
	 *
	 * @param list<array<string, mixed>> $effects
	 * @param ?\WC_Order                 $order   If it was read for this delivery; else it is read when it is needed.
	 */
	public function record( Delivery $delivery, array $effects, ?\WC_Order $order = null ): void {
		foreach ( $effects as $effect ) {
			match ( $effect['type'] ) {
				'accepted' => $this->accepted( $delivery, $order ??= $this->order_of( $delivery ) ),
				'delivered' => $this->delivered( $delivery, $order ??= $this->order_of( $delivery ) ),
				'unsynced' => $this->mark( $delivery, false, $order ??= $this->order_of( $delivery ) ),
				'note' => $this->say( $delivery, $this->messages->of( $effect['reason'] ), $order ??= $this->order_of( $delivery ) ),
				'log' => $this->logger->log(
					$effect['level'],
					$this->about( $delivery ) . $this->messages->of( $effect['reason'] ),
					self::context( $delivery )
				),
				default => null,
			};
		}
		if ( $delivery->status->is_settled() ) {
			$this->wake_those_that_wait( $delivery );
		}
	}

	/**
	 * Tells the shop owner on the order, and the log.
	 *
	 * @param list<string> $remarks Sentences that belong to one event.
	 */
	public function remark( Delivery $delivery, array $remarks, ?\WC_Order $order ): void {
		if ( array() !== $remarks ) {
			$this->note( $delivery, implode( ' ', $remarks ), $order );
			$this->logger->warning( $this->about( $delivery ) . implode( ' ', $remarks ), self::context( $delivery ) );
		}
	}

	/**
	 * Who asked for an attempt, where it was nobody on a screen.
	 *
	 * @param bool $is_retry Whether it had been tried, or had waited, before.
	 */
	public function sent_by_command( Delivery $delivery, bool $is_retry ): void {
		$text = $is_retry
			? __( 'tried again by the command line.', 'wc-accounting' )
			: __( 'sent by the command line.', 'wc-accounting' );
		$this->note( $delivery, $text, $this->order_of( $delivery ) );
	}

	/**
	 * A person has seen to what changed about an order since it was sent.
	 *
	 * @return ?Change Null when nothing had changed that a person could see to.
	 */
	public function settled( Delivery $delivery ): ?Change {
		$order  = $this->order_of( $delivery );
		$change = Change::since( $delivery, $order, $this->description );
		if ( null === $change ) {
			return null;
		}
		$this->flags->settle( $delivery, $change->seen_to( $delivery, $order ) );
		/* translators: %s: name of the service. */
		$text = __( 'corrected by hand in %s, as the order has changed since it was sent.', 'wc-accounting' );
		$this->note( $delivery, sprintf( $text, $this->description->name ), $order );
		return $change;
	}

	/** A row was removed because its order does not want the document any more. */
	public function stale( Delivery $delivery, string $why ): void {
		$this->logger->info(
			$this->about( $delivery ) . 'not sent, and removed from the queue: ' . $why . '.',
			self::context( $delivery )
		);
		$this->wake_those_that_wait( $delivery );
	}

	/** The order was not to be had, which says nothing yet. Told once, as long as nothing else happens to the row. */
	public function unread( Delivery $delivery ): void {
		if ( 'bad_order_data' !== ( $delivery->reason['code'] ?? '' ) ) {
			$this->logger->warning(
				$this->about( $delivery ) . 'the order cannot be read now; it is tried again.',
				self::context( $delivery )
			);
		}
	}

	/** Another process took the row over; what this one found out is not stored. */
	public function lease_lost( Delivery $delivery ): void {
		$this->logger->warning(
			$this->about( $delivery ) . 'the lease was lost to another process; nothing is stored.',
			self::context( $delivery )
		);
	}

	public function fault( Delivery $delivery, \Throwable $fault ): void {
		$this->logger->fault( $this->about( $delivery ) . 'failed', $fault, self::context( $delivery ) );
	}

	/**
	 * What a person is told of a reason.
	 *
	 * @param ?array{code: string, detail: string} $reason
	 */
	public function sentence( ?array $reason ): string {
		return $this->messages->of( $reason );
	}

	private function order_of( Delivery $delivery ): ?\WC_Order {
		return $this->orders->fresh( $delivery->order_id );
	}

	private function accepted( Delivery $delivery, ?\WC_Order $order ): void {
		$this->mark( $delivery, true, $order );
		$this->logger->info(
			$this->about( $delivery ) . "{$this->description->name} took it as {$delivery->reference}; it is looked for there later.",
			self::context( $delivery )
		);
	}

	private function delivered( Delivery $delivery, ?\WC_Order $order ): void {
		$this->mark( $delivery, true, $order );
		$this->flag_what_hangs_on( $delivery );
		$this->witness->delivered( $delivery );
		$number = $delivery->remote_number ?? $delivery->reference ?? '';
		$this->logger->info( $this->about( $delivery ) . "in {$this->description->name} as $number.", self::context( $delivery ) );
		$this->write_note(
			$order,
			sprintf(
				/* translators: 1: kind of document, e.g. Sales order, 2: its number, 3: name of the service. */
				__( '%1$s %2$s is in %3$s.', 'wc-accounting' ),
				$this->description->words->document( $delivery->document ),
				$number,
				$this->description->name
			)
		);
	}

	/** Nothing more happens to it by itself: what waits for it may leave, or has to know that it cannot. */
	private function wake_those_that_wait( Delivery $delivery ): void {
		$kinds = $this->kinds_that_await( $delivery );
		if ( array() !== $kinds ) {
			$this->flags->wake( $delivery->order_id, $kinds );
		}
	}

	/** It is there: what failed since it belongs to it, or is undone by it, is looked at again. */
	private function flag_what_hangs_on( Delivery $delivery ): void {
		$is_needed = array() !== $this->kinds_that_await( $delivery, true );
		if ( $is_needed || null !== $this->description->document( $delivery->document )?->takes_back ) {
			$this->flags->flag_orders( array( $delivery->order_id ), 0, true );
		}
	}

	/**
	 * @param bool $needed Only those that never go alone before it is there.
	 * @return list<string>
	 */
	private function kinds_that_await( Delivery $delivery, bool $needed = false ): array {
		$is_it = static fn ( array $awaited ): bool => $delivery->document === $awaited['kind']
			&& ( ! $needed || ! $awaited['goes_alone'] || ( $awaited['however_long'] ?? false ) );
		$wait  = static fn ( DocumentType $document ): bool => array() !== array_filter( $document->awaits, $is_it );
		return array_values( array_column( array_filter( $this->description->documents, $wait ), 'kind' ) );
	}

	/** What the state machine wants a person to know; of a delivery that failed, others too. */
	private function say( Delivery $delivery, string $text, ?\WC_Order $order ): void {
		$this->note( $delivery, $text, $order );
		if ( Status::Failed === $delivery->status ) {
			$this->witness->failed( $delivery, $text );
		}
	}

	private function note( Delivery $delivery, string $text, ?\WC_Order $order ): void {
		$this->write_note(
			$order,
			sprintf(
				/* translators: 1: name of the service, 2: kind of document, e.g. Sales order, 3: what happened. */
				__( '%1$s, %2$s: %3$s', 'wc-accounting' ),
				$this->description->name,
				$this->description->words->document( $delivery->document ),
				$text
			)
		);
	}

	/** Notes render HTML, and what is in them came from outside. */
	private function write_note( ?\WC_Order $order, string $text ): void {
		$order?->add_order_note( esc_html( $text ) );
	}

	/**
	 * The meta alone is saved, not the order: no status hook fires, and nothing that another process changed is overwritten.
	 *
	 * The order storage would save the order after a changed meta to move its date of modification, which runs every
	 * webhook, report and cache of a changed order, fifty queries each. It leaves that to the caller while there are
	 * changes to be saved; so there are, and they are not. The mark is nobody's business but ours.
	 */
	private function mark( Delivery $delivery, bool $synced, ?\WC_Order $order ): void {
		$subject = Subject::named( $this->description, $delivery->document, $order, $delivery->subject_id );
		if ( null === $subject || Mark::is_on( $subject ) === $synced ) {
			return;
		}
		if ( $synced ) {
			Mark::put( $subject );
		} else {
			Mark::take_away( $subject );
		}
		$bearer = $subject->bearer();
		$bearer->set_date_modified( time() + 1 );
		$bearer->save_meta_data();
	}

	private function about( Delivery $delivery ): string {
		return sprintf(
			'%s of order %d (delivery %d, attempt %d): ',
			ucfirst( $delivery->document ),
			$delivery->order_id,
			$delivery->id,
			$delivery->attempts
		);
	}

	/**
	 * @return array<string, int|string|null>
	 */
	private static function context( Delivery $delivery ): array {
		return array(
			'order'    => $delivery->order_id,
			'delivery' => $delivery->id,
			'document' => $delivery->document,
			'attempt'  => $delivery->attempts,
			'outcome'  => $delivery->status->value,
		);
	}
}
