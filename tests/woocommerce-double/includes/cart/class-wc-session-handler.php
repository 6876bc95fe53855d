<?php
/**
 * A visitor's session.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

/**
 * Kept in `woocommerce_sessions` under the id of the customer, or of a guest whom a signed cookie names.
 */
class WC_Session_Handler {

	/** @var string */
	protected $customer_id = '';

	/** @var array<string, mixed> */
	protected $data = array();

	/** @var bool */
	protected $dirty = false;

	/** @var string */
	private $cookie = '';

	/** @var bool */
	private $has_cookie = false;

	/** Reads the session. */
	public function init() {
		$this->cookie = apply_filters( 'woocommerce_cookie', 'wp_woocommerce_session_' . COOKIEHASH );
		$parts        = explode( '||', isset( $_COOKIE[ $this->cookie ] ) ? sanitize_text_field( wp_unslash( $_COOKIE[ $this->cookie ] ) ) : '' );
		if ( 3 === count( $parts ) && (int) $parts[1] > time() && hash_equals( $this->sign( $parts[0], $parts[1] ), $parts[2] ) ) {
			$this->customer_id = $parts[0];
			$this->has_cookie  = true;
		}
		$guest = $this->customer_id;
		if ( is_user_logged_in() ) {
			$this->customer_id = (string) get_current_user_id();
		} elseif ( '' === $this->customer_id || ! str_starts_with( $this->customer_id, 't_' ) ) {
			$this->customer_id = 't_' . substr( wc_rand_hash(), 0, 30 );
			$this->has_cookie  = false;
		}
		$this->data = $this->read( $this->customer_id );
		if ( '' !== $guest && $guest !== $this->customer_id && str_starts_with( $guest, 't_' ) && is_user_logged_in() ) {
			$this->data  = $this->read( $guest ) + $this->data;
			$this->dirty = true;
		}
		add_action( 'shutdown', array( $this, 'save_data' ), 20 );
		add_action( 'wp_logout', array( $this, 'destroy_session' ) );
	}

	/** Signature of the cookie. */
	private function sign( string $id, string $until ): string {
		return hash_hmac( 'md5', "$id|$until", wp_hash( "$id|$until" ) );
	}

	/** @return array<string, mixed> */
	private function read( string $id ): array {
		global $wpdb;
		$value = $wpdb->get_var( $wpdb->prepare( "SELECT session_value FROM {$wpdb->prefix}woocommerce_sessions WHERE session_key = %s AND session_expiry > %d", $id, time() ) );
		return null === $value ? array() : (array) maybe_unserialize( $value );
	}

	/** @param bool $set Gives the visitor the cookie. */
	public function set_customer_session_cookie( $set ) {
		if ( $set && ! $this->has_cookie ) {
			$until            = (string) ( time() + 2 * DAY_IN_SECONDS );
			$this->has_cookie = true;
			wc_setcookie( $this->cookie, "{$this->customer_id}||$until||" . $this->sign( $this->customer_id, $until ), (int) $until, is_ssl(), true );
		}
	}

	/** Whether there is one. */
	public function has_session() {
		return $this->has_cookie || is_user_logged_in();
	}

	/** Id of the customer. */
	public function get_customer_id() {
		return $this->customer_id;
	}

	/**
	 * A value.
	 *
	 * @param string $key     Key.
	 * @param mixed  $default Where there is none.
	 */
	public function get( $key, $default = null ) {
		return $this->data[ $key ] ?? $default;
	}

	/**
	 * Sets a value.
	 *
	 * @param string $key   Key.
	 * @param mixed  $value Value; null removes it.
	 */
	public function set( $key, $value ) {
		if ( ( $this->data[ $key ] ?? null ) === $value ) {
			return;
		}
		if ( null === $value ) {
			unset( $this->data[ $key ] );
		} else {
			$this->data[ $key ] = $value;
		}
		$this->dirty = true;
	}

	/** @param string $key Key. */
	public function __get( $key ) {
		return $this->get( $key );
	}

	/**
	 * Sets a value.
	 *
	 * @param string $key   Key.
	 * @param mixed  $value Value.
	 */
	public function __set( $key, $value ) {
		$this->set( $key, $value );
	}

	/** @param string $key Key. */
	public function __isset( $key ) {
		return isset( $this->data[ $key ] );
	}

	/** Stores it, for visitors who have one. */
	public function save_data() {
		global $wpdb;
		if ( $this->dirty && $this->has_session() ) {
			$wpdb->query( $wpdb->prepare( "INSERT INTO {$wpdb->prefix}woocommerce_sessions ( session_key, session_value, session_expiry ) VALUES ( %s, %s, %d ) ON DUPLICATE KEY UPDATE session_value = VALUES( session_value ), session_expiry = VALUES( session_expiry )", $this->customer_id, maybe_serialize( $this->data ), time() + 2 * DAY_IN_SECONDS ) );
			$this->dirty = false;
		}
	}

	/** Ends it. */
	public function destroy_session() {
		global $wpdb;
		$wpdb->delete( "{$wpdb->prefix}woocommerce_sessions", array( 'session_key' => $this->customer_id ) );
		wc_setcookie( $this->cookie, '', time() - YEAR_IN_SECONDS );
		$this->data  = array();
		$this->dirty = false;
	}
}
