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
use WcAccounting\Connector\Name;
use WcAccounting\Connector\NeedsCommandLine;
use WcAccounting\Log\Logger;

/**
 * What a person does on the tab of a connection by OAuth: he enters the application, goes to the service and comes back, picks
 * the company, disconnects. Each is a POST with a nonce; the way back, which only the service can send him, is known by its word.
 */
final class ConnectionActions {

	public const SAVE       = 'save_application';
	public const CONNECT    = 'connect';
	public const CHOOSE     = 'choose_organisation';
	public const DISCONNECT = 'disconnect';

	private const ALL = array( self::SAVE, self::CONNECT, self::CHOOSE, self::DISCONNECT );

	public const TAB = 'connection';

	public function __construct(
		private readonly Page $page,
		private readonly Connector $connector,
		private readonly Application $application,
		private readonly Connecting $connecting,
		private readonly ConnectionErrands $errands,
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
		$this->try_to(
			"$what failed",
			fn () => match ( $what ) {
				self::SAVE => $this->save(),
				self::CONNECT => $this->connect(),
				self::CHOOSE => $this->choose( Guard::text( 'organisation' ) ),
				default => $this->connecting->disconnect(),
			}
		);
	}

	/** A person comes back from the service: the tab was opened with what the service added to the address. */
	public function come_back(): void {
		$given = static fn ( string $name ): string => isset( $_GET[ $name ] ) && is_string( $_GET[ $name ] )
			? sanitize_text_field( wp_unslash( $_GET[ $name ] ) )
			: '';
		if ( '' === $given( 'state' ) || ! current_user_can( Guard::MANAGE ) ) {
			return;
		}
		$this->try_to(
			'The way back from the service failed',
			fn () => $this->end_trip( $given( 'state' ), $given( 'code' ), $given( 'error' ) )
		);
	}

	/**
	 * The person hears what came of it on the page that he is led to then: the tab, without what the service added to its address,
	 * since a page that is loaded again must not try it again.
	 *
	 * @param string          $failed For the log.
	 * @param \Closure(): void $step
	 */
	private function try_to( string $failed, \Closure $step ): never {
		try {
			$step();
		} catch ( NeedsCommandLine $elsewhere ) {
			Notices::say( 'error', $elsewhere->getMessage() );
		} catch ( \Throwable $fault ) {
			$this->logger->fault( $failed, $fault );
			Notices::say( 'error', __( 'That did not work. The log says why.', 'wc-accounting' ) );
		}
		wp_safe_redirect( $this->redirect() );
		exit;
	}

	private function save(): void {
		$id     = Guard::text( 'client_id' );
		$secret = Guard::text( 'client_secret' );
		if ( 1 !== preg_match( '/^[\x21-\x7E]{8,200}$/', $id ) || 1 !== preg_match( '/^[\x21-\x7E]{0,500}$/', $secret ) ) {
			Notices::say( 'error', __( 'This is no client id or secret. Copy them whole, without spaces.', 'wc-accounting' ) );
			return;
		}
		$this->application->store( $id, '' === $secret ? null : $secret, 'yes' === Guard::text( 'alone' ) );
		$name = $this->connector->description()->name;
		/* translators: %s: name of the service. */
		Notices::say( 'success', sprintf( __( 'Saved. Now connect the shop to %s.', 'wc-accounting' ), $name ) );
	}

	private function connect(): void {
		if ( ! $this->connector->sends_here() ) {
			$this->errands->leave( self::CONNECT, array() );
			return;
		}
		$page = $this->connecting->begin( $this->redirect() );
		if ( null !== $page ) {
			// Leads to the service on purpose, whose address the extension has checked.
			wp_redirect( $page );
			exit;
		}
	}

	private function choose( string $id ): void {
		if ( $this->connector->sends_here() ) {
			$this->connecting->choose( $id );
		} else {
			$this->errands->leave( self::CHOOSE, array( 'organisation' => $id ) );
		}
	}

	private function end_trip( string $state, #[\SensitiveParameter] string $code, string $error ): void {
		if ( '' === $code ) {
			$this->connecting->end_in_vain( $error );
		} elseif ( $this->connector->sends_here() ) {
			$this->connecting->end_trip( $state, $code );
		} else {
			$this->errands->leave(
				ConnectionErrands::COME_BACK,
				array(
					'state' => $state,
					'code'  => $code,
				)
			);
		}
	}
}
