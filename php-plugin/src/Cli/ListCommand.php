<?php
/**
 * `wp accounting list`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\ServiceRuntime;

/**
 * Lists deliveries as the Transactions screen does, the newest first.
 *
 * @phpstan-import-type Row from Rows
 */
final class ListCommand implements Action {

	/** Shown where nothing else is asked for, of several services and of one. */
	private const USUAL = array( 'id', 'service', 'order', 'document', 'state', 'attempts', 'created', 'next', 'error' );

	private const OF_ONE = array( 'id', 'order', 'document', 'state', 'attempts', 'created', 'next', 'error' );

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$runtimes = $this->scope->chosen( $options );
		$rows     = Rows::asked( $options, $this->terminal );
		$columns  = $this->columns( $options, count( $runtimes ) > 1 );
		$filter   = self::filter( $options, $runtimes );
		$limit    = $options->number( 'limit' );
		if ( Rows::COUNT === $rows->format ) {
			$this->terminal->write( self::count( $runtimes, $filter, $limit ) . "\n" );
			return ExitCode::OK;
		}
		$rows->write( $columns, self::first( DeliveryRows::of( $runtimes, $filter ), $limit ) );
		return ExitCode::OK;
	}

	/** @param non-empty-list<ServiceRuntime> $runtimes */
	private static function filter( Options $options, array $runtimes ): TransactionFilter {
		return new TransactionFilter(
			view: $options->one_of( 'state', Filter::STATES ),
			document: $options->one_of( 'document', Filter::documents( $runtimes ) ),
			order_id: TransactionFilter::order_named( $options->text( 'order' ) ),
			since: $options->moment( 'since' ),
		);
	}

	/**
	 * @return non-empty-list<string>
	 */
	private function columns( Options $options, bool $are_several ): array {
		$asked   = $options->list( 'fields' );
		$unknown = array_diff( $asked, DeliveryRows::OF_LIST );
		if ( array() !== $unknown ) {
			$there = implode( ', ', DeliveryRows::OF_LIST );
			throw Stop::usage( 'There is no field ' . implode( ', ', $unknown ) . ". There are: $there." );
		}
		if ( array() !== $asked ) {
			return $asked;
		}
		return $are_several ? self::USUAL : self::OF_ONE;
	}

	/** @param list<ServiceRuntime> $runtimes */
	private static function count( array $runtimes, TransactionFilter $filter, ?int $limit ): int {
		$count = static fn ( ServiceRuntime $runtime ): int => $runtime->transactions->count( $filter, $limit ?? PHP_INT_MAX );
		return min( $limit ?? PHP_INT_MAX, array_sum( array_map( $count, $runtimes ) ) );
	}

	/**
	 * @param iterable<Row> $rows
	 * @return \Generator<int, Row>
	 */
	private static function first( iterable $rows, ?int $limit ): \Generator {
		foreach ( $rows as $row ) {
			yield $row;
			if ( null !== $limit && --$limit < 1 ) {
				return;
			}
		}
	}
}
