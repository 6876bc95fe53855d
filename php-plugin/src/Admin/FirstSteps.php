<?php
/**
 * The first minutes.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Connector;
use WcAccounting\Connector\DocumentType;
use WcAccounting\Connector\KeyRing;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\Schema;
use WcAccounting\Order\DocumentFactory;
use WcAccounting\Order\Orders;
use WcAccounting\Order\StartDay;

/**
 * Leads a new shop from the installation to the first document: a notice on the screens of wp-admin until the path was seen,
 * and the path itself on the first tab, with a tick at each step that is done. When all are, it is gone.
 */
final class FirstSteps {

	public const ACTION = 'wc_accounting_first_steps';

	public function __construct(
		private readonly Connector $connector,
		private readonly KeyRing $keys,
		private readonly ConnectionCheck $check,
		private readonly Settings $settings,
		private readonly StartDay $start_day,
		private readonly Orders $orders,
		private readonly DocumentFactory $documents,
		private readonly OrderPreview $preview,
	) {}

	/** For a request that ends the path. */
	public function register_answer(): void {
		add_action( 'admin_post_' . self::ACTION, $this->handle( ... ) );
	}

	/** Whether a notice leads to the path. Costs nothing: the option is autoloaded. */
	public static function is_news(): bool {
		return Schema::STEPS_NEW === get_option( Schema::STEPS_OPTION );
	}

	public static function show_notice( string $service ): void {
		?>
		<div class="notice notice-info" id="wc-accounting-first-steps-notice">
			<p>
				<?php
				echo esc_html(
					sprintf(
						/* translators: %s: name of the service. */
						__( 'This shop can send its orders to %s now. It takes a few minutes to connect it.', 'wc-accounting' ),
						$service
					)
				);
				?>
				<a href="<?php echo esc_url( SettingsPage::url() ); ?>"><?php esc_html_e( 'Show me the steps', 'wc-accounting' ); ?></a>
			</p>
		</div>
		<?php
	}

	public function render(): void {
		$state = get_option( Schema::STEPS_OPTION );
		if ( ! in_array( $state, array( Schema::STEPS_NEW, Schema::STEPS_SEEN ), true ) ) {
			return;
		}
		if ( Schema::STEPS_NEW === $state ) {
			update_option( Schema::STEPS_OPTION, Schema::STEPS_SEEN, true );
		}
		$name = $this->connector->description()->name;
		?>
		<div class="wc-accounting-steps" id="wc-accounting-first-steps">
			<h2><?php esc_html_e( 'The first steps', 'wc-accounting' ); ?></h2>
			<ol>
				<?php
				/* translators: %s: name of the service. */
				$this->step( $this->has_key(), '#wc-accounting-key', sprintf( __( 'Enter the API key of %s', 'wc-accounting' ), $name ) );
				$this->step( $this->is_connected(), '#wc-accounting-test', __( 'Test the connection', 'wc-accounting' ) );
				$this->step(
					$this->has_chosen(),
					$this->documents_url(),
					__( 'Choose documents, prefixes and the account', 'wc-accounting' )
				);
				$this->step( $this->has_a_day(), '#wc-accounting-start', __( 'Say from when on orders are sent', 'wc-accounting' ) );
				?>
				<li>
					<?php esc_html_e( 'See how your newest order would arrive', 'wc-accounting' ); ?>
					<?php $this->render_newest(); ?>
				</li>
			</ol>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<input type="hidden" name="action" value="<?php echo esc_attr( self::ACTION ); ?>">
				<?php wp_nonce_field( self::ACTION ); ?>
				<button type="submit" class="button">
					<?php
					echo $this->is_complete()
						? esc_html__( 'That looks right', 'wc-accounting' )
						: esc_html__( 'Do not show these steps any more', 'wc-accounting' );
					?>
				</button>
			</form>
		</div>
		<?php
	}

	private function step( bool $is_done, string $url, string $text ): void {
		printf(
			'<li%s><a href="%s">%s</a>%s</li>',
			$is_done ? ' class="is-done"' : '',
			esc_url( $url ),
			esc_html( $text ),
			$is_done
				? ' <span class="dashicons dashicons-yes" aria-hidden="true"></span><span class="screen-reader-text">'
					. esc_html__( 'done', 'wc-accounting' ) . '</span>'
				: ''
		);
	}

