<?php
/**
 * Something to send.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

/**
 * A delivery with the document that leaves, and the order it was made from.
 */
final class Task {

	/**
	 * @param array<string, mixed> $document As the extension's map() gave it.
	 * @param list<string>         $remarks  Sentences for the order, once it has left.
	 * @param array<string, ?Delivery> $earlier  The documents that this one waited for, by kind; see Precedence.
	 */
	public function __construct(
		public readonly Delivery $delivery,
		public readonly array $document,
		public readonly \WC_Order $order,
		public readonly array $remarks,
		private readonly array $earlier,
	) {}

	/** The same, with the delivery as it is stored now. */
	public function of( Delivery $delivery ): self {
		return new self( $delivery, $this->document, $this->order, $this->remarks, $this->earlier );
	}

	/**
	 * The document that this one belongs to, as the service calls it; null when it is not there, or belongs to none.
	 *
	 * @return ?array{id: string, number: ?string}
	 */
	public function belongs_to(): ?array {
		$first = array_values( $this->earlier )[0] ?? null;
		return $first?->remote();
	}

	/**
	 * All that it waited for and that are in the service.
	 *
	 * @return array<string, array{id: string, number: ?string}> By kind.
	 */
	public function awaited(): array {
		return array_filter( array_map( static fn ( ?Delivery $one ): ?array => $one?->remote(), $this->earlier ) );
	}
}
