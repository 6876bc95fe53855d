<?php
/**
 * Bringing over old orders, in words.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\NeedsCommandLine;
use WcAccounting\Delivery\Queue;

/**
 * What the screen and the command line tell a person, before it begins and while it goes on. Plain text.
 */
final class BackfillReport {

	public function __construct(
		private readonly Connector $connector,
		private readonly Queue $queue,
		private readonly Messages $messages,
	) {}

	/**
	 * What becomes of the documents => what a person calls that.
	 *
	 * @param bool $is_counted Whether it is only counted so far.
	 * @return array<string, string>
	 */
	public function columns( bool $is_counted = true ): array {
		$name = $this->connector->description()->name;
		return array(
			BackfillTally::SEND    => $is_counted ? __( 'To be sent', 'wc-accounting' ) : __( 'Handed over to be sent', 'wc-accounting' ),
			BackfillTally::HELD    => __( 'Held until you have looked', 'wc-accounting' ),
			/* translators: %s: name of the service. */
			BackfillTally::THERE   => sprintf( __( 'Found in %s', 'wc-accounting' ), $name ),
			BackfillTally::KNOWN   => __( 'In the list already', 'wc-accounting' ),
			BackfillTally::NOTHING => __( 'Nothing to send', 'wc-accounting' ),
		);
	}

	/**
	 * A row for each kind of document.
	 *
	 * @return list<array{label: string, counts: array<string, int>}>
	 */
	public function rows( BackfillPlan $plan, BackfillTally $tally ): array {
		$rows = array();
		foreach ( $this->connector->description()->documents as $document ) {
			if ( in_array( $document->kind, $plan->documents, true ) ) {
				$none   = array_fill_keys( array_keys( $this->columns() ), 0 );
				$rows[] = array(
					'label'  => $document->label(),
					'counts' => array_replace( $none, $tally->documents[ $document->kind ] ?? array() ),
				);
			}
		}
		return $rows;
	}

	/** How many documents have a row once it is done: also those that are held, and those that are only looked up. */
	public static function to_queue( BackfillTally $tally ): int {
		return $tally->of( BackfillTally::SEND ) + $tally->of( BackfillTally::THERE ) + $tally->of( BackfillTally::HELD );
	}

	/**
	 * What else is to be known before it begins.
	 *
	 * @return list<string> Sentences.
	 */
	public function before( Backfill $backfill ): array {
		$tally = $backfill->counted;
		return array_values(
			array_filter(
				array(
					$this->orders( $tally ),
					...$this->reasons( $tally ),
					...array( $this->locked( $tally ), $this->unasked( $tally ), $this->duration( $backfill ) ),
				)
			)
		);
	}

	private function orders( BackfillTally $tally ): string {
		$orders = sprintf(
			/* translators: %s: a number. */
			_n( '%s order was looked at.', '%s orders were looked at.', $tally->orders, 'wc-accounting' ),
			number_format_i18n( $tally->orders )
		);
		$totals = array();
		foreach ( $tally->totals as $currency => $total ) {
			$totals[] = Messages::money( array( 'currency' => $currency, 'total' => $total ), 'total' );
		}
		return array() === $totals
			? $orders
			: $orders . ' ' . sprintf(
				/* translators: %s: an amount, or several in different currencies. */
				__( 'Those of which something is sent come to %s.', 'wc-accounting' ),
				implode( ' + ', $totals )
			);
	}

	/** @return list<string> */
	private function reasons( BackfillTally $tally ): array {
		$sentences = array();
		arsort( $tally->reasons );
		foreach ( $tally->reasons as $reason => $number ) {
			list( $what, $code ) = explode( ':', $reason, 2 );
			$why                 = match ( true ) {
				'held' === $what => Messages::words_of_cause( $code ),
				Candidate::ALONE === $code => $this->words_of_one_alone(),
				default => $this->messages->of( array( 'code' => $code, 'detail' => '' ) ),
			};

			$text = 'held' === $what
				/* translators: 1: a number of documents, 2: why. */
				? _n( '%1$s is held: %2$s.', '%1$s are held: %2$s.', $number, 'wc-accounting' )
				: '%1$s: %2$s';

			$sentences[] = sprintf( $text, number_format_i18n( $number ), $why );
		}
		return $sentences;
	}

	private function words_of_one_alone(): string {
		return sprintf(
			/* translators: %s: name of the service. */
			__( 'The document that it belongs to is not in %s and is not brought over: nothing to do.', 'wc-accounting' ),
			$this->connector->description()->name
		);
	}

