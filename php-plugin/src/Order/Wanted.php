<?php
/**
 * Which documents an order wants.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\Service;
use WcAccounting\Connector\Settings;

/**
 * Decides whether a document of an order is to be sent: by the settings, the order's status, its age, what it says of itself,
 * and what the owner said of it.
 */
final class Wanted {

	public function __construct(
		private readonly Description $description,
		private readonly Service $service,
		private readonly Settings $settings,
		private readonly Triggers $triggers,
		private readonly Consent $consent,
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
			! $this->consent->is_given( $order, $document ) => 'the order is not to be sent',
			$this->is_there( $subject ) => 'the order says that it was delivered before',
			default => null,
		};
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
}
