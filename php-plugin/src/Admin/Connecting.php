<?php
/**
 * The steps of connecting.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Application;
use WcAccounting\Connector\Connector;
use WcAccounting\Connector\KeyRing;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\RoundTrip;
use WcAccounting\Environment\Site;
use WcAccounting\Order\StartDay;

/**
 * What each step of connecting a shop by OAuth does, whether a person's own request does it or the command line for him: he hears of
 * it on the next page that he opens.
 */
final class Connecting {

	/** Whether the tab shows what the person was in the middle of, and so asks the service once more. */
	private bool $is_watched = true;

	public function __construct(
		private readonly Connector $connector,
		private readonly KeyRing $keys,
		private readonly Application $application,
		private RoundTrip $round_trip,
		private readonly ConnectionCheck $check,
		private readonly Messages $messages,
		private readonly Site $site,
		private readonly StartDay $start_day,
	) {}

	/** The same for a person whose request is over. */
	public function of( string $who ): self {
		$of             = clone $this;
		$of->round_trip = $this->round_trip->of( $who );
		$of->is_watched = false;
		return $of;
	}

	/**
	 * @param string $redirect Where the person comes back to.
	 * @return ?string The page of the service where he lets the shop in; null when there is nothing for him to do there.
	 */
	public function begin( string $redirect ): ?string {
		if ( '' === $this->application->id() ) {
			Notices::say( 'error', __( 'Enter the client id of your application first.', 'wc-accounting' ) );
		} elseif ( $this->site->is_unclear() ) {
			$this->refuse( self::reason( 'site_unclear' ) );
		} elseif ( ! $this->application->gets_in_alone() ) {
			return $this->round_trip->begin( $redirect );
		} else {
			$this->get_in_alone();
		}
		return null;
	}

	private function get_in_alone(): void {
		$secret = $this->round_trip->alone();
		if ( null === $secret ) {
			$this->refuse( self::reason( 'application_refused' ) );
		} else {
			$this->take( $secret );
		}
	}

	/** He comes back with a code. */
	public function end_trip( string $state, #[\SensitiveParameter] string $code ): void {
		if ( ! $this->round_trip->end( $state, $code ) ) {
			Notices::say(
				'error',
				__( 'This way back is not of your session, is too old, or was used before. Connect again from this page.', 'wc-accounting' )
			);
			return;
		}
		$this->choose_the_only_one();
	}

	/**
	 * He comes back with nothing.
	 *
	 * @param string $error What the service said, by OAuth's names.
	 */
	public function end_in_vain( string $error ): void {
		Notices::say(
			'warning',
			'access_denied' === $error
				/* translators: %s: name of the service. */
				? sprintf( __( 'You did not let the shop into %s, so nothing was connected.', 'wc-accounting' ), $this->name() )
				/* translators: 1: name of the service, 2: what it said. */
				: sprintf( __( '%1$s did not connect the shop: %2$s', 'wc-accounting' ), $this->name(), Text::plain( $error ) )
		);
	}

	/** Who may pick from one company only is not asked. */
	private function choose_the_only_one(): void {
		$found = $this->round_trip->organisations();
		if ( null === $found || ! $found['ok'] ) {
			$this->give_up_on( $found['reason'] ?? null );
			return;
		}
		if ( array() === $found['items'] ) {
			$this->round_trip->finish();
			/* translators: %s: name of the service. */
			$text = __( '%s let the shop into no company. Connect again, and pick one there.', 'wc-accounting' );
			Notices::say( 'error', sprintf( $text, $this->name() ) );
		} elseif ( 1 === count( $found['items'] ) ) {
			$this->choose( $found['items'][0]['id'] );
		}
	}

	/**
	 * What the service will never take ends here; else the tab asks once more, where it can.
	 *
	 * @param ?array{code: string, detail: string} $reason
	 */
	private function give_up_on( ?array $reason ): void {
		$is_over = in_array( $reason['code'] ?? '', array( 'connect_again', 'application_refused', 'unauthorized' ), true );
		if ( $is_over || ! $this->is_watched ) {
			$this->round_trip->finish();
			$this->refuse( $reason );
		}
	}

	/** He picks a company, by the id that the service gave it. */
	public function choose( string $id ): void {
		$secret = $this->round_trip->choose( $id );
		if ( null === $secret ) {
			Notices::say( 'error', __( 'Choose one of the list.', 'wc-accounting' ) );
			return;
		}
		$this->take( $secret );
		$this->round_trip->finish();
	}

	/**
	 * The shop is connected from now on.
	 *
	 * @param object $secret Has reveal(): string.
	 */
	private function take( object $secret ): void {
		$this->keys->store( $secret );
		$answer = $this->check->test();
		if ( 'unauthorized' === $answer['class'] ) {
			$this->keys->forget();
			$this->check->forget();
		}
		$this->start_day->notice();
		Notices::say( $answer['ok'] ? 'success' : 'error', $answer['message'] );
	}

	public function disconnect(): void {
		$is_known = '' !== $this->keys->current();
		$may_ask  = $is_known && null === $this->connector->obstacle();
		$answer   = $may_ask ? $this->round_trip->farewell( $this->keys ) : array( 'ok' => false );
		$this->keys->forget();
		$this->check->forget();
		$this->round_trip->finish();
		Notices::say(
			$answer['ok'] ? 'success' : 'warning',
			$answer['ok']
				/* translators: %s: name of the service. */
				? sprintf(
					__(
						'The shop is not connected to %s any more, and nothing is sent. What was sent stays there.',
						'wc-accounting'
					),
					$this->name()
				)
				: sprintf(
					/* translators: %s: name of the service. */
					__(
						'The shop has forgotten the connection, and nothing is sent. %s could not be told: take the connection away there too.',
						'wc-accounting'
					),
					$this->name()
				)
		);
	}

	/**
	 * @param ?array{code: string, detail: string} $reason
	 */
	private function refuse( ?array $reason ): void {
		Notices::say( 'error', $this->messages->of( $reason ) );
	}

	/**
	 * @return array{code: string, detail: string}
	 */
	private static function reason( string $code ): array {
		return array(
			'code'   => $code,
			'detail' => '',
		);
	}

	private function name(): string {
		return $this->connector->description()->name;
	}
}
