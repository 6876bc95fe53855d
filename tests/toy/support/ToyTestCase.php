<?php
/**
 * A shop that is connected with Toy Books.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Toy;

use WcAccounting\Connector\Installation;
use WcAccounting\ServiceRuntime;
use WcAccounting\Shell;
use WcAccounting\Tests\ServiceTestCase;

/**
 * Each test starts with empty books and the default settings. Kledo is connected as well, and switched off unless a test wants
 * both.
 */
abstract class ToyTestCase extends ServiceTestCase {

	protected function setUp(): void {
		parent::setUp();
		self::sql( 'TRUNCATE TABLE {links}' );
		array_map( 'delete_option', self::options_of_toy() );
		$this->option( 'wc_kledo_enable_api_connection', 'no' );
		update_option( 'wc_toy_api_endpoint', getenv( 'TOY_URL' ) );
		update_option( 'wc_toy_api_key', Books::reset(), false );
		self::toy()->settings->store_defaults();
		self::toy()->recognition->settle();
		Installation::set_steps( 'toy', Installation::STEPS_DONE );
	}

	protected function tearDown(): void {
		Books::reset();
		parent::tearDown();
	}

	protected static function toy(): ServiceRuntime {
		return Shell::runtime( 'toy' );
	}

	/** @return list<string> */
	private static function options_of_toy(): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT option_name FROM $wpdb->options WHERE option_name REGEXP '^wc_(accounting_)?toy_'" );
	}

	protected static function service(): ServiceRuntime {
		return self::toy();
	}

	/** @param \WC_Order|\WC_Order_Refund ...$of The order, or its refunds. */
	protected static function assert_in_the_books( string $document, \WC_Abstract_Order ...$of ): void {
		self::assert_delivered( $document, ...$of );
		self::assertCount( count( $of ), Books::documents( $document ), "each $document once" );
	}
}
