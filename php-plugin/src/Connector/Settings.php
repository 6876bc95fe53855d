<?php
/**
 * The shop's settings.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

use WcAccounting\Environment\Extension;
use WcAccounting\Environment\Halves;

/**
 * Reads the options that the service describes, under the names that it gives them, and keeps those that it fills in itself.
 */
final class Settings {

	/** Type of a setting that nobody enters. */
	public const FACT = 'fact';

	public function __construct( private readonly Description $description ) {}

	/**
	 * The little that every request has to know: which statuses of an order want a document, and where the settings are.
	 *
	 * @return array{statuses: list<string>, options: list<string>} Empty where no extension serves it.
	 */
	public static function essentials( string $service ): array {
		// A customer waits for this: no more is loaded than it needs.
		$described = Extension::serves( $service ) ? Extension::describe( $service ) : Halves::describe( $service );
		if ( null === $described ) {
			return array(
				'statuses' => array(),
				'options'  => array(),
			);
		}
		$statuses  = array_map(
			static fn ( array $document ): array => self::listed( $described['settings'], $document['statuses'] ),
			$described['documents']
		);
		return array(
			'statuses' => array_values( array_unique( array_merge( ...array_values( $statuses ) ) ) ),
			'options'  => array_column( $described['settings'], 'option' ),
		);
	}

	/** Whether the shop wants anything sent at all. */
	public function is_connection_enabled(): bool {
		return 'yes' === get_option( $this->description->connection['enabled_option'], 'yes' );
	}

	/** Whether the shop wants this kind of document. */
	public function wants( DocumentType $document ): bool {
		// A customer waits for this: no more is read than it needs, and that of all documents at once.
		$this->load( array_merge( ...array_map( self::toggles( ... ), $this->description->documents ) ) );
		return $this->is_connection_enabled() && $this->is_on( $document->enabled ) && $this->meets_conditions( $document );
	}

	/** Whether the settings say what must be said for this kind of document to be wanted at all. */
	public function meets_conditions( DocumentType $document ): bool {
		foreach ( $document->only_if as $condition ) {
			$value = $this->get( $condition['setting'] );
			if ( null === $condition['value'] ? '' === $value : $condition['value'] !== $value ) {
				return false;
			}
		}
		return true;
	}

	/** What a setting says; empty when there is none of that name. */
	public function get( string $name ): string {
		foreach ( $this->description->settings as $setting ) {
			if ( $setting['name'] === $name ) {
				return self::value( $setting['option'], $setting['default'] );
			}
		}
		return '';
	}

	/** Whether a toggle is on. */
	public function is_on( string $name ): bool {
		return 'yes' === $this->get( $name );
	}

	/**
	 * Statuses of an order that want this kind of document, without `wc-`.
	 *
	 * @return list<string>
	 */
	public function statuses( DocumentType $document ): array {
		return self::listed( $this->description->settings, $document->statuses );
	}

	/**
	 * The same, for who has nothing but what the service describes.
	 *
	 * @param list<array{name: string, option: string, default: string, ...}> $settings
	 * @return list<string>
	 */
	public static function listed( array $settings, string $name ): array {
		foreach ( $settings as $setting ) {
			if ( $setting['name'] === $name ) {
				$listed = explode( ',', self::value( $setting['option'], $setting['default'] ) );
				return array_values( array_filter( array_map( 'sanitize_key', $listed ) ) );
			}
		}
		return array();
	}

	/**
	 * Stores what was never saved of that which is asked for on every page of the shop, to set hooks, or while a customer waits for a
	 * status to change: what WordPress loads by itself costs no query. Whether the owner wants a document is left to him: the
	 * first steps ask until he has said so.
	 */
	public function store_defaults(): void {
		$connection = $this->description->connection;
		$defaults   = array( $connection['enabled_option'] => 'yes' );
		foreach ( $this->description->settings as $setting ) {
			if ( 'statuses' === $setting['type'] ) {
				$defaults[ $setting['option'] ] = $setting['default'];
			}
		}
		foreach ( $defaults as $option => $default ) {
			if ( false === get_option( $option ) ) {
				add_option( $option, $default, '', true );
			}
		}
	}

	/**
	 * Names of the settings that say whether a document is queued.
	 *
	 * @return list<string>
	 */
	private static function toggles( DocumentType $document ): array {
		$conditions = array_column( $document->only_if, 'setting' );
		return array_values( array_filter( array( $document->enabled, $document->first_setting, ...$conditions ) ) );
	}

	/**
	 * A fact that the service does not tell is the day, which the extension has no clock for.
	 *
	 * @return array<string, string> Setting name => value.
	 */
	public function values(): array {
		$this->load( array_column( $this->description->settings, 'name' ) );
		$values = array();
		foreach ( $this->description->settings as $setting ) {
			$is_of_shop = self::FACT === $setting['type'] && null === $setting['catalogue'];

			$values[ $setting['name'] ] = $is_of_shop
				? current_datetime()->format( 'Y-m-d' )
				: self::value( $setting['option'], $setting['default'] );
		}
		return $values;
	}

	/**
	 * Asks for all at once that WordPress has not loaded by itself: a setting that was never saved would be a query each time.
	 *
	 * @param array<string> $names Of settings.
	 */
	private function load( array $names ): void {
		if ( function_exists( 'wp_prime_option_caches' ) ) {
			$options = array_column( $this->description->settings, 'option', 'name' );
			$needed  = array_values( array_intersect_key( $options, array_flip( $names ) ) );
			wp_prime_option_caches( array( ...$needed, $this->description->connection['enabled_option'] ) );
		}
	}

	private static function value( string $option, string $default ): string {
		return self::text( get_option( $option, $default ), $default );
	}

	/**
	 * @param mixed $stored Whatever was put into the option, also by other code.
	 */
	private static function text( $stored, string $otherwise ): string {
		if ( is_array( $stored ) ) {
			return implode( ',', array_filter( $stored, 'is_scalar' ) );
		}
		if ( is_bool( $stored ) ) {
			return $stored ? 'yes' : 'no';
		}
		return is_scalar( $stored ) ? (string) $stored : $otherwise;
	}

	// --- Facts --------------------------------------------------------------------------------------------------------

	/**
	 * Asks for the settings that nobody enters: what the mapping has to know of the company's books, e.g. what each of its taxes comes
	 * to, and up to which day they are closed. Done when the connection is tested, which is once a day at least; what cannot be had
	 * stays. A catalogue of facts lists them by the names of their settings.
	 */
	public function refresh_facts( Connector $connector ): void {
		$facts   = $this->facts();
		$options = array_column( $facts, 'option', 'name' );
		foreach ( array_unique( array_filter( array_column( $facts, 'catalogue' ) ) ) as $catalogue ) {
			$answer = $connector->choices( $catalogue );
			/** @var list<array{value: string, label: string}> $items */
			$items  = $answer['ok'] ? $answer['items'] : array();
			foreach ( $items as $item ) {
				if ( isset( $options[ $item['value'] ] ) ) {
					update_option( $options[ $item['value'] ], $item['label'], false );
				}
			}
		}
	}

	/** The company is another one, or the connection is gone. */
	public function forget_facts(): void {
		array_map( 'delete_option', array_column( $this->facts(), 'option' ) );
	}

	/** @return list<array{name: string, option: string, type: string, catalogue: ?string, ...}> */
	private function facts(): array {
		$is_fact = static fn ( array $setting ): bool => self::FACT === $setting['type'];
		return array_values( array_filter( $this->description->settings, $is_fact ) );
	}
}
