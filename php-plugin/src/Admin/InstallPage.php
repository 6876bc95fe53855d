<?php
/**
 * The page of a plugin that cannot work yet.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Service;
use WcAccounting\Environment\Builds;
use WcAccounting\Environment\Facts;
use WcAccounting\Environment\Fault;

/**
 * Says what was found on this server, what is missing, which commands mend it, and what to write to the host. It stands where
 * the settings are once everything is there, and needs neither WooCommerce nor the extension.
 */
final class InstallPage {

	private readonly Page $page;

	/**
	 * @param list<Fault> $faults
	 */
	public function __construct(
		private readonly Service $service,
		private readonly array $faults,
		private readonly Facts $facts,
	) {
		$this->page = Page::of( $service );
	}

	public function register(): void {
		add_action( 'admin_menu', $this->add_to_menu( ... ), 60 );
		add_action( 'admin_notices', $this->show_notice( ... ) );
		add_action( 'network_admin_notices', $this->show_notice( ... ) );
	}

	private function add_to_menu(): void {
		$parent = null === $this->facts->woocommerce ? 'plugins.php' : 'woocommerce';
		add_submenu_page(
			$parent,
			$this->service->name(),
			$this->service->name(),
			$this->capability(),
			$this->page->slug,
			$this->render( ... )
		);
	}

	private function capability(): string {
		return null === $this->facts->woocommerce ? 'activate_plugins' : Guard::MANAGE;
	}

	/** Everywhere but on the page itself. */
	private function show_notice(): void {
		if ( $this->page->is_open() || ! current_user_can( $this->capability() ) ) {
			return;
		}
		foreach ( $this->faults as $fault ) {
			?>
			<div class="notice notice-error">
				<p>
					<strong><?php echo esc_html( $this->service->name() ); ?>:</strong>
					<?php echo esc_html( $fault->message( $this->facts ) ); ?>
					<?php echo esc_html( $this->consolation() ); ?>
					<a href="<?php echo esc_url( $this->url() ); ?>">
						<?php esc_html_e( 'What was found, and what to do', 'wc-accounting' ); ?>
					</a>
				</p>
			</div>
			<?php
		}
	}

	private function consolation(): string {
		return sprintf(
			/* translators: %s: name of the service. */
			__( 'Until then nothing is sent to %s. Orders that change meanwhile are found and sent afterwards.', 'wc-accounting' ),
			$this->service->name()
		);
	}

	private function url(): string {
		return add_query_arg( 'page', $this->page->slug, admin_url( null === $this->facts->woocommerce ? 'plugins.php' : 'admin.php' ) );
	}

	private function render(): void {
		echo '<div class="wrap wc-accounting"><h1>' . esc_html( $this->service->name() ) . '</h1>';
		foreach ( $this->faults as $fault ) {
			$this->render_fault( $fault );
		}
		?>
		<p><?php echo esc_html( $this->consolation() ); ?></p>
		<p>
			<a class="button button-primary" href="<?php echo esc_url( $this->url() ); ?>">
				<?php esc_html_e( 'Look again', 'wc-accounting' ); ?>
			</a>
		</p>
		<?php $this->render_way_without_root(); ?>
		<h2><?php esc_html_e( 'What was found', 'wc-accounting' ); ?></h2>
		<table class="widefat striped" style="max-width:50em"><tbody>
		<?php foreach ( $this->found() as $label => $value ) : ?>
			<tr><th scope="row"><?php echo esc_html( $label ); ?></th><td><?php echo esc_html( $value ); ?></td></tr>
		<?php endforeach; ?>
		</tbody></table>
		<h2><label for="wc-accounting-host-text"><?php esc_html_e( 'A text to send to your host', 'wc-accounting' ); ?></label></h2>
		<textarea id="wc-accounting-host-text" class="large-text code" rows="12" readonly><?php
			echo esc_textarea( $this->text_for_the_host() );
		?></textarea>
		</div>
		<?php
	}

	/** Where the host installs nothing: cron's PHP can be given what the web server's cannot. */
	private function render_way_without_root(): void {
		if ( array( Fault::ExtensionMissing ) !== $this->faults ) {
			return;
		}
		?>
		<h2><?php esc_html_e( 'If your host installs no extension', 'wc-accounting' ); ?></h2>
		<p><?php echo esc_html( $this->library_for_cron() ); ?></p>
		<p>
			<?php
			esc_html_e(
				'Upload wc_accounting.so to your home folder and enter this cron job. Orders are then queued and shown here, and the cron job sends them. This page gives way to the settings once it has run.',
				'wc-accounting'
			);
			?>
		</p>
		<pre class="wc-accounting-commands"><code><?php echo esc_html( $this->cron_line() ); ?></code></pre>
		<?php
	}

