<?php
/**
 * Links that leave wp-admin.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;

/**
 * A link that opens in a new tab, and says so to who cannot see it.
 */
final class Link {

	/**
	 * @param string $url  Escaped here.
	 * @param string $html What is clicked, escaped already.
	 */
	public static function in_new_tab( string $url, string $html ): string {
		return sprintf(
			'<a href="%s" target="_blank" rel="noopener noreferrer">%s<span class="screen-reader-text"> %s</span></a>',
			esc_url( $url, array( 'https', 'http' ) ),
			$html,
			esc_html__( '(opens in a new tab)', 'wc-accounting' )
		);
	}

	/** The way to the page of the service where keys are made, or applications. */
	public static function to_keys( Description $description ): string {
		$text = $description->is_keyed()
			/* translators: %s: name of the service. */
			? __( 'API keys in %s', 'wc-accounting' )
			/* translators: %s: name of the service. */
			: __( 'Applications in %s', 'wc-accounting' );
		return self::in_new_tab( $description->connection['key_page'], esc_html( sprintf( $text, $description->name ) ) );
	}
}
