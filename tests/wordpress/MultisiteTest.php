<?php
/**
 * A network of sites (10.25): each has a queue of its own. WordPress is made one for processes of their own, on the database
 * of the site that the other tests run on.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Cron;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\Schema;

/**
 * @group woocommerce
 */
final class MultisiteTest extends ShopTestCase {

	private const FIRST  = 2;
	private const SECOND = 3;

	protected function setUp(): void {
		parent::setUp();
		self::assertTrue( self::step( 'found', array(), array() )['answer'] );
	}

	protected function tearDown(): void {
		global $wpdb;
		$tables = $wpdb->get_col(
			"SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()
			AND table_name REGEXP '^{$wpdb->prefix}([0-9]+_|blogs$|blogmeta$|site$|sitemeta$|signups$|registration_log$)'"
		);
		array_map( static fn ( string $table ) => $wpdb->query( "DROP TABLE $table" ), $tables );
		$wpdb->query( "DELETE FROM $wpdb->usermeta WHERE meta_key REGEXP '^{$wpdb->prefix}[0-9]+_|^primary_blog$|^source_domain$'" );
		wp_cache_flush();
		( new Schema( new Database() ) )->install();
		Cron::ensure();
		parent::tearDown();
	}

	/**
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $constants
	 * @return array{answer: mixed, sites: array<int, array{tables: int, event: bool, rows: list<string>, key: bool}>}
	 */
	private static function step( string $what, array $arguments = array(), ?array $constants = null, string $path = '/' ): array {
		$output = self::run_in_network( 'multisite.php', array( $what, ...$arguments ), $constants ?? self::constants(), $path );
		$lines  = explode( "\n", $output );
		return (array) json_decode( (string) end( $lines ), true );
	}

	/**
	 * @param list<string>         $arguments
	 * @param array<string, mixed> $constants
	 */
	private static function run_in_network( string $helper, array $arguments, array $constants, string $path ): string {
		$environment = array(
			'CONSTANTS'    => (string) wp_json_encode( $constants ),
			'NETWORK_HOST' => self::host(),
			'NETWORK_PATH' => $path,
		);
		return Process::start( $helper, $arguments, $environment )->output();
	}

	private static function host(): string {
		return (string) preg_replace( '~^https?://~', '', (string) getenv( 'SITE_URL' ) );
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function constants(): array {
		return array(
			'MULTISITE'            => true,
			'SUBDOMAIN_INSTALL'    => false,
			'DOMAIN_CURRENT_SITE'  => self::host(),
			'PATH_CURRENT_SITE'    => '/',
			'SITE_ID_CURRENT_SITE' => 1,
			'BLOG_ID_CURRENT_SITE' => 1,
		);
	}

	public function test_10_25_each_site_of_a_network_has_its_own_queue_from_activation_to_the_end(): void {
		$made = self::step( 'make', array( '/dua/', '/tiga/' ) );
		self::assertSame( array( null, null ), $made['answer'], 'both plugins are active in the network' );
		self::assertSame( array( 1, self::FIRST, self::SECOND ), array_keys( $made['sites'] ) );
		foreach ( $made['sites'] as $site => $state ) {
			self::assertSame( count( Schema::tables_of( $site ) ), $state['tables'], "site $site has its tables" );
			self::assertTrue( $state['event'], "site $site has its events" );
		}

		$order = self::step( 'order', array(), null, '/dua/' );
		self::assertSame( array( (string) $order['answer'] ), $order['sites'][ self::FIRST ]['rows'] );
		self::assertSame( array(), $order['sites'][1]['rows'] );
		self::assertSame( array(), $order['sites'][ self::SECOND ]['rows'] );
		self::assertSame( array( "SITE2/{$order['answer']}" ), self::numbers_in_kledo(), 'sent with the settings of its site' );

		// WooCommerce makes its own tables when a site is first asked for.
		self::step( 'nothing', array(), null, '/tiga/' );
		$switched = self::step( 'switch', array( (string) self::SECOND ) );
		self::assertSame( array( (string) $switched['answer'] ), $switched['sites'][ self::SECOND ]['rows'] );
		self::assertSame( array(), $switched['sites'][1]['rows'], 'not where the process began' );
		self::assertContains( "SITE3/{$switched['answer']}", self::numbers_in_kledo(), 'delivered by the end of the process' );

		$deleted = self::step( 'delete', array( (string) self::SECOND ) );
		self::assertSame( array( 1, self::FIRST ), array_keys( $deleted['sites'] ) );
		self::assertSame( array(), self::tables( self::SECOND ) );
		self::assertSame( count( Schema::tables_of( self::FIRST ) ), $deleted['sites'][ self::FIRST ]['tables'] );

		self::assertSame( '', self::run_in_network( 'uninstall.php', array(), self::constants(), '/' ) );
		foreach ( array( 1, self::FIRST ) as $site ) {
			self::assertSame( array(), self::tables( $site ) );
		}
		$keys = $GLOBALS['wpdb']->get_col( "SELECT option_name FROM wp_2_options WHERE option_name = 'wc_kledo_api_key'" );
		self::assertSame( array(), $keys );
	}

	/**
	 * @return list<string>
	 */
	private static function numbers_in_kledo(): array {
		return array_column( Sandbox::documents(), 'ref_number' );
	}

	/**
	 * @return list<string> Of ours, of a site.
	 */
	private static function tables( int $site ): array {
		global $wpdb;
		$prefix = $wpdb->prefix . ( 1 === $site ? '' : "{$site}_" );
		return $wpdb->get_col( "SHOW TABLES LIKE '{$prefix}wc\\_accounting\\_%'" );
	}
}
