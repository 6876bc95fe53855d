<?php
/**
 * What the plugin runs on.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Environment;

/**
 * The versions that decide whether the plugin can work. A value object, so that every fault can be had in a test.
 */
final class Facts {

	public function __construct(
		/** Name of the service. */
		public readonly string $service,
		public readonly string $plugin,
		public readonly string $php,
		public readonly string $wordpress,
		/** Null when WooCommerce is not active. */
		public readonly ?string $woocommerce,
		/** Null when the extension is not loaded. */
		public readonly ?string $extension,
		/** Number of its interface; 0 when it has none. */
		public readonly int $interface,
		/** Whether it knows the service. */
		public readonly bool $knows_service,
		public readonly string $sapi,
		public readonly bool $thread_safe,
		public readonly string $machine,
		public readonly string $os,
		/** Whether the plugin that this one replaces is active as well. */
		public readonly bool $official_plugin,
		/** Folder in which this PHP looks for ini files; empty when it reads none. */
		public readonly string $ini_folder = '',
		/** Folder in which this PHP looks for extensions. */
		public readonly string $extension_folder = '',
	) {}

	/**
	 * @param string $service   Name of the service.
	 * @param string $key       Its key.
	 * @param bool   $has_rival Whether the plugin that this one replaces is active as well.
	 */
	public static function here( string $service, string $key, bool $has_rival ): self {
		return new self(
			service: $service,
			plugin: Plugins::VERSION,
			php: PHP_VERSION,
			wordpress: (string) get_bloginfo( 'version' ),
			woocommerce: defined( 'WC_VERSION' ) && class_exists( 'WooCommerce', false ) ? (string) constant( 'WC_VERSION' ) : null,
			extension: Extension::version(),
			interface: Extension::interface_number(),
			knows_service: Extension::serves( $key ),
			sapi: PHP_SAPI,
			thread_safe: (bool) PHP_ZTS,
			machine: php_uname( 'm' ),
			os: PHP_OS_FAMILY,
			official_plugin: $has_rival,
			ini_folder: defined( 'PHP_CONFIG_FILE_SCAN_DIR' ) ? PHP_CONFIG_FILE_SCAN_DIR : '',
			extension_folder: PHP_EXTENSION_DIR,
		);
	}

	/** `glibc` or `musl`: which C library the extension must be built for. Only who installs it asks: it reads a folder. */
	public function libc(): string {
		return array() === (array) glob( '/lib/ld-musl-*' ) ? 'glibc' : 'musl';
	}

	/** The file of the release that fits this PHP. */
	public function release_file(): string {
		return $this->release_folder() . '.tar.gz';
	}

	/** The folder that is in that file. */
	public function release_folder(): string {
		return sprintf(
			'wc_accounting-%s-php%s-%s-%s-%s',
			$this->plugin,
			$this->php_minor(),
			$this->thread_safe ? 'zts' : 'nts',
			strtolower( $this->os ),
			$this->machine
		);
	}

	public function php_minor(): string {
		return implode( '.', array_slice( explode( '.', $this->php ), 0, 2 ) );
	}
}
