<?php
/**
 * The token for metrics.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Watch;

/**
 * What a monitoring system shows instead of a log-in, to read metrics and nothing else. The shop keeps a hash of it: it is shown once,
 * when it is made. One that stands in wp-config.php counts instead of it.
 */
final class MetricsToken {

	/** `hash` and `made_at` (UNIX seconds). */
	public const OPTION = 'wc_accounting_metrics_token';

	/** In wp-config.php: the token itself, at least MINIMUM characters; an empty text lets nobody in by a token. */
	public const CONSTANT = 'WC_ACCOUNTING_METRICS_TOKEN';

	/** Characters of a token that a person made up. */
	public const MINIMUM = 20;

	/** @param ?string $fixed What the constant says; null when there is none. */
	public function __construct( #[\SensitiveParameter] private readonly ?string $fixed = null ) {}

	/** As this site has it. */
	public static function of_site(): self {
		return new self( defined( self::CONSTANT ) ? (string) constant( self::CONSTANT ) : null );
	}

	/** Whether wp-config.php says which token counts, or that none does. */
	public function is_fixed(): bool {
		return null !== $this->fixed;
	}

	/** Whether some token lets in. */
	public function is_there(): bool {
		return null === $this->fixed ? null !== $this->made_at() : strlen( $this->fixed ) >= self::MINIMUM;
	}

	/** When the one that counts was made here, UNIX seconds; null when there is none. */
	public function made_at(): ?int {
		$stored = get_option( self::OPTION );
		return is_array( $stored ) && is_string( $stored['hash'] ?? null ) ? (int) ( $stored['made_at'] ?? 0 ) : null;
	}

	/** Makes one; the one before does not count any more. What it answers is stored nowhere. */
	public function make(): string {
		$token = bin2hex( random_bytes( 32 ) );
		$kept  = array(
			'hash'    => self::hash( $token ),
			'made_at' => time(),
		);
		update_option( self::OPTION, $kept, false );
		return $token;
	}

	public function revoke(): void {
		delete_option( self::OPTION );
	}

	/** Whether this is it; in a time that tells nothing of it. */
	public function is( #[\SensitiveParameter] string $given ): bool {
		if ( ! $this->is_there() ) {
			return false;
		}
		$stored = get_option( self::OPTION );
		$hash   = null === $this->fixed ? (string) ( $stored['hash'] ?? '' ) : self::hash( $this->fixed );
		return hash_equals( $hash, self::hash( $given ) );
	}

	/** As good as any: what is hashed was made by chance, and nobody can try all of it. */
	private static function hash( #[\SensitiveParameter] string $token ): string {
		return hash( 'sha256', $token );
	}
}
