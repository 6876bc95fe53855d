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

	/** How a sealed text begins; what does not begin so was stored in plain text. */
	private const MARK = 'wc-accounting-sealed-1:';

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
		return self::is_sealed( $stored ) ? self::unseal( $name, $stored ) : $stored;
	}

	private function closed( string $name, object $secret ): string {
		return $this->seals && '' !== $secret->reveal() ? self::seal( $name, $secret->reveal() ) : $secret->reveal();
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

	// --- Encrypted ----------------------------------------------------------------------------------------------------

	public static function is_sealed( string $stored ): bool {
		return str_starts_with( $stored, self::MARK );
	}

	/**
	 * Encrypts what the database keeps of a secret, by a key that is made of WordPress's salts: who copies the database alone, as a
	 * backup or for a test shop, cannot use it. The cipher is libsodium's XChaCha20-Poly1305, which PHP brings along, or WordPress
	 * where PHP was built without it. The name of the option goes into it, so that no secret can stand in for another.
	 *
	 * Salts that changed make all of it unreadable: a person connects the shop again.
	 */
	public static function seal( string $option, #[\SensitiveParameter] string $secret ): string {
		$nonce = random_bytes( SODIUM_CRYPTO_AEAD_XCHACHA20POLY1305_IETF_NPUBBYTES );
		$sealed = sodium_crypto_aead_xchacha20poly1305_ietf_encrypt( $secret, $option, $nonce, self::key() );
		return self::MARK . base64_encode( $nonce . $sealed );
	}

	/**
	 * @return ?string Null when it was not sealed by this site, or was changed since.
	 */
	public static function unseal( string $option, string $stored ): ?string {
		$bytes = base64_decode( substr( $stored, strlen( self::MARK ) ), true );
		$ends  = SODIUM_CRYPTO_AEAD_XCHACHA20POLY1305_IETF_NPUBBYTES;
		if ( ! self::is_sealed( $stored ) || false === $bytes || strlen( $bytes ) <= $ends ) {
			return null;
		}
		$sealed = substr( $bytes, $ends );
		$nonce  = substr( $bytes, 0, $ends );
		$secret = sodium_crypto_aead_xchacha20poly1305_ietf_decrypt( $sealed, $option, $nonce, self::key() );
		return false === $secret ? null : $secret;
	}

	/** 32 bytes, as the cipher wants them. */
	private static function key(): string {
		return hash_hmac( 'sha256', 'wc-accounting credentials', wp_salt( 'auth' ), true );
	}
}
