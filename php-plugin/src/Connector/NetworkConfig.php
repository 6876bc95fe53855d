<?php
/**
 * How the service is reached.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * Gathers what the shop and WordPress say about connections. What may be connected to is decided in the extension.
 */
final class NetworkConfig {

	private const CONNECT_TIMEOUT_MS = 5000;

	/** Longest time one request may take. A lease outlives it many times. */
	public const TIMEOUT_MS = 15000;

	public function __construct(
		private readonly Description $description,
		private readonly Service $service,
		private readonly string $plugin_version,
	) {}

	/**
	 * @return array<string, mixed> As the extension's Client wants it.
	 */
	public function to_array(): array {
		return array(
			'endpoint'           => $this->endpoint(),
			'hosts'              => $this->hosts(),
			'allowed_endpoints'  => $this->allowed_endpoints(),
			'user_agent'         => $this->user_agent(),
			'connect_timeout_ms' => self::CONNECT_TIMEOUT_MS,
			'timeout_ms'         => self::TIMEOUT_MS,
			'proxy'              => self::proxy(),
			'block_external'     => defined( 'WP_HTTP_BLOCK_EXTERNAL' ) && (bool) constant( 'WP_HTTP_BLOCK_EXTERNAL' ),
			'accessible_hosts'   => array_merge( self::listed( 'WP_ACCESSIBLE_HOSTS' ), self::own_hosts() ),
			'ca_file'            => self::text( 'WC_ACCOUNTING_CA_FILE' ),
		);
	}

	public function endpoint(): string {
		$stored = get_option( $this->description->connection['endpoint_option'], '' );
		$stored = is_string( $stored ) && '' !== trim( $stored ) ? trim( $stored ) : $this->description->connection['endpoint_default'];
		return $this->service->endpoint( $stored );
	}

	/**
	 * Where the service's further hosts are, if not where they always are; each must be allowed as well.
	 *
	 * @return array<string, string> Name of the host => its address.
	 */
	private function hosts(): array {
		/**
		 * Filters the addresses of a service's hosts beside its endpoint, such as the one that gives out tokens: for a sandbox.
		 *
		 * @param array<string, string> $hosts   Name => address, e.g. `https://identity.example.com`.
		 * @param string                $service Key of the service.
		 */
		return array_filter( (array) apply_filters( 'wc_accounting_hosts', array(), $this->service->key() ), 'is_string' );
	}

	/**
	 * Origins that may be connected to beside the service's own, e.g. a sandbox.
	 *
	 * @return list<string>
	 */
	private function allowed_endpoints(): array {
		/**
		 * Filters the origins that may be used as API endpoint beside the service's own.
		 *
		 * @param list<string> $origins Those of the constant WC_ACCOUNTING_ALLOWED_ENDPOINTS.
		 */
		$origins = apply_filters( 'wc_accounting_allowed_endpoints', self::listed( 'WC_ACCOUNTING_ALLOWED_ENDPOINTS' ) );
		return array_values( array_filter( (array) $origins, 'is_string' ) );
	}

	private function user_agent(): string {
		return $this->service->user_agent(
			$this->plugin_version,
			self::plain( defined( 'WC_VERSION' ) ? (string) constant( 'WC_VERSION' ) : '0' ),
			self::plain( (string) get_bloginfo( 'version' ) )
		);
	}

	/** A version without what would break the form. */
	private static function plain( string $version ): string {
		return (string) preg_replace( '/[^A-Za-z0-9.+_-]/', '', $version );
	}

	/**
	 * @return ?array{url: string, username: string, password: string, bypass: list<string>}
	 */
	private static function proxy(): ?array {
		$host = self::text( 'WP_PROXY_HOST' );
		$port = self::text( 'WP_PROXY_PORT' );
		if ( null === $host || null === $port ) {
			return null;
		}
		$host = rtrim( $host, '/' );
		return array(
			'url'      => ( str_contains( $host, '://' ) ? $host : 'http://' . $host ) . ':' . $port,
			'username' => self::text( 'WP_PROXY_USERNAME' ) ?? '',
			'password' => self::text( 'WP_PROXY_PASSWORD' ) ?? '',
			'bypass'   => array_merge( self::listed( 'WP_PROXY_BYPASS_HOSTS' ), self::own_hosts() ),
		);
	}

	/**
	 * Hosts that WordPress itself never blocks and never sends through a proxy.
	 *
	 * @return list<string>
	 */
	private static function own_hosts(): array {
		return array_values( array_filter( array( 'localhost', wp_parse_url( (string) get_option( 'siteurl' ), PHP_URL_HOST ) ) ) );
	}

	/**
	 * @return list<string> The parts of a comma-separated constant.
	 */
	private static function listed( string $constant ): array {
		$parts = array_map( 'trim', explode( ',', self::text( $constant ) ?? '' ) );
		return array_values( array_filter( $parts, static fn ( string $part ): bool => '' !== $part ) );
	}

	private static function text( string $constant ): ?string {
		$value = defined( $constant ) && is_scalar( constant( $constant ) ) ? trim( (string) constant( $constant ) ) : '';
		return '' === $value ? null : $value;
	}
}
