<?php
/**
 * The API key.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * Knows the key that is valid now, and stores the one that replaces it.
 *
 * The key comes from the service's constant, else from the option; a filter has the last word. The service may replace a key
 * with any answer, and the old one is dead at once: the new key is stored before anything else happens, and read past every
 * cache, since another process may have stored it a moment ago.
 *
 * A key from the option is replaced in the option. A key from the constant or the filter cannot be replaced where it
 * came from: its successor is kept in an option of its own, bound to a hash of the key it descends from, and counts for
 * as long as that one does not change.
 */
final class KeyRing {

	/** Holds the successor of a key that is not in the key option. */
	public const SUCCESSOR_OPTION = 'rotated_api_key';

	private bool $is_renewing = false;

	/**
	 * @param int $patience Longest wait for another process that renews, in seconds: a renewal takes less than one, and pages wait
	 *                      as well.
	 */
	public function __construct(
		private readonly SecretStore $store,
		private readonly string $option,
		private readonly Service $service,
		private readonly Account $account,
		private readonly int $patience = 5,
	) {}

	/** Mark of the key that was asked for last. */
	private string $mark_of_last = '';

	/** The key to use for the next request; empty when there is none. */
	public function current(): string {
		$key                = $this->valid_now();
		$this->mark_of_last = self::hash( $key );
		return $key;
	}

	private function valid_now(): string {
		$origin = $this->origin();
		if ( $origin['stored'] || '' === $origin['key'] ) {
			return $origin['key'];
		}
		return $this->successor( $origin['key'] )['key'] ?? $origin['key'];
	}

	/**
	 * Stores a key that replaces another, unless another process was faster.
	 *
	 * @param object $new      The extension's Secret: has reveal(): string.
	 * @param object $replaced The same, for the key the request left with.
	 */
	public function rotated( object $new, object $replaced ): void {
		$this->account->key_replaced( self::hash( $replaced->reveal() ), self::hash( $new->reveal() ) );
		$origin = $this->origin();
		if ( $origin['stored'] ) {
			$this->store->swap( $this->option, $replaced, $new );
			return;
		}
		$origin_key = $origin['key'];
		$bind       = static fn ( object $secret ): object => self::bound( $origin_key, $secret );
		$known      = $this->successor( $origin_key );
		if ( null === $known ) {
			if ( hash_equals( $origin_key, $replaced->reveal() ) ) {
				$this->store->put( $this->successor_option(), $bind( $new ) );
			}
			return;
		}
		$this->store->swap( $this->successor_option(), $bind( $replaced ), $bind( $new ) );
	}

	/**
	 * Whether this process may renew what has run out, and no other does. The lock is the database connection's: a process that
	 * dies gives it back.
	 */
	public function begin_renewal(): bool {
		if ( $this->is_renewing || ! $this->store->lock( $this->option, $this->patience ) ) {
			return false;
		}
		$this->is_renewing = true;
		return true;
	}

	public function end_renewal(): void {
		$this->is_renewing = false;
		$this->store->unlock( $this->option );
	}

	private function successor_option(): string {
		return Name::of( $this->service->key(), self::SUCCESSOR_OPTION );
	}

	/** Whether the key is set where the settings screen cannot change it. */
	public function is_fixed(): bool {
		return ! $this->origin()['stored'];
	}

	/** The official plugin lets every request load the key. Free of charge when it does not: what is autoloaded is in memory. */
	public function stop_autoloading(): void {
		if ( array_key_exists( $this->option, wp_load_alloptions() ) ) {
			$this->store->stop_autoloading( $this->option );
		}
	}

	/** Whether the constant is what fixes it; else it is a filter. */
	public function is_constant(): bool {
		return '' !== $this->constant();
	}

	public function constant_name(): string {
		return $this->service->key_constant();
	}

	/** The key as it may be shown: what it belongs to and its last characters. Empty when there is none. */
	public function hint(): string {
		return self::hint_of( $this->current() );
	}

	private static function hint_of( string $key ): string {
		if ( '' === $key ) {
			return '';
		}
		$named = 1 === preg_match( '/^([a-z]+_[a-z]+_[A-Za-z0-9]{1,12}_)(.*)$/', $key, $found );
		list( $shown, $secret ) = $named ? array( $found[1], $found[2] ) : array( '', $key );
		return $shown . '••••' . ( strlen( $secret ) >= 12 ? substr( $secret, -4 ) : '' );
	}

	/**
	 * Stores the key that a person entered; an empty one removes it.
	 *
	 * @param object $secret Has reveal(): string.
	 */
	public function store( object $secret ): void {
		$this->store->put( $this->option, $secret );
	}

	/** Removes the key, and with it all that it lets in. */
	public function forget(): void {
		delete_option( $this->option );
	}

	/** Whether there is a key that cannot be decrypted any more: WordPress's salts have changed since it was stored. */
	public function is_lost(): bool {
		return $this->store->is_lost( $this->option );
	}

	/** A text without the key in it. */
	public function masked( string $text ): string {
		$key = $this->valid_now();
		return '' === $key ? $text : str_replace( $key, '••••', $text );
	}

	/** Tells keys apart without saying anything of them. */
	public function mark(): string {
		return self::hash( $this->valid_now() );
	}

	/**
	 * The mark of the key that current() gave last: after a refusal, the refused one. Another process may have stored a new
	 * key since; a queue held under the mark of that one would wait for a key that is there already.
	 */
	public function mark_of_last(): string {
		return $this->mark_of_last;
	}

	/** The key that the constant holds; empty without one. */
	private function constant(): string {
		$name = $this->constant_name();
		return defined( $name ) ? trim( (string) constant( $name ) ) : '';
	}

	/**
	 * The key as the shop's owner set it, and whether the option is where it comes from.
	 *
	 * @return array{key: string, stored: bool}
	 */
	private function origin(): array {
		$constant = $this->constant();
		$stored   = '' === $constant ? trim( $this->store->read( $this->option ) ) : '';
		$key      = '' === $constant ? $stored : $constant;
		$key      = $this->service->credential( $key );
		return array(
			'key'    => $key,
			'stored' => '' === $constant && $key === $stored,
		);
	}

	/**
	 * @return ?array{for: string, key: string} Null when the key has none.
	 */
	private function successor( string $origin ): ?array {
		$stored = json_decode( $this->store->read( $this->successor_option() ), true );
		if ( ! is_array( $stored ) || ! is_string( $stored['for'] ?? null ) || ! is_string( $stored['key'] ?? null ) ) {
			return null;
		}
		if ( ! hash_equals( self::hash( $origin ), $stored['for'] ) ) {
			return null;
		}
		return array(
			'for' => $stored['for'],
			'key' => $stored['key'],
		);
	}

	/** The text that the successor's option holds, as a secret again, so that it is never an argument. */
	private static function bound( string $origin, object $secret ): object {
		return new class( self::hash( $origin ), $secret ) {
			public function __construct(
				private readonly string $for,
				private readonly object $secret,
			) {}

			public function reveal(): string {
				return (string) wp_json_encode(
					array(
						'for' => $this->for,
						'key' => $this->secret->reveal(),
					)
				);
			}
		};
	}

	private static function hash( string $key ): string {
		return hash_hmac( 'sha256', $key, wp_salt( 'auth' ) );
	}
}
