<?php
/**
 * From an order to the document that would be sent.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Order;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Settings;

/**
 * Takes the snapshot, has the extension map it, and lets a shop's own code change the result. What is previewed and what
 * is sent come from here alike.
 */
final class DocumentFactory {

	public function __construct(
		private readonly Connector $connector,
		private readonly Settings $settings,
		private readonly SnapshotFactory $snapshots,
	) {}

	/**
	 * @return array{document: ?array<string, mixed>, skipped: ?array{code: string, detail: string}} As the extension's map().
	 * @throws \Throwable When the order cannot be read, or somebody's filter fails.
	 */
	public function of( Subject $subject ): array {
		// All settings at once, before the snapshot asks for one of them.
		$settings = $this->settings->values();
		$snapshot = $this->snapshots->of( $subject->order );
		$mapped   = $this->connector->map( $subject->document->kind, $subject->id(), $snapshot, $settings );
		if ( null !== $mapped['document'] && has_filter( 'wc_accounting_document' ) ) {
			/**
			 * Filters the document of an order, or of one of its refunds, before it is previewed or sent. Its reference and kind stay
			 * as they are: it is found again by them. Its totals are not compared with the order's again.
			 *
			 * @param array<string, mixed> $document `payload` holds the fields of docs/mapping.md.
			 * @param \WC_Order            $order    The order, of refunds the one that was refunded. Do not change it.
			 */
			$filtered           = (array) apply_filters( 'wc_accounting_document', $mapped['document'], $subject->order );
			$mapped['document'] = array_intersect_key(
				$mapped['document'],
				array_flip( array( 'kind', 'order_id', 'subject_id', 'reference' ) )
			) + $filtered + $mapped['document'];
		}
		return $mapped;
	}
}
