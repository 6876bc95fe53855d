<?php
/**
 * Which site this is.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Environment;

/**
 * Knows the site that the queue belongs to, and notices when the database wakes up somewhere else: on a staging copy, or
 * after a move. Which of the two it is only a person can say; until then nothing may leave.
 *
 * The address is compared as the database stores it, never as the request or a filter says: shops build the latter from the
 * host that a visitor asked for, or from the language. It is kept in a form that a search and replace of the address over
 * the whole database, as it is done for a move, does not find.
 *
 * @phpstan-type Stored array{
 *     site?: string, environment?: string, asked_at?: int, copy_of?: string, copied_at?: int,
 *     refused_keys?: array<string, string>, dropped?: array<string, true>
 * }
 */
final class Site {

	/**
	 * `site` and `environment` (where the queue belongs), and on a copy `copy_of` (the live shop's), `copied_at` (UNIX
	 * seconds) and, by service, `refused_keys` (what tells the live shop's key, see key_mark()) and `dropped` (whose copied queue
	 * is gone); while a person is asked, `asked_at`. Loaded with every request, since every run has to know.
	 */
	public const OPTION = 'wc_accounting_site';

	/** In wp-config.php: `live` or `copy`, for sites that are made by a script. */
	public const CONSTANT = 'WC_ACCOUNTING_SITE';

	public const LIVE = 'live';
	public const COPY = 'copy';

	/** Where the queue belongs, if it was never said: here. For activation, and for each run of a queue. */
	public function settle(): void {
		$stored = $this->stored();
		$said   = $this->said();
		if ( null !== $said && ( $this->is_elsewhere() || ( self::COPY === $said ) !== $this->is_copy() ) ) {
			$this->answer( $said );
		} elseif ( array() === $stored ) {
			$this->write( self::here() );
		} elseif ( $this->is_elsewhere() && ! isset( $stored['asked_at'] ) ) {
			$this->write( array( 'asked_at' => time() ) + $stored );
		}
	}

	/** Whether a person has to say first whether this is the live shop or a copy of it. */
	public function is_unclear(): bool {
		return null === $this->said() && $this->is_elsewhere();
	}

	/** Whether somebody said that this is a copy. */
	public function is_copy(): bool {
		return isset( $this->stored()['copy_of'] );
	}

	/**
	 * Whether a service may use this key here: on a copy, not that of the live shop. It would be rotated away from there. Nor any
	 * before it is known which one that is.
	 *
	 * @param string $service Its key in names.
	 */
	public function may_use( string $service, string $key ): bool {
		if ( self::COPY === $this->said() && ! $this->is_copy() ) {
			return false;
		}
		$refused = $this->refused_keys()[ $service ] ?? null;
		return ! $this->is_copy() || ( null !== $refused && ! hash_equals( $refused, self::key_mark( $key ) ) );
	}

	/** Whether this is a copy, and which key of a service is the live shop's was not noted yet. */
	public function has_still_to_refuse( string $service ): bool {
		return $this->is_copy() && ! isset( $this->refused_keys()[ $service ] );
	}

	/**
	 * Notes the key that a service came here with, for good: it is the live shop's.
	 *
	 * @param string $key Empty when there is none: then every key is one of the copy's own.
	 */
	public function refuse( string $service, string $key ): void {
		if ( $this->has_still_to_refuse( $service ) ) {
			$keys = array( $service => self::key_mark( $key ) ) + $this->refused_keys();
			$this->write( array( 'refused_keys' => $keys ) + $this->stored() );
		}
	}

	/**
	 * @return array<string, string> Service => what tells the key.
	 */
	private function refused_keys(): array {
		return $this->stored()['refused_keys'] ?? array();
	}

	/**
	 * What a person, a command or the constant says.
	 *
	 * @param string $answer LIVE or COPY. Of a copy, the key of each service is to be refused then.
	 * @return int Seconds for which everything was held because nobody had answered.
	 */
	public function answer( string $answer ): int {
		$stored = $this->stored();
		$news   = self::here();
		if ( self::COPY === $answer ) {
			$news += array(
				'copy_of'      => $stored['copy_of'] ?? $stored['site'] ?? $news['site'],
				'copied_at'    => time(),
				'refused_keys' => $this->refused_keys(),
			);
		}
		$this->write( $news );
		return isset( $stored['asked_at'] ) ? max( 0, time() - (int) $stored['asked_at'] ) : 0;
	}

	/**
	 * Since when it is a copy, if what a service had in the queue then is still there; the live shop sends that.
	 *
	 * @return ?int UNIX seconds.
	 */
	public function copied_queue_from( string $service ): ?int {
		$stored = $this->stored();
		return ! $this->is_copy() || isset( $stored['dropped'][ $service ] ) ? null : (int) ( $stored['copied_at'] ?? 0 );
	}

	/** What the copy had in the queue of a service is gone. */
	public function forget_copied_queue( string $service ): void {
		$stored = $this->stored();

		$stored['dropped'][ $service ] = true;
		$this->write( $stored );
	}

	/** Where the queue belongs, or the live shop of a copy, as a person reads it. */
	public function former_address(): string {
		$stored = $this->stored();
		return (string) base64_decode( (string) ( $stored['copy_of'] ?? $stored['site'] ?? '' ), true );
	}

	/** The kind of environment that the queue was made in, as WordPress calls it. */
	public function former_environment(): string {
		return (string) ( $this->stored()['environment'] ?? '' );
	}

	/** The address of this site, as a person reads it. */
	public function address(): string {
		return self::plain_address();
	}

	private function is_elsewhere(): bool {
		$stored = $this->stored();
		return array() !== $stored && array_intersect_key( self::here(), $stored ) !== array_intersect_key( $stored, self::here() );
	}

	/** What the constant says; null when it says nothing. */
	private function said(): ?string {
		$said = defined( self::CONSTANT ) ? strtolower( trim( (string) constant( self::CONSTANT ) ) ) : '';
		return in_array( $said, array( self::LIVE, self::COPY ), true ) ? $said : null;
	}

	/**
	 * @return array{site: string, environment: string}
	 */
	private static function here(): array {
		return array(
			'site'        => base64_encode( self::plain_address() ),
			'environment' => wp_get_environment_type(),
		);
	}

	/**
	 * Host and folder of the stored address: a change of http to https, or of www., is no move.
	 */
	private static function plain_address(): string {
		// The list of autoloaded options is what the database holds: get_option() would ask filters and constants.
		$stored  = (string) ( wp_load_alloptions()['siteurl'] ?? '' );
		$address = (string) preg_replace( '~^[a-z]+://(www\.)?~i', '', rtrim( $stored, '/' ) );
		$parts   = explode( '/', $address, 2 );
		return strtolower( $parts[0] ) . ( isset( $parts[1] ) ? '/' . $parts[1] : '' );
	}

	/**
	 * Without the salts of WordPress, which a copy may have changed.
	 */
	private static function key_mark( string $key ): string {
		return '' === $key ? '' : hash_hmac( 'sha256', $key, self::OPTION );
	}

	/**
	 * @return Stored
	 */
	private function stored(): array {
		/** @var Stored|string $stored */
		$stored = get_option( self::OPTION, array() );
		return is_array( $stored ) ? $stored : array();
	}

	/**
	 * @param Stored $news
	 */
	private function write( array $news ): void {
		update_option( self::OPTION, $news, true );
	}
}
