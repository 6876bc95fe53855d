<?php
/**
 * `wp accounting retry`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Admin\DeliveryActions;
use WcAccounting\Delivery\HandResult;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Order\Orders;
use WcAccounting\ServiceRuntime;

/**
 * Tries deliveries again, as the buttons of the Transactions screen do: those that are named, or those of a state.
 */
final class RetryCommand implements Action {

	/** Of a state, unless all are wanted. */
	public const FEW = 100;

	private const STATES = array( Status::VIEW_FAILED, Status::VIEW_RETRYING, Status::VIEW_ASIDE );

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$is_all = $options->flag( 'all' );
		$state  = $options->one_of( 'state', self::STATES, $is_all ? Status::VIEW_FAILED : '' );
		if ( ( array() === $arguments ) === ( '' === $state ) ) {
			throw Stop::usage( 'Name deliveries by their ids, or say --state=failed.' );
		}
		$is_approved = $options->flag( 'approve' );
		if ( $is_approved && '' !== $state ) {
			throw Stop::usage( 'Who approves has looked at each: name them by their ids.' );
		}
		$is_trial = $options->flag( 'dry-run' );
		$runtime  = $is_trial ? $this->scope->one( $options ) : $this->scope->ready( $options );
		$named    = Named::deliveries( $runtime, $arguments );
		$number   = '' === $state ? count( $named ) : self::count( $runtime, $state, $is_all );
		$parts    = '' === $state ? array_chunk( $named, DeliveryActions::LIMIT ) : self::parts( $runtime, $state, $is_all );
		if ( $is_trial ) {
			return $this->show( $runtime, $parts );
		}
		if ( '' !== $state && $number > 0 && ! $options->flag( 'yes' ) ) {
			$this->must_want( 1 === $number ? 'Try 1 delivery again?' : "Try $number deliveries again?" );
		}
		return $this->retry( $runtime, $parts, $number, $is_approved );
	}

	private static function count( ServiceRuntime $runtime, string $state, bool $is_all ): int {
		return $runtime->transactions->count( new TransactionFilter( $state ), $is_all ? PHP_INT_MAX : self::FEW );
	}

	/**
	 * @return \Generator<int, list<int>>
	 */
	private static function parts( ServiceRuntime $runtime, string $state, bool $is_all ): \Generator {
		$left = $is_all ? PHP_INT_MAX : self::FEW;
		foreach ( $runtime->transactions->ids_in_parts( $state, DeliveryActions::LIMIT ) as $ids ) {
			yield array_slice( $ids, 0, $left );
			$left -= count( $ids );
			if ( $left < 1 ) {
				return;
			}
		}
	}

	/** @throws Stop When nobody does. */
	private function must_want( string $question ): void {
		if ( ! $this->terminal->is_answered() ) {
			throw Stop::usage( "$question Nobody is there to answer: say --yes." );
		}
		if ( ! $this->terminal->confirms( $question ) ) {
			throw Stop::incomplete( 'Nothing was done.' );
		}
	}

	/** @param iterable<list<int>> $parts */
	private function show( ServiceRuntime $runtime, iterable $parts ): int {
		$rows = static function () use ( $runtime, $parts ): \Generator {
			foreach ( $parts as $ids ) {
				foreach ( $ids as $id ) {
					$delivery = $runtime->store->find( $id );
					if ( null !== $delivery ) {
						yield DeliveryRows::row( $runtime, $delivery );
					}
				}
			}
		};
		( new Rows( $this->terminal, Rows::TABLE ) )->write( array( 'id', 'order', 'document', 'state', 'attempts', 'error' ), $rows() );
		return ExitCode::OK;
	}

	/** @param iterable<list<int>> $parts */
	private function retry( ServiceRuntime $runtime, iterable $parts, int $number, bool $is_approved ): int {
		$outcome  = new Outcome();
		$name     = $runtime->connector->description()->name;
		$is_long  = $number > DeliveryActions::LIMIT;
		$progress = $is_long ? $this->terminal->progress( 'Trying again', $number ) : null;
		foreach ( $parts as $ids ) {
			$results = $runtime->by_hand->retry_now( $ids, $is_approved );
			$outcome->add( $results );
			foreach ( $results as $id => $result ) {
				self::note( $runtime, $id, $result );
				if ( ! $is_long ) {
					$this->terminal->line( "$id: {$result->sentence( $name )}" );
				}
			}
			$progress?->advance( count( $ids ) );
			Orders::forget_read();
			$obstacle = Scope::obstacle( $runtime );
			if ( null !== $obstacle ) {
				$this->terminal->error( "The rest was not done. $obstacle" );
				$outcome->add_code( ExitCode::OBSTACLE );
				break;
			}
		}
		$progress?->end();
		return $outcome->tell( $this->terminal, $name );
	}

	private static function note( ServiceRuntime $runtime, int $id, HandResult $result ): void {
		$delivery = Outcome::is_attempt( $result ) ? $runtime->store->find( $id ) : null;
		if ( null !== $delivery ) {
			$runtime->journal->sent_by_command( $delivery, true );
		}
	}
}
