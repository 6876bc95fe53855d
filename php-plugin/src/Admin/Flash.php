<?php
/**
 * What is said on the next page.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Admin;

/**
 * Sentences for the person who did something, shown once, on the page that comes after it.
 */
final class Flash {

	private const TRANSIENT = 'wc_kledo_flash_';

	private const SECONDS = 5 * MINUTE_IN_SECONDS;

	private const LONGEST = 1000;

	public function register(): void {
		add_action( 'admin_notices', $this->show( ... ) );
	}

	/**
	 * @param string $kind success, warning, error or info.
	 */
	public static function say( string $kind, string $text ): void {
		$said   = self::said();
		$said[] = array( $kind, Text::cut( Text::plain( $text ), self::LONGEST ) );
		set_transient( self::name(), array_slice( $said, -10 ), self::SECONDS );
	}

	private function show(): void {
		$said = self::said();
		if ( array() === $said ) {
			return;
		}
		delete_transient( self::name() );
		foreach ( $said as list( $kind, $text ) ) {
			printf( '<div class="notice notice-%s is-dismissible" role="status"><p><bdi>%s</bdi></p></div>', esc_attr( $kind ), esc_html( $text ) );
		}
	}

	/**
	 * @return list<array{0: string, 1: string}>
	 */
	private static function said(): array {
		/** @var list<array{0: string, 1: string}>|false $said */
		$said = get_transient( self::name() );
		return is_array( $said ) ? $said : array();
	}

	private static function name(): string {
		return self::TRANSIENT . get_current_user_id();
	}
}
