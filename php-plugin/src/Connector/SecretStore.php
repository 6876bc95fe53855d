<?php
/**
 * Secrets in the database.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

use WcAccounting\Database\Database;

/**
 * Options that hold secrets: read past the object cache, since another process may have changed them a moment ago, never
 * loaded with all the others, and in no error message.
 */
final class SecretStore {

	/**
	 * @param bool $seals Whether what is stored from now on is encrypted. What is not is read all the same.
	 */
	public function __construct( private readonly Database $database, private readonly bool $seals = false ) {}

	/** What the option holds at this moment, whatever a cache says; empty when it is not there, or cannot be decrypted any more. */
	public function read( string $name ): string {
		return self::opened( $name, $this->stored( $name ) ) ?? '';
	}

	/** Whether the option holds a secret that this site cannot decrypt: WordPress's salts have changed since. */
	public function is_lost( string $name ): bool {
		return null === self::opened( $name, $this->stored( $name ) );
	}

	/** As it stands in the database. */
	private function stored( string $name ): string {
		global $wpdb;
		return (string) $this->database->value( 'SELECT option_value FROM %i WHERE option_name = %s', array( $wpdb->options, $name ) );
	}

	private static function opened( string $name, string $stored ): ?string {
		return Seal::is_sealed( $stored ) ? Seal::open( $name, $stored ) : $stored;
	}

	private function closed( string $name, object $secret ): string {
		return $this->seals && '' !== $secret->reveal() ? Seal::close( $name, $secret->reveal() ) : $secret->reveal();
	}

	/**
	 * Replaces a secret, if it is still the one expected.
	 *
	 * @param object $expected Has reveal(): string. Secrets are handed over as objects, so that no trace shows them.
	 * @param object $new      The same.
	 */
	public function swap( string $name, object $expected, object $new ): bool {
		global $wpdb;
		$stored = $this->stored( $name );
		if ( trim( self::opened( $name, $stored ) ?? '' ) !== $expected->reveal() ) {
			return false;
		}
		return $this->quietly(
			fn (): bool => 1 === $this->database->run(
				'UPDATE %i SET option_value = %s, autoload = %s WHERE option_name = %s AND option_value = CAST( %s AS BINARY )',
				array( $wpdb->options, $this->closed( $name, $new ), 'no', $name, $stored )
			),
			$name
		);
	}

	/**
	 * Stores a secret, never autoloaded.
	 *
	 * @param object $secret Has reveal(): string.
	 */
	public function put( string $name, object $secret ): void {
		global $wpdb;
		$this->quietly(
			fn (): int => $this->database->run(
				'INSERT INTO %i ( option_name, option_value, autoload ) VALUES ( %s, %s, %s )
				ON DUPLICATE KEY UPDATE option_value = VALUES( option_value ), autoload = VALUES( autoload )',
				array( $wpdb->options, $name, $this->closed( $name, $secret ), 'no' )
			),
			$name
		);
	}

	/** Whether the caller alone, of all processes of the shop, may replace the secret; waits for another one that may. */
	public function lock( string $name, int $seconds ): bool {
		return $this->database->lock( "secret {$name}", $seconds );
	}

	public function unlock( string $name ): void {
		$this->database->unlock( "secret {$name}" );
	}

	/** Takes an option out of those that every request loads. */
	public function stop_autoloading( string $name ): void {
		global $wpdb;
		$this->quietly(
			fn (): int => $this->database->run( "UPDATE %i SET autoload = 'no' WHERE option_name = %s", array( $wpdb->options, $name ) ),
			$name
		);
	}

	/**
	 * Changes an option so that a failing statement is not printed anywhere with the secret in it, and no cache keeps the old value.
	 *
	 * @template T
	 * @param callable(): T $change
	 * @return T
	 */
	private function quietly( callable $change, string $name ) {
		global $wpdb;
		$suppressed = $wpdb->suppress_errors( true );
		try {
			return $change();
		} finally {
			$wpdb->suppress_errors( $suppressed );
			$wpdb->last_query = '';
			wp_cache_delete( $name, 'options' );
			wp_cache_delete( 'alloptions', 'options' );
			wp_cache_delete( 'notoptions', 'options' );
		}
	}
}
