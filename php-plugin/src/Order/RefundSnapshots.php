<?php
/**
 * What was given back of an order.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

/** The refunds of a snapshot. WooCommerce stores a refund with negative amounts; here they are positive. */
final class RefundSnapshots {

	public function __construct( private readonly OrderReader $reader ) {}

	/**
	 * @return list<array<string, mixed>> The newest first.
	 */
	public function of( \WC_Order $order ): array {
		$refunds = array_filter(
			(array) $this->reader->read( fn () => $order->get_refunds(), array() ),
			static fn ( $refund ): bool => $refund instanceof \WC_Order_Refund
		);
		return array_map( $this->refund( ... ), array_values( $refunds ) );
	}

	/**
	 * @return array<string, mixed>
	 */
	private function refund( \WC_Order_Refund $refund ): array {
		return array(
			'id'         => $refund->get_id(),
			'created_at' => $this->reader->time( fn () => $refund->get_date_created( 'edit' ) ),
			'amount'     => Decimal::absolute( $this->reader->amount( fn () => $refund->get_amount( 'edit' ) ) ),
			'reason'     => $this->reader->text( fn () => $refund->get_reason( 'edit' ) ),
			'lines'      => array_map( $this->line( ... ), $this->reader->items( $refund, 'line_item' ) ),
		) + $this->charges( $refund, 'shipping', 'shipping_lines' ) + $this->charges( $refund, 'fee', 'fees' );
	}

	/**
	 * @param \WC_Order_Item_Product $item
	 * @return array<string, mixed>
	 */
	private function line( \WC_Order_Item $item ): array {
		$quantity = Decimal::absolute( $this->reader->amount( fn () => $item->get_quantity( 'edit' ) ) );
		return $this->money( $item ) + array( 'quantity' => $quantity );
	}

	/**
	 * What came back of which line, fee or shipping.
	 *
	 * @param \WC_Order_Item_Product|\WC_Order_Item_Shipping|\WC_Order_Item_Fee $item
	 * @return array<string, mixed>
	 */
	private function money( \WC_Order_Item $item ): array {
		$line  = array(
			'line_id'   => $this->reader->id( fn () => $item->get_meta( '_refunded_item_id' ) ),
			'total'     => Decimal::absolute( $this->reader->amount( fn () => $item->get_total( 'edit' ) ) ),
			'total_tax' => Decimal::absolute( $this->reader->amount( fn () => $item->get_total_tax( 'edit' ) ) ),
		);
		$taxes = $this->taxes( array( $item ) );
		return $line + ( array() === $taxes ? array() : array( 'taxes' => $taxes ) );
	}

	/**
	 * All shipping, or all fees, that one refund gives back: together, and each by itself.
	 *
	 * @return array<string, mixed>
	 */
	private function charges( \WC_Order_Refund $refund, string $kind, string $each ): array {
		$items   = $this->reader->items( $refund, $kind );
		$charges = array(
			"{$kind}_total" => $this->given_back( $items, 'get_total' ),
			"{$kind}_tax"   => $this->given_back( $items, 'get_total_tax' ),
		);
		$taxes   = $this->taxes( $items );
		$charges += array() === $taxes ? array() : array( "{$kind}_taxes" => $taxes );
		// Items of another program may not say what they are of.
		$named = array_filter( array_map( $this->money( ... ), $items ), static fn ( array $line ): bool => 0 !== $line['line_id'] );
		return $charges + ( array() === $named ? array() : array( $each => array_values( $named ) ) );
	}

	/**
	 * @param list<\WC_Order_Item> $items
	 */
	private function given_back( array $items, string $getter ): string {
		$amount = fn ( \WC_Order_Item $item ): string => $this->reader->amount( fn () => $item->$getter( 'edit' ) );
		return Decimal::absolute( Decimal::sum( array_map( $amount, $items ) ) );
	}

	/**
	 * Tax given back per rate.
	 *
	 * @param list<\WC_Order_Item> $items
	 * @return array<int|string, string>
	 */
	private function taxes( array $items ): array {
		$by_rate = array();
		foreach ( $items as $item ) {
			foreach ( $this->reader->taxes( $item, 'total' ) as $rate => $tax ) {
				$by_rate[ $rate ][] = $tax;
			}
		}
		return array_map( static fn ( array $taxes ): string => Decimal::absolute( Decimal::sum( $taxes ) ), $by_rate );
	}
}
