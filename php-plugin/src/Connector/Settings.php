<?php
/**
 * The shop's settings.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Connector;

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