	private function locked( BackfillTally $tally ): string {
		$name = $this->connector->description()->name;
		if ( '' === $tally->locked_until ) {
			/* translators: %s: name of the service. */
			return sprintf( __( '%s does not tell up to which day the books are closed.', 'wc-accounting' ), $name );
		}
		if ( null === $tally->locked_until || 0 === $tally->locked ) {
			return '';
		}
		return sprintf(
			_n(
				/* translators: 1: a number of documents, 2: name of the service, 3: a day. */
				'%1$s is dated in a period that is closed in %2$s, up to %3$s. Ask your bookkeeper before you send it.',
				'%1$s are dated in a period that is closed in %2$s, up to %3$s. Ask your bookkeeper before you send them.',
				$tally->locked,
				'wc-accounting'
			),
			number_format_i18n( $tally->locked ),
			$name,
			self::day( $tally->locked_until )
		);
	}

	private static function day( string $day ): string {
		$date = date_create_immutable( $day, wp_timezone() );
		return false === $date ? $day : (string) wp_date( (string) get_option( 'date_format' ), $date->getTimestamp() );
	}

	private function unasked( BackfillTally $tally ): string {
		return 0 === $tally->unasked ? '' : sprintf(
			/* translators: 1: name of the service, 2: a number of documents. */
			__(
				'%1$s was not able to say at once whether %2$s of them are there. Each is asked after before it is sent.',
				'wc-accounting'
			),
			$this->connector->description()->name,
			number_format_i18n( $tally->unasked )
		);
	}

	/** How long it takes. */
	private function duration( Backfill $backfill ): string {
		$documents = $backfill->counted->of( BackfillTally::SEND );
		if ( 0 === $documents ) {
			return '';
		}
		try {
			$estimate = $this->connector->estimate( $documents, $this->queue->state(), time(), $backfill->plan->most );
		} catch ( NeedsCommandLine ) {
			return '';
		}
		if ( $estimate['days'] > 1 ) {
			return sprintf(
				/* translators: 1: a number of days, 2: name of the service. */
				__(
					'It takes about %1$s days, since %2$s takes a limited number of requests a day. Orders of today go first.',
					'wc-accounting'
				),
				number_format_i18n( $estimate['days'] ),
				$this->connector->description()->name
			);
		}
		return sprintf(
			_n(
				/* translators: %s: a number of minutes. */
				'It takes about %s minute where cron runs every minute. Orders of today go first.',
				'It takes about %s minutes where cron runs every minute. Orders of today go first.',
				$estimate['minutes'],
				'wc-accounting'
			),
			number_format_i18n( $estimate['minutes'] )
		);
	}

	/** What was chosen, in one sentence. */
	public function chosen( BackfillPlan $plan ): string {
		return sprintf(
			/* translators: 1: first day, 2: last day, 3: statuses of orders, e.g. Processing, Completed. */
			__( 'Orders created from %1$s to %2$s: %3$s.', 'wc-accounting' ),
			self::day( $plan->from ),
			self::day( $plan->to ),
			implode( ', ', array_map( wc_get_order_status_name( ... ), $plan->statuses ) )
		);
	}

	/** How it stands, in one sentence. */
	public function standing( Backfill $backfill ): string {
		$orders = number_format_i18n( $backfill->tally()->orders );
		$of     = number_format_i18n( $backfill->counted->orders );
		return match ( $backfill->state ) {
			BackfillState::Counting => sprintf(
				/* translators: %s: a number of orders. */
				__( 'The orders are being counted: %s so far. Nothing is sent yet.', 'wc-accounting' ),
				$orders
			),
			BackfillState::Counted => __( 'The orders are counted. Nothing was sent yet.', 'wc-accounting' ),
			/* translators: 1: a number of orders, 2: of how many. */
			BackfillState::Running => sprintf( __( 'Orders are being brought over: %1$s of %2$s.', 'wc-accounting' ), $orders, $of ),
			/* translators: 1: a number of orders, 2: of how many. */
			BackfillState::Paused => sprintf( __( 'Paused: %1$s of %2$s orders are done.', 'wc-accounting' ), $orders, $of ),
			/* translators: %s: a number of orders. */
			BackfillState::Done => sprintf( __( 'Done: %s orders were brought over or were there already.', 'wc-accounting' ), $orders ),
			/* translators: 1: a number of orders, 2: of how many. */
			BackfillState::Cancelled => sprintf( __( 'Cancelled: %1$s of %2$s orders were done.', 'wc-accounting' ), $orders, $of ),
		};
	}
}
