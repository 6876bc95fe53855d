<?php
/**
 * An order that is taxed higher than the others.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Connector;
use WcAccounting\Order\Subject;

/**
 * Points out, once for an order, that its tax is higher than that of the documents before it: in Indonesia 12 % where the shop else
 * charges 11 % is a luxury good, or a mistake that customers pay for.
 */
final class UsualRate {

	/** Documents that say what is usual. */
	private const LATEST = 20;

	/** @var list<array{total: string, tax: string}> What the latest documents came to when the run began. */
	private array $latest = array();

	private ?Run $run = null;

	public function __construct(
		private readonly Connector $connector,
		private readonly Store $store,
		private readonly BookStore $books,
	) {}

	/** The sentence for the order; empty when there is nothing to say, or it was said with another document of the order. */
	public function remark( Subject $subject, Run $run ): string {
		if ( ! $subject->document->is_compared || $subject->document->is_of_refunds ) {
			return '';
		}
		if ( $this->run !== $run ) {
			list( $this->run, $this->latest ) = array( $run, $this->books->latest_charges( self::LATEST ) );
		}
		$order = array(
			'total' => $subject->total(),
			'tax'   => $subject->tax(),
		);
		$rates = array() === $this->latest ? null : $this->connector->stands_out( $order, $this->latest );
		if ( null === $rates || $this->is_said( $subject ) ) {
			return '';
		}
		return sprintf(
			/* translators: 1: a tax rate in percent, e.g. 12, 2: another one, e.g. 11. */
			__(
				'This order is taxed at %1$s%%, the orders before it at %2$s%%. If that is not the law for its goods, correct the tax rate.',
				'wc-accounting'
			),
			$rates['rate'],
			$rates['usual']
		);
	}

	private function is_said( Subject $subject ): bool {
		foreach ( $this->store->find_of_order( $subject->order->get_id() ) as $other ) {
			if ( $other->is_delivered() ) {
				return true;
			}
		}
		return false;
	}
}
