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
 */
final class Site {

	/**
	 * `site` and `environment` (where the queue belongs), and on a copy `copy_of` (the live shop's), `copied_at` (UNIX
	 * seconds) and `refused_key` (what tells the live shop's key, see key_mark()); while a person is asked, `asked_at`.
	 * Loaded with every request, since every run has to know.
	 */
	public const OPTION = 'wc_accounting_site';

	/** In wp-config.php: `live` or `copy`, for sites that are made by a script. */
	public const CONSTANT = 'WC_ACCOUNTING_SITE';

	public const LIVE = 'live';
	public const COPY = 'copy';

	/**
	 * Where the queue belongs, if it was never said: here. For activation, and for each run of a queue.
	 *
	 * @param string $key The key that is valid now.
	 */
	public function settle( string $key ): void {
		$stored = $this->stored();
		$said   = $this->said();
		if ( null !== $said && ( $this->is_elsewhere() || ( self::COPY === $said ) !== $this->is_copy() ) ) {
			$this->answer( $said, $key );
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

	/** Whether this key may be used here: on a copy, not that of the live shop. It would be rotated away from there. */
	public function may_use( string $key ): bool {
		if ( self::COPY === $this->said() && ! $this->is_copy() ) {
			return false;
		}
		return ! $this->is_copy() || ! hash_equals( (string) ( $this->stored()['refused_key'] ?? '' ), self::key_mark( $key ) );
	}

	/**
	 * What a person, a command or the constant says.
	 *
	 * @param string $answer LIVE or COPY.
	 * @param string $key    The key that is valid now; a copy may not use it.
	 * @return int Seconds for which everything was held because nobody had answered.
	 */
	public function answer( string $answer, string $key ): int {
		$stored = $this->stored();
		$news   = self::here();
		if ( self::COPY === $answer ) {
			$news += array(
				'copy_of'     => $stored['copy_of'] ?? $stored['site'] ?? $news['site'],
				'copied_at'   => time(),
				'refused_key' => $stored['refused_key'] ?? self::key_mark( $key ),
			);
		}
		$this->write( $news );
		return isset( $stored['asked_at'] ) ? max( 0, time() - (int) $stored['asked_at'] ) : 0;
	}

	/**
	 * Since when it is a copy, if what it had in the queue then is still there; the live shop sends that.
	 *
	 * @return ?int UNIX seconds.
	 */
	public function copied_queue_from(): ?int {
		return $this->is_copy() && isset( $this->stored()['copied_at'] ) ? (int) $this->stored()['copied_at'] : null;
	}

	/** What the copy had in the queue is gone. */
	public function forget_copied_queue(): void {
		$this->write( array_diff_key( $this->stored(), array( 'copied_at' => 0 ) ) );
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
	 * @return array<string, int|string>
	 */
	private function stored(): array {
		$stored = get_option( self::OPTION, array() );
		return is_array( $stored ) ? $stored : array();
	}

	/**
	 * @param array<string, int|string> $news
	 */
	private function write( array $news ): void {
		update_option( self::OPTION, $news, true );
	}
}
