<?php
/**
 * To the service and back.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

use WcAccounting\Extension;

/**
 * How a person connects the shop (OAuth 2): his browser goes to a page of the service with a word that only this session knows,
 * and comes back with that word and a code. The code is redeemed, and he picks one of his companies.
 *
 * Between two pages everything is kept encrypted in a transient, for a quarter of an hour. What was not asked for by this very
 * person in this very session is refused: nobody can connect the shop of another with books of his own.
 */
final class RoundTrip {

	private const SECONDS = 15 * MINUTE_IN_SECONDS;

	/** Option: who wanted the shop to be connected, and when. Stored before anything is asked of the service. */
	public const CONSENT = 'connected_by';

	/**
	 * @param \Closure(): NetworkConfig $network Made when something is asked of the service.
	 * @param ?string                   $who     For whom the command line does it; null: for the person whose request this is.
	 */
	public function __construct(
		private readonly string $service,
		private readonly Application $application,
		private readonly \Closure $network,
		private readonly ?string $who = null,
	) {}

	/** The same for a person whose request is over. */
	public function of( string $who ): self {
		return new self( $this->service, $this->application, $this->network, $who );
	}

	/**
	 * Who wanted this, and when; null when nobody did.
	 *
	 * @return ?array{user: string, at: int}
	 */
	public function consented(): ?array {
		$stored = get_option( Name::of( $this->service, self::CONSENT ) );
		return ! is_array( $stored ) ? null : array(
			'user' => (string) ( $stored['user'] ?? '' ),
			'at'   => (int) ( $stored['at'] ?? 0 ),
		);
	}

	/** It is this person who wants it. On the command line that was noted before. */
	public function note_consent(): void {
		if ( null !== $this->who ) {
			return;
		}
		$who = array(
			'user' => wp_get_current_user()->user_login,
			'at'   => time(),
		);
		update_option( Name::of( $this->service, self::CONSENT ), $who, false );
	}

	/**
	 * @param string $redirect Where he comes back to, letter for letter as the service has it on its list.
	 * @return string The address of the service's page.
	 * @throws Extension\Exception When there is no such page.
	 */
	public function begin( string $redirect ): string {
		self::must_be_here();
		$this->note_consent();
		$state    = bin2hex( random_bytes( 16 ) );
		$applied  = Extension\applied( $this->service, $this->application->to_array() );
		$verifier = $this->application->has_secret() ? null : bin2hex( random_bytes( 32 ) );
		$asking   = array(
			'redirect' => $redirect,
			'state'    => $state,
			'verifier' => $verifier,
		);
		$this->keep(
			"trip_$state",
			array(
				'who'      => $this->who(),
				'applied'  => $applied->reveal(),
				'redirect' => $redirect,
				'verifier' => $verifier,
			)
		);
		return $this->consent( $applied->reveal() )->page( $asking );
	}

	/**
	 * He is back. Each word counts once.
	 *
	 * @return bool False when it is not he who left.
	 */
	public function end( string $state, #[\SensitiveParameter] string $code ): bool {
		$name = 'trip_' . sanitize_key( $state );
		$trip = $this->kept( $name );
		delete_transient( $this->transient( $name ) );
		if ( null === $trip || ! hash_equals( (string) $trip['who'], $this->who() ) ) {
			return false;
		}
		$grant = array(
			'code'     => $code,
			'redirect' => $trip['redirect'],
			'verifier' => $trip['verifier'],
		);
		$this->keep_pending( $this->consent( (string) $trip['applied'] )->redeeming( $grant )->reveal() );
		return true;
	}

	/**
	 * @param ?list<array{id: string, connection: string, name: string}> $items The companies, once they are known.
	 */
	private function keep_pending( #[\SensitiveParameter] string $credentials, ?array $items = null ): void {
		$what = array( 'credentials' => $credentials );
		$this->keep( $this->pending(), null === $items ? $what : $what + array( 'items' => $items ) );
	}

