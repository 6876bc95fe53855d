<?php
/**
 * One kind of document.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * A document that a service makes of an order, e.g. a sales order.
 */
final class DocumentType {

	/** What the service says of a kind of document that each refund has one of. */
	public const OF_REFUNDS = 'refund';

	private function __construct(
		public readonly string $kind,
		/** Whose books it goes to. */
		public readonly Account $account,
		/** Whether each refund of an order has one; else the order has one. */
		public readonly bool $is_of_refunds,
		/** Whether refunds have documents of their own, so that this one is of the order as it was bought. */
		public readonly bool $bills_as_bought,
		/** Name of the setting that lists the statuses of an order which want it; one of a refund is wanted in all of them. */
		public readonly string $statuses,
		/** Whether only an order that has been paid wants it. */
		public readonly bool $only_paid,
		/** Name of the setting that turns it on. */
		public readonly string $enabled,
		/** Order meta that says `yes` once it is in the service. */
		public readonly string $synced_meta,
		/** Whether it has a total that is compared with the shop's. */
		public readonly bool $is_compared,
		/** Where a person sees one in the service: an address with names in braces, see Description::page_of(). */
		public readonly ?string $page,
		/** Whether the service can be asked for a page of it that is for the customer. */
		public readonly bool $has_customer_page,
		/** Kind of the document that this one belongs to, the first of those in $awaits. */
		public readonly ?string $waits_for,
		/**
		 * All documents that must be there before this one leaves, with whether it leaves without that one when it does not arrive:
		 * else it cannot be made without it. Where both are of refunds it is the one of the same refund. `however_long`: what that one
		 * does decides what is left for this one.
		 *
		 * @var list<array{kind: string, goes_alone: bool, however_long?: bool}>
		 */
		public readonly array $awaits,
		/**
		 * What settings must say for it to be wanted at all; null stands for anything but nothing.
		 *
		 * @var list<array{setting: string, value: ?string}>
		 */
		public readonly array $only_if,
		/** Name of the setting that must be `yes` for waiting. */
		public readonly ?string $waits_setting,
		/** Whether it leaves without that document when that does not arrive; else it cannot be made without it. */
		public readonly bool $goes_alone,
		/** Name of the setting that has that document made first for an order that never had the status which triggers it. */
		public readonly ?string $first_setting,
		/** Kind of the document of the same order that is undone once this one is there. */
		public readonly ?string $takes_back,
		private readonly Words $words,
	) {}

	/**
	 * @param array<string, mixed> $described
	 */
	public static function from_array( array $described, Account $account, Words $words ): self {
		return new self(
			kind: (string) $described['kind'],
			account: $account,
			is_of_refunds: self::OF_REFUNDS === $described['subject'],
			bills_as_bought: (bool) $described['bills_as_bought'],
			statuses: (string) $described['statuses'],
			only_paid: (bool) $described['only_paid'],
			enabled: (string) $described['enabled'],
			synced_meta: (string) $described['synced_meta'],
			is_compared: (bool) $described['is_compared'],
			page: $described['page'] ?? null,
			// An older extension does not say.
			has_customer_page: (bool) ( $described['has_customer_page'] ?? false ),
			waits_for: $described['waits_for'] ?? null,
			awaits: array_values( $described['awaits'] ),
			only_if: array_values( $described['only_if'] ),
			waits_setting: $described['waits_setting'] ?? null,
			goes_alone: (bool) $described['goes_alone'],
			first_setting: $described['first_setting'] ?? null,
			takes_back: $described['takes_back'] ?? null,
			words: $words,
		);
	}

	/** What a person calls it. */
	public function label(): string {
		return $this->words->document( $this->kind );
	}
}
