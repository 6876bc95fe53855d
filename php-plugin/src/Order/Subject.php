<?php
/**
 * What a document is of.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\DocumentType;

/**
 * One kind of document together with what it is made of: an order, or one refund of an order, as the service says of that kind.
 */
final class Subject {

	private function __construct(
		public readonly DocumentType $document,
		public readonly \WC_Order $order,
		private readonly ?\WC_Order_Refund $refund,
	) {}

	/**
	 * All of that kind: one for the order, or one for each of its refunds, the oldest first.
	 *
	 * @return list<self>
	 */
	public static function all( DocumentType $document, \WC_Order $order ): array {
		if ( ! $document->is_of_refunds ) {
			return array( new self( $document, $order, null ) );
		}
		$refunds = array_filter( (array) $order->get_refunds(), static fn ( $refund ): bool => $refund instanceof \WC_Order_Refund );
		$of      = static fn ( \WC_Order_Refund $refund ): self => new self( $document, $order, $refund );
		return array_map( $of, array_reverse( array_values( $refunds ) ) );
	}

	/**
	 * All of several kinds.
	 *
	 * @param list<DocumentType> $documents
	 * @return list<self>
	 */
	public static function of_all( array $documents, \WC_Order $order ): array {
		return array_merge( ...array_map( static fn ( DocumentType $document ): array => self::all( $document, $order ), $documents ) );
	}

	/** The one with this id; null when the order has none, such as a refund that was deleted. */
	public static function find( DocumentType $document, \WC_Order $order, int $id ): ?self {
		foreach ( self::all( $document, $order ) as $subject ) {
			if ( $subject->id() === $id ) {
				return $subject;
			}
		}
		return null;
	}

	/**
	 * The one that a row or a request names; null when the service makes no such document, or what it is of is gone.
	 *
	 * @param string $kind Of the document.
	 * @param int    $id   As id() gives it.
	 */
	public static function named( Description $description, string $kind, ?\WC_Order $order, int $id ): ?self {
		$document = $description->document( $kind );
		return null === $document || null === $order ? null : self::find( $document, $order, $id );
	}

	/** As in rows: the id of the refund, or of the order. */
	public function id(): int {
		return $this->bearer()->get_id();
	}

	/** Who bears the mark that says that it is in the service: the refund, or the order. */
	public function bearer(): \WC_Abstract_Order {
		return $this->refund ?? $this->order;
	}

	/** What a person calls it. */
	public function label(): string {
		return null === $this->refund
			? $this->document->label()
			/* translators: 1: kind of document, e.g. Credit note, 2: id of a refund. */
			: sprintf( __( '%1$s for refund #%2$s', 'wc-accounting' ), $this->document->label(), $this->refund->get_id() );
	}

	/** The order with all that was bought, or the refund, as WooCommerce shows it: a number of the order's currency, for the eye. */
	public function shown_total(): float {
		return (float) ( null === $this->refund ? $this->order->get_total() : $this->refund->get_amount() );
	}

	/**
	 * What it comes to today: the refund; or the order, less its refunds unless those have documents of their own. A decimal in
	 * the order's currency.
	 */
	public function total(): string {
		if ( null !== $this->refund ) {
			return Decimal::absolute( Decimal::of( $this->refund->get_amount() ) );
		}
		$total    = Decimal::of( $this->order->get_total() );
		$refunded = Decimal::absolute( Decimal::of( $this->order->get_total_refunded() ) );
		return $this->document->bills_as_bought ? $total : Decimal::sum( array( $total, "-$refunded" ) );
	}

	/** The tax in total(), a decimal. */
	public function tax(): string {
		if ( null !== $this->refund ) {
			return Decimal::absolute( Decimal::of( $this->refund->get_total_tax() ) );
		}
		$tax      = Decimal::of( $this->order->get_total_tax() );
		$refunded = Decimal::absolute( Decimal::of( $this->order->get_total_tax_refunded() ) );
		return $this->document->bills_as_bought ? $tax : Decimal::sum( array( $tax, "-$refunded" ) );
	}
}
