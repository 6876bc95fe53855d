<?php
/**
 * `wp accounting check`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Admin\DeliveryActions;

/**
 * Asks the service whether documents are there, as the button of the Transactions screen does. Nothing is sent.
 */
final class CheckCommand implements Action {

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		if ( array() === $arguments ) {
			throw Stop::usage( 'Name deliveries by their ids: see wp accounting list.' );
		}
		$runtime = $this->scope->askable( $options );
		$name    = $runtime->connector->description()->name;
		$outcome = new Outcome();
		foreach ( array_chunk( Named::deliveries( $runtime, $arguments ), DeliveryActions::LIMIT ) as $ids ) {
			$results = $runtime->by_hand->check_now( $ids );
			$outcome->add( $results );
			foreach ( $results as $id => $result ) {
				$this->terminal->line( "$id: {$result->sentence( $name )}" );
			}
		}
		return $outcome->tell( $this->terminal, $name );
	}
}
