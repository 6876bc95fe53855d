<?php
/**
 * What stands in the books.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Database\Database;

/**
 * What a document comes to in the service, beside what its order came to in the shop when it left. Amounts are decimals in the
 * order's currency, with tax.
 */
final class Books {

	/** Nobody knows why the service does not have the document any more. */
	public const GONE = 'gone';

	/** It is not to be there any more: another document has undone it, or a person took it back as the order's end demands. */
	public const TAKEN_BACK = 'taken_back';

	private function __construct(
		public readonly string $shop_total,
		/** Tax in that; null when nobody knows it any more. */
		public readonly ?string $shop_tax,
		/** Null until it was read. */
		public readonly ?string $total,
		public readonly ?string $tax,
		/** What is still to be paid. */
		public readonly ?string $due,
		/** The service's word for its state. */
		public readonly ?string $state,
		/** Whether shop and books disagree; null until it was read. */
		public readonly ?bool $differs,
		/** When it was read, UNIX seconds. */
		public readonly ?int $read_at,
		/** GONE or TAKEN_BACK, when the list of the service did not have it; else null. */
		public readonly ?string $absent,
	) {}

	/**
	 * @param array<string, ?string> $row As the database gives it.
	 */
	public static function from_row( array $row ): self {
		return new self(
			shop_total: (string) $row['shop_total'],
			shop_tax: $row['shop_tax'],
			total: $row['total'],
			tax: $row['tax'],
			due: $row['due'],
			state: $row['state'],
			differs: null === $row['differs'] ? null : '1' === $row['differs'],
			read_at: Database::seconds( $row['read_at'] ),
			absent: $row['absent'],
		);
	}
}
