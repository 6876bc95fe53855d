<?php
/**
 * WooCommerce > Status.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

/**
 * A table of WooCommerce's status report, which people paste where they ask for help: what DiagnosticReport says of a service. English,
 * as all of the report that is made to be pasted.
 */
final class StatusReport {

	/**
	 * @param \Closure(): array<string, array<string, string>> $facts Title => name => value; made when the report is opened.
	 */
	public function __construct(
		private readonly string $service_name,
		private readonly \Closure $facts,
	) {}

	public function register(): void {
		add_action( 'woocommerce_system_status_report', $this->render( ... ) );
	}

	private function render(): void {
		$title = "wc_accounting: $this->service_name";
		?>
		<table class="wc_status_table widefat" cellspacing="0">
			<thead>
				<tr>
					<th colspan="3" data-export-label="<?php echo esc_attr( $title ); ?>">
						<h2><?php echo esc_html( $title ); ?></h2>
					</th>
				</tr>
			</thead>
			<tbody>
				<?php
				foreach ( ( $this->facts )() as $section => $facts ) {
					foreach ( $facts as $name => $value ) {
						self::row( "$section: $name", $value );
					}
				}
				?>
			</tbody>
		</table>
		<?php
	}

	/** WooCommerce puts the label and the value into the text to be copied. */
	private static function row( string $label, string $value ): void {
		printf(
			'<tr><td data-export-label="%s">%s:</td><td class="help"></td><td>%s</td></tr>',
			esc_attr( $label ),
			esc_html( $label ),
			esc_html( $value )
		);
	}
}
