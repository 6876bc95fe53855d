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

	case Php                     = 'php';
	case WordPress               = 'wordpress';
	case WooCommerceMissing      = 'woocommerce_missing';
	case WooCommerceOld          = 'woocommerce_old';
	case ExtensionMissing        = 'extension_missing';
	case ExtensionOld            = 'extension_old';
	case ExtensionNew            = 'extension_new';
	case ExtensionWithoutService = 'extension_without_service';
	case OfficialPlugin          = 'official_plugin';

	/** What is wrong and what to do. */
	public function message( Facts $facts ): string {
		return match ( $this ) {
			/* translators: 1: name of the service, 2: PHP version needed, 3: PHP version found. */
			self::Php => sprintf(
				__( '%1$s needs PHP %2$s or newer; this site runs PHP %3$s. Choose a newer PHP version at your host.', 'wc-accounting' ),
				$facts->service,
				Facts::NEEDS_PHP,
				$facts->php
			),
			/* translators: 1: name of the service, 2: WordPress version needed, 3: WordPress version found. */
			self::WordPress => sprintf(
				__(
					'%1$s needs WordPress %2$s or newer; this site runs WordPress %3$s. Update it under Dashboard > Updates.',
					'wc-accounting'
				),
				$facts->service,
				Facts::NEEDS_WORDPRESS,
				$facts->wordpress
			),
			/* translators: %s: name of the service. */
			self::WooCommerceMissing => sprintf(
				__( '%s needs WooCommerce, which is not active. Install and activate it under Plugins.', 'wc-accounting' ),
				$facts->service
			),
			/* translators: 1: name of the service, 2: WooCommerce version needed, 3: WooCommerce version found. */
			self::WooCommerceOld => sprintf(
				__(
					'%1$s needs WooCommerce %2$s or newer; this site runs WooCommerce %3$s. Update it under Dashboard > Updates.',
					'wc-accounting'
				),
				$facts->service,
				Facts::NEEDS_WOOCOMMERCE,
				$facts->woocommerce
			),
			/* translators: 1: name of the service, 2: PHP version, 3: name of PHP's server interface, e.g. fpm-fcgi. */
			self::ExtensionMissing => sprintf(
				__( '%1$s needs its PHP extension wc_accounting, which PHP %2$s (%3$s) does not have.', 'wc-accounting' ),
				$facts->service,
				$facts->php,
				$facts->sapi
			),
			/* translators: 1: name of the service, 2: version of the plugin, 3: version of the extension. */
			self::ExtensionOld => sprintf(
				__(
					'The PHP extension wc_accounting is version %3$s, which is too old for version %2$s of the plugin %1$s. Update the extension on the server.',
					'wc-accounting'
				),
				$facts->service,
				$facts->plugin,
				$facts->extension
			),
			/* translators: 1: name of the service, 2: version of the plugin, 3: version of the extension. */
			self::ExtensionNew => sprintf(
				__(
					'The PHP extension wc_accounting is version %3$s, which is too new for version %2$s of the plugin %1$s. Update the plugin: upload the zip file of version %3$s or later under Plugins > Add New.',
					'wc-accounting'
				),
				$facts->service,
				$facts->plugin,
				$facts->extension
			),
			/* translators: 1: name of the service, 2: version of the extension. */
			self::ExtensionWithoutService => sprintf(
				__(
					'Version %2$s of the PHP extension wc_accounting does not know %1$s yet. Update the extension on the server.',
					'wc-accounting'
				),
				$facts->service,
				$facts->extension
			),
			/* translators: %s: name of the service. */
			self::OfficialPlugin => sprintf(
				__(
					'Another %s plugin is active as well, and both would send the same orders. Deactivate the other one under Plugins; its settings are kept and used.',
					'wc-accounting'
				),
				$facts->service
			),
		};
	}

	/** What the commands need and where they are to be run, or why there are none; empty when the server lacks nothing. */
	public function instruction( Facts $facts ): string {
		if ( ! $this->is_mended_by_a_file() ) {
			return '';
		}
		if ( ! $facts->is_built() ) {
			return self::no_build( $facts );
		}
		return sprintf(
			/* translators: %s: name of a file. */
			__(
				'Download %s from the release of this plugin, then run these commands on the server, in the folder of the file:',
				'wc-accounting'
			),
			$facts->release_file()
		);
	}

	/** That nothing is released for this PHP, and what can be done. */
	public static function no_build( Facts $facts ): string {
		return sprintf(
			/* translators: 1: PHP version, 2: kind of build, e.g. "zts, Linux aarch64, glibc", 3: PHP versions, separated by commas. */
			__(
				'There is no build of the extension for PHP %1$s (%2$s). A release has builds for PHP %3$s (nts, Linux x86_64, glibc). Choose one of these at your host, or have the extension built for yours: docs/host.md in the repository of this plugin says how.',
				'wc-accounting'
			),
			$facts->php_minor(),
			$facts->build(),
			Builds::versions()
		);
	}

	/**
	 * Shell commands that do it.
	 *
	 * @return list<string>
	 */
	public function commands( Facts $facts ): array {
		if ( ! $this->is_mended_by_a_file() || ! $facts->is_built() ) {
			return array();
		}
		return array(
			'tar xzf ' . $facts->release_file(),
			'sudo ' . $facts->release_folder() . '/install.sh',
			self::restart( $facts ),
		);
	}

	private function is_mended_by_a_file(): bool {
		return in_array( $this, array( self::ExtensionMissing, self::ExtensionOld, self::ExtensionWithoutService ), true );
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
