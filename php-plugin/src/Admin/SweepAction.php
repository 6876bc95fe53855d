<?php
/**
 * The sweep, asked for by a person.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\Recognition;
use WcAccounting\Intake\Sweeper;

/**
 * Looks for missed orders now instead of within the hour. One request is one bounded run of the sweep; a shop that needs
 * several is asked again by the screen, which adds up what was found.
 */
final class SweepAction {

	private const ACTION = 'sweep_now';

	public function __construct(
		private readonly Connector $connector,
		private readonly Sweeper $sweeper,
		private readonly Messages $messages,
		private readonly AfterResponse $after_response,
	) {}

	/** Name of the action, and of its nonce. */
	public static function action( string $service ): string {
		return Name::of( $service, self::ACTION );
	}

	public function register( Guard $guard ): void {
		$guard->answer( self::action( $this->service() ), Guard::MANAGE, $this->handle( ... ) );
	}

	/**
	 * @return array<string, mixed>
	 * @throws \DomainException When it may not be asked for, nothing could be sent, or something went wrong.
	 */
	private function handle(): array {
		Guard::check( Guard::text( 'nonce' ), self::action( $this->service() ) );
		return $this->sweep( absint( json_decode( Guard::text( 'counts' ), true )['queued'] ?? 0 ) );
	}

	/**
	 * @param int $before How many were found by earlier runs.
	 * @return array{counts: array{queued: int}, summary: string, rows: \stdClass, more: bool}
	 * @throws \DomainException When nothing could be sent, or something went wrong.
	 */
	public function sweep( int $before ): array {
		Guard::stop_at( $this->connector->obstacle(), $this->messages );
		$result = $this->sweeper->sweep();
		if ( ! $result['has_begun'] ) {
			// The key may have been taken away meanwhile.
			Guard::stop_at( $this->connector->obstacle(), $this->messages );
			throw Guard::refusal( Recognition::unsettled(), 409 );
		}
		if ( $result['queued'] > 0 ) {
			$this->after_response->request();
		}
		if ( $result['has_failed'] ) {
			throw Guard::fault();
		}
		$queued = $result['queued'] + $before;
		return array(
			'counts'  => array( 'queued' => $queued ),
			'summary' => self::summary( $queued ),
			'rows'    => new \stdClass(),
			'more'    => ! $result['is_complete'],
		);
	}

	private function service(): string {
		return $this->connector->description()->service;
	}

	private static function summary( int $queued ): string {
		if ( 0 === $queued ) {
			return __( 'No recent order was missed.', 'wc-accounting' );
		}
		return sprintf(
			_n(
				/* translators: %s: a number. */
				'%s missing document was found and is on its way.',
				'%s missing documents were found and are on their way.',
				$queued,
				'wc-accounting'
			),
			number_format_i18n( $queued )
		);
	}
}
