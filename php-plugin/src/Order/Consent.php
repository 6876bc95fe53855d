<?php
/**
 * Not this one.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Connector\DocumentType;

/**
 * Whether an order may be sent at all: the owner may say no on the order, the code of a shop by a filter, and the part of a
 * marketplace's order that belongs to one vendor is left to the order that the customer paid.
 */
final class Consent {

	/** On the order: `yes` when the owner ticked "do not send". The same for every service. */
	public const META = '_wc_accounting_do_not_send';

	/** Who makes the parts of a YITH marketplace's order. */
	private const VENDORS_PART = 'yith_wcmv_vendor_suborder';

	/** Meta of an order that Dokan or MultiVendorX (also under its former names) has split by vendor. */
	private const SPLIT_METAS = array( 'has_sub_order', 'has_mvx_sub_order', 'has_wcmp_sub_order' );

	public function __construct( private readonly string $service ) {}

	/** Whether this document of this order may be made and sent. */
	public function is_given( \WC_Order $order, DocumentType $document ): bool {
		if ( self::is_withheld( $order ) ) {
			return false;
		}
		/**
		 * Filters whether a document of an order is sent.
		 *
		 * @param bool      $send     False for the part of a marketplace's order that belongs to one vendor, else true.
		 * @param \WC_Order $order
		 * @param string    $document Kind of document, e.g. `order` or `invoice`.
		 * @param string    $service  Key of the service.
		 */
		return (bool) apply_filters(
			'wc_accounting_send_order',
			! self::is_part_of_a_split_order( $order ),
			$order,
			$document->kind,
			$this->service
		);
	}

	/** Whether the owner ticked "do not send". */
	public static function is_withheld( \WC_Order $order ): bool {
		return 'yes' === $order->get_meta( self::META );
	}

	/** What the owner ticked. The order is saved by whoever calls. */
	public static function withhold( \WC_Order $order, bool $withhold ): void {
		if ( $withhold ) {
			$order->update_meta_data( self::META, 'yes' );
		} else {
			$order->delete_meta_data( self::META );
		}
	}

	private static function is_part_of_a_split_order( \WC_Order $order ): bool {
		if ( self::VENDORS_PART === $order->get_created_via() ) {
			return true;
		}
		$whole = 0 === $order->get_parent_id() ? null : wc_get_order( $order->get_parent_id() );
		return $whole instanceof \WC_Order && array() !== array_filter(
			self::SPLIT_METAS,
			static fn ( string $meta ): bool => (bool) $whole->get_meta( $meta )
		);
	}
}
