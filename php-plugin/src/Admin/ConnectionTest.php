<?php
/**
 * The button that tests a connection, and what came of it.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

/**
 * Prints it; ConnectionCheck answers. What the script makes of an answer looks the same.
 *
 * @phpstan-type Answer array{ok: bool, message: string, rows: list<array{label: string, value: string}>, tested_at: int, ...}
 */
final class ConnectionTest {

	public function __construct( private readonly string $service ) {}

	/**
	 * @param ?Answer $last       Null when the connection was never tested.
	 * @param bool    $is_trial   Whether that was only a test of what was entered.
	 * @param string  $no_script  A button that tests where no script does; escaped.
	 * @param string  $link       Beside the button; escaped.
	 */
	public function render( ?array $last, bool $is_trial, string $no_script, string $link ): void {
		?>
		<p>
			<button type="button" class="button hide-if-no-js" id="wc-accounting-test"
				data-nonce="<?php echo esc_attr( wp_create_nonce( ConnectionCheck::action( $this->service ) ) ); ?>">
				<?php esc_html_e( 'Test connection', 'wc-accounting' ); ?>
			</button>
			<noscript><?php echo $no_script; ?></noscript>
			<span class="spinner wc-accounting-spinner"></span>
			<?php echo $link; ?>
		</p>
		<div id="wc-accounting-test-result" role="status" aria-live="polite">
			<?php if ( $is_trial ) : ?>
				<p><?php esc_html_e( 'This was only a test: nothing was saved.', 'wc-accounting' ); ?></p>
			<?php endif; ?>
			<?php null === $last ? '' : self::render_last( $last ); ?>
		</div>
		<?php
	}

	/**
	 * @param Answer $last
	 */
	private static function render_last( array $last ): void {
		?>
		<div class="notice inline notice-<?php echo $last['ok'] ? 'success' : 'error'; ?>">
			<p>
				<strong><?php echo esc_html( $last['message'] ); ?></strong>
				<?php echo Text::time( $last['tested_at'], time() ); // Escapes. ?>
			</p>
			<?php self::render_facts( $last['rows'] ); ?>
		</div>
		<?php
	}

	/**
	 * @param list<array{label: string, value: string}> $rows
	 */
	public static function render_facts( array $rows ): void {
		if ( array() === $rows ) {
			return;
		}
		echo '<dl class="wc-accounting-facts">';
		foreach ( $rows as $row ) {
			printf( '<div><dt>%s</dt><dd>%s</dd></div>', esc_html( $row['label'] ), esc_html( $row['value'] ) );
		}
		echo '</dl>';
	}
}
