<?php
/**
 * The refunds of a golden order.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

/** Gives back through `wc_create_refund()` what the snapshot says. */
final class GoldenRefunds {

	/**
	 * @param array<string, mixed> $snapshot
	 */
	public function __construct( private readonly array $snapshot, private readonly Ids $ids ) {}

	/** The oldest first; a snapshot has the newest first. */
	public function build( \WC_Order $order ): void {
		foreach ( array_reverse( $this->snapshot['refunds'] ) as $refund ) {
			$strangers = $this->add_strangers( $order, $refund );
			$made      = wc_create_refund(
				array(
					'order_id'   => $order->get_id(),
					'amount'     => $refund['amount'],
					'reason'     => $refund['reason'],
					'line_items' => $this->lines( $refund ) + $this->charges( $refund, 'shipping' ) + $this->charges( $refund, 'fee' ),
				)
			);
			if ( is_wp_error( $made ) ) {
				throw new \LogicException( $made->get_error_message() );
			}
			// WooCommerce lists the refunds of one second in no certain order.
			$made->set_date_created( $refund['created_at'] );
			$made->save();
			$this->ids->learn( 'refund', $refund['id'], $made->get_id() );
			foreach ( $strangers as $item ) {
				wc_delete_order_item( $item );
			}
		}
	}

	/**
	 * Lines that are refunded and that the order does not have: it had them then.
	 *
	 * @param array<string, mixed> $refund
	 * @return list<int> Their ids.
	 */
	private function add_strangers( \WC_Order $order, array $refund ): array {
		$strangers = array();
		foreach ( $refund['lines'] as $line ) {
			if ( ! in_array( $line['line_id'], array_column( $this->snapshot['lines'], 'id' ), true ) ) {
				$item = new \WC_Order_Item_Product();
				$item->set_props(
					array(
						'name' => 'Taken off later',
						'quantity' => $line['quantity'],
						'subtotal' => $line['total'],
						'total' => $line['total'],
						'order_id' => $order->get_id(),
					)
				);
				$strangers[] = $item->save();
				$this->ids->learn( 'item', $line['line_id'], $item->get_id() );
			}
		}
		return $strangers;
	}

	/**
	 * @param array<string, mixed> $refund
	 * @return array<int, array<string, mixed>> As `wc_create_refund()` wants them.
	 */
	private function lines( array $refund ): array {
		$lines = array();
		foreach ( $refund['lines'] as $line ) {
			$lines[ $this->ids->built( 'item', $line['line_id'] ) ] = array(
				'qty'          => $line['quantity'],
				'refund_total' => $line['total'],
				'refund_tax'   => $this->built_rates( $line['taxes'] ?? array() ),
			);
		}
		return $lines;
	}

	/**
	 * A snapshot knows only the sum: it is given back on the charge of that amount, else on the first ones.
	 *
	 * @param array<string, mixed> $refund
	 * @return array<int, array<string, mixed>>
	 */
	private function charges( array $refund, string $kind ): array {
		$charges = $this->snapshot[ 'fee' === $kind ? 'fees' : 'shipping_lines' ];
		$exact   = array_filter( $charges, static fn ( array $charge ): bool => $charge['total'] === $refund[ "{$kind}_total" ] );
		$rest    = (int) $refund[ "{$kind}_total" ];
		$items   = array();
		foreach ( array() === $exact ? $charges : array_slice( $exact, 0, 1 ) as $charge ) {
			$part  = $charge === end( $charges ) ? $rest : min( $rest, (int) $charge['total'] );
			$rest -= $part;
			$items[ $this->ids->built( 'item', $charge['id'] ) ] = array(
				'refund_total' => (string) $part,
				'refund_tax'   => $this->built_rates( $refund[ "{$kind}_taxes" ] ?? array() ),
			);
		}
		return $items;
	}

	/**
	 * @param array<int, string> $taxes
	 * @return array<int, string>
	 */
	private function built_rates( array $taxes ): array {
		$built = array();
		foreach ( $taxes as $rate => $tax ) {
			$built[ $this->ids->built( 'rate', $rate ) ] = $tax;
		}
		return $built;
	}
}