	/**
	 * The companies that he may pick; null when he is not in the middle of it. The first question redeems the code that he came back
	 * with; what it is redeemed for is stored before it is used.
	 *
	 * @return ?array{
	 *     ok: bool, reason: ?array{code: string, detail: string}, items: list<array{id: string, connection: string, name: string}>
	 * }
	 */
	public function organisations(): ?array {
		$pending = $this->kept( $this->pending() );
		if ( null === $pending ) {
			return null;
		}
		if ( isset( $pending['items'] ) ) {
			return array(
				'ok'     => true,
				'reason' => null,
				'items'  => $pending['items'],
			);
		}
		$keys   = new PlainSecret( (string) $pending['credentials'], fn ( object $new ) => $this->keep_pending( $new->reveal() ) );
		$answer = $this->consent( $keys )->organisations();
		if ( $answer['ok'] ) {
			$this->keep_pending( $keys->current(), $answer['items'] );
		}
		return $answer;
	}

	/** @return ?object The credentials for that company, has reveal(): string; null when it is none of those. */
	public function choose( string $id ): ?object {
		$pending = $this->kept( $this->pending() );
		/** @var list<array{id: string, connection: string, name: string}> $items */
		$items = $pending['items'] ?? array();
		foreach ( $items as $organisation ) {
			if ( $organisation['id'] === $id ) {
				return $this->consent( (string) ( $pending['credentials'] ?? '' ) )->chosen( $organisation );
			}
		}
		return null;
	}

	/** The way to the service that was prepared for this person; null when none was. */
	public function way(): ?string {
		return $this->kept( $this->of_session( 'way' ) )['url'] ?? null;
	}

	public function keep_way( string $url ): void {
		$this->keep( $this->of_session( 'way' ), array( 'url' => $url ) );
	}

	/** What was kept of it is of no use any more. */
	public function finish(): void {
		delete_transient( $this->transient( $this->pending() ) );
		delete_transient( $this->transient( $this->of_session( 'way' ) ) );
	}

	/** @return ?object Credentials by which the application gets itself in; null where the service knows no such thing. */
	public function alone(): ?object {
		self::must_be_here();
		$this->note_consent();
		return Extension\as_application( $this->service, $this->application->to_array() );
	}

	/**
	 * Takes the connection back at the service.
	 *
	 * @return array{ok: bool, reason: ?array{code: string, detail: string}}
	 */
	public function farewell( KeyRing $keys ): array {
		return $this->consent( $keys )->farewell();
	}

	/**
	 * What credentials tell of themselves, nothing where there is no extension; no network.
	 *
	 * @return array{
	 *     organisation: ?string, name: ?string, scopes: list<string>, missing: list<string>, as_application: bool, unused_until: ?int
	 * }
	 */
	public function granted( KeyRing $keys ): array {
		return class_exists( Extension\Consent::class ) ? $this->consent( $keys )->granted() : array(
			'organisation'   => null,
			'name'           => null,
			'scopes'         => array(),
			'missing'        => array(),
			'as_application' => false,
			'unused_until'   => null,
		);
	}

	/**
	 * @param KeyRing|PlainSecret|string $keys Who signs the requests, or credentials.
	 */
	private function consent( #[\SensitiveParameter] $keys ): Extension\Consent {
		self::must_be_here();
		$keys = is_string( $keys ) ? new PlainSecret( $keys ) : $keys;
		return new Extension\Consent( $this->service, ( $this->network )()->to_array(), $keys );
	}

	/** @throws NeedsCommandLine Where there is no extension. */
	private static function must_be_here(): void {
		if ( ! class_exists( Extension\Consent::class ) ) {
			throw NeedsCommandLine::here();
		}
	}

	/** The person and the session. */
	public function who(): string {
		return $this->who ?? hash_hmac( 'sha256', get_current_user_id() . '|' . wp_get_session_token(), wp_salt( 'nonce' ) );
	}

	private function pending(): string {
		return $this->of_session( 'pending' );
	}

	private function of_session( string $what ): string {
		return $what . '_' . substr( $this->who(), 0, 32 );
	}

	private function transient( string $name ): string {
		return Name::of( $this->service, $name );
	}

	/**
	 * @param array<string, mixed> $what
	 */
	private function keep( string $name, #[\SensitiveParameter] array $what ): void {
		$name = $this->transient( $name );
		set_transient( $name, SecretStore::seal( $name, (string) wp_json_encode( $what ) ), self::SECONDS );
	}

	/**
	 * @return ?array<string, mixed>
	 */
	private function kept( string $name ): ?array {
		$name   = $this->transient( $name );
		$stored = get_transient( $name );
		$what   = is_string( $stored ) ? json_decode( SecretStore::unseal( $name, $stored ) ?? '', true ) : null;
		return is_array( $what ) ? $what : null;
	}
}
