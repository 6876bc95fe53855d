<?php
/**
 * The Support tab.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin\Tab;

use WcAccounting\Admin\DiagnosticReport;
use WcAccounting\Admin\Guard;
use WcAccounting\Admin\Text;
use WcAccounting\Connector\Description;

/**
 * Where help is, and a report for whoever helps.
 */
final class SupportTab implements Tab {

	public function __construct(
		private readonly Description $description,
		private readonly DiagnosticReport $report,
		private readonly string $help_page,
		private readonly string $log_source,
	) {}

	public function id(): string {
		return 'support';
	}

	public function label(): string {
		return __( 'Support', 'wc-accounting' );
	}

	public function needs(): string {
		return Guard::MANAGE;
	}

	public function load(): void {}

	public function render(): void {
		echo '<h3>' . esc_html__( 'Where to look', 'wc-accounting' ) . '</h3><ul class="ul-disc">';
		$help = Text::link(
			$this->help_page,
			/* translators: %s: name of the service. */
			esc_html( sprintf( __( 'Help pages of %s', 'wc-accounting' ), $this->description->name ) )
		);
		printf( '<li>%s</li><li>%s</li>', Text::link_to_keys( $this->description ), $help ); // Escaped there.
		foreach ( $this->pages_of_the_shop() as $url => $label ) {
			printf( '<li><a href="%s">%s</a></li>', esc_url( $url ), esc_html( $label ) );
		}
		echo '</ul><h3 id="wc-accounting-report-title">' . esc_html__( 'Diagnostic report', 'wc-accounting' ) . '</h3>';
		echo '<p>'
			. esc_html__(
				'Add this to a question to support. It holds versions, settings and numbers, but no key and nothing about customers.',
				'wc-accounting'
			)
			. '</p>';
		printf(
			'<p><textarea id="wc-accounting-report" class="large-text code" rows="16" readonly aria-labelledby="wc-accounting-report-title">%s</textarea></p>',
			esc_textarea( $this->report->text() )
		);
		echo '<p><button type="button" class="button hide-if-no-js" id="wc-accounting-copy">'
			. esc_html__( 'Copy diagnostic report', 'wc-accounting' )
			. '</button> <noscript>' . esc_html__( 'Select the text and copy it.', 'wc-accounting' )
			. '</noscript> <span id="wc-accounting-copied" role="status" aria-live="polite"></span></p>';
	}

	/**
	 * @return array<string, string> Address => what is there.
	 */
	private function pages_of_the_shop(): array {
		return array(
			admin_url( 'admin.php?page=wc-status&tab=logs' ) => sprintf(
				/* translators: %s: name of the source of our log lines. */
				__( 'Logs of the shop (source %s)', 'wc-accounting' ),
				$this->log_source
			),
			admin_url( 'admin.php?page=wc-status' ) => __( 'System status of WooCommerce', 'wc-accounting' ),
		);
	}
}
