<?php
/**
 * What is to be corrected in the service.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Messages;
use WcAccounting\Order\Decimal;
use WcAccounting\Order\Subject;

/**
 * What a person does in the service about refunds that were made after a document had left, where the service has no documents for
 * them: which document, which lines, which amounts, which tax. Plain text.
 */
final class Correction {

	private function __construct( private readonly Delivery $delivery, private readonly string $service ) {}

	/**
	 * One sentence for each refund that nobody has seen to yet, the oldest first, and below it its lines.
	 *
	 * @param string $service Name of the service.
	 * @return list<array{text: string, lines: list<string>}> Empty when there was no such refund.
	 */
	public static function of( Delivery $delivery, Subject $subject, string $service ): array {
		if ( $subject->document->bills_as_bought || ! $delivery->is_delivered() ) {
			return array();
		}
		$correction = new self( $delivery, $service );
		$seen_to    = Change::last_refund_seen_to( $delivery );
		$is_later   = static fn ( \WC_Order_Refund $refund ): bool => $refund->get_id() > $seen_to
			&& ( $refund->get_date_created( 'edit' )?->getTimestamp() ?? 0 ) >= (int) $delivery->sent_at;
		$refunds    = array_filter( array_reverse( $subject->order->get_refunds() ), $is_later );
		return array_values( array_map( $correction->of_refund( ... ), $refunds ) );
	}

	/**
	 * @return array{text: string, lines: list<string>}
	 */
	private function of_refund( \WC_Order_Refund $refund ): array {
		$tax  = Decimal::absolute( Decimal::of( $refund->get_total_tax() ) );
		$text = self::is_nothing( $tax )
			/* translators: 1: id of a refund, 2: its amount, 3: number of a document, 4: name of the service. */
			? __( 'Refund #%1$s: take %2$s off %3$s in %4$s.', 'wc-accounting' )
			/* translators: 1: id of a refund, 2: its amount, 3: number of a document, 4: name of the service, 5: tax in that amount. */
			: __( 'Refund #%1$s: take %2$s off %3$s in %4$s, of which tax %5$s.', 'wc-accounting' );
		return array(
			'text'  => sprintf(
				$text,
				$refund->get_id(),
				$this->money( $refund, Decimal::absolute( Decimal::of( $refund->get_amount() ) ) ),
				$this->delivery->remote_number ?? $this->delivery->reference ?? '',
				$this->service,
				$this->money( $refund, $tax )
			),
			'lines' => $this->lines( $refund ),
		);
	}

	/**
	 * @return list<string>
	 */
	private function lines( \WC_Order_Refund $refund ): array {
		$lines = array();
		foreach ( $refund->get_items( array( 'line_item', 'shipping', 'fee' ) ) as $item ) {
			$net = Decimal::absolute( Decimal::of( method_exists( $item, 'get_total' ) ? $item->get_total() : '0' ) );
			$tax = Decimal::absolute( Decimal::of( method_exists( $item, 'get_total_tax' ) ? $item->get_total_tax() : '0' ) );
			if ( self::is_nothing( $net ) && self::is_nothing( $tax ) && 0 === (int) $item->get_quantity() ) {
				continue;
			}
			$pieces  = $item instanceof \WC_Order_Item_Product ? abs( (float) $item->get_quantity() ) : 0.0;
			$name    = $pieces > 0 ? $pieces . ' × ' . $item->get_name() : $item->get_name();
			$lines[] = sprintf(
				/* translators: 1: what was refunded, e.g. 2 × Coffee, 2: its amount without tax, 3: the tax on it. */
				__( '%1$s: %2$s, tax %3$s', 'wc-accounting' ),
				$name,
				$this->money( $refund, $net ),
				$this->money( $refund, $tax )
			);
		}
		return $lines;
	}

	private static function is_nothing( string $amount ): bool {
		return 0 === Decimal::sign( $amount );
	}

	/** @param string $amount A decimal. */
	private function money( \WC_Order_Refund $refund, string $amount ): string {
		return Messages::money( array( 'currency' => $refund->get_currency(), 'amount' => $amount ), 'amount' );
	}
}
