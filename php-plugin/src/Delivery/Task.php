<?php
/**
 * Something to send.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

/**
 * A delivery that is stored as `sending`, with the document that leaves and the order it was made from.
 */
final class Task {

	/**
	 * @param array<string, mixed> $document As the extension's map() gave it.
	 * @param list<string>         $remarks  Sentences for the order, once it has left.
	 */
	public function __construct(
		public readonly Delivery $delivery,
		public readonly array $document,
		public readonly \WC_Order $order,
		public readonly array $remarks,
	) {}
}
