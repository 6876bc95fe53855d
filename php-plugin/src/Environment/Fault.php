<?php
/**
 * Something that keeps the plugin from working.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Environment;

/**
 * What can be wrong. Sentences are made when they are shown, since faults are found before translations are loaded; they
 * are plain text, escaped where they are shown.
 */
enum Fault: string {

	case Php                = 'php';
	case WordPress          = 'wordpress';
	case WooCommerceMissing = 'woocommerce_missing';
	case WooCommerceOld     = 'woocommerce_old';
	case ExtensionMissing   = 'extension_missing';
	case ExtensionVersion   = 'extension_version';
	case OfficialPlugin     = 'official_plugin';

	/** What is wrong and what to do. */
	public function message( Facts $facts ): string {
		return match ( $this ) {
			/* translators: 1: PHP version needed, 2: PHP version found. */
			self::Php => sprintf(
				__( 'Kledo needs PHP %1$s or newer; this site runs PHP %2$s. Choose a newer PHP version at your host.', 'wc-accounting' ),
				Requirements::PHP,
				$facts->php
			),
			/* translators: 1: WordPress version needed, 2: WordPress version found. */
			self::WordPress => sprintf(
				__(
					'Kledo needs WordPress %1$s or newer; this site runs WordPress %2$s. Update it under Dashboard > Updates.',
					'wc-accounting'
				),
				Requirements::WORDPRESS,
				$facts->wordpress
			),
			self::WooCommerceMissing => __(
				'Kledo needs WooCommerce, which is not active. Install and activate it under Plugins.',
				'wc-accounting'
			),
			/* translators: 1: WooCommerce version needed, 2: WooCommerce version found. */
			self::WooCommerceOld => sprintf(
				__(
					'Kledo needs WooCommerce %1$s or newer; this site runs WooCommerce %2$s. Update it under Dashboard > Updates.',
					'wc-accounting'
				),
				Requirements::WOOCOMMERCE,
				$facts->woocommerce
			),
			/* translators: 1: PHP version, 2: name of PHP's server interface, e.g. fpm-fcgi. */
			self::ExtensionMissing => sprintf(
				__( 'Kledo needs its PHP extension wc_accounting, which PHP %1$s (%2$s) does not have.', 'wc-accounting' ),
				$facts->php,
				$facts->sapi
			),
			/* translators: 1: version of the plugin, 2: version of the extension. */
			self::ExtensionVersion => sprintf(
				__( 'This is Kledo %1$s, but its PHP extension wc_accounting is version %2$s: the two must be the same.', 'wc-accounting' ),
				$facts->plugin,
				$facts->extension
			),
			self::OfficialPlugin => __(
				'Another Kledo plugin is active as well, and both would send the same orders. Deactivate the other one under Plugins; its settings are kept and used.',
				'wc-accounting'
			),
		};
	}

	/** What the commands need and where they are to be run; empty when there are none. */
	public function instruction( Facts $facts ): string {
		return match ( $this ) {
			/* translators: %s: name of a file. */
			self::ExtensionMissing, self::ExtensionVersion => sprintf(
				__(
					'Download %s from the release of this plugin, then run these commands on the server, in the folder of the file:',
					'wc-accounting'
				),
				$facts->release_file()
			),
			default => '',
		};
	}

	/**
	 * Shell commands that do it.
	 *
	 * @return list<string>
	 */
	public function commands( Facts $facts ): array {
		return match ( $this ) {
			self::ExtensionMissing, self::ExtensionVersion => array(
				'tar xzf ' . $facts->release_file(),
				'sudo ' . $facts->release_folder() . '/install.sh',
				self::restart( $facts ),
			),
			default => array(),
		};
	}

	private static function restart( Facts $facts ): string {
		return match ( $facts->sapi ) {
			'fpm-fcgi' => 'sudo systemctl restart php' . $facts->php_minor() . '-fpm',
			'apache2handler' => 'sudo systemctl restart apache2',
			'litespeed' => 'sudo systemctl restart lsws',
			/* translators: %s: name of PHP's server interface. */
			default => '# ' . sprintf( __( 'restart whatever runs PHP here (%s)', 'wc-accounting' ), $facts->sapi ),
		};
	}
}
