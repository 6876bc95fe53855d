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
	 * @param list<array{name: string, option: string, type: string, choices: list<string>, ...}> $settings
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
			$value                      = is_array( $value ) ? implode( ',', array_filter( $value, 'is_string' ) ) : $value;
			$values[ $setting['name'] ] = self::clean( $setting['type'], is_scalar( $value ) ? (string) $value : '' );
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

	private static function clean( string $type, string $value ): string {
		$value = trim( (string) preg_replace( '/[\x00-\x1F\x7F]+/', ' ', mb_scrub( $value, 'UTF-8' ) ) );
		return match ( $type ) {
			'toggle' => 'yes' === $value ? 'yes' : 'no',
			'tags' => implode( ',', self::tags( $value ) ),
			'statuses' => implode( ',', array_diff( array_map( 'sanitize_key', self::tags( $value ) ), Triggers::OVER ) ),
			default => $value,
		};
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
}
