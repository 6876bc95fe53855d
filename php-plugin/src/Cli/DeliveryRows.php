<?php
/**
 * Deliveries as rows.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Admin\Text;
use WcAccounting\Delivery\Books;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\ServiceRuntime;

/**
 * What the list and the export tell of a delivery: what its screen tells, without the name of the customer. Moments are in UTC.
 *
 * @phpstan-import-type Row from Rows
 */
final class DeliveryRows {

	public const OF_LIST = array(
		'id',
		'service',
		'order',
		'subject',
		'document',
		'state',
		'status',
		'attempts',
		'created',
		'sent',
		'next',
		'reference',
		'number',
		'error',
	);

	public const OF_EXPORT = array(
		'service',
		'id',
		'order',
		'subject',
		'document',
		'reference',
		'number',
		'remote_id',
		'state',
		'status',
		'attempts',
		'checks',
		'by_hand',
		'created',
		'first_attempt',
		'sent',
		'next',
		'dated_on',
		'currency',
		'order_total',
		'order_changed',
		'books_total',
		'books_tax',
		'books_state',
		'differs',
		'reason',
		'error',
	);

	/** Deliveries read at a time. */
	private const PAGE = 1000;

	/**
	 * All that a filter finds in several services, one after the other, the newest first.
	 *
	 * @param list<ServiceRuntime>         $runtimes
	 * @param bool                         $with_books Whether what stands in the books is told too.
	 * @param ?\Closure( int ): void       $tell       How many were read again.
	 * @return \Generator<int, Row>
	 */
	public static function of(
		array $runtimes,
		TransactionFilter $filter,
		bool $with_books = false,
		?\Closure $tell = null
	): \Generator {
		foreach ( $runtimes as $runtime ) {
			foreach ( $runtime->transactions->pages( $filter, self::PAGE ) as $page ) {
				$books = $with_books ? $runtime->book_store->of( $page ) : array();
				foreach ( $page as $delivery ) {
					yield self::row( $runtime, $delivery ) + ( $with_books ? self::of_books( $books[ $delivery->id ] ?? null ) : array() );
				}
				if ( null !== $tell ) {
					$tell( count( $page ) );
				}
			}
		}
	}

	/** @return Row */
	public static function row( ServiceRuntime $runtime, Delivery $delivery ): array {
		return array(
			'id'            => $delivery->id,
			'service'       => $runtime->service->key(),
			'order'         => $delivery->order_id,
			'subject'       => $delivery->subject_id,
			'document'      => $delivery->document,
			'state'         => $delivery->status->view(),
			'status'        => $delivery->status->value,
			'attempts'      => $delivery->attempts,
			'created'       => self::moment( $delivery->created_at ),
			'sent'          => self::moment( $delivery->sent_at ),
			'next'          => Status::Confirmed === $delivery->status ? null : self::moment( $delivery->next_attempt_at ),
			'reference'     => $delivery->reference,
			'number'        => $delivery->remote_number,
			'error'         => self::error( $runtime, $delivery ),
			'remote_id'     => $delivery->remote_id,
			'checks'        => $delivery->checks,
			'by_hand'       => $delivery->by_hand,
			'first_attempt' => self::moment( $delivery->first_attempt_at ),
			'dated_on'      => $delivery->dated_on,
			'currency'      => $delivery->currency,
			'order_total'   => $delivery->order_total,
			'order_changed' => self::moment( $delivery->changed_at ),
			'reason'        => $delivery->reason['code'] ?? null,
		);
	}

	/** @return Row */
	private static function of_books( ?Books $books ): array {
		return array(
			'books_total' => $books?->total,
			'books_tax'   => $books?->tax,
			'books_state' => $books?->state,
			'differs'     => $books?->differs,
		);
	}

	/** As the screens say it, and nothing that a key could be in. */
	private static function error( ServiceRuntime $runtime, Delivery $delivery ): string {
		$error = $runtime->messages->of( $delivery->reason );
		return '' === $error ? '' : Text::plain( $runtime->keys->masked( Text::without_long_numbers( $error ) ) );
	}

	private static function moment( ?int $seconds ): ?string {
		return null === $seconds ? null : gmdate( 'Y-m-d\TH:i:s\Z', $seconds );
	}
}
