<?php
/**
 * A list that does not show everything says so.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\Tab\TransactionsTab;
use WcAccounting\Connector\Account;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;

final class TransactionLimitsTest extends ShopTestCase {

	private ?string $address;

	protected function setUp(): void {
		parent::setUp();
		global $wpdb;
		( new TransactionsSeed( "{$wpdb->prefix}wc_accounting_deliveries" ) )->fill( TransactionsSeed::HOSTILE, 100 );
		$this->address          = $_SERVER['REQUEST_URI'] ?? null;
		$_SERVER['REQUEST_URI'] = '/wp-admin/admin.php?page=wc-kledo&failure=refused&orderby=order&paged=3';
	}

	protected function tearDown(): void {
		$_SERVER['REQUEST_URI'] = $this->address;
		parent::tearDown();
	}

	public function test_a_list_that_shows_and_searches_everything_says_nothing(): void {
		self::assertSame( '', self::rendered( 1000, new TransactionFilter( error: 'refused' ) ) );
		self::assertSame( '', self::rendered( 5, new TransactionFilter( 'failed' ) ) );
	}

	public function test_a_list_that_ends_early_says_after_how_many(): void {
		self::assertStringContainsString( 'ends after the first 10,000', self::rendered( 1000, new TransactionFilter(), 10000 ) );
	}

	public function test_a_search_that_ended_offers_older_deliveries_until_there_are_none(): void {
		$newest = self::rendered( 15, new TransactionFilter( error: 'refused' ) );
		self::assertStringContainsString( 'The newest 15 deliveries', $newest );
		self::assertSame( 1, preg_match( '/href="([^"]+&#038;before=(\d+))"/', $newest, $link ) );
		self::assertStringContainsString( 'orderby=order', $link[1] );
		self::assertStringNotContainsString( 'paged', $link[1] );

		$older = self::rendered( 15, new TransactionFilter( error: 'refused', before: (int) $link[2] ) );
		self::assertStringContainsString( 'All older deliveries were searched', $older );
		self::assertStringContainsString( 'Back to the newest', $older );
		self::assertStringNotContainsString( 'Search older ones', $older );
	}

	private static function rendered( int $most_searched, TransactionFilter $filter, ?int $cut_after = null ): string {
		ob_start();
		$transactions = new Transactions( new Database(), new Account( 'kledo' ), $most_searched );
		TransactionsTab::render_limits( $transactions, $filter, $cut_after );
		return (string) ob_get_clean();
	}
}
