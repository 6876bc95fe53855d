<?php
/**
 * `wp accounting reconcile`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Delivery\Month;

/**
 * Lays a month of the shop beside the same month of the books.
 */
final class ReconcileCommand implements Action {

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$runtime = $this->scope->one( $options );
		$month   = Month::named( $options->text( 'month' ) );
		if ( null === $month ) {
			throw Stop::usage( 'Say which month: --month=2026-10.' );
		}
		$format   = $options->one_of( 'format', Reconcile::FORMATS, Rows::TABLE );
		$progress = $this->terminal->progress( 'Comparing; differences so far', 0, true );
		$status   = ( new Reconcile( $runtime, $this->terminal->write( ... ), $progress ) )->run( $month, $format );
		$progress->end();
		return $status;
	}
}
