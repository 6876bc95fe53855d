<?php
/**
 * What the shop owner is told when something is missing.
 */

declare(strict_types=1);

namespace WcKledo\Tests;

use WcKledo\Environment\Facts;
use WcKledo\Environment\Fault;
use WcKledo\Environment\Requirements;
use WcKledo\Plugin;

final class EnvironmentTest extends ShopTestCase {

	/**
	 * @param array<string, mixed> $changes
	 */
	private static function facts( array $changes = array() ): Facts {
		$facts = array(
			'plugin'          => '2.0.0',
			'php'             => '8.2.7',
			'wordpress'       => '6.8',
			'woocommerce'     => '8.2.2',
			'extension'       => '2.0.0',
			'sapi'            => 'fpm-fcgi',
			'thread_safe'     => false,
			'machine'         => 'x86_64',
			'os'              => 'Linux',
			'official_plugin' => false,
		);
		return new Facts( ...array_merge( $facts, $changes ) );
	}

	public function test_here_everything_is_as_it_must_be(): void {
		self::assertSame( array(), Requirements::faults( Facts::here( Plugin::VERSION ) ) );
		self::assertSame( array(), Requirements::faults( self::facts() ) );
	}

	/**
	 * @dataProvider faults
	 * @param array<string, mixed> $changes
	 */
	public function test_each_fault_says_what_to_do( array $changes, string $code, string $says ): void {
		$facts  = self::facts( $changes );
		$faults = Requirements::faults( $facts );

		self::assertSame( array( $code ), array_map( static fn ( Fault $fault ): string => $fault->value, $faults ) );
		self::assertStringContainsString( $says, $faults[0]->message( $facts ) . implode( "\n", $faults[0]->commands( $facts ) ) );
	}

	public function faults(): array {
		return array(
			'old PHP'              => array( array( 'php' => '8.0.30' ), 'php', 'PHP 8.1' ),
			'old WordPress'        => array( array( 'wordpress' => '6.1.9' ), 'wordpress', 'WordPress 6.2' ),
			'no WooCommerce'       => array( array( 'woocommerce' => null ), 'woocommerce_missing', 'Install and activate' ),
			'old WooCommerce'      => array( array( 'woocommerce' => '8.1.3' ), 'woocommerce_old', 'WooCommerce 8.2' ),
			'no extension'         => array(
				array( 'extension' => null ),
				'extension_missing',
				'tar xzf wc_kledo-2.0.0-php8.2-nts-linux-x86_64.tar.gz && sudo ./install.sh',
			),
			'restart of fpm'       => array( array( 'extension' => null ), 'extension_missing', 'sudo systemctl restart php8.2-fpm' ),
			'other PHP'            => array(
				array(
					'extension'   => null,
					'php'         => '8.4.1',
					'thread_safe' => true,
					'machine'     => 'aarch64',
				),
				'extension_missing',
				'wc_kledo-2.0.0-php8.4-zts-linux-aarch64.tar.gz',
			),
			'restart of Apache'    => array(
				array(
					'extension' => null,
					'sapi'      => 'apache2handler',
				),
				'extension_missing',
				'sudo systemctl restart apache2',
			),
			'another version'      => array( array( 'extension' => '1.9.0' ), 'extension_version', 'wc_kledo is version 1.9.0' ),
			'the official plugin'  => array( array( 'official_plugin' => true ), 'official_plugin', 'Deactivate the other one' ),
		);
	}

	public function test_the_versions_of_plugin_header_and_extension_are_one(): void {
		$header = get_file_data( WP_PLUGIN_DIR . '/kledo/kledo.php', array( 'Version' => 'Version' ) );
		self::assertSame( Plugin::VERSION, $header['Version'] );
		self::assertSame( Plugin::VERSION, \WcKledo\Extension\version() );
	}

	public function test_without_the_extension_the_site_works_and_says_what_to_do(): void {
		$output = Process::start( 'notices.php', array(), array( 'PHP_INI_SCAN_DIR' => self::settings_without_extension() ) )->output();

		self::assertStringContainsString( 'notice-error', $output );
		self::assertStringContainsString( 'wc_kledo-2.0.0-php' . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION, $output );
		self::assertStringContainsString( 'install.sh', $output );
		self::assertStringContainsString( 'The site works.', $output );
	}

	public function test_an_order_still_changes_its_status_without_the_extension(): void {
		$order = $this->order();

		Process::start(
			'process-at-shutdown.php',
			array( (string) $order->get_id(), 'processing' ),
			array( 'PHP_INI_SCAN_DIR' => self::settings_without_extension() )
		)->output();

		self::assertSame( 'processing', self::reread( $order )->get_status() );
		self::assertNull( self::row( $order ) );
		self::plugin()->sweeper->sweep();
		self::assertNotNull( self::row( $order ) );
	}

	public function test_without_woocommerce_the_site_works_and_says_what_to_do(): void {
		$output = Process::start( 'notices.php', array( 'woocommerce/woocommerce.php' ) )->output();

		self::assertStringContainsString( 'needs WooCommerce', $output );
		self::assertStringContainsString( 'The site works.', $output );
	}

	public function test_with_everything_there_is_no_notice(): void {
		$output = Process::start( 'notices.php' )->output();

		self::assertStringNotContainsString( 'Kledo', $output );
		self::assertStringContainsString( 'The site works.', $output );
	}

	public function test_only_who_can_act_is_told_why_nothing_is_sent(): void {
		delete_option( 'wc_kledo_api_key' );
		$this->processing_order();
		// Those of others need a screen.
		remove_all_actions( 'admin_notices' );
		$notices = new \WcKledo\Admin\Notices(
			self::plugin()->connector,
			self::plugin()->settings,
			self::plugin()->store,
			self::plugin()->queue,
			self::plugin()->messages,
			self::plugin()->logger
		);
		$notices->register();
		$shown = static function (): string {
			ob_start();
			do_action( 'admin_notices' );
			return (string) ob_get_clean();
		};

		wp_set_current_user( 0 );
		self::assertStringNotContainsString( 'No API key', $shown() );
		wp_set_current_user( 1 );
		self::assertStringContainsString( 'No API key', $shown() );
		self::assertStringContainsString( 'admin.php?page=wc-kledo', $shown() );

		update_option( 'wc_kledo_api_key', 'kledo_pat_wrong0_sandboxkey' );
		self::run_worker();
		self::assertStringContainsString( 'refused the API key', $shown() );
	}

	/** The folder of ini files of this PHP, without the one of the extension. */
	private static function settings_without_extension(): string {
		$folder = sys_get_temp_dir() . '/wc-kledo-without-' . getmypid();
		is_dir( $folder ) || mkdir( $folder );
		foreach ( array_filter( array_map( 'trim', explode( ',', (string) php_ini_scanned_files() ) ) ) as $file ) {
			str_contains( (string) file_get_contents( $file ), 'wc_kledo' ) || copy( $file, $folder . '/' . basename( $file ) );
		}
		return $folder;
	}
}
