<?php
/**
 * One kind of document.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Connector;

/**
 * A document that a service makes of an order, e.g. a sales order.
 */
final class DocumentType {

	/** Value of the order meta that says so. */
	public const MARK = 'yes';

	private function __construct(
		public readonly string $kind,
		/** Status of the order that wants it. */
		public readonly string $trigger,
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
	) {}

	/**
	 * @param array<string, mixed> $described
	 */
	public static function from_array( array $described ): self {
		return new self(
			kind: (string) $described['kind'],
			trigger: (string) $described['trigger'],
			enabled: (string) $described['enabled'],
			synced_meta: (string) $described['synced_meta'],
			waits_for: $described['waits_for'] ?? null,
			waits_setting: $described['waits_setting'] ?? null,
			first_setting: $described['first_setting'] ?? null,
		);
	}

	/** Whether the order says that the document is in the service. Order\Journal writes that. */
	public function is_marked( \WC_Order $order ): bool {
		return self::MARK === $order->get_meta( $this->synced_meta );
	}

	/** What a person calls it. */
	public function label(): string {
		return self::label_of( $this->kind );
	}

	public static function label_of( string $kind ): string {
		return match ( $kind ) {
			'order' => __( 'Sales order', 'wc-kledo' ),
			'invoice' => __( 'Invoice', 'wc-kledo' ),
			default => ucfirst( $kind ),
		};
	}
}
