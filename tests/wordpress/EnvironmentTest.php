<?php
/**
 * What the shop owner is told when something is missing.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\ScreenParts;
use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\Cron;
use WcAccounting\Environment\Builds;
use WcAccounting\Environment\Extension;
use WcAccounting\Environment\Facts;
use WcAccounting\Environment\Fault;
use WcAccounting\Environment\Plugins;
use WcAccounting\Shell;

final class EnvironmentTest extends ShopTestCase {

	/**
	 * @param array<string, mixed> $changes
	 */
	private static function facts( array $changes = array() ): Facts {
		$facts = array(
			'service'         => 'Kledo',
			'plugin'          => '2.0.0',
			'php'             => '8.2.7',
			'wordpress'       => '6.8',
			'woocommerce'     => '8.2.2',
			'extension'       => '2.0.0',
			'interface'       => Extension::INTERFACE,
			'knows_service'   => true,
			'sapi'            => 'fpm-fcgi',
			'thread_safe'     => false,
			'machine'         => 'x86_64',
			'os'              => 'Linux',
			'official_plugin' => false,
		);
		return new Facts( ...array_merge( $facts, $changes ) );
	}

	public function test_here_everything_is_as_it_must_be(): void {
		self::assertSame( array(), Shell::service( 'kledo' )->facts()->faults() );
		self::assertSame( array(), self::facts()->faults() );
	}

	/**
	 * @dataProvider faults
	 * @param array<string, mixed> $changes
	 */
	public function test_each_fault_says_what_to_do( array $changes, string $code, string $says ): void {
		$facts  = self::facts( $changes );
		$faults = $facts->faults();

		self::assertSame( array( $code ), array_map( static fn ( Fault $fault ): string => $fault->value, $faults ) );
		self::assertStringContainsString( $says, $faults[0]->message( $facts ) . implode( "\n", $faults[0]->commands( $facts ) ) );
	}

	public static function faults(): array {
		return array(
			'old PHP'              => array( array( 'php' => '8.0.30' ), 'php', 'PHP 8.1' ),
			'old WordPress'        => array( array( 'wordpress' => '6.1.9' ), 'wordpress', 'WordPress 6.2' ),
			'no WooCommerce'       => array( array( 'woocommerce' => null ), 'woocommerce_missing', 'Install and activate' ),
			'old WooCommerce'      => array( array( 'woocommerce' => '8.1.3' ), 'woocommerce_old', 'WooCommerce 8.2' ),
			'no extension'         => array(
				array( 'extension' => null ),
				'extension_missing',
				"tar xzf wc_accounting-2.0.0-php8.2-nts-linux-x86_64.tar.gz\nsudo wc_accounting-2.0.0-php8.2-nts-linux-x86_64/install.sh",
			),
			'restart of fpm'       => array( array( 'extension' => null ), 'extension_missing', 'sudo systemctl restart php8.2-fpm' ),
			'other PHP'            => array(
				array(
					'extension' => null,
					'php'       => '8.4.1',
				),
				'extension_missing',
				'wc_accounting-2.0.0-php8.4-nts-linux-x86_64.tar.gz',
			),
			'restart of Apache'    => array(
				array(
					'extension' => null,
					'sapi'      => 'apache2handler',
				),
				'extension_missing',
				'sudo systemctl restart apache2',
			),
			'older interface'      => array(
				self::extension( '1.9.0', -1 ),
				'extension_old',
				'wc_accounting is version 1.9.0, which is too old for version 2.0.0 of the plugin Kledo. Update the extension',
			),
			'its commands'         => array( self::extension( '1.9.0', -1 ), 'extension_old', 'sudo wc_accounting-2.0.0-php8.2' ),
			'newer interface'      => array(
				self::extension( '2.7.0', 1 ),
				'extension_new',
				'upload the zip file of version 2.7.0 or later under Plugins',
			),
			'service is too new'   => array(
				array( 'extension' => '1.9.0', 'knows_service' => false ),
				'extension_without_service',
				'Version 1.9.0 of the PHP extension wc_accounting does not know Kledo yet',
			),
			'the official plugin'  => array( array( 'official_plugin' => true ), 'official_plugin', 'Deactivate the other one' ),
		);
	}

	/** @return array<string, array{0: array<string, mixed>, 1: string}> */
	public static function without_a_build(): array {
		return array(
			'an older PHP'      => array( array( 'php' => '8.1.27' ), 'PHP 8.1 (nts, Linux x86_64' ),
			'one in between'    => array( array( 'php' => '8.3.6' ), 'PHP 8.3 (nts, Linux x86_64' ),
			'the newest'        => array( array( 'php' => '8.5.0' ), 'PHP 8.5 (nts, Linux x86_64' ),
			'thread-safe'       => array( array( 'thread_safe' => true ), 'PHP 8.2 (zts, Linux x86_64' ),
			'another processor' => array( array( 'machine' => 'aarch64' ), 'PHP 8.2 (nts, Linux aarch64' ),
			'another system'    => array( array( 'os' => 'Darwin' ), 'PHP 8.2 (nts, Darwin x86_64' ),
		);
	}

	/**
	 * @dataProvider without_a_build
	 * @param array<string, mixed> $changes
	 */
	public function test_no_archive_is_named_that_no_release_has( array $changes, string $named ): void {
		$facts = self::facts( array( 'extension' => null ) + $changes );
		$says  = Fault::ExtensionMissing->instruction( $facts );
		self::assertSame( array(), Fault::ExtensionMissing->commands( $facts ) );
		self::assertStringContainsString( "no build of the extension for $named", $says );
		self::assertStringContainsString( 'builds for PHP 8.2, 8.4 (nts, Linux x86_64, glibc)', $says );
		self::assertStringContainsString( 'docs/host.md', $says );
		self::assertStringNotContainsString( '.tar.gz', $says );
		self::assertFalse( Builds::has( '8.2', false, 'Linux', 'x86_64', 'musl' ) );
	}

	/** @return array<string, array{0: ?string, 1: string}> */
	public static function command_lines(): array {
		$file = 'wc_accounting-' . Plugins::VERSION . '-php8.4-nts-linux-' . php_uname( 'm' ) . '.tar.gz';
		return array(
			'not seen yet'     => array( null, 'wc_accounting.so for PHP 8.2, 8.4; take the one for that PHP' ),
			'another PHP'      => array( '8.4.11', "Your cron jobs run PHP 8.4.11: wc_accounting.so for it is in $file" ),
			'without a build'  => array( '8.3.6', 'There is no build of the extension for PHP 8.3 (nts, Linux' ),
		);
	}

	/** @dataProvider command_lines */
	public function test_the_file_for_cron_is_that_for_the_php_of_the_command_line( ?string $php, string $says ): void {
		$seen = array( 'php' => $php, 'extension' => null, 'seen_at' => time() );
		null === $php ? delete_option( 'wc_accounting_command_line' ) : update_option( 'wc_accounting_command_line', $seen );

		$page = Process::start( 'page.php', array(), BareServer::settings() )->output();

		$section = explode( 'If your host installs no extension', $page )[1] ?? '';
		self::assertStringContainsString( $says, explode( '<h2>', $section )[0] );
	}

	/**
	 * An extension of a version and an interface.
	 *
	 * @return array<string, mixed>
	 */
	private static function extension( string $version, int $above ): array {
		return array( 'extension' => $version, 'interface' => Extension::INTERFACE + $above );
	}

	/** Issue 11.8: so that an update of one of several plugins, or of the extension alone, stops nobody. */
	public function test_any_extension_of_the_same_interface_will_do(): void {
		foreach ( array( '1.9.0', '2.0.1', '3.1.0-beta' ) as $version ) {
			self::assertSame( array(), self::facts( self::extension( $version, 0 ) )->faults(), $version );
		}
		self::assertSame( Extension::INTERFACE, \WcAccounting\Extension\interface_number() );
		self::assertTrue( Extension::serves( 'kledo' ) );
		self::assertFalse( Extension::serves( 'nobody' ) );
		self::assertSame( array(), Settings::essentials( 'nobody' )['statuses'] );
	}

	public function test_the_versions_of_plugin_loader_header_and_extension_are_one(): void {
		$header = get_file_data( WP_PLUGIN_DIR . '/kledo/kledo.php', array( 'Version' => 'Version' ) );
		$loader = (string) file_get_contents( WP_PLUGIN_DIR . '/kledo/loader.php' );
		self::assertSame( Plugins::VERSION, $header['Version'] );
		self::assertStringContainsString( "'version' => '" . Plugins::VERSION . "',", $loader );
		self::assertSame( Plugins::VERSION, \WcAccounting\Extension\version() );
	}

	public function test_without_the_extension_the_site_works_and_says_what_to_do(): void {
		$output = Process::start( 'notices.php', array(), BareServer::settings() )->output();

		self::assertStringContainsString( 'notice-error', $output );
		self::assertStringContainsString( 'needs its PHP extension wc_accounting', $output );
		self::assertStringContainsString( 'admin.php?page=wc-kledo', $output );
		self::assertStringContainsString( 'The site works.', $output );
	}

	/** Issue 10.20. */
	public function test_without_the_extension_the_page_says_what_was_found_and_which_commands_mend_it(): void {
		update_option( 'wc_accounting_command_line', array( 'php' => '7.4.33', 'extension' => null, 'seen_at' => time() ) );

		$page = Process::start( 'page.php', array(), BareServer::settings() )->output();

		$folder = 'wc_accounting-2.0.0-php' . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION . '-nts-linux-' . php_uname( 'm' );
		self::assertStringStartsWith( 'The page is there. ', $page );
		self::assertStringContainsString( "tar xzf $folder.tar.gz\nsudo $folder/install.sh\n", $page );
		self::assertStringContainsString( PHP_VERSION . ' (cli), nts, Linux', $page );
		self::assertStringContainsString( '<td>' . PHP_EXTENSION_DIR . '</td>', $page );
		self::assertStringContainsString( '<td>7.4.33</td>', $page );
		self::assertStringContainsString( 'Look again', $page );
		self::assertMatchesRegularExpression( '~<textarea[^>]*readonly>Hello, the shop http~', $page );
	}

	/** Issue 10.20. */
	public function test_the_commands_on_the_page_fit_the_archive_that_is_released(): void {
		$script = (string) file_get_contents( dirname( __DIR__ ) . '/dist/archives.sh' );
		$facts  = Shell::service( 'kledo' )->facts();

		self::assertStringContainsString( 'name="wc_accounting-$version-$php-linux-$arch"', $script );
		self::assertStringContainsString( '-cf - "$name" | gzip -9n >"$folder/$name.tar.gz"', $script );
		self::assertSame(
			array( 'tar xzf ' . $facts->release_folder() . '.tar.gz', 'sudo ' . $facts->release_folder() . '/install.sh' ),
			array_slice( Fault::ExtensionMissing->commands( $facts ), 0, 2 )
		);
	}

	/** Issue 10.20. */
	public function test_cron_from_the_command_line_leaves_a_word_of_its_php(): void {
		Process::cron();

		wp_cache_flush();
		$seen = get_option( 'wc_accounting_command_line' );
		self::assertSame( array( PHP_VERSION, Plugins::VERSION ), array( $seen['php'] ?? null, $seen['extension'] ?? null ) );
	}

	/**
	 * Issue 10.20: test => what makes it bad.
	 *
	 * @return array<string, array{0: string, 1: string, 2: \Closure(self): void}>
	 */
	public static function ailments(): array {
		return array(
			'cron stands still'               => array(
				'cron',
				'critical',
				static fn () => wp_schedule_event( time() - 3600, 'hourly', \WcAccounting\Delivery\Cron::DELIVER ),
			),
			'the key is refused'              => array(
				'queue',
				'critical',
				static fn () => self::plugin()->queue->answered( array( 'class' => 'unauthorized' ) ),
			),
			'no key'                          => array( 'queue', 'critical', static fn () => delete_option( 'wc_kledo_api_key' ) ),
			'a delivery failed'               => array( 'failed', 'recommended', static fn ( self $test ) => $test->a_failed_delivery() ),
			'the key expires in three days'   => array(
				'key',
				'critical',
				static fn () => update_option(
					'wc_accounting_kledo_connection_check',
					array( 'ok' => true, 'tested_at' => time(), 'expires_at' => time() + 3 * DAY_IN_SECONDS )
				),
			),
			'the cron job has no extension'   => array(
				'extension',
				'recommended',
				static fn () => update_option(
					'wc_accounting_command_line',
					array( 'php' => '8.1.0', 'extension' => null, 'seen_at' => time() )
				),
			),
		);
	}

	/** @return array{status: string, label: string, description: string} */
	private static function health_of_web_half( string $id ): array {
		return ( new ScreenParts( WebHalf::of( self::plugin() ) ) )->health()->all()[ $id ]();
	}

	public function test_a_shop_in_two_halves_whose_cron_has_lost_the_extension_sends_nothing(): void {
		WebHalf::cron_came( Plugins::VERSION );
		self::assertSame( 'good', self::health_of_web_half( 'extension' )['status'] );
		self::assertStringContainsString( 'sends for this web server', self::health_of_web_half( 'extension' )['label'] );

		WebHalf::cron_came( null );
		$found = self::health_of_web_half( 'extension' );
		self::assertSame( 'critical', $found['status'] );
		self::assertStringContainsString( 'PHP 8.4.1', $found['description'] );
		self::assertStringContainsString( 'ask your host', $found['description'] );

		Cron::clear();
		wp_schedule_event( time() - self::HOUR, 'hourly', Cron::DELIVER );
		self::assertStringNotContainsString( 'every minute', self::health_of_web_half( 'cron' )['description'] );
		WebHalf::cron_came( Plugins::VERSION );
		self::assertStringContainsString( 'every minute', self::health_of_web_half( 'cron' )['description'] );
	}

	/** A delivery that Kledo refused. */
	public function a_failed_delivery(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 422 ) );
		$this->processing_order();
		self::run_worker();
	}

	/**
	 * @dataProvider ailments
	 */
	public function test_site_health_finds_each_ailment_and_is_content_without_it( string $id, string $status, \Closure $ail ): void {
		self::assertSame( 'good', self::health( $id )['status'] );

		$ail( $this );

		$found = self::health( $id );
		self::assertSame( $status, $found['status'] );
		self::assertNotSame( '', $found['description'] );
		self::assertStringContainsString( 'admin.php?page=wc-kledo', $found['actions'] );
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function health( string $id ): array {
		$plugin = self::plugin();
		$test   = static function () use ( $plugin, $id ): array {
			$screens = new \WcAccounting\Admin\Screens( $plugin );
			$screens->register();
			return apply_filters( 'site_status_tests', array() )['direct'][ "wc_accounting_kledo_$id" ]['test']();
		};
		return $test();
	}

	public function test_an_order_still_changes_its_status_without_the_extension(): void {
		$order = $this->order();

		Process::start(
			'process-at-shutdown.php',
			array( (string) $order->get_id(), 'processing' ),
			BareServer::settings()
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
		$notices = new \WcAccounting\Admin\Notices(
			new \WcAccounting\Admin\Page( 'kledo', 'wc-kledo' ),
			self::plugin()->connector,
			self::plugin()->settings,
			self::plugin()->store,
			self::plugin()->queue,
			self::plugin()->messages,
			self::plugin()->logger
		);
		add_action( 'admin_notices', $notices->show( ... ) );
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
}
