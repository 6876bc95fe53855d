<?php
/**
 * Live shop or copy?
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Delivery\Relocation;
use WcAccounting\Environment\Site;
use WcAccounting\ServiceRuntime;

/**
 * Asks whether a site with another address is the live shop or a copy, takes the answer, and says on every screen of a copy
 * that it is one.
 */
final class SiteQuestion {

	public const ACTION = 'wc_accounting_site';

	private const ANSWER = 'site_is';

	private readonly Site $site;

	/**
	 * @param non-empty-list<ServiceRuntime> $runtimes The services at work: the question is one for all of them.
	 */
	public function __construct( private readonly array $runtimes ) {
		$this->site = $runtimes[0]->site;
	}

	/** For somebody who may answer. */
	public function show(): void {
		if ( ! current_user_can( Guard::MANAGE ) ) {
			return;
		}
		try {
			if ( $this->site->is_unclear() ) {
				$this->site->settle();
				$this->ask();
			} elseif ( $this->site->is_copy() ) {
				$this->say_that_it_is_a_copy();
			}
		} catch ( \Throwable $fault ) {
			$this->runtimes[0]->logger->fault( 'The notice about the address of this site could not be made', $fault );
		}
	}

	/** Names of the services, as one reads them in a sentence. */
	private function services(): string {
		return wp_sprintf( '%l', array_map( static fn ( ServiceRuntime $runtime ): string => $runtime->service->name(), $this->runtimes ) );
	}

	private function ask(): void {
		?>
		<div class="notice notice-error" id="wc-accounting-site">
			<p>
				<strong><?php echo esc_html( $this->services() ); ?>:</strong>
				<?php echo esc_html( $this->question() ); ?>
			</p>
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<?php $this->fields(); ?>
				<p>
					<button type="submit" class="button button-primary" name="<?php echo esc_attr( self::ANSWER ); ?>"
						value="<?php echo esc_attr( Site::LIVE ); ?>">
						<?php esc_html_e( 'This is the live shop (it moved)', 'wc-accounting' ); ?>
					</button>
					<button type="submit" class="button" name="<?php echo esc_attr( self::ANSWER ); ?>"
						value="<?php echo esc_attr( Site::COPY ); ?>">
						<?php esc_html_e( 'This is a copy', 'wc-accounting' ); ?>
					</button>
				</p>
			</form>
		</div>
		<?php
	}

	private function question(): string {
		if ( $this->site->former_address() !== $this->site->address() ) {
			return sprintf(
				__(
					/* translators: 1: name of the service, or of several, 2: address of a site, 3: address of this site. */
					'The orders of %2$s are sent to %1$s, and this site is %3$s. Is it the live shop at a new address, or a copy, for instance for tests? Until you say so nothing is sent and nothing is lost.',
					'wc-accounting'
				),
				$this->services(),
				$this->site->former_address(),
				$this->site->address()
			);
		}
		return sprintf(
			__(
				/* translators: 1: name of the service, or of several, 2: a kind of environment such as production, 3: another. */
				'This site was of the kind "%2$s" when it began to send to %1$s, and is "%3$s" now. Is it the live shop, or a copy, for instance for tests? Until you say so nothing is sent and nothing is lost.',
				'wc-accounting'
			),
			$this->services(),
			$this->site->former_environment(),
			wp_get_environment_type()
		);
	}

	private function say_that_it_is_a_copy(): void {
		?>
		<div class="notice notice-info" id="wc-accounting-site">
			<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
				<?php $this->fields(); ?>
				<p>
					<strong><?php echo esc_html( $this->services() ); ?>:</strong>
					<?php
					echo esc_html(
						sprintf(
							__(
								/* translators: 1: address of a site, 2: name of the service. */
								'This site is a copy of %1$s. It sends to %2$s only with a key of its own, entered here.',
								'wc-accounting'
							),
							$this->site->former_address(),
							$this->services()
						)
					);
					?>
					<button type="submit" class="button-link" name="<?php echo esc_attr( self::ANSWER ); ?>"
						value="<?php echo esc_attr( Site::LIVE ); ?>">
						<?php esc_html_e( 'No, this is the live shop', 'wc-accounting' ); ?>
					</button>
				</p>
			</form>
		</div>
		<?php
	}

	private function fields(): void {
		printf( '<input type="hidden" name="action" value="%s">', esc_attr( self::ACTION ) );
		wp_nonce_field( self::ACTION );
	}

	/** For a request that brings the answer. */
	public function handle(): void {
		Guard::check_form( self::ACTION );
		$answer = Guard::text( self::ANSWER );
		if ( ! in_array( $answer, array( Site::LIVE, Site::COPY ), true ) ) {
			wp_die( esc_html__( 'You are not allowed to do this.', 'wc-accounting' ), 403 );
		}
		$relocations = array_map( static fn ( ServiceRuntime $runtime ): Relocation => $runtime->relocation, $this->runtimes );
		Relocation::answer( $answer, $this->site, $relocations );
		foreach ( $this->runtimes as $runtime ) {
			$runtime->after_response->request();
		}
		Notices::say( 'success', $this->thanks( $answer ) );
		wp_safe_redirect( wp_get_referer() ?: Page::of( $this->runtimes[0]->service )->url() );
		exit;
	}

	private function thanks( string $answer ): string {
		return sprintf(
			Site::LIVE === $answer
				/* translators: %s: name of the service. */
				? __( 'Thank you. This is the live shop; what waits is sent to %s.', 'wc-accounting' )
				/* translators: %s: name of the service. */
				: __( 'Thank you. This is a copy; nothing is sent to %s until a key of its own is saved here.', 'wc-accounting' ),
			$this->services()
		);
	}
}
