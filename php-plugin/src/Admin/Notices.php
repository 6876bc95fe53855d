<?php
/**
 * Notices in wp-admin.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\Messages;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\Queue;
use WcAccounting\Delivery\Store;
use WcAccounting\Log\Logger;

/**
 * Tells those who can do something about it why nothing is sent.
 */
final class Notices {

	public function __construct(
		private readonly Page $page,
		private readonly Connector $connector,
		private readonly Settings $settings,
		private readonly Store $store,
		private readonly Queue $queue,
		private readonly Messages $messages,
		private readonly Logger $logger,
	) {}

	/** Obstacles that SiteQuestion tells of. */
	private const OF_THE_SITE = array( 'site_unclear', 'copy_without_key' );

	/** For somebody who may do something about it, while something is overdue or held. */
	public function show(): void {
		if ( ! current_user_can( Guard::CAPABILITY ) || ! $this->settings->is_connection_enabled() ) {
			return;
		}
		try {
			$obstacle = $this->connector->obstacle();
			if ( null === $obstacle ) {
				$this->show_hold();
			} elseif ( ! in_array( $obstacle['code'], self::OF_THE_SITE, true ) && $this->something_waits() ) {
				$this->warn( $this->messages->of( $obstacle ) );
			}
		} catch ( \Throwable $fault ) {
			$this->logger->fault( 'The notices could not be made', $fault );
		}
	}

	private function something_waits(): bool {
		return null !== $this->store->next_due();
	}

	/** A pause that the service asked for ends by itself: no notice. */
	private function show_hold(): void {
		$hold = $this->queue->hold();
		if ( null === $hold ) {
			return;
		}
		if ( 'unauthorized' === $hold['hold'] ) {
			$this->warn(
				$this->messages->of(
					array(
						'code'   => 'unauthorized',
						'detail' => '',
					)
				),
				true
			);
		} elseif ( 'day_used_up' === $hold['hold'] ) {
			$this->warn(
				sprintf(
					__(
						/* translators: 1: name of the service, 2: a date and a time of day. */
						'%1$s takes no more requests from this shop for now: those of a day are used up. Sending goes on by itself at %2$s; nothing is lost.',
						'wc-accounting'
					),
					$this->connector->description()->name,
					wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $hold['held_until'] ?? $this->store->now() )
				)
			);
		} elseif ( 'unreachable' === $hold['hold'] ) {
			$until = wp_date( (string) get_option( 'time_format' ), $hold['held_until'] ?? $this->store->now() );
			$this->warn(
				sprintf(
					/* translators: 1: name of the service, 2: a time of day. */
					__( '%1$s cannot be reached. Sending is tried again by itself at %2$s; nothing is lost.', 'wc-accounting' ),
					$this->connector->description()->name,
					$until
				)
			);
		}
	}

	/**
	 * @param bool $is_about_key Whether a new key is what helps.
	 */
	private function warn( string $message, bool $is_about_key = false ): void {
		$description   = $this->connector->description();
		$is_by_consent = null !== $description->connection['consent'];
		printf(
			'<div class="notice notice-error"><p><strong>%1$s:</strong> %2$s %3$s<a href="%4$s">%5$s</a></p></div>',
			esc_html( $description->name ),
			esc_html( $message ),
			$is_about_key && ! $is_by_consent ? Link::to_keys( $description ) . ' · ' : '', // Escaped there.
			esc_url( $is_about_key && $is_by_consent ? $this->page->url( ConnectionActions::TAB ) : $this->page->url() ),
			$is_about_key && $is_by_consent
				? esc_html__( 'Go to the connection', 'wc-accounting' )
				: esc_html__( 'Open the settings', 'wc-accounting' )
		);
	}
}
