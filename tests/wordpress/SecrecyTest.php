<?php
/**
 * The key is nowhere but in its own option.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

final class SecrecyTest extends ShopTestCase {

	public function test_the_key_is_in_no_log_note_row_notice_or_other_option(): void {
		$key = 'kledo_pat_demo00_sandboxkey' . bin2hex( random_bytes( 12 ) );
		Sandbox::use_key( $key );
		update_option( 'wc_kledo_api_key', $key );
		$orders = array();
		$faults = array(
			array( 'kind' => 'status', 'code' => 401, 'body' => array( 'success' => false, 'message' => "Unauthenticated: Bearer $key" ) ),
			array( 'kind' => 'status', 'code' => 400, 'body' => array( 'success' => false, 'message' => "Bad key $key" ) ),
			array( 'kind' => 'status', 'code' => 500, 'body' => "Trace: $key" ),
			array( 'kind' => 'reset' ),
		);
		foreach ( $faults as $fault ) {
			Sandbox::fault( 'POST', 'woocommerce/order', $fault, 1 );
			$orders[] = $this->processing_order();
			self::run_worker();
			self::plugin()->queue->key_changed();
		}
		$notes = implode( "\n", array_merge( ...array_map( self::notes( ... ), $orders ) ) );

		// One for each order, and the first once more: the refused key let it go again.
		self::assertCount( 5, Sandbox::requests( 'POST' ) );
		self::assertStringContainsString( 'Bad key [key]', $notes, 'what Kledo said is shown, without the key that it said' );
		$secret = substr( $key, 28 );
		self::assertStringNotContainsString( $secret, $notes );
		self::assertStringNotContainsString( $secret, print_r( self::rows(), true ) );
		self::assertStringNotContainsString( $secret, self::log() );
		self::assertStringNotContainsString( $secret, (string) file_get_contents( (string) ini_get( 'error_log' ) ?: '/dev/null' ) );
		self::assertStringNotContainsString( $secret, Process::start( 'notices.php' )->output() );
		self::assertStringNotContainsString( $secret, print_r( self::plugin()->connector, true ) );
		$holders = self::sql( "SELECT option_name FROM {$GLOBALS['wpdb']->options} WHERE option_value LIKE '%$secret%'" );
		self::assertSame( array( array( 'option_name' => 'wc_kledo_api_key' ) ), $holders );
	}
}
