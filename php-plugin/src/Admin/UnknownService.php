<?php
/**
 * A plugin whose service is not known.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

/**
 * Says that a plugin is active which cannot work: of several active plugins the newest serves all, and it does not know the
 * service of this one.
 */
final class UnknownService {

	/**
	 * @param string $file    Main file of the plugin.
	 * @param string $folder  Of the plugin that serves all.
	 * @param string $version Of that plugin.
	 */
	public function __construct(
		private readonly string $file,
		private readonly string $folder,
		private readonly string $version,
	) {}

	public function register(): void {
		add_action( 'admin_notices', $this->show( ... ) );
		add_action( 'network_admin_notices', $this->show( ... ) );
	}

	private function show(): void {
		if ( ! current_user_can( 'activate_plugins' ) ) {
			return;
		}
		$header  = get_file_data( $this->file, array( 'name' => 'Plugin Name' ) );
		$message = sprintf(
			/* translators: 1: name of a plugin, 2: name of a folder, 3: version. */
			__(
				'The plugin %1$s is active, but nothing is sent for it: the plugin in the folder %2$s, version %3$s, does its work and does not know its service. Update both plugins to the same version.',
				'wc-accounting'
			),
			$header['name'],
			$this->folder,
			$this->version
		);
		echo '<div class="notice notice-error"><p>' . esc_html( $message ) . '</p></div>';
	}
}
