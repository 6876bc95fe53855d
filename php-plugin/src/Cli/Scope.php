<?php
/**
 * Which services a command is about.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Connector\Service;
use WcAccounting\Environment\Fault;
use WcAccounting\ServiceRuntime;

/**
 * What only looks is about all services unless one is named; what does something wants one to be named, where there are several.
 */
final class Scope {

	/** @var ?list<ServiceRuntime> Once they were asked for. */
	private ?array $at_work = null;

	/**
	 * @param \Closure(): list<ServiceRuntime> $runtimes The services at work; made when a command runs.
	 * @param \Closure(): list<Service>        $broken   Those whose plugin is active and that cannot work.
	 */
	public function __construct( private readonly \Closure $runtimes, private readonly \Closure $broken ) {}

	/**
	 * @return non-empty-list<ServiceRuntime>
	 * @throws Stop When there is none.
	 */
	public function all(): array {
		$runtimes = $this->at_work();
		if ( array() === $runtimes ) {
			throw Stop::obstacle( 'No accounting service is at work here; wp accounting doctor says what is missing.' );
		}
		return $runtimes;
	}

	/**
	 * @return list<Service>
	 */
	public function broken(): array {
		return ( $this->broken )();
	}

	/**
	 * Also none. Brought up to date: after an update the first to come may be a command.
	 *
	 * @return list<ServiceRuntime>
	 */
	public function at_work(): array {
		if ( null === $this->at_work ) {
			$this->at_work = ( $this->runtimes )();
			foreach ( $this->at_work as $runtime ) {
				$runtime->bring_up_to_date();
			}
		}
		return $this->at_work;
	}

	/**
	 * The one that is named, or all.
	 *
	 * @return non-empty-list<ServiceRuntime>
	 * @throws Stop When there is none, or none of that name.
	 */
	public function chosen( Options $options ): array {
		return '' === $options->text( 'service' ) ? $this->all() : array( $this->one( $options ) );
	}

	/**
	 * Why those do not that cannot work, for the one that is named, or all.
	 *
	 * @return array<string, string> By key.
	 */
	public function why_broken( Options $options ): array {
		$named = $options->text( 'service' );
		$why   = array();
		foreach ( $this->broken() as $service ) {
			if ( in_array( $named, array( '', $service->key() ), true ) ) {
				$why[ $service->key() ] = self::why( $service );
			}
		}
		return $why;
	}

	private static function why( Service $service ): string {
		$facts  = $service->facts();
		$faults = array_map( static fn ( Fault $fault ): string => $fault->message( $facts ), $facts->faults() );
		return array() === $faults
			? "{$service->name()} could not start. The log under WooCommerce > Status > Logs says why."
			: implode( ' ', $faults );
	}

	/**
	 * The one that is named, or the only one.
	 *
	 * @throws Stop When it has to be named, or cannot work.
	 */
	public function one( Options $options ): ServiceRuntime {
		$named = $options->text( 'service' );
		$why   = '' === $named ? null : ( $this->why_broken( $options )[ $named ] ?? null );
		if ( null !== $why ) {
			throw Stop::obstacle( $why );
		}
		$by_key = array();
		foreach ( $this->all() as $runtime ) {
			$by_key[ $runtime->service->key() ] = $runtime;
		}
		$wanted = '' === $named && 1 === count( $by_key ) ? (string) array_key_first( $by_key ) : $named;
		if ( ! isset( $by_key[ $wanted ] ) ) {
			throw Stop::usage( 'Say which accounting service: --service=' . implode( ' or --service=', array_keys( $by_key ) ) . '.' );
		}
		return $by_key[ $wanted ];
	}

	/**
	 * The same, when something is to be asked of it or sent to it.
	 *
	 * @throws Stop Also when nothing may be, for what does not pass by itself.
	 */
	public function ready( Options $options ): ServiceRuntime {
		$runtime = $this->one( $options );
		$why     = self::obstacle( $runtime );
		if ( null !== $why ) {
			throw Stop::obstacle( $why );
		}
		return $runtime;
	}

	/**
	 * The same, when it is only asked: who holds the queue holds what is sent.
	 *
	 * @throws Stop Also when nothing may be asked.
	 */
	public function askable( Options $options ): ServiceRuntime {
		$runtime  = $this->one( $options );
		$obstacle = $runtime->connector->obstacle();
		if ( null !== $obstacle ) {
			throw Stop::obstacle( $runtime->messages->of( $obstacle ) );
		}
		return $runtime;
	}

	/** Why a person has to do something before anything is sent; null when nobody has to. */
	public static function obstacle( ServiceRuntime $runtime ): ?string {
		$name     = $runtime->connector->description()->name;
		$obstacle = $runtime->connector->obstacle();
		return match ( true ) {
			null !== $obstacle => $runtime->messages->of( $obstacle ),
			! $runtime->settings->is_connection_enabled() => "Sending to $name is switched off in its settings.",
			default => $runtime->queue->held_by_hand()?->sentence( $name ),
		};
	}

	/** The same, or why it pauses; with what the queue calls it. */
	public static function rest( ServiceRuntime $runtime ): ?string {
		$hold = $runtime->queue->hold();
		if ( null === $hold ) {
			return self::obstacle( $runtime );
		}
		$until = null === $hold['held_until'] ? '' : ', until ' . gmdate( 'c', $hold['held_until'] );
		return self::obstacle( $runtime ) ?? "The queue is held: {$hold['hold']}$until.";
	}
}