	/** Where the file is found: it has to fit the PHP of the command line, which may be another one than this. */
	private function library_for_cron(): string {
		$seen = Facts::last_command_line();
		if ( null === $seen ) {
			return sprintf(
				/* translators: %s: versions of PHP, separated by commas. */
				__(
					'The PHP of your cron jobs may be another one than that of the web server: “php --version” in a cron job names it. A release has an archive with wc_accounting.so for PHP %s; take the one for that PHP.',
					'wc-accounting'
				),
				Builds::versions()
			);
		}
		$facts = $this->facts->with_php( $seen['php'] );
		if ( ! $facts->is_built() ) {
			return Fault::no_build( $facts );
		}
		return sprintf(
			/* translators: 1: PHP version, 2: name of a file. */
			__( 'Your cron jobs run PHP %1$s: wc_accounting.so for it is in %2$s, a file of the release of this plugin.', 'wc-accounting' ),
			$seen['php'],
			$facts->release_file()
		);
	}

	private function cron_line(): string {
		return sprintf( '* * * * * cd %s && php -d extension="$HOME/wc_accounting.so" wp-cron.php', untrailingslashit( ABSPATH ) );
	}

	private function render_fault( Fault $fault ): void {
		echo '<div class="notice notice-error inline"><p>' . esc_html( $fault->message( $this->facts ) ) . '</p>';
		$instruction = $fault->instruction( $this->facts );
		if ( '' !== $instruction ) {
			echo '<p>' . esc_html( $instruction ) . '</p>';
		}
		$commands = $fault->commands( $this->facts );
		if ( array() !== $commands ) {
			echo '<pre class="wc-accounting-commands"><code>' . esc_html( implode( "\n", $commands ) ) . '</code></pre>';
		}
		echo '</div>';
	}

	/**
	 * @return array<string, string>
	 */
	private function found(): array {
		$facts   = $this->facts;
		$build   = $facts->build();
		$none    = __( 'not loaded', 'wc-accounting' );
		$command = Facts::last_command_line();
		$unseen  = __( 'not seen yet: no cron job has run PHP from the command line', 'wc-accounting' );
		return array(
			__( 'PHP of the web server', 'wc-accounting' )         => "$facts->php ($facts->sapi), $build",
			__( 'Extension wc_accounting there', 'wc-accounting' ) => $facts->extension ?? $none,
			__( 'Folder of its ini files', 'wc-accounting' )       => $facts->ini_folder ?: __( 'none', 'wc-accounting' ),
			__( 'Folder of its extensions', 'wc-accounting' )      => $facts->extension_folder,
			__( 'PHP of the command line', 'wc-accounting' )       => $command['php'] ?? $unseen,
			__( 'Extension wc_accounting in it', 'wc-accounting' )  => null === $command ? '—' : ( $command['extension'] ?? $none ),
			'WordPress'                                            => $facts->wordpress,
			'WooCommerce'                                          => $facts->woocommerce ?? __( 'not active', 'wc-accounting' ),
			__( 'This plugin', 'wc-accounting' )                   => $facts->plugin,
		);
	}

	private function text_for_the_host(): string {
		$lines = array(
			/* translators: %s: address of the site. */
			sprintf( __( 'Hello, the shop %s uses a plugin that needs a PHP extension on the server.', 'wc-accounting' ), home_url() ),
			'',
		);
		foreach ( $this->faults as $fault ) {
			array_push( $lines, $fault->message( $this->facts ), $fault->instruction( $this->facts ), ...$fault->commands( $this->facts ) );
			$lines[] = '';
		}
		$lines[] = __( 'What was found:', 'wc-accounting' );
		foreach ( $this->found() as $label => $value ) {
			$lines[] = "- $label: $value";
		}
		return implode( "\n", $lines );
	}

	// --- A plugin whose service is not known --------------------------------------------------------------------------

	/**
	 * Says that a plugin is active which cannot work: of several active plugins the newest serves all, and it does not know the
	 * service of this one.
	 *
	 * @param string $file    Main file of the plugin.
	 * @param string $folder  Of the plugin that serves all.
	 * @param string $version Of that plugin.
	 */
	public static function register_unknown( string $file, string $folder, string $version ): void {
		$show = static fn () => self::show_unknown( $file, $folder, $version );
		add_action( 'admin_notices', $show );
		add_action( 'network_admin_notices', $show );
	}

	private static function show_unknown( string $file, string $folder, string $version ): void {
		if ( ! current_user_can( 'activate_plugins' ) ) {
			return;
		}
		$header  = get_file_data( $file, array( 'name' => 'Plugin Name' ) );
		$message = sprintf(
			/* translators: 1: name of a plugin, 2: name of a folder, 3: version. */
			__(
				'The plugin %1$s is active, but nothing is sent for it: the plugin in the folder %2$s, version %3$s, does its work and does not know its service. Update both plugins to the same version.',
				'wc-accounting'
			),
			$header['name'],
			$folder,
			$version
		);
		echo '<div class="notice notice-error"><p>' . esc_html( $message ) . '</p></div>';
	}
}
