<?php
/**
 * The tab of the connection.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin\Tab;

use WcAccounting\Admin\ConnectionCheck;
use WcAccounting\Admin\Field;
use WcAccounting\Admin\FirstSteps;
use WcAccounting\Admin\Page;
use WcAccounting\Admin\SettingsForm;
use WcAccounting\Admin\StartQuestion;
use WcAccounting\Admin\Text;
use WcAccounting\Connector\Connector;
use WcAccounting\Connector\KeyRing;
use WcAccounting\Connector\PlainSecret;
use WcAccounting\Connector\Settings;
use WcAccounting\Order\StartDay;

/**
 * Endpoint and key. The key is write-only: it is never printed, and an empty field keeps it.
 */
final class ConfigureTab extends FormTab {

	private const ENABLED  = 'enabled';
	private const ENDPOINT = 'endpoint';
	private const KEY      = 'key';
	private const REMOVE   = 'remove_key';

	/** Name of the button that tests where no script does. */
	private const TEST = 'wc_accounting_test';

	/** @var array<string, string> Field => what is wrong with it. */
	private array $errors = array();

	private ?string $entered_endpoint = null;

	/** @var ?array{ok: bool, message: string, rows: list<array{label: string, value: string}>, tested_at: int, ...} */
	private ?array $tried = null;

	public function __construct(
		Page $page,
		private readonly Connector $connector,
		private readonly KeyRing $keys,
		private readonly ConnectionCheck $check,
		private readonly FirstSteps $first_steps,
		private readonly StartQuestion $start_question,
		Settings $settings,
		StartDay $start_day,
	) {
		parent::__construct( $page, $connector->description(), $settings, $start_day, 'configure' );
	}

	public function label(): string {
		return __( 'Configure', 'wc-accounting' );
	}

	protected function try_out( array $entered ): bool {
		if ( ! isset( $_POST[ self::TEST ] ) ) {
			return false;
		}
		$this->entered_endpoint = self::entered_endpoint( $entered );
		$this->tried            = $this->check->try_out( $this->entered_endpoint, $this->entered_key( $entered ) );
		return true;
	}

	/**
	 * @param array<array-key, mixed> $entered
	 */
	private static function entered_endpoint( array $entered ): string {
		return trim( sanitize_text_field( is_string( $entered[ self::ENDPOINT ] ?? null ) ? $entered[ self::ENDPOINT ] : '' ) );
	}

	protected function take( SettingsForm $form, array $entered ): bool {
		$endpoint = self::entered_endpoint( $entered );
		$key      = $this->entered_key( $entered );

		$this->entered_endpoint = $endpoint;
		$this->check_endpoint( $endpoint );
		$answer = null !== $key && array() === $this->errors ? $this->try_key( $key, $endpoint ) : null;
		if ( array() !== $this->errors || array() !== $form->errors ) {
			return false;
		}
		$is_moved = $endpoint !== $this->endpoint();
		$this->store( $endpoint, 'yes' === ( $entered[ self::ENABLED ] ?? 'no' ) );
		$this->store_key( $key, $answer, 'yes' === ( $entered[ self::REMOVE ] ?? 'no' ), $is_moved );
		$form->store();
		return true;
	}

	/**
	 * @param array<array-key, mixed> $entered
	 */
	private function entered_key( array $entered ): ?PlainSecret {
		$is_entered = is_string( $entered[ self::KEY ] ?? null ) && '' !== trim( $entered[ self::KEY ] );
		return ! $is_entered || $this->keys->is_constant()
			? null
			: new PlainSecret( trim( $entered[ self::KEY ] ), $this->keys->store( ... ) );
	}

	private function check_endpoint( string $endpoint ): void {
		$fault = '' === $endpoint ? null : $this->connector->endpoint_fault( $endpoint );
		if ( null !== $fault ) {
			$this->errors[ self::ENDPOINT ] = sprintf(
				/* translators: 1: name of the service, 2: what is wrong. */
				__( 'This is not an API endpoint of %1$s. Copy it from the page in %1$s that shows the key. (%2$s)', 'wc-accounting' ),
				$this->description->name,
				Text::plain( $fault )
			);
		}
	}

	/**
	 * A key that the service refuses is not stored; one that cannot be tried, since the service is down, is.
	 *
	 * @return array<string, mixed>
	 */
	private function try_key( PlainSecret $key, string $endpoint ): array {
		if ( 1 !== preg_match( '/^[\x21-\x7E]{8,4096}$/', $key->current() ) ) {
			$this->errors[ self::KEY ] = __( 'This is no API key. Copy it whole, without spaces.', 'wc-accounting' );
			return array();
		}
		$answer = $this->check->test( '' === $endpoint ? null : $endpoint, $key );
		if ( in_array( $answer['class'], array( 'unauthorized', 'copy_without_key' ), true ) ) {
			$this->errors[ self::KEY ] = $answer['message'];
		}
		return $answer;
	}

