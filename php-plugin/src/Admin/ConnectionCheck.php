<?php
/**
 * The connection test.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\KeyRing;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\Name;
use WcAccounting\Connector\PlainSecret;
use WcAccounting\Connector\Settings;
use WcAccounting\Connector\WebConnector;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\Queue;
use WcAccounting\Delivery\Recognition;

/**
 * Asks the service whether endpoint and key work, remembers and shows the answer, and lets what waits go when they do.
 *
 * @phpstan-type Answer array{
 *     ok: bool, class: string, message: string, company: string, rows: list<array{label: string, value: string}>, tested_at: int,
 *     expires_at: ?int
 * }
 */
final class ConnectionCheck {

	private const ACTION = 'test_connection';

	/** The last answer, without anything secret; autoloaded, since each page of wp-admin says when a key is about to expire. */
	public const OPTION = 'connection_check';

	public function __construct(
		private readonly Connector $connector,
		private readonly KeyRing $keys,
		private readonly Queue $queue,
		private readonly Recognition $recognition,
		private readonly AfterResponse $after_response,
		private readonly Messages $messages,
		private readonly Settings $settings,
	) {}

	/** Name of the action, and of its nonce. */
	public static function action( string $service ): string {
		return Name::of( $service, self::ACTION );
	}

	public function register( Guard $guard ): void {
		$guard->answer( self::action( $this->service() ), Guard::MANAGE, $this->handle( ... ) );
	}

	/** Whether there is an answer to be looked at. Free of charge: it is among the options that WordPress has loaded. */
	public static function is_remembered( string $service ): bool {
		return array_key_exists( Name::of( $service, self::OPTION ), wp_load_alloptions() );
	}

	/**
	 * The button: tests what is in the form, saved or not.
	 *
	 * @return array<string, mixed>
	 */
	private function handle(): array {
		Guard::check( Guard::text( 'nonce' ), self::action( $this->service() ) );
		$key = $this->keys->is_constant() || '' === Guard::text( 'key' )
			? null
			: new PlainSecret( Guard::text( 'key' ), $this->keys->store( ... ) );
		return $this->try_out( Guard::text( 'endpoint' ), $key ) + array( 'key' => $this->keys->hint() );
	}

	/**
	 * Tests what was entered, whatever it is.
	 *
	 * @return Answer
	 */
	public function try_out( string $endpoint, ?PlainSecret $key ): array {
		$fault = '' === $endpoint ? null : $this->connector->endpoint_fault( $endpoint );
		if ( null === $fault ) {
			return $this->test( '' === $endpoint ? null : $endpoint, $key );
		}
		return array(
			'ok'         => false,
			'class'      => '',
			'message'    => Text::plain( $fault ),
			'company'    => '',
			'rows'       => array(),
			'tested_at'  => time(),
			'expires_at' => null,
		);
	}

	/**
	 * @param ?PlainSecret $key One that is not stored; null tests the stored one, and lets what waits go.
	 * @return Answer
	 */
	public function test( ?string $endpoint = null, ?PlainSecret $key = null ): array {
		if ( null === $key && '' === $this->keys->current() ) {
			return $this->answer( array( 'ok' => false, 'class' => 'no_key', 'reason' => array( 'code' => 'no_key', 'detail' => '' ) ) );
		}
		$answer = $this->answer( $this->connector->test_connection( $endpoint, $key ) );
		if ( null === $key || $key->is_replaced() ) {
			$this->remember( $answer );
		}
		return $answer;
	}

	/**
	 * Keeps the answer about the key that is stored, and lets what waits go when it is good.
	 *
	 * @param array<string, mixed> $answer
	 */
	public function remember( array $answer ): void {
		update_option( $this->option(), $answer, true );
		if ( $answer['ok'] ) {
			$this->recognition->told( $answer['company'] );
			$this->settings->refresh_facts( $this->connector );
			$this->release();
		}
	}

	/**
	 * @return ?Answer The last one, null when the connection was never tested.
	 */
	public function last(): ?array {
		$stored = get_option( $this->option() );
		if ( ! is_array( $stored ) || ! isset( $stored['ok'], $stored['tested_at'] ) ) {
			return null;
		}
		return array(
			'ok'         => (bool) $stored['ok'],
			'class'      => (string) ( $stored['class'] ?? '' ),
			'message'    => (string) ( $stored['message'] ?? '' ),
			'company'    => (string) ( $stored['company'] ?? '' ),
			'rows'       => is_array( $stored['rows'] ?? null ) ? array_values( $stored['rows'] ) : array(),
			'tested_at'  => (int) $stored['tested_at'],
			'expires_at' => isset( $stored['expires_at'] ) ? (int) $stored['expires_at'] : null,
		);
	}

	/** The key is gone, and what was said of it. */
	public function forget(): void {
		delete_option( $this->option() );
		$this->settings->forget_facts();
	}

	private function option(): string {
		return Name::of( $this->service(), self::OPTION );
	}

	private function service(): string {
		return $this->connector->description()->service;
	}

	/** So that a key that is about to expire is known in time. */
	public function refresh(): void {
		$last = $this->last();
		$is_old  = null !== $last && ( $last['tested_at'] < time() - DAY_IN_SECONDS || WebConnector::REASON === $last['class'] );
		if ( $is_old && null === $this->connector->obstacle() ) {
			$this->test();
		}
	}

	private function release(): void {
		if ( null !== $this->queue->hold() ) {
			$this->queue->key_changed();
			$this->after_response->request();
		}
	}

