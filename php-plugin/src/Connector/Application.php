<?php
/**
 * The owner's application at a service.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * What an owner makes at a service that lets a shop in by OAuth 2: an application with an id and, mostly, a secret. Constants in
 * wp-config.php win over what was entered on the screen. The secret is encrypted at rest and never shown.
 *
 * @phpstan-type Stored array{id: string, secret: string, alone: bool}
 */
final class Application {

	public const OPTION = 'application';

	/** @var Stored|null As it was read last. */
	private ?array $stored = null;

	public function __construct(
		private readonly string $service,
		private readonly SecretStore $store,
	) {}

	public function id(): string {
		return $this->constant( 'ID' ) ?? $this->stored()['id'];
	}

	public function has_secret(): bool {
		return '' !== $this->secret();
	}

	/** Whether the service lets the application in by itself, so that no person goes there to consent. */
	public function gets_in_alone(): bool {
		return $this->stored()['alone'];
	}

	/** Name of the constant that says it, null when none does. */
	public function constant_of_id(): ?string {
		return null === $this->constant( 'ID' ) ? null : $this->name_of( 'ID' );
	}

	public function constant_of_secret(): ?string {
		return null === $this->constant( 'SECRET' ) ? null : $this->name_of( 'SECRET' );
	}

	/** @return string E.g. `WC_BOOKS_CLIENT_ID`. */
	public function name_of( string $what ): string {
		return 'WC_' . strtoupper( $this->service ) . '_CLIENT_' . $what;
	}

	/**
	 * As the extension wants it.
	 *
	 * @return array{id: string, secret: ?string}
	 */
	public function to_array(): array {
		return array(
			'id'     => $this->id(),
			'secret' => '' === $this->secret() ? null : $this->secret(),
		);
	}

	/**
	 * @param ?string $secret Null keeps the one that is stored, unless it belongs to another application.
	 */
	public function store( string $id, #[\SensitiveParameter] ?string $secret, bool $alone ): void {
		$kept         = $id === $this->stored()['id'] ? $this->stored()['secret'] : '';
		$this->stored = array(
			'id'     => $id,
			'secret' => $secret ?? $kept,
			'alone'  => $alone,
		);
		$this->store->put( $this->option(), new PlainSecret( (string) wp_json_encode( $this->stored ) ) );
	}

	public function forget(): void {
		$this->stored = null;
		delete_option( $this->option() );
	}

	private function secret(): string {
		return $this->constant( 'SECRET' ) ?? $this->stored()['secret'];
	}

	private function constant( string $what ): ?string {
		$name  = $this->name_of( $what );
		$value = defined( $name ) ? trim( (string) constant( $name ) ) : '';
		return '' === $value ? null : $value;
	}

	/**
	 * @return Stored
	 */
	private function stored(): array {
		if ( null === $this->stored ) {
			$read         = json_decode( $this->store->read( $this->option() ), true );
			$this->stored = array(
				'id'     => (string) ( $read['id'] ?? '' ),
				'secret' => (string) ( $read['secret'] ?? '' ),
				'alone'  => (bool) ( $read['alone'] ?? false ),
			);
		}
		return $this->stored;
	}

	private function option(): string {
		return Name::of( $this->service, self::OPTION );
	}
}
