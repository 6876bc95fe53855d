<?php
/**
 * Secrets at rest.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * Encrypts what the database keeps of a secret, by a key that is made of WordPress's salts: who copies the database alone, as a
 * backup or for a test shop, cannot use it. The cipher is libsodium's XChaCha20-Poly1305, which PHP brings along, or WordPress
 * where PHP was built without it. The name of the option goes into it, so that no secret can stand in for another.
 *
 * Salts that changed make all of it unreadable: a person connects the shop again.
 */
final class Seal {

	/** How a sealed text begins; what does not begin so was stored in plain text. */
	private const MARK = 'wc-accounting-sealed-1:';

	public static function is_sealed( string $stored ): bool {
		return str_starts_with( $stored, self::MARK );
	}

	public static function close( string $option, #[\SensitiveParameter] string $secret ): string {
		$nonce = random_bytes( SODIUM_CRYPTO_AEAD_XCHACHA20POLY1305_IETF_NPUBBYTES );
		$sealed = sodium_crypto_aead_xchacha20poly1305_ietf_encrypt( $secret, $option, $nonce, self::key() );
		return self::MARK . base64_encode( $nonce . $sealed );
	}

	/**
	 * @return ?string Null when it was not sealed by this site, or was changed since.
	 */
	public static function open( string $option, string $stored ): ?string {
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
