<?php
/**
 * Scripts and styles.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;

/**
 * What our screens need in the browser: script and style once, the data of each service that has something on the page under
 * its key.
 */
final class Assets {

	private const HANDLE = 'wc-accounting-admin';

	public function __construct(
		private readonly string $version,
		private readonly Description $description,
	) {}

	/** On the screen that is being loaded. */
	public function enqueue(): void {
		add_action(
			'admin_enqueue_scripts',
			function (): void {
				wp_enqueue_style( self::HANDLE, self::address( 'admin.css' ), array( 'dashicons' ), $this->version );
				wp_enqueue_script( self::HANDLE, self::address( 'admin.js' ), array(), $this->version, true );
				$data = array( $this->description->service => $this->data() );
				wp_add_inline_script(
					self::HANDLE,
					'window.wcAccounting = Object.assign( window.wcAccounting || {}, '
						. (string) wp_json_encode( $data, JSON_HEX_TAG | JSON_HEX_AMP ) . ' );',
					'before'
				);
			}
		);
	}

	private static function address( string $file ): string {
		return plugins_url( 'assets/' . $file, dirname( __DIR__ ) );
	}

	/**
	 * @return array{url: string, actions: array<string, string>, texts: array<string, string>}
	 */
	private function data(): array {
		$service = $this->description->service;
		return array(
			'url'     => admin_url( 'admin-ajax.php' ),
			'actions' => array(
				'test'        => ConnectionCheck::action( $service ),
				'lookup'      => Lookups::action( $service ),
				'deliveries'  => DeliveryActions::action( $service ),
				'retryFailed' => DeliveryActions::retry_failed_action( $service ),
				'sweep'       => SweepAction::action( $service ),
				'preview'     => OrderPreview::action( $service ),
				'customer'    => CustomerPage::action( $service ),
				'backfill'    => BackfillPage::progress_action( $service ),
			),
			'texts'   => array(
				'unreachable' => __( 'This site did not answer. Check your connection and try again.', 'wc-accounting' ),
				/* translators: %s: name of the service. */
				'testing'     => sprintf( __( 'Asking %s…', 'wc-accounting' ), $this->description->name ),
				'nothing'     => __( 'Nothing found. You may also enter it yourself.', 'wc-accounting' ),
				/* translators: %s: a number. */
				'found'       => __( '%s found; choose with the arrow keys.', 'wc-accounting' ),
				'suggested'   => __( 'Suggested because the rate is the same. Save to use it.', 'wc-accounting' ),
				'working'     => __( 'Working…', 'wc-accounting' ),
				/* translators: 1: number done, 2: number in all. */
				'progress'    => __( '%1$s of %2$s done', 'wc-accounting' ),
				'selectFirst' => __( 'Select at least one row first.', 'wc-accounting' ),
				'leaving'     => __( 'The rest has not been done yet.', 'wc-accounting' ),
				'copied'      => __( 'Copied.', 'wc-accounting' ),
				'notCopied'   => __( 'The browser did not allow it: the text is selected, copy it yourself.', 'wc-accounting' ),
				'stop'        => __( 'Stop', 'wc-accounting' ),
				'stopped'     => __( 'Stopped.', 'wc-accounting' ),
			),
		);
	}
}
