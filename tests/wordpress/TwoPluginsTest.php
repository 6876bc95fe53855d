<?php
/**
 * Several plugins of ours in one shop, each of its own version.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Cron;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\Schema;
use WcAccounting\Environment\Plugins;

/**
 * Issue 11.8: whichever is the newest serves all, so that an update of one never stops the other. The plugins are copies of ours
 * in folders of their own; the second is for a service `other`, which the extension does not know.
 *
 * The plugin that the other tests work on is not active meanwhile, but its classes are what this process has.
 *
 * @group woocommerce
 */
final class TwoPluginsTest extends ShopTestCase {

	private const SERVICE = <<<'PHP'
		<?php
		namespace WcAccounting\Services;
		final class Other extends \WcAccounting\Connector\Service {
			public function key(): string { return 'other'; }
			public function name(): string { return 'Other'; }
			public function page(): string { return 'wc-other'; }
			public function key_constant(): string { return 'WC_OTHER_KEY'; }
			public function help_page(): string { return 'https://other.example.test/'; }
			public function user_agent( string $plugin, string $woocommerce, string $wordpress ): string { return 'Other'; }
			public function has_rival(): bool { return false; }
		}
		PHP;

	/** What uninstall.php must know of it. */
	private const OF_OTHER = <<<'PHP'
		'other.php' => array(
			'key'      => 'other',
			'secret'   => 'wc_other_key',
			'settings' => 'wc_other_',
			'page'     => 'wc-other',
			'marks'    => array(),
		),
		PHP;

	/** @var list<string> */
	private array $folders = array();

	protected function setUp(): void {
		parent::setUp();
		$this->option( 'active_plugins', array( 'woocommerce/woocommerce.php' ) );
	}

	protected function tearDown(): void {
		array_map( self::remove( ... ), $this->folders );
		wp_clean_plugins_cache();
		( new Schema( new Database() ) )->install();
		parent::tearDown();
	}

	// --- The plugins --------------------------------------------------------------------------------------------------

	/**
	 * A copy of our plugin, named anew each time: PHP remembers what it has compiled.
	 *
	 * @param string $letter Plugins are loaded in the order of their names.
	 * @return string As WordPress names it.
	 */
	private function plugin_of( string $service, string $version, string $letter, bool $knows_other = true ): string {
		$this->folders[] = $folder = "ours-$letter-" . bin2hex( random_bytes( 4 ) );

		$root = WP_PLUGIN_DIR . "/$folder";
		self::copy( dirname( __DIR__, 2 ) . '/php-plugin', $root );
		self::edit( "$root/loader.php", "'version' => '" . Plugins::VERSION, "'version' => '$version" );
		self::edit( "$root/src/Environment/Plugins.php", "VERSION = '" . Plugins::VERSION, "VERSION = '$version" );
		self::edit( "$root/kledo.php", ' Version: ' . Plugins::VERSION, " Version: $version" );
		self::edit( "$root/uninstall.php", "'kledo.php' => array(", self::OF_OTHER . "'kledo.php' => array(" );
		if ( $knows_other ) {
			self::edit( "$root/src/Services/Services.php", "'kledo' =>", "'other' => new Other(), 'kledo' =>" );
			file_put_contents( "$root/src/Services/Other.php", self::SERVICE );
		}
		unlink( "$root/orders-to-xero.php" );
		if ( 'other' === $service ) {
			rename( "$root/kledo.php", "$root/other.php" );
			self::edit( "$root/other.php", 'Plugin Name: Kledo', 'Plugin Name: Other' );
			self::edit( "$root/other.php", "'kledo', __FILE__", "'other', __FILE__" );
		}
		wp_clean_plugins_cache();
		return "$folder/$service.php";
	}

	private static function copy( string $from, string $to ): void {
		mkdir( $to );
		foreach ( array_diff( scandir( $from ), array( '.', '..', 'stubs' ) ) as $name ) {
			is_dir( "$from/$name" ) ? self::copy( "$from/$name", "$to/$name" ) : copy( "$from/$name", "$to/$name" );
		}
	}

