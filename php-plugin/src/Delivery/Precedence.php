<?php
/**
 * What a document has to wait for.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\Settings;
use WcAccounting\Order\Mark;
use WcAccounting\Order\Subject;

/**
 * Looks after the document that another one belongs to: an invoice's sales order, a payment's invoice.
 *
 * Where the service says that it goes alone, it does so after a while, or once nothing more happens to the other by itself. Else
 * it cannot be made without it: it waits while the other is on its way, and is up to a person when the other failed.
 */
final class Precedence {

	/** Longest time that a document waits which goes alone; seconds. */
	private const PATIENCE = 1800;

	public function __construct(
		private readonly Connector $connector,
		private readonly Store $store,
		private readonly Settings $settings,
	) {}

	/** @param ?Delivery $delivery Its row; null before it has one. */
	public function of( Subject $subject, ?Delivery $delivery ): Turn {
		return $this->after( $this->earlier( $subject ), $subject, $delivery );
	}

	/** The document that it waits for, whatever became of it; null when there is none. */
	public function earlier( Subject $subject ): ?Delivery {
		$awaited = $this->awaited( $subject->document );
		return null === $awaited ? null : $this->store->find_document( $awaited->kind, $subject->order->get_id() );
	}

	/**
	 * @param ?Delivery $earlier  As earlier() gave it.
	 * @param ?Delivery $delivery Its row; null before it has one.
	 */
	public function after( ?Delivery $earlier, Subject $subject, ?Delivery $delivery ): Turn {
		$awaited = $this->awaited( $subject->document );
		if ( null === $awaited || Status::Confirmed === $earlier?->status ) {
			return Turn::Now;
		}
		return $subject->document->goes_alone
			? $this->of_one_that_goes_alone( $earlier, $delivery )
			: self::of_one_that_belongs( $earlier, $awaited, $subject->order );
	}

	/** Whether it may leave some time: one that cannot be made without another needs that one in the queue or in the service. */
	public function can_come( Subject $subject ): bool {
		return $subject->document->goes_alone || Turn::Never !== $this->of( $subject, null );
	}

	/** The kind of document that it waits for; null when it waits for none. */
	public function awaited( DocumentType $document ): ?DocumentType {
		$waits = null === $document->waits_setting || $this->settings->is_on( $document->waits_setting );
		return null === $document->waits_for || ! $waits ? null : $this->connector->description()->document( $document->waits_for );
	}

	private function of_one_that_goes_alone( ?Delivery $earlier, ?Delivery $delivery ): Turn {
		if ( null === $earlier ) {
			return Turn::Now;
		}
		$is_patient = null === $delivery || $this->store->now() < $delivery->created_at + self::PATIENCE;
		return $is_patient && ! $earlier->status->is_settled() ? Turn::Later : Turn::Alone;
	}

	private static function of_one_that_belongs( ?Delivery $earlier, DocumentType $awaited, \WC_Order $order ): Turn {
		if ( null === $earlier ) {
			// A row may be gone, with the plugin's data; the order still says that it is there.
			$marked = array_filter( Subject::all( $awaited, $order ), Mark::is_on( ... ) );
			return array() === $marked ? Turn::Never : Turn::Now;
		}
		return $earlier->status->is_settled() ? Turn::AfterAPerson : Turn::Later;
	}
}
