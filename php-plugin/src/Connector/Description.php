<?php
/**
 * What an accounting service is.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * The extension's `describe()` as a typed value.
 */
final class Description {

	/**
	 * @param list<DocumentType> $documents In the order in which they happen.
	 * @param list<array{
	 *     name: string, option: string, type: string, default: string, group: string, choices: list<string>, catalogue: ?string
	 * }> $settings
	 * @param list<array{name: string, searches: bool}> $catalogues What settings can be chosen from.
	 * @param array{
	 *     enabled_option: string, endpoint_option: string, key_option: string,
	 *     endpoint_default: string, key_page: string, app_page: string, consent: ?array{
	 *         scopes: list<string>, without_secret: bool, as_application: bool, days_unused: ?int
	 *     }
	 * } $connection `consent`: how a person lets the shop in; null where a key is entered.
	 * @param list<string>       $reasons   Every code a reason may carry.
	 */
	private function __construct(
		public readonly string $service,
		public readonly string $name,
		/** The company that the shop is connected with. */
		public readonly Account $account,
		public readonly array $documents,
		public readonly array $settings,
		public readonly array $catalogues,
		public readonly array $connection,
		public readonly array $reasons,
		/** What all this is called. */
		public readonly Words $words,
	) {}

	/**
	 * @param array<string, mixed> $described
	 */
	public static function from_array( array $described, Words $words ): self {
		$account   = new Account( (string) $described['service'] );
		$as_bought = in_array( DocumentType::OF_REFUNDS, array_column( $described['documents'], 'subject' ), true );
		$documents = array_map(
			static fn ( array $document ): DocumentType => DocumentType::from_array( $document, $account, $as_bought, $words ),
			array_values( $described['documents'] )
		);
		return new self(
			service: $account->service,
			name: (string) $described['name'],
			account: $account,
			documents: $documents,
			settings: array_values( $described['settings'] ),
			catalogues: array_values( $described['catalogues'] ),
			connection: $described['connection'],
			reasons: array_values( $described['reasons'] ),
			words: $words,
		);
	}

	/**
	 * @return ?array{name: string, searches: bool} `searches`: the service does; else it lists all, and the shop searches.
	 */
	public function catalogue( string $name ): ?array {
		foreach ( $this->catalogues as $catalogue ) {
			if ( $catalogue['name'] === $name ) {
				return $catalogue;
			}
		}
		return null;
	}

	/**
	 * The settings that a person enters; the others are facts, see Settings::refresh_facts().
	 *
	 * @return list<array{
	 *     name: string, option: string, type: string, default: string, group: string, choices: list<string>, catalogue: ?string
	 * }>
	 */
	public function entered_settings(): array {
		$is_entered = static fn ( array $setting ): bool => Settings::FACT !== $setting['type'];
		return array_values( array_filter( $this->settings, $is_entered ) );
	}

	/** Whether a key is entered; else a person lets the shop in at the service. */
	public function is_keyed(): bool {
		return null === $this->connection['consent'];
	}

	/**
	 * Where a person sees a document in the service; where he works with the service when that is all that is known.
	 *
	 * @param ?string $remote_id The service's own id of it.
	 */
	public function page_of( string $kind, ?string $remote_id ): string {
		$page    = null === $remote_id ? null : $this->document( $kind )?->page;
		$options = array_column( $this->settings, 'option', 'name' );
		$places  = array( '{id}' => rawurlencode( (string) $remote_id ) );
		preg_match_all( '/\{(\w+)\}/', (string) $page, $names );
		foreach ( array_diff( $names[1], array( 'id' ) ) as $name ) {
			$fact = get_option( $options[ $name ] ?? '', '' );
			if ( ! is_string( $fact ) || '' === $fact ) {
				return $this->connection['app_page'];
			}
			$places[ '{' . $name . '}' ] = rawurlencode( $fact );
		}
		return null === $page ? $this->connection['app_page'] : strtr( $page, $places );
	}

	public function document( string $kind ): ?DocumentType {
		foreach ( $this->documents as $document ) {
			if ( $document->kind === $kind ) {
				return $document;
			}
		}
		return null;
	}
}
