<?php
/**
 * What is said on the next page.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

/**
 * Sentences for the person who did something, shown once, on the page that comes after it. Kept in a user option: those of
 * the person who looks are loaded with the person, so that a page on which nothing is to be said does not ask for it.
 */
final class Flash {

	/** User option: until when it is worth saying, and what. */
	public const OPTION = 'wc_accounting_flash';

	private const SECONDS = 5 * MINUTE_IN_SECONDS;

	private const LONGEST = 1000;

	/**
	 * @param string $kind success, warning, error or info.
	 */
	public static function say( string $kind, string $text ): void {
		$said   = self::said();
		$said[] = array( $kind, Text::cut( Text::plain( $text ), self::LONGEST ) );
		$news   = array(
			'until' => time() + self::SECONDS,
			'said'  => array_slice( $said, -10 ),
		);
		update_user_option( get_current_user_id(), self::OPTION, $news );
	}

	public static function show(): void {
		$said = self::said();
		if ( array() === $said ) {
			return;
		}
		delete_user_option( get_current_user_id(), self::OPTION );
		foreach ( $said as list( $kind, $text ) ) {
			printf(
				'<div class="notice notice-%s is-dismissible" role="status"><p><bdi>%s</bdi></p></div>',
				esc_attr( $kind ),
				esc_html( $text )
			);
		}
	}

	/**
	 * @return list<array{0: string, 1: string}>
	 */
	private static function said(): array {
		/** @var array{until: int, said: list<array{0: string, 1: string}>}|false $news */
		$news = get_user_option( self::OPTION );
		return is_array( $news ) && time() < ( $news['until'] ?? 0 ) ? $news['said'] : array();
	}
}
