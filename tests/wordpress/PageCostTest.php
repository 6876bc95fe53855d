<?php
/**
 * What a page that has nothing to do with orders pays for the plugin. Needs the site to be served.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Cron;

/**
 * @group woocommerce
 */
final class PageCostTest extends ShopTestCase {

	/** Code of the site that writes down, for each request, what our plugin asked the database and which files it loaded. */
	private const LISTENER = <<<'PHP'
		define( 'SAVEQUERIES', true );
		add_action( 'shutdown', static function (): void {
			// Our tables and options. The list of events names ours too, whoever writes it.
			$ours  = "/_wc_accounting_|'wc_(accounting|kledo)_/";
			$asked = array_filter( $GLOBALS['wpdb']->queries, static fn ( $query ) => 1 === preg_match( $ours, $query[0] ) );
			$files = array_filter( get_included_files(), static fn ( $file ) => str_contains( $file, '/php-plugin/' ) );
			$known = \Automattic\WooCommerce\Utilities\FeaturesUtil::get_compatible_features_for_plugin( 'kledo/kledo.php' );
			$cost  = array(
				'queries'    => array_column( $asked, 0 ),
				'files'      => array_map( 'basename', array_values( $files ) ),
				'folders'    => array_map( static fn ( $file ) => basename( dirname( $file ) ), array_values( $files ) ),
				'compatible' => $known['compatible'] ?? array(),
			);
			file_put_contents( '%s', json_encode( $cost ) );
		} );
		PHP;

	/** @return array{queries: list<string>, files: list<string>, folders: list<string>, compatible: list<string>} */
	private function cost_of( string $path, string $role ): array {
		$file = sys_get_temp_dir() . '/wc-accounting-cost-' . getmypid();
		$this->foreign_code( sprintf( self::LISTENER, $file ) );
		try {
			self::assertSame( 200, Visitor::of( $role )->visit( $path )['status'] );
			return json_decode( (string) file_get_contents( $file ), true );
		} finally {
			unlink( $file );
		}
	}

	/**
	 * @dataProvider shop_pages
	 */
	public function test_a_page_of_the_shop_asks_nothing_and_loads_next_to_nothing( string $path ): void {
		$this->processing_order();

		$cost = $this->cost_of( $path, Visitor::ANONYMOUS );

		self::assertSame( array(), $cost['queries'] );
		// One of them is the loader: the main file cannot do its work, since each version of it has to be a file of its own, in the
		// syntax of an old PHP.
		self::assertLessThanOrEqual( 8, count( $cost['files'] ), implode( ' ', $cost['files'] ) );
		self::assertNotContains( 'Admin', $cost['folders'] );
	}

	public static function shop_pages(): array {
		return array(
			'front page' => array( '/' ),
			'REST index' => array( '/?rest_route=/' ),
		);
	}

	public function test_a_page_of_wp_admin_asks_once_while_all_is_well(): void {
		// As after activation; else the page would have to mend them.
		Cron::ensure();
		$order = $this->processing_order();
		self::run_worker();
		self::assertGreaterThan( 0, self::seconds_until_due( self::row( $order ) ), 'it waits to be confirmed' );

		// Takes away what an earlier test has left to be said to this user.
		Visitor::of( 'administrator' )->visit( '/wp-admin/tools.php' );
		$cost = $this->cost_of( '/wp-admin/tools.php', 'administrator' );

		self::assertCount( 1, $cost['queries'], implode( "\n", $cost['queries'] ) );
		self::assertNotContains( 'Worker.php', $cost['files'] );
	}

	public function test_who_may_choose_the_order_storage_is_told_that_both_are_fine(): void {
		self::assertContains( 'custom_order_tables', $this->cost_of( '/wp-admin/tools.php', 'administrator' )['compatible'] );
		self::assertContains( 'custom_order_tables', $this->cost_of( '/?rest_route=/', 'administrator' )['compatible'] );
	}
}
