<?php
/**
 * `wp accounting send`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Admin\OrderForms;
use WcAccounting\Intake\OrderActions;
use WcAccounting\Order\Subject;
use WcAccounting\ServiceRuntime;

/**
 * Sends the documents of an order, as the box on the order's screen does. What is held for an owner to look at leaves only when its
 * kind is named: then somebody has looked.
 */
final class SendCommand implements Action {

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$runtime  = $this->scope->ready( $options );
		$order    = Named::order( $runtime, $arguments );
		$kinds    = Filter::documents( array( $runtime ) );
		$kind     = $options->one_of( 'document', $kinds );
		$is_again = $options->flag( 'again' );
		if ( $is_again && '' === $kind ) {
			throw Stop::usage( 'Say which document is to be sent again: --document=' . implode( ' or --document=', $kinds ) . '.' );
		}
		$subjects = Named::subjects( $runtime, $order, $kind );
		if ( array() === $subjects ) {
			throw Stop::usage( 'The order has nothing that such a document could be of.' );
		}
		$outcome = new Outcome();
		foreach ( $subjects as $subject ) {
			$is_second = $is_again && $this->is_warned( $runtime, $subject, $options->flag( 'yes' ) );
			$this->send( $runtime, $subject, '' !== $kind, $is_second, $outcome );
		}
		return $outcome->code();
	}

	/** @param bool $is_named Whether its kind was named. */
	private function send( ServiceRuntime $runtime, Subject $subject, bool $is_named, bool $is_again, Outcome $outcome ): void {
		$before                   = $runtime->order_actions->find( $subject );
		list( $result, $refusal ) = $runtime->order_actions->perform(
			$is_again ? OrderActions::RESEND : OrderActions::SEND,
			$subject,
			! $is_named
		);
		$name = $runtime->connector->description()->name;
		if ( null === $result ) {
			// What was not asked for by name may well be refused: an order of today has no invoice yet.
			$outcome->add_code( $is_named ? ExitCode::FAULT : ExitCode::OK );
			$this->terminal->line( $subject->label() . ': ' . $refusal );
			return;
		}
		$outcome->add( array( $result ) );
		$this->terminal->line( $subject->label() . ': ' . $result->sentence( $name ) );
		$delivery = $runtime->order_actions->find( $subject );
		if ( null !== $delivery && Outcome::is_attempt( $result ) ) {
			$runtime->journal->sent_by_command( $delivery, null !== $before );
		}
	}

	/**
	 * Whether it is there, and somebody wants a second one. What is not there needs no question.
	 *
	 * @throws Stop When nobody does.
	 */
	private function is_warned( ServiceRuntime $runtime, Subject $subject, bool $says_yes ): bool {
		if ( ! $runtime->order_actions->is_resendable( $subject, $runtime->order_actions->find( $subject ) ) ) {
			return false;
		}
		$warning = OrderForms::warning( $runtime->connector->description()->name );
		if ( ! $says_yes && ! $this->terminal->is_answered() ) {
			throw Stop::usage( "$warning Nobody is there to answer: say --yes." );
		}
		if ( ! $says_yes && ! $this->terminal->confirms( "$warning Send it again?" ) ) {
			throw Stop::incomplete( 'Nothing was done.' );
		}
		return true;
	}
}
