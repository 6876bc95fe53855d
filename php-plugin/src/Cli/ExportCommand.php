<?php
/**
 * `wp accounting export`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\ServiceRuntime;

/**
 * Writes all that is known of deliveries, for somebody who audits the books: attempts, moments, amounts on both sides and why one
 * failed. No key, and nothing about customers.
 */
final class ExportCommand implements Action {

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$runtimes = $this->scope->chosen( $options );
		$rows     = Rows::asked( $options, $this->terminal, array( Rows::CSV, Rows::JSON ) );
		$filter   = new TransactionFilter(
			view: $options->one_of( 'state', Filter::STATES ),
			since: $options->moment( 'since' ),
			until: $options->moment( 'until', true ),
		);
		$count    = static fn ( ServiceRuntime $runtime ): int => $runtime->transactions->count( $filter, PHP_INT_MAX );
		$progress = $this->terminal->progress( 'Exporting', array_sum( array_map( $count, $runtimes ) ), true );
		$all      = DeliveryRows::of( $runtimes, $filter, true, $progress->advance( ... ) );
		$rows->write( DeliveryRows::OF_EXPORT, $all, true );
		$progress->end();
		return ExitCode::OK;
	}
}
