<?php
/**
 * The shop's settings.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * Reads the options that the service describes, under the names that it gives them.
 */
final class Settings {

	public function __construct( private readonly Description $description ) {}

	/** Whether the shop wants anything sent at all. */
	public function is_connection_enabled(): bool {
		return 'yes' === get_option( $this->description->connection['enabled_option'], 'yes' );
	}

	/** Whether the shop wants this kind of document. */
	public function wants( DocumentType $document ): bool {
		$this->load();
		return $this->is_connection_enabled() && $this->is_on( $document->enabled );
	}

	/** Whether a toggle is on. */
	public function is_on( string $name ): bool {
		foreach ( $this->description->settings as $setting ) {
			if ( $setting['name'] === $name ) {
				return 'yes' === self::value( $setting['option'], $setting['default'] );
			}
		}
		return false;
	}

	/**
	 * Statuses of an order that want this kind of document, without `wc-`.
	 *
	 * @return list<string>
	 */
	public function statuses( DocumentType $document ): array {
		return self::listed( $this->description->settings, $document->statuses );
	}

	/**
	 * The same, for who has nothing but what the service describes.
	 *
	 * @param list<array{name: string, option: string, default: string, ...}> $settings
	 * @return list<string>
	 */
	public static function listed( array $settings, string $name ): array {
		foreach ( $settings as $setting ) {
			if ( $setting['name'] === $name ) {
				$listed = explode( ',', self::value( $setting['option'], $setting['default'] ) );
				return array_values( array_filter( array_map( 'sanitize_key', $listed ) ) );
			}
		}
		return array();
	}

	/** Stores the lists of statuses, so that every page of the shop knows which hooks to set without asking the database. */
	public function store_statuses(): void {
		foreach ( $this->description->settings as $setting ) {
			if ( 'statuses' === $setting['type'] && false === get_option( $setting['option'] ) ) {
				add_option( $setting['option'], $setting['default'], '', true );
			}
		}
	}

	/**
	 * @return array<string, string> Setting name => value.
	 */
	public function values(): array {
		$this->load();
		$values = array();
		foreach ( $this->description->settings as $setting ) {
			$values[ $setting['name'] ] = self::value( $setting['option'], $setting['default'] );
		}
		return $values;
	}

	/** Asks for all at once that WordPress has not loaded by itself: a setting that was never saved would be a query each time. */
	private function load(): void {
		if ( function_exists( 'wp_prime_option_caches' ) ) {
			$options   = array_column( $this->description->settings, 'option' );
			$options[] = $this->description->connection['enabled_option'];
			wp_prime_option_caches( $options );
		}
	}

	private static function value( string $option, string $default ): string {
		return self::text( get_option( $option, $default ), $default );
	}

	/**
	 * @param mixed $stored Whatever was put into the option, also by other code.
	 */
	private static function text( $stored, string $otherwise ): string {
		if ( is_array( $stored ) ) {
			return implode( ',', array_filter( $stored, 'is_scalar' ) );
		}
		if ( is_bool( $stored ) ) {
			return $stored ? 'yes' : 'no';
		}
		return is_scalar( $stored ) ? (string) $stored : $otherwise;
	}
}
