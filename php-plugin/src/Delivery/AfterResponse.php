<?php
/**
 * Delivery after the answer has gone to the customer.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Connector\Name;
use WcAccounting\Log\Logger;

/**
 * Delivers at the end of a request that queued something, when nobody waits for the request any more. Where PHP cannot let
 * go who waits, as in Apache's module, the shop sends itself another request for it.
 *
 * In the web only one process of a shop does so at a time, and not for long: a service that hangs must not eat the
 * shop's PHP workers. What is left is cron's. In the command line nobody waits: it is done at once.
 */
final class AfterResponse {

	private const LOCK = 'after_response';

	private const WEB_SECONDS = 10;

	private const CLI_SECONDS = 20;

	/** How often something is delivered because somebody looks at wp-admin. */
	private const STAND_IN_SECONDS = 60;

	/** The request that the shop sends to itself, its fields, and how long it counts. */
	private const WAKE_UP       = 'wake_up';
	public const AT             = 'at';
	public const TOKEN          = 'token';
	private const TOKEN_SECONDS = MINUTE_IN_SECONDS;

	/** With these PHP sends the answer and goes on. */
	private const FINISHERS = array( 'fastcgi_finish_request', 'litespeed_finish_request' );

	private const FATAL = array( E_ERROR, E_PARSE, E_CORE_ERROR, E_COMPILE_ERROR, E_USER_ERROR, E_RECOVERABLE_ERROR );

	/** @var array<int, true> Sites on which something was queued. */
	private array $sites = array();

	private bool $hooked = false;

	/** Whether the request is one that exists for delivering. */
	private bool $is_here = false;

	/**
	 * @param \Closure(): Worker $worker     Made when it is needed: while a customer waits, it is not.
	 * @param bool               $sends_here Where only the command line can send, no request is worth it.
	 */
	public function __construct(
		private readonly string $service,
		private readonly QueueStore $store,
		private readonly \Closure $worker,
		private readonly Logger $logger,
		private readonly bool $sends_here,
	) {}

	/** Something was queued, or is overdue. */
	public function request(): void {
		if ( ! $this->sends_here ) {
			return;
		}
		if ( ! $this->hooked ) {
			// The last of all: mails and sessions come first.
			add_action( 'shutdown', $this->at_shutdown( ... ), PHP_INT_MAX );
			$this->hooked = true;
		}
		$this->sites[ get_current_blog_id() ] = true;
	}

	/** The same, in a request that exists for it. */
	public function request_here(): void {
		$this->is_here = true;
		// Who sent it may be gone before anything is answered.
		ignore_user_abort( true );
		$this->request();
	}

	// --- What is overdue ----------------------------------------------------------------------------------------------

