<?php
/**
 * The Support tab.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Admin\Tab;

use WcKledo\Admin\DiagnosticReport;
use WcKledo\Connector\Description;

/**
 * Where help is, and a report for whoever helps.
 */
final class SupportTab implements Tab {

	public function __construct(
		private readonly Description $description,
		private readonly DiagnosticReport $report,
	) {}

	public function id(): string {
		return 'support';
	}

	public function label(): string {
		return __( 'Support', 'wc-kledo' );
	}

	public function load(): void {}

	public function render(): void {
		echo '<h3>' . esc_html__( 'Where to look', 'wc-kledo' ) . '</h3><ul class="ul-disc">';
		foreach ( $this->links() as $url => $label ) {
			$is_foreign = ! str_starts_with( $url, admin_url() );
			printf(
				'<li><a href="%s"%s>%s%s</a></li>',
				esc_url( $url ),
				$is_foreign ? ' target="_blank" rel="noopener noreferrer"' : '',
				esc_html( $label ),
				$is_foreign ? '<span class="screen-reader-text"> ' . esc_html__( '(opens in a new tab)', 'wc-kledo' ) . '</span>' : ''
			);
		}
		echo '</ul><h3 id="wc-kledo-report-title">' . esc_html__( 'Diagnostic report', 'wc-kledo' ) . '</h3>';
		echo '<p>' . esc_html__( 'Add this to a question to support. It holds versions, settings and numbers, but no key and nothing about customers.', 'wc-kledo' ) . '</p>';
		printf( '<p><textarea id="wc-kledo-report" class="large-text code" rows="16" readonly aria-labelledby="wc-kledo-report-title">%s</textarea></p>', esc_textarea( $this->report->text() ) );
		echo '<p><button type="button" class="button" id="wc-kledo-copy">' . esc_html__( 'Copy diagnostic report', 'wc-kledo' ) . '</button> <span id="wc-kledo-copied" role="status" aria-live="polite"></span></p>';
	}

	/**
	 * @return array<string, string> Address => what is there.
	 */
	private function links(): array {
		return array(
			/* translators: %s: name of the service. */
			$this->description->connection['key_page'] => sprintf( __( 'API keys in %s', 'wc-kledo' ), $this->description->name ),
			/* translators: %s: name of the service. */
			'https://kledo.com/bantuan/'               => sprintf( __( 'Help pages of %s', 'wc-kledo' ), $this->description->name ),
			admin_url( 'admin.php?page=wc-status&tab=logs' ) => __( 'Logs of the shop (source wc-kledo)', 'wc-kledo' ),
			admin_url( 'admin.php?page=wc-status' )    => __( 'System status of WooCommerce', 'wc-kledo' ),
		);
	}
}
