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
use WcAccounting\Connector\Installation;
use WcAccounting\Connector\KeyRing;
use WcAccounting\Connector\Name;
use WcAccounting\Connector\NeedsCommandLine;
use WcAccounting\Connector\Settings;
use WcAccounting\Order\Orders;
use WcAccounting\Order\StartDay;
use WcAccounting\Order\Subject;

/**
 * Leads a new shop from the installation to the first document: a notice on the screens of wp-admin until the path was seen,
 * and the path itself on the first tab, with a tick at each step that is done. When all are, it is gone.
 */
final class FirstSteps {

	private const ACTION = 'end_first_steps';

	public function __construct(
		private readonly Page $page,
		private readonly Connector $connector,
		private readonly KeyRing $keys,
		private readonly ConnectionCheck $check,
		private readonly Settings $settings,
		private readonly StartDay $start_day,
		private readonly Orders $orders,
		private readonly OrderPreview $preview,
	) {}

	/** Name of the action, and of its nonce. */
	public static function action( string $service ): string {
		return Name::of( $service, self::ACTION );
	}

	/** For a request that ends the path. */
	public function register_answer(): void {
		add_action( 'admin_post_' . self::action( $this->service() ), $this->handle( ... ) );
	}

	/** Whether a notice leads to the path. Costs nothing: the option is autoloaded. */
	public static function is_news( string $service ): bool {
		return Installation::STEPS_NEW === Installation::steps( $service );
	}

	/** @param bool $is_connected From before: the official plugin's key, or one in wp-config.php. */
	public static function show_notice( string $service, Page $page, bool $is_connected ): void {
		$text = $is_connected
			/* translators: %s: name of the service. */
			? __( 'This shop is connected to %s already. Look at the first steps once.', 'wc-accounting' )
			/* translators: %s: name of the service. */
			: __( 'This shop can send its orders to %s now. It takes a few minutes to connect it.', 'wc-accounting' );
		?>
		<div class="notice notice-info" id="<?php echo esc_attr( Name::element( $page->service, 'first-steps-notice' ) ); ?>">
			<p>
				<?php echo esc_html( sprintf( $text, $service ) ); ?>
				<a href="<?php echo esc_url( $page->url() ); ?>"><?php esc_html_e( 'Show me the steps', 'wc-accounting' ); ?></a>
			</p>
		</div>
		<?php
	}

	public function render(): void {
		$state = Installation::steps( $this->service() );
		if ( ! in_array( $state, array( Installation::STEPS_NEW, Installation::STEPS_SEEN ), true ) ) {
			return;
		}
		if ( Installation::STEPS_NEW === $state ) {
			Installation::set_steps( $this->service(), Installation::STEPS_SEEN );
		}
		$name = $this->connector->description()->name;
		?>
		<div class="wc-accounting-steps" id="wc-accounting-first-steps">
			<h2><?php esc_html_e( 'The first steps', 'wc-accounting' ); ?></h2>
			<ol>
				<?php
				if ( $this->connector->description()->is_keyed() ) {
					/* translators: %s: name of the service. */
					$label = sprintf( __( 'Enter the API key of %s', 'wc-accounting' ), $name );
					$this->step( $this->has_key(), '#wc-accounting-key', $label );
					$this->step( $this->is_connected(), '#wc-accounting-test', __( 'Test the connection', 'wc-accounting' ) );
				} else {
					$connection = $this->page->url( ConnectionActions::TAB );
					/* translators: %s: name of the service. */
					$this->step( $this->is_connected(), $connection, sprintf( __( 'Connect the shop to %s', 'wc-accounting' ), $name ) );
				}
				$this->step(
					$this->has_chosen(),
					$this->documents_url(),
					__( 'Choose documents, prefixes and the account', 'wc-accounting' )
				);
				$this->render_tables();
				$this->step( $this->has_a_day(), '#wc-accounting-start', __( 'Say from when on orders are sent', 'wc-accounting' ) );
				?>
				<li>
					<?php esc_html_e( 'See how your newest order would arrive', 'wc-accounting' ); ?>
					<?php $this->render_newest(); ?>
				</li>
			</ol>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<input type="hidden" name="action" value="<?php echo esc_attr( self::action( $this->service() ) ); ?>">
				<?php wp_nonce_field( self::action( $this->service() ) ); ?>
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

	/** What the shop's taxes and payment gateways are in the service, where it wants to know. */
	private function render_tables(): void {
		foreach ( $this->connector->description()->settings as $setting ) {
			if ( TableField::is_table( $setting['type'] ) ) {
				$this->step(
					false !== get_option( $setting['option'] ),
					$this->page->url( $setting['group'] ) . '#' . Field::id( $setting['name'] ),
					$this->connector->description()->words->setting( $setting['name'] )['label']
				);
			}
		}
	}

	private function has_key(): bool {
		return '' !== $this->keys->hint();
	}

	private function is_connected(): bool {
		return $this->has_key() && true === ( $this->check->last()['ok'] ?? null );
	}

	/** The first kind of document whose settings were never saved, neither here nor by the official plugin; null when there is none. */
	private function not_chosen(): ?DocumentType {
		$options = array_column( $this->connector->description()->settings, 'option', 'name' );
		foreach ( $this->connector->description()->documents as $document ) {
			if ( false === get_option( $options[ $document->enabled ] ) ) {
				return $document;
			}
		}
		return null;
	}

	private function has_chosen(): bool {
		return null === $this->not_chosen();
	}

	/** The tab of documents where there is something left to choose, else the first one. */
	private function documents_url(): string {
		$description = $this->connector->description();
		$groups      = array_column( $description->settings, 'group', 'name' );
		$document    = $this->not_chosen() ?? $description->documents[0];
		return $this->page->url( $groups[ $document->enabled ] );
	}

	private function has_a_day(): bool {
		return array() !== $this->start_day->started() && array() === $this->start_day->questions();
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
		$subjects = array();
		foreach ( array_filter( $this->connector->description()->documents, $this->settings->wants( ... ) ) as $document ) {
			array_push( $subjects, ...Subject::all( $document, $order ) );
		}
		try {
			$mapped = array_map( $this->preview->mapped( ... ), $subjects );
		} catch ( NeedsCommandLine $elsewhere ) {
			echo '<p class="description">' . esc_html( $elsewhere->getMessage() ) . '</p>';
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
		array_map( $this->render_document( ... ), $subjects, $mapped );
		echo '</tbody></table>';
	}

	/** @param array{document: ?array<string, mixed>, skipped: ?array{code: string, detail: string}} $mapped */
	private function render_document( Subject $subject, array $mapped ): void {
		$total  = $mapped['document']['reconciliation']['document_total'] ?? null;
		$money  = array( 'currency' => $subject->order->get_currency() );
		printf(
			'<tr><th scope="row"><details><summary>%s</summary>%s</details></th><td>%s</td><td>%s</td></tr>',
			esc_html( $subject->label() ),
			$this->preview->html( $subject, $mapped ), // Escaped there.
			wp_kses_post( wc_price( $subject->shown_total(), $money ) ),
			// An order that makes no document says so in the preview.
			null === $total ? '—' : wp_kses_post( wc_price( $total, $money ) )
		);
	}

	private function service(): string {
		return $this->connector->description()->service;
	}

	private function handle(): void {
		Guard::check_form( self::action( $this->service() ) );
		Installation::set_steps( $this->service(), Installation::STEPS_DONE );
		wp_safe_redirect( $this->page->url() );
		exit;
	}
}
