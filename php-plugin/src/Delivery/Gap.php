<?php
/**
 * A difference between shop and books.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Order\Subject;

/**
 * One document over which shop and books do not agree, or may not: a line of the closing page. Amounts are decimals in the
 * currency of the order, with tax; null where nobody knows them. What comes from the service is as it said it.
 *
 * @phpstan-import-type Document from Inventory
 * @phpstan-type Fields array{
 *     kind: string, document: string, order_id: ?int, subject_id: ?int, reference: ?string, number: ?string, remote_id: ?string,
 *     date: ?string, currency: string, shop_total: ?string, shop_tax: ?string, books_total: ?string, books_tax: ?string,
 *     state: string, reason: ?array{code: string, detail: string}
 * }
 */
final class Gap {

	/** The order should have the document, and nobody ever made it. */
	public const MISSING = 'missing';

	/** The same, of an order that is older than the day from which orders are sent. */
	public const OLDER = 'before_start_day';

	/** It waits for a person to decide. */
	public const HELD = 'held';

	public const FAILED = 'failed';

	/** It is on its way. */
	public const WAITING = 'not_yet_there';

	/** It comes to something else in the books. */
	public const DIFFERS = 'other_total';

	/** The order is something else than what was sent. */
	public const CHANGED = 'changed_since';

	/** It was delivered, and the list of the service does not have it. */
	public const GONE = 'not_in_books';

	/** The list of the service has it a second time, under another id. */
	public const TWICE = 'twice_in_books';

	/** The list of the service has it, and nothing in the shop knows of it. */
	public const UNKNOWN = 'not_in_shop';

	/** In the order in which they are shown. */
	public const KINDS = array(
		self::MISSING,
		self::OLDER,
		self::HELD,
		self::FAILED,
		self::WAITING,
		self::DIFFERS,
		self::CHANGED,
		self::GONE,
		self::TWICE,
		self::UNKNOWN,
	);

	/** A number is never longer; the service may say what it likes. */
	private const LONGEST = 191;

	/**
	 * @param ?array{code: string, detail: string} $reason
	 */
	private function __construct(
		/** One of KINDS. */
		public readonly string $kind,
		/** Kind of document. */
		public readonly string $document,
		/** Null when the shop knows no order of it. */
		public readonly ?int $order_id,
		/** What it is of: the order, or one of its refunds. */
		public readonly ?int $subject_id,
		/** The name that the shop finds it by. */
		public readonly ?string $reference,
		/** Its number in the service. */
		public readonly ?string $number,
		public readonly ?string $remote_id,
		/** The day that it carries, else the one its order was made on; Y-m-d. */
		public readonly ?string $date,
		public readonly string $currency,
		public readonly ?string $shop_total,
		public readonly ?string $shop_tax,
		public readonly ?string $books_total,
		public readonly ?string $books_tax,
		/** Where its delivery stands, or the service's word for its state. */
		public readonly string $state,
		public readonly ?array $reason,
	) {}

	/** Of an order, or a refund, that nobody made the document of. */
	public static function of_subject( string $kind, Subject $subject ): self {
		return new self(
			kind: $kind,
			document: $subject->document->kind,
			order_id: $subject->order->get_id(),
			subject_id: $subject->id(),
			reference: null,
			number: null,
			remote_id: null,
			date: self::made_on( $subject ),
			currency: $subject->order->get_currency(),
			shop_total: $subject->total(),
			shop_tax: $subject->tax(),
			books_total: null,
			books_tax: null,
			state: '',
			reason: null,
		);
	}

	/**
	 * Of a delivery.
	 *
	 * @param ?Subject $subject Where it was read.
	 */
	public static function of_delivery( string $kind, Delivery $delivery, ?Books $books, ?Subject $subject ): self {
		return new self(
			kind: $kind,
			document: $delivery->document,
			order_id: $delivery->order_id,
			subject_id: $delivery->subject_id,
			reference: $delivery->reference,
			number: $delivery->remote_number,
			remote_id: $delivery->remote_id,
			date: $delivery->dated_on ?? ( null === $subject ? null : self::made_on( $subject ) ),
			currency: $delivery->currency ?? $delivery->sent_as['currency'] ?? $subject?->order->get_currency() ?? '',
			shop_total: $books?->shop_total ?? $delivery->order_total ?? $subject?->total(),
			shop_tax: $books?->shop_tax ?? $subject?->tax(),
			books_total: $books?->total,
			books_tax: $books?->tax,
			state: $books?->state ?? $delivery->status->value,
			reason: $delivery->reason,
		);
	}

	/**
	 * Of what only the service knows.
	 *
	 * @param Document  $listed
	 * @param ?Delivery $again What it is once more.
	 */
	public static function of_list( string $document, array $listed, ?Delivery $again = null ): self {
		return new self(
			kind: null === $again ? self::UNKNOWN : self::TWICE,
			document: $document,
			order_id: $again?->order_id,
			subject_id: $again?->subject_id,
			reference: $again?->reference,
			number: self::cut( $listed['number'] ),
			remote_id: self::cut( $listed['id'] ),
			date: $listed['date'],
			currency: $again?->currency ?? '',
			shop_total: null,
			shop_tax: null,
			books_total: $listed['total'],
			books_tax: $listed['tax'],
			state: self::cut( (string) $listed['state'] ),
			reason: null,
		);
	}

	/** As a text of the service may be kept. */
	private static function cut( string $text ): string {
		return mb_substr( mb_scrub( $text, 'UTF-8' ), 0, self::LONGEST, 'UTF-8' );
	}

	private static function made_on( Subject $subject ): ?string {
		$made = $subject->bearer()->get_date_created( 'edit' );
		return null === $made ? null : (string) wp_date( 'Y-m-d', $made->getTimestamp() );
	}

	/**
	 * To be kept.
	 *
	 * @return Fields
	 */
	public function to_array(): array {
		return array(
			'kind'        => $this->kind,
			'document'    => $this->document,
			'order_id'    => $this->order_id,
			'subject_id'  => $this->subject_id,
			'reference'   => $this->reference,
			'number'      => $this->number,
			'remote_id'   => $this->remote_id,
			'date'        => $this->date,
			'currency'    => $this->currency,
			'shop_total'  => $this->shop_total,
			'shop_tax'    => $this->shop_tax,
			'books_total' => $this->books_total,
			'books_tax'   => $this->books_tax,
			'state'       => $this->state,
			'reason'      => $this->reason,
		);
	}

	/**
	 * @param Fields $fields As to_array() gave them.
	 */
	public static function from_array( array $fields ): self {
		return new self( ...$fields );
	}
}
