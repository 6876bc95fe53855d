<?php
/**
 * Connecting and disconnecting.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Application;
use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Errand;
use WcAccounting\Connector\KeyRing;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\Name;
use WcAccounting\Connector\NeedsCommandLine;
use WcAccounting\Connector\RoundTrip;
use WcAccounting\Delivery\Cron;
use WcAccounting\Environment\Site;
use WcAccounting\Log\Logger;
use WcAccounting\Order\StartDay;

/**
 * What a person does on the tab of a connection by OAuth: he enters the application, goes to the service and comes back, picks
 * the company, disconnects. Each is a POST with a nonce; the way back, which only the service can send him, is known by its word.
 *
 * @phpstan-import-type Left from Errand
 */
final class ConnectionActions {

	public const SAVE       = 'save_application';
	public const CONNECT    = 'connect';
	public const CHOOSE     = 'choose_organisation';
	public const DISCONNECT = 'disconnect';

	/** Is no form: the service sends the person back. */
	private const COME_BACK = 'come_back';

	/** For so long a service takes the code that it gave. */
	private const CODE_SECONDS = 5 * MINUTE_IN_SECONDS;

	private const ALL = array( self::SAVE, self::CONNECT, self::CHOOSE, self::DISCONNECT );

	public const TAB = 'connection';

	/** Whether the command line does it for somebody whose request is over. */
	private bool $is_errand = false;

	public function __construct(
		private readonly Page $page,
		private readonly Connector $connector,
		private readonly KeyRing $keys,
		private readonly Application $application,
		private RoundTrip $round_trip,
		private readonly Errand $errand,
		private readonly ConnectionCheck $check,
		private readonly Messages $messages,
		private readonly Site $site,
		private readonly StartDay $start_day,
		private readonly Logger $logger,
	) {}

	/** For a request that brings one of the forms. */
	public function register_answers(): void {
		foreach ( self::ALL as $what ) {
			add_action( 'admin_post_' . self::action( $this->page->service, $what ), fn () => $this->handle( $what ) );
		}
	}

	/** Name of an action, and of its nonce. */
	public static function action( string $service, string $what ): string {
		return Name::of( $service, $what );
	}

	/** Where a person comes back to. The service has it on its list, letter for letter. */
	public function redirect(): string {
		return $this->page->url( self::TAB );
	}

	private function handle( string $what ): void {
		Guard::check_form( self::action( $this->page->service, $what ) );
		try {
			$is_errand = in_array( $what, array( self::CONNECT, self::CHOOSE ), true ) && ! $this->connector->sends_here();
			match ( true ) {
				$is_errand => $this->leave( $what, array( 'organisation' => Guard::text( 'organisation' ) ) ),
				self::SAVE === $what => $this->save(),
				self::CONNECT === $what => $this->connect(),
				self::CHOOSE === $what => $this->choose( Guard::text( 'organisation' ) ),
				default => $this->disconnect(),
			};
		} catch ( NeedsCommandLine $elsewhere ) {
			Notices::say( 'error', $elsewhere->getMessage() );
		} catch ( \Throwable $fault ) {
			$this->logger->fault( "$what failed", $fault );
			Notices::say( 'error', __( 'That did not work. The log says why.', 'wc-accounting' ) );
		}
		$this->go_back();
	}

	private function save(): void {
		$id     = Guard::text( 'client_id' );
		$secret = Guard::text( 'client_secret' );
		if ( 1 !== preg_match( '/^[\x21-\x7E]{8,200}$/', $id ) || 1 !== preg_match( '/^[\x21-\x7E]{0,500}$/', $secret ) ) {
			Notices::say( 'error', __( 'This is no client id or secret. Copy them whole, without spaces.', 'wc-accounting' ) );
			return;
		}
		$this->application->store( $id, '' === $secret ? null : $secret, 'yes' === Guard::text( 'alone' ) );
		/* translators: %s: name of the service. */
		Notices::say( 'success', sprintf( __( 'Saved. Now connect the shop to %s.', 'wc-accounting' ), $this->name() ) );
	}

	private function connect(): void {
		if ( '' === $this->application->id() ) {
			Notices::say( 'error', __( 'Enter the client id of your application first.', 'wc-accounting' ) );
		} elseif ( $this->site->is_unclear() ) {
			Notices::say( 'error', $this->messages->of( self::reason( 'site_unclear' ) ) );
		} elseif ( $this->application->gets_in_alone() ) {
			$secret = $this->round_trip->alone();
			if ( null === $secret ) {
				$this->refuse( self::reason( 'application_refused' ) );
			} else {
				$this->take( $secret );
			}
		} else {
			$this->lead_to( $this->round_trip->begin( $this->redirect() ) );
		}
	}

