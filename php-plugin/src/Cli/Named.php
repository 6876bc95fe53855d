<?php
/**
 * What is named on the command line.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Order\Subject;
use WcAccounting\ServiceRuntime;

/**
 * Finds the deliveries, or the order, that somebody means; stops the command where one is not there.
 */
final class Named {

	/**
	 * @param list<string> $arguments
	 * @return list<int> Ids, each once, all of them of this service.
	 * @throws Stop When one is not there.
	 */
	public static function deliveries( ServiceRuntime $runtime, array $arguments ): array {
		$ids = array();
		foreach ( $arguments as $argument ) {
			// Also those that a list wrote for xargs in quotes.
			foreach ( preg_split( '/[\s,]+/', $argument, -1, PREG_SPLIT_NO_EMPTY ) ?: array() as $id ) {
				if ( ! ctype_digit( $id ) || null === $runtime->store->find( (int) $id ) ) {
					throw Stop::usage( "There is no delivery $id for {$runtime->connector->description()->name}: see wp accounting list." );
				}
				$ids[] = (int) $id;
			}
		}
		return array_values( array_unique( $ids ) );
	}

	/**
	 * @param list<string> $arguments
	 * @throws Stop When there is none.
	 */
	public static function order( ServiceRuntime $runtime, array $arguments ): \WC_Order {
		$number = $arguments[0] ?? '';
		$order  = $runtime->orders->fresh( TransactionFilter::order_named( $number ) ?? 0 );
		if ( '' === $number || null === $order ) {
			throw Stop::usage( '' === $number ? 'Say which order.' : "There is no order $number." );
		}
		return $order;
	}

	/**
	 * The documents of an order that could be made: of one kind, or of all that the shop's settings leave room for.
	 *
	 * @return list<Subject>
	 */
	public static function subjects( ServiceRuntime $runtime, \WC_Order $order, string $kind ): array {
		$description = $runtime->connector->description();
		$document    = $description->document( $kind );
		$all         = Subject::of_all( null === $document ? $description->documents : array( $document ), $order );
		$actions     = $runtime->order_actions;
		$fits        = static fn ( Subject $subject ): bool
			=> null !== $document || null !== $actions->find( $subject ) || $actions->is_conceivable( $subject );
		return array_values( array_filter( $all, $fits ) );
	}
}
