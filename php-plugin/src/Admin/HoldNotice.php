<?php
/**
 * A queue that a person holds, on the screens.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Description;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\AfterResponse;
use WcAccounting\Delivery\Queue;
use WcAccounting\Log\Logger;

/**
 * Says on every page who holds the queue and why, to those who may do something about it, and takes the button that releases it.
 */
final class HoldNotice {

	private const ACTION = 'release_hold';

	public function __construct(
		private readonly Page $page,
		private readonly Description $description,
		private readonly Queue $queue,
		private readonly AfterResponse $after_response,
		private readonly Logger $logger,
	) {}

	/** Name of the POST action, and of its nonce. */
	public static function action( string $service ): string {
		return Name::of( $service, self::ACTION );
	}

	public function register_answer(): void {
		add_action( 'admin_post_' . self::action( $this->description->service ), $this->handle( ... ) );
	}

	/** For who may see deliveries; with a button, for who may release them. */
	public function show(): void {
		$hold = $this->queue->held_by_hand();
		if ( null === $hold || ! current_user_can( Guard::VIEW ) ) {
			return;
		}
		$text = '<strong>' . esc_html( $this->description->name ) . ':</strong> <bdi>'
			. esc_html( Text::plain( $hold->sentence( $this->description->name ) ) ) . '</bdi>';
		if ( current_user_can( Guard::MANAGE ) ) {
			$this->show_with_button( $text );
		} else {
			echo '<div class="notice notice-warning"><p>' . $text . '</p></div>'; // Escaped above.
		}
	}

	/** @param string $text HTML. */
	private function show_with_button( string $text ): void {
		$action = self::action( $this->description->service );
		?>
		<div class="notice notice-warning" id="<?php echo esc_attr( Name::element( $this->description->service, 'hold' ) ); ?>">
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<input type="hidden" name="action" value="<?php echo esc_attr( $action ); ?>">
				<?php wp_nonce_field( $action ); ?>
				<p><?php echo $text; // Escaped above. ?></p>
				<p>
					<button type="submit" class="button"><?php esc_html_e( 'Release it: go on sending', 'wc-accounting' ); ?></button>
				</p>
			</form>
		</div>
		<?php
	}

	private function handle(): void {
		Guard::check_form( self::action( $this->description->service ) );
		$hold = $this->queue->release();
		if ( null === $hold ) {
			/* translators: %s: name of the service. */
			Notices::say( 'info', sprintf( __( '%s was not held any more.', 'wc-accounting' ), $this->description->name ) );
		} else {
			$this->logger->info( 'The queue was released by ' . wp_get_current_user()->user_login . '; what waits is sent.' );
			/* translators: %s: name of the service. */
			Notices::say( 'success', sprintf( __( '%s was released: what waits is sent.', 'wc-accounting' ), $this->description->name ) );
			$this->after_response->request();
		}
		wp_safe_redirect( wp_get_referer() ?: $this->page->url( 'transactions' ) );
		exit;
	}
}