	private function lead_to( string $page ): void {
		if ( $this->is_errand ) {
			$this->round_trip->keep_way( $page );
			return;
		}
		// Leads to the service on purpose, whose address the extension has checked.
		wp_redirect( $page );
		exit;
	}

	// --- By the command line ------------------------------------------------------------------------------------------

	/**
	 * Leaves a step to the command line, whose PHP has the extension.
	 *
	 * @param array<string, string> $with
	 */
	private function leave( string $what, #[\SensitiveParameter] array $with ): void {
		if ( self::CHOOSE !== $what ) {
			$this->round_trip->finish();
		}
		if ( self::CONNECT === $what ) {
			$this->round_trip->note_consent();
		}
		$this->errand->leave( $what, $this->round_trip->who(), $with );
		// The next time that its cron job runs.
		wp_schedule_single_event( time(), Cron::SOON );
		Notices::say( 'success', self::is_left() );
	}

	public static function is_left(): string {
		return __(
			'The command line of the server does this the next time that its cron job runs, mostly within a minute. Then this page shows how it goes on.',
			'wc-accounting'
		);
	}

	/** Does what a person has left to do, and tells him on the next page that he opens. Never throws. */
	public function carry_out(): void {
		$left = $this->errand->take();
		if ( null === $left ) {
			return;
		}
		$before = get_current_user_id();
		wp_set_current_user( $left['user'] );
		try {
			$this->for_person( $left['who'] )->do_errand( $left );
		} catch ( \Throwable $fault ) {
			$this->logger->fault( "{$left['what']} failed", $fault );
			Notices::say( 'error', __( 'That did not work. The log says why.', 'wc-accounting' ) );
		} finally {
			wp_set_current_user( $before );
		}
	}

	private function for_person( string $who ): self {
		$for             = clone $this;
		$for->round_trip = $this->round_trip->of( $who );
		$for->is_errand  = true;
		return $for;
	}

	/** @param Left $left */
	private function do_errand( array $left ): void {
		$is_late = self::COME_BACK === $left['what'] && $left['at'] < time() - self::CODE_SECONDS;
		match ( true ) {
			$is_late => Notices::say(
				'error',
				sprintf(
					/* translators: %s: name of the service. */
					__( 'The cron job ran too late: what %s gave the shop had ended. Connect again.', 'wc-accounting' ),
					$this->name()
				)
			),
			self::COME_BACK === $left['what'] => $this->end_trip( $left['with']['state'], $left['with']['code'], '' ),
			self::CHOOSE === $left['what'] => $this->choose( $left['with']['organisation'] ),
			default => $this->connect(),
		};
	}

	// --- The way back -------------------------------------------------------------------------------------------------

	/** A person comes back from the service: the tab was opened with what the service added to the address. */
	public function come_back(): void {
		$given = static fn ( string $name ): string => isset( $_GET[ $name ] ) && is_string( $_GET[ $name ] )
			? sanitize_text_field( wp_unslash( $_GET[ $name ] ) )
			: '';
		if ( '' === $given( 'state' ) || ! current_user_can( Guard::MANAGE ) ) {
			return;
		}
		try {
			$this->end_trip( $given( 'state' ), $given( 'code' ), $given( 'error' ) );
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'The way back from the service failed', $fault );
			Notices::say( 'error', __( 'That did not work. The log says why.', 'wc-accounting' ) );
		}
		$this->go_back();
	}

	private function end_trip( string $state, string $code, string $error ): void {
		if ( '' === $code ) {
			Notices::say(
				'warning',
				'access_denied' === $error
					/* translators: %s: name of the service. */
					? sprintf( __( 'You did not let the shop into %s, so nothing was connected.', 'wc-accounting' ), $this->name() )
					/* translators: 1: name of the service, 2: what it said. */
					: sprintf( __( '%1$s did not connect the shop: %2$s', 'wc-accounting' ), $this->name(), Text::plain( $error ) )
			);
			return;
		}
		if ( ! $this->connector->sends_here() ) {
			$this->leave( self::COME_BACK, array( 'state' => $state, 'code' => $code ) );
			return;
		}
		if ( ! $this->round_trip->end( $state, $code ) ) {
			Notices::say(
				'error',
				__( 'This way back is not of your session, is too old, or was used before. Connect again from this page.', 'wc-accounting' )
			);
			return;
		}
		$this->choose_the_only_one();
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
		if ( $this->is_errand || $is_over ) {
			$this->round_trip->finish();
			$this->refuse( $reason );
		}
	}

	private function choose( string $id ): void {
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

	private function disconnect(): void {
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

	/** Without what the service added to the address: a page that is loaded again must not try it again. */
	private function go_back(): void {
		wp_safe_redirect( $this->redirect() );
		exit;
	}
}
