<?php
/**
 * Values of a form.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Words;
use WcAccounting\Order\Triggers;

/**
 * Takes what was entered for a group of settings, and says what is wrong with it. All of it is stored, or nothing.
 */
final class SettingsForm {

	private const LONGEST_TEXT = 191;

	private const LONGEST_PREFIX = 50;

	/** @var array<string, string> Setting name => what was entered. */
	public readonly array $values;

	/** @var array<string, string> Setting name => what is wrong with it. */
	public readonly array $errors;

	/**
	 * @param list<array{name: string, option: string, type: string, default: string, choices: list<string>, ...}> $settings
	 * @param array<array-key, mixed> $entered Setting name => value.
	 */
	public function __construct(
		private readonly array $settings,
		array $entered,
		Words $words,
	) {
		$values = array();
		foreach ( $settings as $setting ) {
			$value                      = $entered[ $setting['name'] ] ?? '';
			$values[ $setting['name'] ] = self::taken( $setting, $value );
		}
		$this->values = $values;
		$errors       = array();
		foreach ( $settings as $setting ) {
			$errors[ $setting['name'] ] = self::error( $setting, $values ) ?? $words->fault( $setting, $values );
		}
		$this->errors = array_filter( $errors );
	}

	public function store(): void {
		foreach ( $this->settings as $setting ) {
			update_option( $setting['option'], $this->values[ $setting['name'] ] );
		}
	}

	/**
	 * @param array{type: string, default: string, ...} $setting
	 * @param mixed                                     $entered
	 */
	private static function taken( array $setting, $entered ): string {
		if ( TableField::is_table( $setting['type'] ) ) {
			return TableField::write( is_array( $entered ) ? $entered : array(), self::plain( ... ) );
		}
		$value = is_array( $entered ) ? implode( ',', array_filter( $entered, 'is_string' ) ) : $entered;
		return self::clean( $setting, is_scalar( $value ) ? self::plain( (string) $value ) : '' );
	}

	/** One line, without control characters and broken letters. */
	private static function plain( string $value ): string {
		return trim( (string) preg_replace( '/[\x00-\x1F\x7F]+/', ' ', mb_scrub( $value, 'UTF-8' ) ) );
	}

	/**
	 * @param array{type: string, default: string, ...} $setting
	 */
	private static function clean( array $setting, string $value ): string {
		return match ( $setting['type'] ) {
			'toggle' => 'yes' === $value ? 'yes' : 'no',
			'tags' => implode( ',', self::tags( $value ) ),
			'statuses' => implode( ',', self::statuses( $value, self::tags( $setting['default'] ) ) ),
			default => $value,
		};
	}

	/**
	 * An order that is over wants nothing, but for what is meant for such orders from the start.
	 *
	 * @param list<string> $default Statuses that the service suggests.
	 * @return array<string>
	 */
	private static function statuses( string $value, array $default ): array {
		return array_diff( array_map( 'sanitize_key', self::tags( $value ) ), array_diff( Triggers::OVER, $default ) );
	}

	/**
	 * @return list<string>
	 */
	private static function tags( string $value ): array {
		$tags = array_map( 'trim', explode( ',', $value ) );
		return array_values( array_unique( array_filter( $tags, static fn ( string $tag ): bool => '' !== $tag ) ) );
	}

	/**
	 * @param array{name: string, type: string, choices: list<string>, ...} $setting
	 * @param array<string, string>                                         $values
	 */
	private static function error( array $setting, array $values ): ?string {
		$value   = $values[ $setting['name'] ];
		$longest = str_ends_with( $setting['name'], '_prefix' ) ? self::LONGEST_PREFIX : self::LONGEST_TEXT;
		return match ( true ) {
			TableField::is_table( $setting['type'] ) => self::error_of_table( TableField::read( $value ) ),
			mb_strlen( $value, 'UTF-8' ) > $longest => sprintf(
				/* translators: %d: number of characters. */
				__( 'This is too long: at most %d characters.', 'wc-accounting' ),
				$longest
			),
			'choice' === $setting['type'] && ! in_array( $value, $setting['choices'], true ) => __(
				'Choose one of the list.',
				'wc-accounting'
			),
			'statuses' === $setting['type'] && '' === $value => __(
				'Choose at least one status. To send no such document at all, switch it off above.',
				'wc-accounting'
			),
			default => null,
		};
	}

	/**
	 * @param array<array-key, string> $values
	 */
	private static function error_of_table( array $values ): ?string {
		$lengths = array_map( static fn ( string $value ): int => mb_strlen( $value, 'UTF-8' ), $values );
		return max( array( 0, ...array_values( $lengths ) ) ) > self::LONGEST_TEXT
			/* translators: %d: number of characters. */
			? sprintf( __( 'This is too long: at most %d characters.', 'wc-accounting' ), self::LONGEST_TEXT )
			: null;
	}
}
