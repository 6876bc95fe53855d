<?php
/**
 * What is wrong.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Watch;

use WcAccounting\Admin\CronText;
use WcAccounting\Admin\HoldText;
use WcAccounting\Admin\Page;
use WcAccounting\Connector\Installation;
use WcAccounting\Connector\Service;
use WcAccounting\Connector\WebConnector;
use WcAccounting\Delivery\Counters;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Queue;
use WcAccounting\Delivery\Status;
use WcAccounting\Environment\Fault;
use WcAccounting\ServiceRuntime;

/**
 * Looks at all services of a shop for what its owner should hear of without looking at wp-admin. A few questions to the database each.
 */
final class Troubles {

	/** A rest that is shorter is nobody's business. */
	private const HELD_SECONDS = 15 * MINUTE_IN_SECONDS;

	/** By hand; whoever holds it knows, and may forget. */
	private const HELD_BY_HAND_SECONDS = DAY_IN_SECONDS;

	/** How long something may be due while cron does not come. */
	private const LATE_SECONDS = HOUR_IN_SECONDS;

	/** For so long something may be missing: an update is under way. */
	private const BROKEN_SECONDS = HOUR_IN_SECONDS;

	/** Failed deliveries are counted no further. */
	private const COUNTED = 1000;

	/**
	 * @param list<ServiceRuntime> $services Those at work.
	 * @param list<Service>        $broken   Those that cannot work in this process.
	 */
	public function __construct( private readonly array $services, private readonly array $broken = array() ) {}

	/**
	 * @param array<string, int> $known_failures Service => what its counter of failures was when they were told last.
	 * @return list<Trouble>
	 */
	public function all( array $known_failures ): array {
		$troubles = array();
		$overdue  = array();
		foreach ( $this->services as $runtime ) {
			if ( ! $runtime->settings->is_connection_enabled() ) {
				continue;
			}
			$due = $runtime->store->next_due();
			$ago = null === $due ? null : $runtime->store->now() - $due;
			if ( null !== $ago && $ago >= self::LATE_SECONDS ) {
				$overdue[] = $runtime;
			}
			$troubles[] = $this->failed( $runtime, $known_failures[ $runtime->service->key() ] ?? 0 );
			$troubles[] = null === $ago ? null : $this->held( $runtime, $ago );
		}
		$troubles[] = array() === $overdue ? null : $this->cron( $overdue[0] );
		array_push( $troubles, ...array_map( self::broken( ... ), $this->broken ) );
		return array_values( array_filter( $troubles ) );
	}

	/**
	 * Whether this process would find what goes on under that name. Another PHP of the server may have what is missing in this one,
	 * or the other way round.
	 */
	public function can_judge( string $name ): bool {
		list( $kind, $service ) = explode( ' ', $name ) + array( '', '' );
		return match ( true ) {
			Trouble::BROKEN === $kind => str_ends_with( $name, ' ' . Outage::side() ),
			'' === $service => array() !== $this->services,
			default => ! in_array( $service, array_map( static fn ( Service $one ): string => $one->key(), $this->broken ), true ),
		};
	}

	/**
	 * What the counters of failures are now.
	 *
	 * @return array<string, int> By service.
	 */
	public function failures(): array {
		$failures = array();
		foreach ( $this->services as $runtime ) {
			$failures[ $runtime->service->key() ] = self::failures_of( $runtime );
		}
		return $failures;
	}

	private static function failures_of( ServiceRuntime $runtime ): int {
		return (int) array_sum( $runtime->counters->all()[ Counters::FAILURES ] ?? array() );
	}

	private function failed( ServiceRuntime $runtime, int $known ): ?Trouble {
		if ( self::failures_of( $runtime ) <= $known ) {
			return null;
		}
		$description = $runtime->connector->description();
		$failed      = $runtime->transactions->failed( self::COUNTED );
		if ( 0 === $failed ) {
			return null;
		}
		return new Trouble(
			Trouble::FAILED,
			$description->service,
			sprintf(
				/* translators: 1: a number, 2: name of the service. */
				_n(
					'%1$s document has not reached %2$s and needs attention',
					'%1$s documents have not reached %2$s and need attention',
					$failed,
					'wc-accounting'
				),
				number_format_i18n( $failed ) . ( $failed >= self::COUNTED ? '+' : '' ),
				$description->name
			),
			__( 'The Transactions screen says of each why it failed and what to do.', 'wc-accounting' ),
			Page::of( $runtime->service )->url( 'transactions', array( 'view' => Status::VIEW_FAILED ) )
		);
	}

