<?php
/**
 * What came back of one line, fee or shipping.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

/** An item of a refund. Its amounts have the sign of what they are of, however the shop stored them. */
final class ReturnedItem {

	/** Id of the item of the order; 0 when it does not say which. */
	public readonly int $of;

	public readonly string $total;

	public readonly string $total_tax;

	/** @var array<int|string, string> By rate. */
	public readonly array $taxes;

	private readonly string $quantity;

	/**
	 * @param \WC_Order_Item_Product|\WC_Order_Item_Shipping|\WC_Order_Item_Fee $item
	 * @param array<int, \WC_Order_Item>                                         $bought The items of the order, by id.
	 */
	public function __construct( \WC_Order_Item $item, array $bought, private readonly OrderReader $reader ) {
		$this->of       = $reader->id( fn () => $item->get_meta( '_refunded_item_id' ) );
		$this->quantity = $item instanceof \WC_Order_Item_Product ? Decimal::absolute( $this->amount( $item, 'get_quantity' ) ) : '0';
		$stored         = $this->amounts( $item );
		$is_turned      = $this->is_turned( $stored, isset( $bought[ $this->of ] ) ? $this->amounts( $bought[ $this->of ] ) : array() );
		$given_back     = static fn ( string $amount ): string => $is_turned ? Decimal::negative( $amount ) : $amount;

		list( $this->total, $this->total_tax ) = array_map( $given_back, $stored );
		$this->taxes                           = array_map( $given_back, $reader->taxes( $item, 'total' ) );
	}

	/** @return array{0: string, 1: string} Total and tax. */
	private function amounts( \WC_Order_Item $item ): array {
		return array( $this->amount( $item, 'get_total' ), $this->amount( $item, 'get_total_tax' ) );
	}

	private function amount( \WC_Order_Item $item, string $getter ): string {
		return $this->reader->amount( fn () => $item->$getter( 'edit' ) );
	}

	/**
	 * Whether it is stored with the other sign than what it is of. Of what nobody knows it is taken for a charge.
	 *
	 * @param list<string> $stored
	 * @param list<string> $bought
	 */
	private function is_turned( array $stored, array $bought ): bool {
		foreach ( $stored as $place => $amount ) {
			$sign = Decimal::sign( $amount );
			if ( 0 !== $sign ) {
				$sign_of_bought = Decimal::sign( $bought[ $place ] ?? '0' );
				return 0 === $sign_of_bought ? $sign < 0 : $sign !== $sign_of_bought;
			}
		}
		return false;
	}

	/**
	 * @return array<string, mixed>
	 */
	public function money(): array {
		$money = array(
			'line_id'   => $this->of,
			'total'     => $this->total,
			'total_tax' => $this->total_tax,
		);
		return $money + ( array() === $this->taxes ? array() : array( 'taxes' => $this->taxes ) );
	}

	/**
	 * The same of a product, of which pieces come back.
	 *
	 * @return array<string, mixed>
	 */
	public function line(): array {
		return $this->money() + array( 'quantity' => $this->quantity );
	}
}
