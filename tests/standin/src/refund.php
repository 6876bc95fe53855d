<?php
/**
 * Refunds.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

use WcAccounting\Standin\Amount;
use WcAccounting\Standin\Kind;

/** What was given back of an order: its amounts and quantities are negative, except `amount`. */
class WC_Order_Refund extends WC_Abstract_Order {

	public const TYPE = 'shop_order_refund';

	protected const NAME = 'order_refund';

	/** What of an item counts backwards. */
	private const NEGATED = array(
		'qty'          => array( 'quantity' ),
		'refund_total' => array( 'subtotal', 'total' ),
	);

	protected static function fields(): array {
		$more = array(
			'amount' => Kind::Total,
			'reason' => Kind::Text,
		);
		return parent::fields() + $more;
	}

	/** Of that order, with nothing in it yet. */
	public static function of( WC_Order $order, string $amount, string $reason ): self {
		$refund = new self();
		$refund->set_props(
			array(
				'status'             => 'completed',
				'parent_id'          => $order->get_id(),
				'currency'           => $order->get_currency( 'edit' ),
				'prices_include_tax' => $order->get_prices_include_tax( 'edit' ),
				'amount'             => $amount,
				'total'              => Amount::negative( $amount ),
				'reason'             => $reason,
			)
		);
		return $refund;
	}

	/**
	 * Takes a part of an item back.
	 *
	 * @param array<string, mixed> $part `qty`, `refund_total`, and `refund_tax` by rate.
	 */
	public function take_back( WC_Order_Item $item, array $part ): void {
		$class  = $item::class;
		$mirror = new $class();
		$title  = $item instanceof WC_Order_Item_Shipping ? 'method_title' : 'name';
		$copied = array( $title => $item->get_name( 'edit' ) );
		foreach ( $item instanceof WC_Order_Item_Product ? array( 'product_id', 'variation_id' ) : array() as $field ) {
			$copied[ $field ] = $item->{"get_$field"}( 'edit' );
		}
		foreach ( self::NEGATED as $given => $fields ) {
			$copied += array_fill_keys( $fields, Amount::negative( $part[ $given ] ?? 0 ) );
		}
		$mirror->set_props( $copied );
		$taxes = array_map( Amount::negative( ... ), (array) ( $part['refund_tax'] ?? array() ) );
		$mirror->set_taxes(
			array_fill_keys( $item instanceof WC_Order_Item_Product ? array( 'total', 'subtotal' ) : array( 'total' ), $taxes )
		);
		$mirror->add_meta_data( '_refunded_item_id', $item->get_id() );
		$this->add_item( $mirror );
	}

	/** Nobody listens. */
	protected function written( bool $is_new, array $changes ): void {}
}
