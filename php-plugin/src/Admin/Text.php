<?php
/**
 * Texts from outside.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\Status;

/**
 * Makes what an API said fit to be shown: escaping is still up to whoever prints it. And the times and links that many screens
 * show, as HTML.
 */
final class Text {

	/** Marks that turn the direction of writing around, and others that cannot be seen. */
	private const INVISIBLE = '/[\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2069}\x{FEFF}\x{00AD}]/u';

	/** One line without control characters and marks that would make it read as something else. */
	public static function plain( string $text ): string {
		$text = (string) preg_replace( self::INVISIBLE, '', mb_scrub( $text, 'UTF-8' ) );
		return trim( (string) preg_replace( '/[\x00-\x20\x7F]+/', ' ', $text ) );
	}

	public static function cut( string $text, int $characters ): string {
		return mb_strlen( $text, 'UTF-8' ) > $characters ? rtrim( mb_substr( $text, 0, $characters - 1, 'UTF-8' ) ) . '…' : $text;
	}

	/** Hides all but the end of each number of 16 digits: one that the state, or a bank, knows a person by. */
	public static function without_long_numbers( string $text ): string {
		return (string) preg_replace( '/(?<!\d)\d{12}(?=\d{4}(?!\d))/', '••••', $text );
	}

	/**
	 * A time as HTML: relative when it is near, with the exact one on hover.
	 */
	public static function time( ?int $seconds, int $now ): string {
		if ( null === $seconds ) {
			return self::none();
		}
		return self::time_called( $seconds, self::near_time( $seconds, $now ) );
	}

	/** A time as HTML under other words, with the exact one on hover. */
	public static function time_called( int $seconds, string $words ): string {
		return sprintf(
			'<time datetime="%s" title="%s">%s</time>',
			esc_attr( gmdate( 'c', $seconds ) ),
			esc_attr( self::exact_time( $seconds ) ),
			esc_html( $words )
		);
	}

	/** When a delivery is tried next, as HTML. */
	public static function due( Delivery $delivery, int $now ): string {
		$at     = $delivery->next_attempt_at;
		$is_due = null !== $at && $at <= $now && Status::Sending !== $delivery->status;
		return $is_due ? self::time_called( $at, __( 'due now', 'wc-accounting' ) ) : self::time( $at, $now );
	}

	/** Where there is nothing to say, as HTML. */
	public static function none(): string {
		return '<span aria-hidden="true">—</span><span class="screen-reader-text">' . esc_html__( 'None', 'wc-accounting' ) . '</span>';
	}

	/** In the time zone and the form of the site. */
	public static function exact_time( int $seconds ): string {
		return (string) wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $seconds );
	}

	private static function near_time( int $seconds, int $now ): string {
		if ( abs( $seconds - $now ) > DAY_IN_SECONDS ) {
			return self::exact_time( $seconds );
		}
		if ( $seconds > $now ) {
			/* translators: %s: a span of time, such as "5 minutes". */
			return sprintf( _x( 'in %s', 'a time from now', 'wc-accounting' ), human_time_diff( $now, $seconds ) );
		}
		/* translators: %s: a span of time, such as "5 minutes". */
		return sprintf( __( '%s ago', 'wc-accounting' ), human_time_diff( $seconds, $now ) );
	}

	/**
	 * A link that opens in a new tab, and says so to who cannot see it.
	 *
	 * @param string $url  Escaped here.
	 * @param string $html What is clicked, escaped already.
	 */
	public static function link( string $url, string $html ): string {
		return sprintf(
			'<a href="%s" target="_blank" rel="noopener noreferrer">%s<span class="screen-reader-text"> %s</span></a>',
			esc_url( $url, array( 'https', 'http' ) ),
			$html,
			esc_html__( '(opens in a new tab)', 'wc-accounting' )
		);
	}

	/** The way to the page of the service where keys are made, or applications. */
	public static function link_to_keys( Description $description ): string {
		$text = $description->is_keyed()
			/* translators: %s: name of the service. */
			? __( 'API keys in %s', 'wc-accounting' )
			/* translators: %s: name of the service. */
			: __( 'Applications in %s', 'wc-accounting' );
		return self::link( $description->connection['key_page'], esc_html( sprintf( $text, $description->name ) ) );
	}
}
