<?php
/**
 * One kind of document.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

use WcAccounting\Services\Words;

/**
 * A document that a service makes of an order, e.g. a sales order.
 */
final class DocumentType {

	private function __construct(
		public readonly string $kind,
		/** Whose books it goes to. */
		public readonly Account $account,
		/** Name of the setting that lists the statuses of an order which want it. */
		public readonly string $statuses,
		/** Name of the setting that turns it on. */
		public readonly string $enabled,
		/** Order meta that says `yes` once it is in the service. */
		public readonly string $synced_meta,
		/** Kind of the document of the same order that must be there before this one leaves. */
		public readonly ?string $waits_for,
		/** Name of the setting that must be `yes` for waiting. */
		public readonly ?string $waits_setting,
		/** Name of the setting that has that document made first for an order that never had the status which triggers it. */
		public readonly ?string $first_setting,
		private readonly Words $words,
	) {}

	/**
	 * @param array<string, mixed> $described
	 */
	public static function from_array( array $described, Account $account, Words $words ): self {
		return new self(
			kind: (string) $described['kind'],
			account: $account,
			statuses: (string) $described['statuses'],
			enabled: (string) $described['enabled'],
			synced_meta: (string) $described['synced_meta'],
			waits_for: $described['waits_for'] ?? null,
			waits_setting: $described['waits_setting'] ?? null,
			first_setting: $described['first_setting'] ?? null,
			words: $words,
		);
	}

	/** What a person calls it. */
	public function label(): string {
		return $this->words->document( $this->kind );
	}
}