	/**
	 * @param array<string, mixed> $tested As the extension's testConnection() gives it.
	 * @return Answer
	 */
	private function answer( array $tested ): array {
		$account = (array) ( $tested['account'] ?? array() );
		return array(
			'ok'         => (bool) $tested['ok'],
			'class'      => (string) $tested['class'],
			'message'    => $tested['ok']
				? $this->success()
				: Text::plain( $this->keys->masked( $this->messages->of( $tested['reason'] ) ) ),
			'company'    => Text::cut( Text::plain( (string) ( $account['company'] ?? '' ) ), 100 ),
			'rows'       => $tested['ok'] ? $this->rows( $account ) : array(),
			'tested_at'  => time(),
			'expires_at' => self::expiry( $account ),
		);
	}

	private function success(): string {
		/* translators: %s: name of the service. */
		return sprintf( __( 'Connected to %s.', 'wc-accounting' ), $this->connector->description()->name );
	}

	/**
	 * @param array<string, mixed> $account
	 * @return list<array{label: string, value: string}>
	 */
	private function rows( array $account ): array {
		// Where a person lets the shop in, no key has an end, and what the service calls the company says nothing to him.
		$is_keyed = $this->connector->description()->is_keyed();
		$expires = self::expiry( $account );
		$values  = array(
			__( 'Connected as', 'wc-accounting' )   => implode(
				', ',
				array_unique( array_filter( array( $account['name'] ?? '', $is_keyed ? $account['company'] ?? '' : '' ) ) )
			),
			__( 'Key of company', 'wc-accounting' ) => (string) ( $account['masked_key'] ?? '' ),
			__( 'Country', 'wc-accounting' )        => (string) ( $account['country'] ?? '' ),
			__( 'Currency', 'wc-accounting' )       => (string) ( $account['currency'] ?? '' ),
			__( 'Not allowed', 'wc-accounting' )    => implode( ', ', (array) ( $account['not_allowed'] ?? array() ) ),
			__( 'Key expires', 'wc-accounting' )    => match ( true ) {
				! $is_keyed => '',
				null === $expires => __( 'never', 'wc-accounting' ),
				default => Text::exact_time( $expires ) . self::renewal( $account ),
			},
			__( 'Days left', 'wc-accounting' )      => null === ( $account['days_remaining'] ?? null )
				? ''
				: number_format_i18n( (int) $account['days_remaining'] ),
			__( 'Time zone', 'wc-accounting' )      => (string) ( $account['timezone'] ?? '' ),
		);
		$rows    = array();
		foreach ( array_filter( $values, static fn ( string $value ): bool => '' !== $value ) as $label => $value ) {
			$rows[] = array(
				'label' => $label,
				'value' => Text::cut( Text::plain( $value ), 200 ),
			);
		}
		return $rows;
	}

	/**
	 * @param array<string, mixed> $account
	 */
	private static function renewal( array $account ): string {
		return ( $account['auto_renews'] ?? false ) ? ' (' . __( 'renewed by itself', 'wc-accounting' ) . ')' : '';
	}

	/**
	 * @param array<string, mixed> $account
	 */
	private static function expiry( array $account ): ?int {
		if ( ! is_string( $account['expires_at'] ?? null ) ) {
			return null;
		}
		try {
			$zone = new \DateTimeZone( (string) ( $account['timezone'] ?? 'UTC' ) );
			return ( new \DateTimeImmutable( $account['expires_at'], $zone ) )->getTimestamp();
		} catch ( \Exception $unreadable ) {
			return null;
		}
	}

	// --- On a page ----------------------------------------------------------------------------------------------------

	/**
	 * Prints the button and the last answer. What the script makes of an answer looks the same.
	 *
	 * @param ?Answer $last       Null when the connection was never tested.
	 * @param bool    $is_trial   Whether that was only a test of what was entered.
	 * @param string  $no_script  A button that tests where no script does; escaped.
	 * @param string  $link       Beside the button; escaped.
	 */
	public function render( ?array $last, bool $is_trial, string $no_script, string $link ): void {
		?>
		<p>
			<button type="button" class="button hide-if-no-js" id="wc-accounting-test"
				data-nonce="<?php echo esc_attr( wp_create_nonce( self::action( $this->service() ) ) ); ?>">
				<?php esc_html_e( 'Test connection', 'wc-accounting' ); ?>
			</button>
			<noscript><?php echo $no_script; ?></noscript>
			<span class="spinner wc-accounting-spinner"></span>
			<?php echo $link; ?>
		</p>
		<div id="wc-accounting-test-result" role="status" aria-live="polite">
			<?php if ( $is_trial ) : ?>
				<p><?php esc_html_e( 'This was only a test: nothing was saved.', 'wc-accounting' ); ?></p>
			<?php endif; ?>
			<?php
			if ( null !== $last ) {
				self::render_last( $last );
			}
			?>
		</div>
		<?php
	}

	/**
	 * @param Answer $last
	 */
	private static function render_last( array $last ): void {
		?>
		<div class="notice inline notice-<?php echo $last['ok'] ? 'success' : 'error'; ?>">
			<p>
				<strong><?php echo esc_html( $last['message'] ); ?></strong>
				<?php echo Text::time( $last['tested_at'], time() ); // Escapes. ?>
			</p>
			<?php self::render_facts( $last['rows'] ); ?>
		</div>
		<?php
	}

	/**
	 * @param list<array{label: string, value: string}> $rows
	 */
	public static function render_facts( array $rows ): void {
		if ( array() === $rows ) {
			return;
		}
		echo '<dl class="wc-accounting-facts">';
		foreach ( $rows as $row ) {
			printf( '<div><dt>%s</dt><dd>%s</dd></div>', esc_html( $row['label'] ), esc_html( $row['value'] ) );
		}
		echo '</dl>';
	}
}