	private function store( string $endpoint, bool $is_enabled ): void {
		update_option( $this->description->connection['enabled_option'], $is_enabled ? 'yes' : 'no' );
		update_option( $this->description->connection['endpoint_option'], $endpoint );
	}

	/**
	 * @param ?array<string, mixed> $answer   Of the test of the new key.
	 * @param bool                  $is_moved Whether the endpoint is another one.
	 */
	private function store_key( ?PlainSecret $key, ?array $answer, bool $remove, bool $is_moved ): void {
		if ( null !== $key && null !== $answer ) {
			if ( ! $key->is_replaced() ) {
				$this->keys->store( $key );
			}
			$this->check->remember( $answer );
		} elseif ( $remove && ! $this->keys->is_constant() ) {
			$this->keys->forget();
			$this->check->forget();
		} elseif ( $is_moved && '' !== $this->keys->current() ) {
			$this->check->test();
		}
	}

	protected function render_intro(): void {
		$this->first_steps->render();
		$this->start_question->render();
	}

	protected function render_first_rows( Field $field ): void {
		$name    = $this->description->name;
		$enabled = $this->settings->is_connection_enabled() ? 'yes' : 'no';
		$field->row(
			Field::id( self::ENABLED ),
			/* translators: %s: name of the service. */
			__( 'Enable', 'wc-accounting' ),
			fn () => $field->toggle( self::ENABLED, $enabled, sprintf( __( 'Send orders to %s', 'wc-accounting' ), $name ) ),
			'',
			null,
			false
		);
		$field->row(
			Field::id( self::ENDPOINT ),
			__( 'API endpoint', 'wc-accounting' ),
			fn () => $field->text(
				self::ENDPOINT,
				$this->entered_endpoint ?? $this->endpoint(),
				$this->errors[ self::ENDPOINT ] ?? null,
				'url'
			),
			/* translators: %s: name of the service. */
			sprintf( __( '%s shows it together with the key. Leave it empty for the common one.', 'wc-accounting' ), $name ),
			$this->errors[ self::ENDPOINT ] ?? null
		);
		$field->row(
			Field::id( self::KEY ),
			__( 'API key', 'wc-accounting' ),
			fn () => $this->render_key( $field ),
			$this->key_help(),
			$this->errors[ self::KEY ] ?? null,
			! $this->keys->is_fixed()
		);
		$field->row( 'wc-accounting-test', __( 'Connection', 'wc-accounting' ), $this->render_test( ... ), '', null, false );
	}

	private function endpoint(): string {
		$stored = get_option( $this->description->connection['endpoint_option'], '' );
		return is_string( $stored ) && '' !== $stored ? $stored : $this->description->connection['endpoint_default'];
	}

	private function render_key( Field $field ): void {
		$hint = $this->keys->hint();
		if ( '' !== $hint ) {
			printf( '<p><code id="wc-accounting-key-hint">%s</code></p>', esc_html( $hint ) );
		}
		if ( $this->keys->is_fixed() ) {
			return;
		}
		$field->text( self::KEY, '', $this->errors[ self::KEY ] ?? null, 'password' );
		if ( '' !== $hint ) {
			printf(
				'<p><label for="%1$s"><input type="checkbox" id="%1$s" name="%2$s" value="yes"> %3$s</label></p>',
				esc_attr( Field::id( self::REMOVE ) ),
				esc_attr( Field::input_name( self::REMOVE ) ),
				esc_html__( 'Remove the stored key', 'wc-accounting' )
			);
		}
	}

	private function key_help(): string {
		return match ( true ) {
			$this->keys->is_constant() => sprintf(
				/* translators: 1: name of a constant, 2: name of a file. */
				__( 'Set by the constant %1$s in %2$s, which takes precedence over a key stored here. Change it there.', 'wc-accounting' ),
				$this->keys->constant_name(),
				'wp-config.php'
			),
			$this->keys->is_fixed() => __(
				'Set by the code of another plugin or theme, which takes precedence over a key stored here.',
				'wc-accounting'
			),
			'' !== $this->keys->hint() => __(
				'A key is stored. Enter another one to replace it; leave the field empty to keep it.',
				'wc-accounting'
			),
			default => str_replace( '%s', $this->description->name, $this->description->words->where_keys_are() ),
		};
	}

	private function render_test(): void {
		$last      = $this->tried ?? ( '' === $this->keys->hint() ? null : $this->check->last() );
		$no_script = sprintf(
			'<button type="submit" class="button" name="%s" value="1">%s</button>',
			esc_attr( self::TEST ),
			esc_html__( 'Test connection', 'wc-accounting' )
		);
		$this->check->render( $last, null !== $this->tried, $no_script, Text::link_to_keys( $this->description ) );
	}
}
