<?php
/**
 * What was given back of an order.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

/**
 * The refunds of a snapshot. WooCommerce stores what came back with the sign turned around, so that a fee of -10 comes back as 10;
 * some programs store it as it is. Here it has the sign of what it is of: positive, unless a discount comes back.
 */
final class RefundSnapshots {

	public function __construct( private readonly OrderReader $reader ) {}

	/** What a refund gives back of an order, by kind of item. */
	private const KINDS = array( 'line_item', 'shipping', 'fee' );

	/**
	 * @return list<array<string, mixed>> The newest first.
	 */
	public function of( \WC_Order $order ): array {
		$refunds = array_filter(
			(array) $this->reader->read( fn () => $order->get_refunds(), array() ),
			static fn ( $refund ): bool => $refund instanceof \WC_Order_Refund
		);
		$bought  = array() === $refunds ? array() : $this->bought( $order );
		return array_map( fn ( \WC_Order_Refund $refund ): array => $this->refund( $refund, $bought ), array_values( $refunds ) );
	}

	/** @return array<int, \WC_Order_Item> By id. */
	private function bought( \WC_Order $order ): array {
		$items = array_merge( ...array_map( fn ( string $kind ): array => $this->reader->items( $order, $kind ), self::KINDS ) );
		$id    = fn ( \WC_Order_Item $item ): int => $this->reader->id( fn () => $item->get_id() );
		return array_combine( array_map( $id, $items ), $items );
	}

	/**
	 * @param array<int, \WC_Order_Item> $bought
	 * @return array<string, mixed>
	 */
	private function refund( \WC_Order_Refund $refund, array $bought ): array {
		$returned = array();
		foreach ( self::KINDS as $kind ) {
			$returned[ $kind ] = array_map(
				fn ( \WC_Order_Item $item ): ReturnedItem => new ReturnedItem( $item, $bought, $this->reader ),
				$this->reader->items( $refund, $kind )
			);
		}
		return array(
			'id'         => $refund->get_id(),
			'created_at' => $this->reader->time( fn () => $refund->get_date_created( 'edit' ) ),
			'amount'     => Decimal::absolute( $this->reader->amount( fn () => $refund->get_amount( 'edit' ) ) ),
			'reason'     => $this->reader->text( fn () => $refund->get_reason( 'edit' ) ),
			'lines'      => array_map( static fn ( ReturnedItem $item ): array => $item->line(), $returned['line_item'] ),
		) + self::charges( $returned['shipping'], 'shipping', 'shipping_lines' ) + self::charges( $returned['fee'], 'fee', 'fees' );
	}

	/**
	 * All shipping, or all fees, that one refund gives back: together, and each by itself.
	 *
	 * @param list<ReturnedItem> $items
	 * @return array<string, mixed>
	 */
	private static function charges( array $items, string $kind, string $each ): array {
		$charges = array(
			"{$kind}_total" => Decimal::sum( array_map( static fn ( ReturnedItem $item ): string => $item->total, $items ) ),
			"{$kind}_tax"   => Decimal::sum( array_map( static fn ( ReturnedItem $item ): string => $item->total_tax, $items ) ),
		);
		$taxes   = self::taxes( $items );
		$charges += array() === $taxes ? array() : array( "{$kind}_taxes" => $taxes );
		// Items of another program may not say what they are of.
		$named = array_filter( $items, static fn ( ReturnedItem $item ): bool => 0 !== $item->of );
		$lines = array_map( static fn ( ReturnedItem $item ): array => $item->money(), array_values( $named ) );
		return $charges + ( array() === $lines ? array() : array( $each => $lines ) );
	}

	/**
	 * Tax given back per rate.
	 *
	 * @param list<ReturnedItem> $items
	 * @return array<int|string, string>
	 */
	private static function taxes( array $items ): array {
		$by_rate = array();
		foreach ( $items as $item ) {
			foreach ( $item->taxes as $rate => $tax ) {
				$by_rate[ $rate ][] = $tax;
			}
		}
		return array_map( Decimal::sum( ... ), $by_rate );
	}
}
