<?php
/**
 * The notice before a key expires.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;

/**
 * Says 30 days before the key expires, on our screens and the dashboard, and 7 days before, everywhere.
 */
final class ExpiryNotice {

	private const SOON_DAYS = 30;

	private const VERY_SOON_DAYS = 7;

	public function __construct(
		private readonly Page $page,
		private readonly ConnectionCheck $check,
		private readonly Description $description,
	) {}

	public function show(): void {
		$expires = $this->check->last()['expires_at'] ?? null;
		if ( ! is_int( $expires ) || $expires - time() > self::SOON_DAYS * DAY_IN_SECONDS ) {
			return;
		}
		$is_urgent = $expires - time() <= self::VERY_SOON_DAYS * DAY_IN_SECONDS;
		$screen    = (string) get_current_screen()?->id;
		if ( ! $is_urgent && 'dashboard' !== $screen && ! str_ends_with( $screen, $this->page->slug ) ) {
			return;
		}
		printf(
			'<div class="notice notice-%s"><p><strong>%s:</strong> %s %s · <a href="%s">%s</a></p></div>',
			$is_urgent ? 'error' : 'warning',
			esc_html( $this->description->name ),
			esc_html( $this->sentence( $expires ) ),
			Link::to_keys( $this->description ), // Escaped there.
			esc_url( $this->page->url() ),
			esc_html__( 'Open the settings', 'wc-accounting' )
		);
	}

	private function sentence( int $expires ): string {
		$days = (int) floor( ( $expires - time() ) / DAY_IN_SECONDS );
		if ( $expires <= time() ) {
			return __( 'The API key has expired. Make a new one and save it in the settings; nothing is lost meanwhile.', 'wc-accounting' );
		}
		return sprintf(
			_n(
				/* translators: 1: number of days, 2: a date. */
				'The API key expires in %1$s day, on %2$s. Make a new one and save it in the settings.',
				'The API key expires in %1$s days, on %2$s. Make a new one and save it in the settings.',
				$days,
				'wc-accounting'
			),
			number_format_i18n( $days ),
			Text::exact_time( $expires )
		);
	}
}