	private function has_key(): bool {
		return '' !== $this->keys->hint();
	}

	private function is_connected(): bool {
		return $this->has_key() && true === ( $this->check->last()['ok'] ?? null );
	}

	/** Whether the settings of each kind of document were saved once, here or by the official plugin. */
	private function has_chosen(): bool {
		$description = $this->connector->description();
		foreach ( $description->documents as $document ) {
			$options = array_column( $description->settings, 'option', 'name' );
			if ( false === get_option( $options[ $document->enabled ] ) ) {
				return false;
			}
		}
		return true;
	}

	/** The first tab of documents whose settings were never saved. */
	private function documents_url(): string {
		$description = $this->connector->description();
		$groups      = array_column( $description->settings, 'group', 'name' );
		$options     = array_column( $description->settings, 'option', 'name' );
		foreach ( $description->documents as $document ) {
			if ( false === get_option( $options[ $document->enabled ] ) ) {
				return SettingsPage::url( $groups[ $document->enabled ] );
			}
		}
		return SettingsPage::url( $groups[ $description->documents[0]->enabled ] );
	}

	private function has_a_day(): bool {
		$started = array_filter(
			$this->connector->description()->documents,
			fn ( DocumentType $document ): bool => null !== $this->start_day->of( $document )
		);
		return array() !== $started && array() === $this->start_day->questions();
	}

	private function is_complete(): bool {
		return $this->is_connected() && $this->has_chosen() && $this->has_a_day();
	}

	/** The newest order that a document would be made of: its total there and here, and all that would be sent. */
	private function render_newest(): void {
		$order = $this->orders->newest();
		if ( null !== $order && ! Guard::may_edit_order( $order->get_id() ) ) {
			return;
		}
		if ( null === $order ) {
			$text = __( 'There is no order yet. Place one, and look here again.', 'wc-accounting' );
			echo '<p class="description">' . esc_html( $text ) . '</p>';
			return;
		}
		$name = $this->connector->description()->name;
		printf(
			'<table class="widefat striped wc-accounting-newest"><thead><tr><th scope="col">%s</th><th scope="col">%s</th><th scope="col">%s</th></tr></thead><tbody>',
			/* translators: %s: number of an order. */
			esc_html( sprintf( __( 'Order #%s', 'wc-accounting' ), $order->get_order_number() ) ),
			esc_html__( 'Total in the shop', 'wc-accounting' ),
			/* translators: %s: name of the service. */
			esc_html( sprintf( __( 'Total in %s', 'wc-accounting' ), $name ) )
		);
		foreach ( $this->connector->description()->documents as $document ) {
			if ( $this->settings->wants( $document ) ) {
				$this->render_document( $document, $order );
			}
		}
		echo '</tbody></table>';
	}

	private function render_document( DocumentType $document, \WC_Order $order ): void {
		printf(
			'<tr><th scope="row"><details><summary>%s</summary>%s</details></th><td>%s</td><td>%s</td></tr>',
			esc_html( $document->label() ),
			$this->preview->html( $document, $order ), // Escaped there.
			wp_kses_post( wc_price( $order->get_total(), array( 'currency' => $order->get_currency() ) ) ),
			wp_kses_post( $this->total_there( $document, $order ) )
		);
	}

	/** HTML; a dash for an order that makes no document. */
	private function total_there( DocumentType $document, \WC_Order $order ): string {
		try {
			$total = $this->documents->of( $document->kind, $order )['document']['reconciliation']['document_total'] ?? null;
		} catch ( \Throwable ) {
			// The preview beside it says what is wrong with the order.
			$total = null;
		}
		return null === $total ? '—' : wc_price( $total, array( 'currency' => $order->get_currency() ) );
	}

	private function handle(): void {
		check_admin_referer( self::ACTION );
		if ( 'POST' !== ( $_SERVER['REQUEST_METHOD'] ?? '' ) || ! current_user_can( Guard::CAPABILITY ) ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'wc-accounting' ), 403 );
		}
		update_option( Schema::STEPS_OPTION, Schema::STEPS_DONE, true );
		wp_safe_redirect( SettingsPage::url() );
		exit;
	}
}
