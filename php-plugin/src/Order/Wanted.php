<?php
/**
 * Which documents an order wants.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Service;
use WcAccounting\Connector\Settings;

/**
 * Decides whether a document of an order is to be sent: by the settings, the order's status, its age, what it says of itself,
 * and what the owner and the shop's own code said of it.
 */
final class Wanted {

	/** On the order: `yes` when the owner ticked "do not send". The same for every service. */
	public const META = '_wc_accounting_do_not_send';

	/** Who makes the parts of a YITH marketplace's order. */
	private const VENDORS_PART = 'yith_wcmv_vendor_suborder';

	/** Meta of an order that Dokan or MultiVendorX (also under its former names) has split by vendor. */
	private const SPLIT_METAS = array( 'has_sub_order', 'has_mvx_sub_order', 'has_wcmp_sub_order' );

	public function __construct(
		private readonly Description $description,
		private readonly Service $service,
		private readonly Settings $settings,
		private readonly Triggers $triggers,
		private readonly StartDay $start_day,
	) {}

	/** Why the order does not want a document any more that waits, in English for the log; null when it does. */
	public function why_stale( Subject $subject ): ?string {
		$document = $subject->document;
		$order    = $subject->order;
		return match ( true ) {
			! $this->settings->wants( $document ) => 'this kind of document is switched off',
			$this->triggers->are_gone( $document, $order->get_status() ) => 'the order is ' . $order->get_status() . ' now',
			! self::is_paid_enough( $subject ) => 'the order has no date of payment any more',
			! $this->is_allowed( $order, $document ) => 'the order is not to be sent',
			$this->is_there( $subject ) => 'the order says that it was delivered before',
			default => null,
		};
	}

	/** Whether the order is in a status that triggers the document. A refund has its own in whatever status its order is. */
	public function is_triggered( Subject $subject ): bool {
		return $subject->document->is_of_refunds
			|| in_array( $subject->order->get_status(), $this->settings->statuses( $subject->document ), true );
	}

	/** Whether the order has been paid, where the document asks for that. */
	public static function is_paid_enough( Subject $subject ): bool {
		return ! $subject->document->only_paid || null !== $subject->order->get_date_paid( 'edit' );
	}

	/** Whether the order says that the document is in the service, and no other program insists on sending it again. */
	public function is_there( Subject $subject ): bool {
		return Mark::is_on( $subject ) && ! $this->is_resend_forced( $subject );
	}

	public function is_resend_forced( Subject $subject ): bool {
		return $this->service->is_resend_forced( $subject->document->kind, $subject->order );
	}

	/** Whether the order is young enough, or one of its documents was delivered before, so that the others follow. */
	public function counts( Subject $subject ): bool {
		if ( $this->start_day->counts( $subject->order, $subject->document ) ) {
			return true;
		}
		return array() !== array_filter( Subject::of_all( $this->description->documents, $subject->order ), Mark::is_on( ... ) );
	}

	// --- What was said of the order -----------------------------------------------------------------------------------

	/**
	 * Whether this document of this order may be made and sent at all: the owner may say no on the order, the code of a shop by a
	 * filter, and the part of a marketplace's order that belongs to one vendor is left to the order that the customer paid.
	 */
	public function is_allowed( \WC_Order $order, DocumentType $document ): bool {
		if ( self::is_withheld( $order ) ) {
			return false;
		}
		/**
		 * Filters whether a document of an order is sent. An order that its owner keeps back is not asked after.
		 *
		 * @param bool      $send     False for the part of a marketplace's order that belongs to one vendor, else true.
		 * @param \WC_Order $order    The order, of refunds the one that was refunded.
		 * @param string    $document Kind of document, e.g. `order` or `invoice`.
		 * @param string    $service  Key of the service.
		 */
		return (bool) apply_filters(
			'wc_accounting_send_order',
			! self::is_part_of_a_split_order( $order ),
			$order,
			$document->kind,
			$this->description->service
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
