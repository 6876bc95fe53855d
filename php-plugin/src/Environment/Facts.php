<?php
/**
 * What the plugin runs on.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Environment;

/**
 * The versions that decide whether the plugin can work, and whether they do. A value object, so that every fault can be had in a
 * test.
 */
final class Facts {

	public const NEEDS_PHP         = '8.1';
	public const NEEDS_WORDPRESS   = '6.2';
	public const NEEDS_WOOCOMMERCE = '8.2';

	/** What ran the last cron job from the command line. */
	private const COMMAND_LINE_OPTION = 'wc_accounting_command_line';

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

	/** Whether a release has a build of the extension for this PHP. Reads a folder, as libc(). */
	public function is_built(): bool {
		return Builds::has( $this->php_minor(), $this->thread_safe, $this->os, $this->machine, $this->libc() );
	}

	/** The kind of build that this PHP is. */
	public function build(): string {
		return sprintf( '%s, %s %s, %s', $this->thread_safe ? 'zts' : 'nts', $this->os, $this->machine, $this->libc() );
	}

	/** The same machine with another PHP, of which nothing but the version is known. */
	public function with_php( string $version ): self {
		return new self(
			service: $this->service,
			plugin: $this->plugin,
			php: $version,
			wordpress: $this->wordpress,
			woocommerce: $this->woocommerce,
			extension: $this->extension,
			interface: $this->interface,
			knows_service: $this->knows_service,
			sapi: $this->sapi,
			thread_safe: false,
			machine: $this->machine,
			os: $this->os,
			official_plugin: $this->official_plugin,
			ini_folder: $this->ini_folder,
			extension_folder: $this->extension_folder,
		);
	}

	/** The file of the release that fits this PHP, where there is one. */
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

	// --- What is needed -----------------------------------------------------------------------------------------------

	/**
	 * Compares what is there with what is needed.
	 *
	 * @return list<Fault> Empty when everything is as it must be.
	 */
	public function faults(): array {
		return array_values(
			array_filter(
				array(
					self::is_at_least( $this->php, self::NEEDS_PHP ) ? null : Fault::Php,
					self::is_at_least( $this->wordpress, self::NEEDS_WORDPRESS ) ? null : Fault::WordPress,
					$this->fault_of_woocommerce(),
					$this->fault_of_extension(),
					$this->official_plugin ? Fault::OfficialPlugin : null,
				)
			)
		);
	}

	private function fault_of_woocommerce(): ?Fault {
		if ( null === $this->woocommerce ) {
			return Fault::WooCommerceMissing;
		}
		return self::is_at_least( $this->woocommerce, self::NEEDS_WOOCOMMERCE ) ? null : Fault::WooCommerceOld;
	}

	private function fault_of_extension(): ?Fault {
		return match ( true ) {
			null === $this->extension => Fault::ExtensionMissing,
			$this->interface < Extension::INTERFACE => Fault::ExtensionOld,
			$this->interface > Extension::INTERFACE => Fault::ExtensionNew,
			! $this->knows_service => Fault::ExtensionWithoutService,
			default => null,
		};
	}

	private static function is_at_least( string $version, string $needed ): bool {
		return version_compare( $version, $needed, '>=' );
	}

	// --- The PHP of the command line ----------------------------------------------------------------------------------

	/**
	 * What runs a cron job is on many hosts another PHP than the web server's, without its extensions. A web page cannot see it, so
	 * each cron run from the command line leaves a word. Writes only what has changed, and once a day.
	 *
	 * @param ?string $extension Version of our extension, null when it is not loaded.
	 */
	public static function remember_command_line( ?string $extension ): void {
		if ( 'cli' !== PHP_SAPI ) {
			return;
		}
		$last     = self::last_command_line();
		$is_known = null !== $last
			&& PHP_VERSION === $last['php']
			&& $extension === $last['extension']
			&& $last['seen_at'] >= time() - DAY_IN_SECONDS;
		if ( ! $is_known ) {
			$seen = array(
				'php'       => PHP_VERSION,
				'extension' => $extension,
				'seen_at'   => time(),
			);
			update_option( self::COMMAND_LINE_OPTION, $seen, false );
		}
	}

	/**
	 * What the last cron run from the command line was; null when none was seen.
	 *
	 * @return ?array{php: string, extension: ?string, seen_at: int} `seen_at`: UNIX seconds.
	 */
	public static function last_command_line(): ?array {
		$seen = get_option( self::COMMAND_LINE_OPTION );
		if ( ! is_array( $seen ) || ! is_string( $seen['php'] ?? null ) ) {
			return null;
		}
		return array(
			'php'       => $seen['php'],
			'extension' => is_string( $seen['extension'] ?? null ) ? $seen['extension'] : null,
			'seen_at'   => (int) ( $seen['seen_at'] ?? 0 ),
		);
	}
}