	/** Whether stand_in() would do something now, as far as one can see without doing it. */
	public function may_stand_in(): bool {
		try {
			return $this->store->is_fallback_free( $this->service, self::STAND_IN_SECONDS );
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'Whether something was delivered lately is not known', $fault );
			return false;
		}
	}

	/**
	 * Delivers what is overdue when somebody looks at wp-admin, at most once a minute for the whole shop.
	 *
	 * @param bool $is_here Whether this request exists for it; else it is done after the page was sent.
	 * @return bool Whether it is done now.
	 */
	public function stand_in( bool $is_here = false ): bool {
		try {
			if ( $this->store->claim_fallback( $this->service, self::STAND_IN_SECONDS ) ) {
				if ( $is_here ) {
					$this->request_here();
				} else {
					$this->request();
				}
				return true;
			}
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'Delivering what is overdue failed', $fault );
		}
		return false;
	}

	// --- At the end of the request ------------------------------------------------------------------------------------

	/** Whether this PHP can let somebody go who waits. */
	public static function can_let_go(): bool {
		return array() !== array_filter( self::FINISHERS, 'function_exists' );
	}

	private function at_shutdown(): void {
		$sites       = array_keys( $this->sites );
		$this->sites = array();
		try {
			if ( array() === $sites || self::ended_badly() ) {
				return;
			}
			$work = self::let_go() || $this->is_here ? $this->deliver( ... ) : $this->wake_up( ... );
			foreach ( $sites as $site ) {
				$this->on_site( $site, $work );
			}
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'Delivery after the response failed', $fault );
		}
	}

	/** After a fatal error nothing can be relied upon; cron comes soon. */
	private static function ended_badly(): bool {
		$error = error_get_last();
		return null !== $error && in_array( $error['type'], self::FATAL, true );
	}

	/**
	 * Lets the customer go.
	 *
	 * @return bool Whether nobody waits for this process any more.
	 */
	public static function let_go(): bool {
		if ( self::is_nobody_waiting() ) {
			return true;
		}
		if ( PHP_SESSION_ACTIVE === session_status() ) {
			// Else the customer's next request would wait for this one.
			session_write_close();
		}
		ignore_user_abort( true );
		return self::finish();
	}

	/** Sends the answer while the process goes on, where this PHP can do that. Once sent, it does nothing. */
	public static function finish(): bool {
		foreach ( self::FINISHERS as $finish ) {
			if ( function_exists( $finish ) ) {
				$finish();
				return true;
			}
		}
		return false;
	}

	private static function is_nobody_waiting(): bool {
		return in_array( PHP_SAPI, array( 'cli', 'phpdbg', 'embed' ), true ) || wp_doing_cron();
	}

	private static function seconds(): int {
		$seconds = self::is_nobody_waiting() ? self::CLI_SECONDS : self::WEB_SECONDS;
		/**
		 * Filters how long the process that queued something may go on to deliver it; 0 leaves everything to cron.
		 *
		 * @param int $seconds 10, or 20 where nobody waits for an answer: on the command line and in cron.
		 */
		return (int) apply_filters( 'wc_accounting_after_response_seconds', $seconds );
	}

	/** Who is at work already finds what was queued. */
	private function wake_up(): void {
		if ( self::seconds() > 0 && ! $this->store->is_locked( self::LOCK ) ) {
			self::send_wake_up( $this->service );
		}
	}

	private function deliver(): void {
		$seconds = self::seconds();
		if ( $seconds > 0 && ( self::is_nobody_waiting() || $this->store->lock( self::LOCK ) ) ) {
			try {
				Cron::allow_seconds( $seconds );
				( $this->worker )()->run( new Run( $seconds, brings_over: $this->is_here || self::is_nobody_waiting() ) );
			} finally {
				if ( ! self::is_nobody_waiting() ) {
					$this->store->unlock( self::LOCK );
				}
			}
		}
	}

	private function on_site( int $site, callable $work ): void {
		if ( ! is_multisite() || get_current_blog_id() === $site ) {
			$work();
			return;
		}
		switch_to_blog( $site );
		try {
			$work();
		} finally {
			restore_current_blog();
		}
	}

	// --- Another request ----------------------------------------------------------------------------------------------

	/**
	 * Name of the AJAX action that the shop sends to itself.
	 *
	 * It needs no log-in. Only the shop itself can make its token, which counts for a minute; and whoever gets hold of one gets
	 * one run at a time, of what is due anyway.
	 */
	public static function wake_up_action( string $service ): string {
		return Name::of( $service, self::WAKE_UP );
	}

	/** Waits for nothing, not even for a connection that is slow to come: cron comes too. */
	private static function send_wake_up( string $service ): void {
		wp_remote_post(
			admin_url( 'admin-ajax.php' ),
			array(
				'blocking'  => false,
				'timeout'   => 0.01,
				/**
				 * A filter of WordPress: whether the shop's certificate is checked when the shop asks itself.
				 *
				 * @param bool $verify False: only a token that is valid for a minute is sent.
				 */
				'sslverify' => apply_filters( 'https_local_ssl_verify', false ),
				'body'      => self::wake_up_fields( $service, time() ),
			)
		);
	}

	/**
	 * @return array<string, string>
	 */
	public static function wake_up_fields( string $service, int $at ): array {
		return array(
			'action'    => self::wake_up_action( $service ),
			self::AT    => (string) $at,
			self::TOKEN => self::token( $service, $at ),
		);
	}

	/** Whether the shop itself sent this a moment ago. */
	public static function is_from_the_shop( string $service, int $at, string $token ): bool {
		return abs( time() - $at ) <= self::TOKEN_SECONDS && hash_equals( self::token( $service, $at ), $token );
	}

	private static function token( string $service, int $at ): string {
		$what = implode( '|', array( self::wake_up_action( $service ), get_current_blog_id(), $at ) );
		return hash_hmac( 'sha256', $what, wp_salt( 'nonce' ) );
	}
}