	/** @param int $overdue For how many seconds something has been due; less than nothing when it is due later. */
	private function held( ServiceRuntime $runtime, int $overdue ): ?Trouble {
		$obstacle = $runtime->connector->obstacle();
		// That another half sends is no trouble, and what is one must have the same name in both halves.
		if ( null !== $obstacle && ! WebConnector::is_only( $obstacle ) ) {
			$is_long = $overdue >= self::HELD_SECONDS;
			return $is_long ? self::nothing_is_sent( $runtime, $obstacle['code'], $runtime->messages->of( $obstacle ) ) : null;
		}
		$now     = $runtime->store->now();
		$by_hand = $runtime->queue->held_by_hand();
		if ( null !== $by_hand ) {
			$text    = $by_hand->sentence( $runtime->connector->description()->name );
			$is_long = $by_hand->seconds( $now ) >= self::HELD_BY_HAND_SECONDS;
			return $is_long ? self::nothing_is_sent( $runtime, Queue::HOLD_BY_HAND, $text ) : null;
		}
		$since = $runtime->queue->held_at();
		if ( null === $since || $since > $now - self::HELD_SECONDS ) {
			return null;
		}
		// While it is probed there is no hold, and it is no less out of reach.
		$hold = $runtime->queue->hold() ?? array( 'hold' => 'unreachable', 'held_until' => null );
		$text = HoldText::of( $hold['hold'], $hold['held_until'], $now, $runtime->connector->description(), $runtime->messages );
		return self::nothing_is_sent( $runtime, $hold['hold'], $text );
	}

	private static function nothing_is_sent( ServiceRuntime $runtime, string $why, string $text ): Trouble {
		return new Trouble(
			Trouble::HELD,
			$runtime->service->key(),
			/* translators: %s: name of the service. */
			sprintf( __( 'Nothing is sent to %s', 'wc-accounting' ), $runtime->connector->description()->name ),
			$text,
			Page::of( $runtime->service )->url(),
			$why
		);
	}

	/** Cron itself has just come when it looks, so it never finds this. */
	private function cron( ServiceRuntime $overdue ): ?Trouble {
		$ran_at = get_option( Cron::RAN_AT );
		if ( is_numeric( $ran_at ) && (int) $ran_at > time() - self::LATE_SECONDS ) {
			return null;
		}
		return new Trouble(
			Trouble::CRON,
			'',
			CronText::title(),
			CronText::advice( $overdue->connector->sends_here() ),
			Page::of( $overdue->service )->url( 'transactions' )
		);
	}

	/** One that never worked here is being installed, by somebody who sees what is missing. */
	private static function broken( Service $service ): ?Trouble {
		$key = $service->key();
		if ( 0 === Installation::at( $key ) || Outage::seconds( $key ) < self::BROKEN_SECONDS ) {
			return null;
		}
		$facts    = $service->facts();
		$faults   = $facts->faults();
		$messages = array_map( static fn ( Fault $fault ): string => $fault->message( $facts ), $faults );
		if ( array() === $messages ) {
			$messages[] = __( 'It could not start. The log under WooCommerce > Status > Logs says why.', 'wc-accounting' );
		}
		return new Trouble(
			Trouble::BROKEN,
			$key,
			Outage::is_of_command_line()
				/* translators: %s: name of the service. */
				? sprintf( __( 'The cron job of the server cannot send to %s', 'wc-accounting' ), $service->name() )
				/* translators: %s: name of the service. */
				: sprintf( __( '%s cannot work', 'wc-accounting' ), $service->name() ),
			implode( ' ', array( ...$messages, self::until_then( $service ) ) ),
			Page::of( $service )->url(),
			implode( '+', array_column( $faults, 'value' ) ) . ' ' . Outage::side()
		);
	}

	/** Of the command line nobody knows here what the web server's PHP has. */
	private static function until_then( Service $service ): string {
		return sprintf(
			Outage::is_of_command_line()
				/* translators: %s: name of the service. */
				? __( 'Until then cron sends nothing to %s. Orders that change meanwhile are found and sent afterwards.', 'wc-accounting' )
				/* translators: %s: name of the service. */
				: __( 'Until then nothing is sent to %s. Orders that change meanwhile are found and sent afterwards.', 'wc-accounting' ),
			$service->name()
		);
	}
}