	private static function remove( string $folder ): void {
		require_once ABSPATH . 'wp-admin/includes/file.php';
		WP_Filesystem();
		$GLOBALS['wp_filesystem']->delete( WP_PLUGIN_DIR . "/$folder", true );
	}

	private static function edit( string $file, string $old, string $new ): void {
		$code = (string) file_get_contents( $file );
		self::assertSame( 1, substr_count( $code, $old ), "$old in $file" );
		file_put_contents( $file, str_replace( $old, $new, $code ) );
	}

	private function activate_in_the_database( string ...$plugins ): void {
		sort( $plugins );
		update_option( 'active_plugins', array_merge( $plugins, array( 'woocommerce/woocommerce.php' ) ) );
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function step( string ...$arguments ): array {
		$lines = explode( "\n", Process::start( 'plugins.php', $arguments )->output() );
		wp_cache_flush();
		clearstatcache();
		return (array) json_decode( (string) end( $lines ), true );
	}

	private static function folder( string $plugin ): string {
		return dirname( $plugin );
	}

	private function assert_orders_arrive(): void {
		Sandbox::reset();
		Sandbox::settings( array( 'queue_delay_ms' => 0 ) );
		$order = self::step( 'order' )['answer'];
		self::assertSame( array( "WC/SO/$order" ), array_column( Sandbox::documents(), 'ref_number' ) );
	}

	private function assert_serves( string $plugin, array $state ): void {
		self::assertSame( self::folder( $plugin ), $state['folder'] );
		self::assertTrue( $state['works'], 'Kledo works' );
	}

	// --- Who serves ---------------------------------------------------------------------------------------------------

	/**
	 * @return array<string, array{0: string, 1: string, 2: string}>
	 */
	public static function versions(): array {
		return array(
			'Kledo is newer'      => array( '2.1.0', '2.0.9', 'kledo' ),
			'Kledo is older'      => array( '2.0.9', '2.0.10', 'other' ),
			'both are equally new' => array( '2.1.0', '2.1.0', 'kledo' ),
		);
	}

	/**
	 * @dataProvider versions
	 */
	public function test_the_newest_serves_both( string $of_kledo, string $of_other, string $serves ): void {
		$plugins = array(
			'kledo' => $this->plugin_of( 'kledo', $of_kledo, 'a' ),
			'other' => $this->plugin_of( 'other', $of_other, 'b' ),
		);
		$newest  = $plugins[ $serves ];
		$older   = $plugins[ 'kledo' === $serves ? 'other' : 'kledo' ];
		$this->activate_in_the_database( ...array_values( $plugins ) );

		$state = self::step( 'look' );

		$this->assert_serves( $newest, $state );
		self::assertSame( 'kledo' === $serves ? $of_kledo : $of_other, $state['version'] );
		$of_older = array_filter( $state['files'], static fn ( string $file ): bool => str_starts_with( $file, self::folder( $older ) ) );
		self::assertEqualsCanonicalizing( array( $older, self::folder( $older ) . '/loader.php' ), array_values( $of_older ) );
		self::assertStringContainsString( self::folder( $newest ) . '/languages', $state['texts'] );
		self::assertEqualsCanonicalizing( array_values( $plugins ), array_values( $state['compatible'] ?? $plugins ) );

		$once = array( 'woocommerce_order_status_processing', Cron::DELIVER, Cron::SOON, Cron::SWEEP, 'cron_schedules' );
		foreach ( array( ...$once, "activate_$newest", "activate_$older", "deactivate_$newest", "deactivate_$older" ) as $hook ) {
			self::assertSame( 1, $state['hooks'][ $hook ] ?? 0, $hook );
		}
		foreach ( array( 'woocommerce_after_order_object_save', 'site_transient_update_plugins' ) as $hook ) {
			self::assertSame( 2, $state['hooks'][ $hook ] ?? 0, "$hook, once for each" );
		}
		$this->assert_orders_arrive();
	}

	/** The browser gets scripts and styles of the version that made the page. */
	public function test_pages_are_served_with_scripts_and_links_of_the_right_folders(): void {
		$kledo = $this->plugin_of( 'kledo', '2.0.1', 'a' );
		$other = $this->plugin_of( 'other', '2.0.2', 'b' );
		$this->activate_in_the_database( $kledo, $other );
		$owner = Visitor::of( 'administrator' );

		self::assertStringContainsString(
			'/plugins/' . self::folder( $other ) . '/assets/admin.js?ver=2.0.2',
			$owner->page( '/wp-admin/admin.php?page=wc-kledo' )
		);
		$plugins = $owner->page( '/wp-admin/plugins.php' );
		self::assertMatchesRegularExpression( '~data-plugin="' . preg_quote( $kledo, '~' ) . '"((?!</tr>).)*page=wc-kledo~s', $plugins );
		self::assertStringContainsString( 'does not know Other yet', $plugins, 'the extension does not' );
	}

	public function test_a_service_that_the_newest_does_not_know_is_told_and_stops_nobody(): void {
		$kledo = $this->plugin_of( 'kledo', '2.2.0', 'a', false );
		$other = $this->plugin_of( 'other', '2.1.0', 'b' );
		$this->activate_in_the_database( $kledo, $other );

		$notices = Process::start( 'notices.php' )->output();

		self::assertStringContainsString( 'The plugin Other is active, but nothing is sent for it', $notices );
		self::assertStringContainsString( self::folder( $kledo ) . ', version 2.2.0', $notices );
		self::assertStringContainsString( 'The site works.', $notices );
		$this->assert_orders_arrive();
	}

	// --- Coming and going ---------------------------------------------------------------------------------------------

	/** WordPress loads a plugin that is being activated when the older one serves already. */
	public function test_one_that_is_newer_takes_over_with_the_request_after_its_activation(): void {
		$kledo = $this->plugin_of( 'kledo', '2.0.1', 'a', false );
		$other = $this->plugin_of( 'other', '2.0.2', 'b' );
		$this->activate_in_the_database( $kledo );

		$owner   = Visitor::of( 'administrator' );
		$link    = '/wp-admin/plugins.php?action=activate&plugin=' . rawurlencode( $other ) . '&_wpnonce=';
		$clicked = $owner->visit( $link . $owner->nonce( "activate-plugin_$other" ) );

		self::assertStringContainsString( 'activate=true', $clicked['location'], $clicked['body'] );
		$this->assert_serves( $other, self::step( 'look' ) );
		$this->assert_orders_arrive();

		$went = self::step( 'deactivate', $other );
		self::assertTrue( $went['is_due'], 'of Kledo the events go on' );
		$this->assert_serves( $kledo, self::step( 'look' ) );
		$this->assert_orders_arrive();
	}

	public function test_one_that_is_activated_alone_or_together_serves_at_once(): void {
		$kledo = $this->plugin_of( 'kledo', '2.0.1', 'a' );
		$other = $this->plugin_of( 'other', '2.0.2', 'b' );
		Cron::clear();

		$state = self::step( 'activate', $kledo, $other );

		self::assertSame( array( null, null ), $state['answer'] );
		$this->assert_serves( $kledo, $state );
		self::assertTrue( $state['is_due'] );
		$this->assert_serves( $other, self::step( 'look' ) );

		self::assertFalse( self::step( 'deactivate', $kledo, $other )['is_due'], 'nobody is left whom the events would serve' );
	}

	public function test_a_plugin_that_is_there_twice_works_once(): void {
		$first  = $this->plugin_of( 'kledo', '2.0.1', 'a' );
		$second = $this->plugin_of( 'kledo', '2.0.2', 'b' );
		$this->activate_in_the_database( $first, $second );

		$state = self::step( 'look' );

		$this->assert_serves( $second, $state );
		self::assertSame( 1, $state['hooks']['woocommerce_after_order_object_save'] );
		$this->assert_orders_arrive();
		self::assertTrue( self::step( 'deactivate', $second )['is_due'] );
		self::assertTrue( self::step( 'delete', $second )['answer'] );
		self::assertSame( getenv( 'SANDBOX_KEY' ), get_option( 'wc_kledo_api_key' ), 'the other one needs it' );
		$this->assert_serves( $first, self::step( 'look' ) );
		$this->assert_orders_arrive();
	}

	// --- Deletion -----------------------------------------------------------------------------------------------------

	public function test_when_the_one_that_serves_is_deleted_the_other_goes_on(): void {
		$kledo = $this->plugin_of( 'kledo', '2.0.1', 'a' );
		$other = $this->plugin_of( 'other', '2.0.2', 'b' );
		$this->activate_in_the_database( $kledo, $other );
		$this->option( 'wc_other_key', 'secret' );
		$this->assert_serves( $other, self::step( 'deactivate', $other ) );

		self::assertTrue( self::step( 'delete', $other )['answer'] );

		self::assertDirectoryDoesNotExist( WP_PLUGIN_DIR . '/' . self::folder( $other ) );
		self::assertFalse( get_option( 'wc_other_key' ) );
		self::assertSame( getenv( 'SANDBOX_KEY' ), get_option( 'wc_kledo_api_key' ) );
		$state = self::step( 'look' );
		$this->assert_serves( $kledo, $state );
		self::assertTrue( $state['is_due'] );
		$this->assert_orders_arrive();
	}

	public function test_what_belongs_to_one_goes_with_it_and_what_they_share_with_the_last(): void {
		$kledo = $this->plugin_of( 'kledo', '2.0.2', 'a' );
		$other = $this->plugin_of( 'other', '2.0.1', 'b' );
		$this->activate_in_the_database( $kledo, $other );
		$this->option( 'wc_other_key', 'secret' );

		self::step( 'deactivate', $kledo );
		self::assertTrue( self::step( 'delete', $kledo )['answer'] );

		self::assertFalse( get_option( 'wc_kledo_api_key' ) );
		self::assertSame( 'secret', get_option( 'wc_other_key' ) );
		self::assertCount( count( Schema::tables_of( get_current_blog_id() ) ), self::tables() );
		$state = self::step( 'look' );
		self::assertSame( array( self::folder( $other ), true ), array( $state['folder'], $state['is_due'] ) );

		self::step( 'deactivate', $other );
		self::assertTrue( self::step( 'delete', $other )['answer'] );
		$this->assert_nothing_is_left();
	}

	/** Each reads a file of the same names, and WordPress names the first of them to both. */
	public function test_both_can_be_deleted_in_one_request(): void {
		$kledo = $this->plugin_of( 'kledo', '2.0.2', 'a' );
		$other = $this->plugin_of( 'other', '2.0.1', 'b' );
		$this->option( 'wc_other_key', 'secret' );

		self::assertTrue( self::step( 'delete', $kledo, $other )['answer'] );

		$this->assert_nothing_is_left();
	}

	private function assert_nothing_is_left(): void {
		self::assertSame( array(), self::tables() );
		self::assertFalse( get_option( 'wc_kledo_api_key' ) );
		self::assertFalse( get_option( 'wc_other_key' ) );
		self::assertFalse( wp_next_scheduled( Cron::DELIVER ) );
		self::assertFalse( get_option( Schema::OPTION ) );
	}

	/**
	 * @return list<string>
	 */
	private static function tables(): array {
		return $GLOBALS['wpdb']->get_col( "SHOW TABLES LIKE '%wc\\_accounting\\_%'" );
	}
}
