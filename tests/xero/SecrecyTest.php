<?php
/**
 * What nobody may read.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Connector\Name;

/** Issue 12: tokens, secret, code and verifier are in no log, note, row or page, and in the database only encrypted. */
final class SecrecyTest extends XeroTestCase {

	public function test_no_secret_is_where_it_could_be_read(): void {
		global $wpdb;
		Books::expire();
		Books::fault( 'PUT', 'Invoices', array( 'kind' => 'status', 'code' => 400 ), 1 );
		$order   = $this->paid_order();
		$secrets = array( Books::CLIENT_SECRET );
		foreach ( array( 'before', 'after' ) as $when ) {
			preg_match_all( '/"(?:[a-z]+_token|client_secret|code|verifier)":"([^"]+)"/', self::xero()->keys->current(), $found );
			array_push( $secrets, ...$found[1] );
			'before' === $when && self::send_until_settled( 2 );
		}
		self::assertGreaterThan( 4, count( array_unique( $secrets ) ) );

		$said = implode( "\n", self::notes( $order ) ) . wp_json_encode( self::xero()->store->find_of_order( $order->get_id() ) );
		foreach ( (array) glob( wp_upload_dir()['basedir'] . '/wc-logs/*' ) as $file ) {
			$said .= is_file( (string) $file ) ? file_get_contents( (string) $file ) : '';
		}
		$said .= implode( "\n", $wpdb->get_col( "SELECT option_value FROM {$wpdb->options}" ) );
		foreach ( array_unique( $secrets ) as $secret ) {
			self::assertStringNotContainsString( $secret, $said );
		}
	}

	public function test_what_waits_between_two_pages_is_encrypted_too(): void {
		global $wpdb;
		self::xero()->application->store( Books::CLIENT_ID, '', false );
		$page = self::xero()->round_trip->begin( self::REDIRECT );
		parse_str( (string) parse_url( $page, PHP_URL_QUERY ), $asked );
		$kept = $wpdb->get_var(
			$wpdb->prepare(
				"SELECT option_value FROM {$wpdb->options} WHERE option_name = %s",
				'_transient_' . Name::of( 'xero', 'trip_' . $asked['state'] )
			)
		);
		self::assertNotEmpty( $kept );
		self::assertStringNotContainsString( 'verifier', (string) $kept );
	}
}
