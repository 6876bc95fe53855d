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
	 * @param ?array{id: string, number: ?string} $belongs_to The document that this one waited for, as the service calls it.
	 */
	public function __construct(
		public readonly Delivery $delivery,
		public readonly array $document,
		public readonly \WC_Order $order,
		public readonly array $remarks,
		public readonly ?array $belongs_to,
	) {}

	/** The same, with the delivery as it is stored now. */
	public function of( Delivery $delivery ): self {
		return new self( $delivery, $this->document, $this->order, $this->remarks, $this->belongs_to );
	}
}
