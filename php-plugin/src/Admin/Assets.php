<?php
/**
 * Scripts and styles.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Admin;

/**
 * What our screens need in the browser.
 */
final class Assets {

	private const HANDLE = 'wc-kledo-admin';

	public function __construct(
		private readonly string $version,
		private readonly string $service,
	) {}

	/** On the screen that is being loaded. */
	public function enqueue(): void {
		add_action(
			'admin_enqueue_scripts',
			function (): void {
				wp_enqueue_style( self::HANDLE, self::address( 'admin.css' ), array( 'dashicons' ), $this->version );
				wp_enqueue_script( self::HANDLE, self::address( 'admin.js' ), array(), $this->version, true );
				wp_add_inline_script(
					self::HANDLE,
					'window.wcKledo = ' . (string) wp_json_encode( $this->data(), JSON_HEX_TAG | JSON_HEX_AMP ) . ';',
					'before'
				);
			}
		);
	}

	private static function address( string $file ): string {
		return plugins_url( 'assets/' . $file, dirname( __DIR__ ) );
	}

	/**
	 * @return array<string, mixed>
	 */
	private function data(): array {
		return array(
			'url'     => admin_url( 'admin-ajax.php' ),
			'actions' => array(
				'test'        => ConnectionCheck::ACTION,
				'lookup'      => Lookups::ACTION,
				'deliveries'  => DeliveryActions::ACTION,
				'retryFailed' => DeliveryActions::RETRY_FAILED,
				'sweep'       => SweepAction::ACTION,
				'preview'     => OrderPreview::ACTION,
			),
			'texts'   => array(
				'unreachable' => __( 'This site did not answer. Check your connection and try again.', 'wc-kledo' ),
				/* translators: %s: name of the service. */
				'testing'     => sprintf( __( 'Asking %s…', 'wc-kledo' ), $this->service ),
				'nothing'     => __( 'Nothing found. You may also enter it yourself.', 'wc-kledo' ),
				/* translators: %s: a number. */
				'found'       => __( '%s found; choose with the arrow keys.', 'wc-kledo' ),
				'working'     => __( 'Working…', 'wc-kledo' ),
				/* translators: 1: number done, 2: number in all. */
				'progress'    => __( '%1$s of %2$s done', 'wc-kledo' ),
				'selectFirst' => __( 'Select at least one row first.', 'wc-kledo' ),
				'leaving'     => __( 'The rest has not been done yet.', 'wc-kledo' ),
				'copied'      => __( 'Copied.', 'wc-kledo' ),
				'notCopied'   => __( 'The browser did not allow it: the text is selected, copy it yourself.', 'wc-kledo' ),
				'stop'        => __( 'Stop', 'wc-kledo' ),
				'stopped'     => __( 'Stopped.', 'wc-kledo' ),
			),
		);
	}
}
