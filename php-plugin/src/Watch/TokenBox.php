<?php
/**
 * Metrics on the Support tab.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Watch;

use WcAccounting\Admin\Guard;
use WcAccounting\Admin\Notices;
use WcAccounting\Admin\Text;

/**
 * Says where the metrics are, and makes and revokes the token for them.
 */
final class TokenBox {

	/** The action of its form; the nonce of each button says which one it is. */
	public const ACTION = 'wc_accounting_metrics_token';

	public const MAKE   = 'make';
	public const REVOKE = 'revoke';

	/** What is to be done. */
	private const FIELD = 'do';

	public function __construct( private readonly MetricsToken $token ) {}

	public static function nonce_action( string $what ): string {
		return self::ACTION . "_$what";
	}

	/** Prints it. */
	public function render(): void {
		echo '<h3 id="wc-accounting-metrics">' . esc_html__( 'Metrics for a monitoring system', 'wc-accounting' ) . '</h3>';
		echo '<p>'
			. esc_html__(
				'Prometheus and others that read its text format get them here. They hold numbers of all accounting services of this shop, and nothing about orders or customers.',
				'wc-accounting'
			)
			. '</p><p><code>' . esc_html( MetricsRoute::url() ) . '</code></p>';
		echo '<p>' . esc_html( $this->state() ) . '</p>';
		if ( ! $this->token->is_fixed() ) {
			echo '<p>';
			$this->button(
				self::MAKE,
				$this->token->is_there() ? __( 'Make another token', 'wc-accounting' ) : __( 'Make a token', 'wc-accounting' )
			);
			if ( $this->token->is_there() ) {
				$this->button( self::REVOKE, __( 'Revoke the token', 'wc-accounting' ) );
			}
			echo '</p>';
		}
	}

	private function state(): string {
		$made_at = $this->token->made_at();
		return match ( true ) {
			! $this->token->is_fixed() && null !== $made_at => sprintf(
				/* translators: %s: a date and a time of day. */
				__( 'A token from %s lets it in, as the header Authorization: Bearer.', 'wc-accounting' ),
				Text::exact_time( $made_at )
			),
			! $this->token->is_fixed() => __(
				'Without a token only people are let in who may see the deliveries.',
				'wc-accounting'
			),
			$this->token->is_there() => sprintf(
				/* translators: %s: name of a constant. */
				__( 'The token is the one of the constant %s in wp-config.php.', 'wc-accounting' ),
				MetricsToken::CONSTANT
			),
			default => sprintf(
				/* translators: 1: name of a constant, 2: a number. */
				__(
					'The constant %1$s in wp-config.php has fewer than %2$s characters: no token lets anybody in.',
					'wc-accounting'
				),
				MetricsToken::CONSTANT,
				number_format_i18n( MetricsToken::MINIMUM )
			),
		};
	}

	private function button( string $what, string $label ): void {
		?>
		<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>" style="display: inline">
			<input type="hidden" name="action" value="<?php echo esc_attr( self::ACTION ); ?>">
			<input type="hidden" name="<?php echo esc_attr( self::FIELD ); ?>" value="<?php echo esc_attr( $what ); ?>">
			<?php wp_nonce_field( self::nonce_action( $what ) ); ?>
			<button type="submit" class="button" id="wc-accounting-token-<?php echo esc_attr( $what ); ?>">
				<?php echo esc_html( $label ); ?>
			</button>
		</form>
		<?php
	}

	/** Takes one of its forms. */
	public function handle(): void {
		$what = self::REVOKE === Guard::text( self::FIELD ) ? self::REVOKE : self::MAKE;
		Guard::check_form( self::nonce_action( $what ) );
		if ( self::MAKE === $what && ! $this->token->is_fixed() ) {
			// Shown by this very answer: what the next page shows would have to be kept somewhere.
			Guard::show_as_page( __( 'Token for metrics', 'wc-accounting' ), $this->show_new( ... ) );
		}
		if ( self::REVOKE === $what ) {
			$this->token->revoke();
			Notices::say( 'success', __( 'The token is revoked: it lets nobody in any more.', 'wc-accounting' ) );
		}
		$back = wp_get_referer();
		wp_safe_redirect( false === $back ? admin_url() : $back );
		exit;
	}

	/**
	 * @return array{html: string}
	 */
	private function show_new(): array {
		nocache_headers();
		$told = sprintf(
			'<p>%s</p><p><code id="wc-accounting-token">%s</code></p>',
			esc_html__(
				'This is the new token for metrics. Copy it now: it is shown once, and the shop keeps only a mark to know it by. A token from before does not count any more.',
				'wc-accounting'
			),
			esc_html( $this->token->make() )
		);
		return array( 'html' => $told );
	}
}
