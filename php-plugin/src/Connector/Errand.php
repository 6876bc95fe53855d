<?php
/**
 * What the command line does of a round trip.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * Where the web server's PHP has no extension, a person who connects the shop leaves each step here for the command line: one at a
 * time, and encrypted. What the command line comes too late for is taken as well: the person is told.
 *
 * @phpstan-type Left array{what: string, who: string, user: int, at: int, with: array<string, string>} `who`: the session, as RoundTrip
 *               knows it; `at`: UNIX seconds.
 */
final class Errand {

	private const OPTION = 'errand';

	/** After that nobody waits for it any more: its page goes on without it. */
	public const SECONDS = 15 * MINUTE_IN_SECONDS;

	public function __construct( private readonly string $service ) {}

	/**
	 * @param array<string, string> $with What it takes; may be secret.
	 * @param ?int                  $at   UNIX seconds; now when null.
	 */
	public function leave( string $what, string $who, #[\SensitiveParameter] array $with, ?int $at = null ): void {
		$left = array(
			'what' => $what,
			'who'  => $who,
			'user' => get_current_user_id(),
			'at'   => $at ?? time(),
			'with' => $with,
		);
		update_option( $this->name(), SecretStore::seal( $this->name(), (string) wp_json_encode( $left ) ), false );
	}

	/** Whether one of this session waits. */
	public function waits( string $who ): bool {
		$left = $this->read();
		return null !== $left && $left['who'] === $who && $left['at'] >= time() - self::SECONDS;
	}

	/**
	 * Takes it away, to be done; however long it waited.
	 *
	 * @return Left|null
	 */
	public function take(): ?array {
		$left = $this->read();
		delete_option( $this->name() );
		return $left;
	}

	/**
	 * @return Left|null
	 */
	private function read(): ?array {
		$stored = get_option( $this->name() );
		/** @var Left|null $left */
		$left = is_string( $stored ) ? json_decode( SecretStore::unseal( $this->name(), $stored ) ?? '', true ) : null;
		return $left;
	}

	private function name(): string {
		return Name::of( $this->service, self::OPTION );
	}
}
