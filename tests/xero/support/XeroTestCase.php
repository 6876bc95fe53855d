<?php
/**
 * A shop that is connected with Xero.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Connector\Installation;
use WcAccounting\ServiceRuntime;
use WcAccounting\Shell;
use WcAccounting\Tests\ServiceTestCase;

/**
 * Each test starts with empty books, in pounds, with the settings that an owner has made. Kledo is connected as well, and
 * switched off unless a test wants both.
 */
abstract class XeroTestCase extends ServiceTestCase {

	protected const REDIRECT = 'https://shop.test/wp-admin/admin.php?page=wc-xero&tab=connection';

	protected function setUp(): void {
		parent::setUp();
		array_map( 'delete_option', self::options_of_xero() );
		$this->option( 'wc_kledo_enable_api_connection', 'no' );
		$this->option( 'woocommerce_currency', 'GBP' );
		$this->option( 'woocommerce_price_num_decimals', '2' );
		Books::reset();
		update_option( 'wc_xero_api_endpoint', Books::url() . '/api.xro/2.0' );
		wp_set_current_user( 1 );
		self::connect();
		self::xero()->settings->store_defaults();
		self::xero()->recognition->settle();
		self::xero()->settings->refresh_facts( self::xero()->connector );
		Installation::set_steps( 'xero', Installation::STEPS_DONE );
		$this->settings(
			array(
				'sales_account'    => '200',
				'shipping_account' => '200',
				'fee_account'      => '200',
				'rounding_account' => '860',
				'tax_rates'        => array( '' => 'NONE' ),
				'gateways'         => array( 'bacs' => self::bank(), 'cod' => self::bank() ),
				'refund_account'   => self::bank(),
			)
		);
	}

	protected function tearDown(): void {
		Books::reset();
		array_map( 'delete_option', self::options_of_xero() );
		parent::tearDown();
	}

	protected static function xero(): ServiceRuntime {
		return Shell::runtime( 'xero' );
	}

	/** The whole way: to Xero's page, and back with a code. */
	protected static function connect(): void {
		$trip = self::xero()->round_trip;
		self::xero()->application->store( Books::CLIENT_ID, Books::CLIENT_SECRET, false );
		$back   = Person::at( $trip->begin( self::REDIRECT ) );
		self::assertTrue( $trip->end( $back['state'], $back['code'] ) );
		$found = $trip->organisations();
		self::assertTrue( $found['ok'], (string) wp_json_encode( $found ) );
		self::xero()->keys->store( $trip->choose( $found['items'][0]['id'] ) );
		$trip->finish();
	}

	/**
	 * @return array<string, int> How many there are in the books, of what there is any.
	 */
	protected static function counts(): array {
		$state  = Books::state();
		$counts = array();
		foreach ( array( 'contacts', 'items', 'invoices', 'quotes', 'credit_notes', 'allocations', 'payments' ) as $what ) {
			$counts[ $what ] = count( $state[ $what ] );
		}
		return array_filter( $counts );
	}

	/** @param array<string, string|array<string, string>> $settings Name => value. */
	protected function settings( array $settings ): void {
		foreach ( $settings as $name => $value ) {
			update_option( "wc_xero_$name", is_array( $value ) ? (string) wp_json_encode( $value ) : $value );
		}
	}

	/** The bank account of the sandbox's organisation. */
	protected static function bank(): string {
		foreach ( Books::state()['settings']['organisation']['accounts'] as $account ) {
			if ( 'BANK' === strtoupper( (string) ( $account['type'] ?? $account['Type'] ?? '' ) ) ) {
				return (string) ( $account['id'] ?? $account['AccountID'] ?? '' );
			}
		}
		throw new \RuntimeException( 'The sandbox has no bank account' );
	}

	/** @return list<string> */
	private static function options_of_xero(): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT option_name FROM $wpdb->options WHERE option_name REGEXP '^(_transient_)?wc_(accounting_)?xero_'" );
	}

	protected static function service(): ServiceRuntime {
		return self::xero();
	}
}
