<?php
/**
 * A month beside the list that the service has of it (13.4).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Connector;
use WcAccounting\Delivery\Gap;
use WcAccounting\Delivery\Inventory;
use WcAccounting\Delivery\KnownNumbers;
use WcAccounting\Delivery\Listed;
use WcAccounting\Delivery\MonthStore;
use WcAccounting\Delivery\Run;

/**
 * @group woocommerce
 */
final class MonthListTest extends MonthTestCase {

	private static function ask( int $most = Listed::MOST_KEPT ): Listed {
		return self::plugin()->inventory->ask( self::month(), new Run( 60 ), $most );
	}

	/**
	 * @return list<array{0: string, 1: ?int, 2: ?string}> Kind of difference, order and number.
	 */
	private static function told( Listed $listed ): array {
		return array_map( static fn ( Gap $gap ): array => array( $gap->kind, $gap->order_id, $gap->number ), $listed->gaps );
	}

	/** It is in Kledo, and nothing of the shop knows: its order and its delivery are gone. */
	private function forgotten( int $day ): int {
		$order = $this->delivered( $day );
		$id    = $order->get_id();
		$order->delete( true );
		self::sql( "DELETE FROM {deliveries} WHERE order_id = $id" );
		return $id;
	}

	public function test_what_the_list_has_and_the_shop_has_not_is_told_and_the_other_way_round(): void {
		$made      = $this->made_up_month();
		$forgotten = $this->forgotten( 15 );
		$gone      = $this->delivered( 16 )->get_id();
		// As if somebody had deleted it there: what has its number now is another document.
		self::sql( "UPDATE {deliveries} SET remote_id = '99999999' WHERE order_id = $gone" );
		// Its document was sent by the official plugin.
		$theirs = $this->delivered( 17 )->get_id();
		self::sql( "DELETE FROM {deliveries} WHERE order_id = $theirs" );
		// The shop dates it in the month before.
		$moved = $this->delivered( 18 )->get_id();
		self::sql( "UPDATE {deliveries} SET dated_on = '" . self::month()->earlier()->days()[0] . "' WHERE order_id = $moved" );

		$listed = self::ask();

		self::assertTrue( $listed->is_complete(), (string) wp_json_encode( $listed->faults ) );
		self::assertSame(
			array(
				array( Gap::GONE, $gone, "WC/SO/$gone" ),
				array( Gap::UNKNOWN, null, "WC/SO/$forgotten" ),
			),
			self::told( $listed )
		);
		// Four of the made-up month left, of which none is missing there, and four here; no invoices.
		self::assertSame( array( 'order' => 8, 'invoice' => 0 ), $listed->documents );
		$stranger = $listed->gaps[1];
		self::assertEquals( array( 166500, self::month()->days()[14] ), array( $stranger->books_total, $stranger->date ) );
		self::assertNotContains( $made['first'], array_column( self::told( $listed ), 1 ) );
	}

	public function test_a_number_is_enough_where_no_id_is_known(): void {
		$order = $this->delivered( 5 );
		self::sql( 'UPDATE {deliveries} SET remote_id = NULL' );
		self::assertSame( array(), self::told( self::ask() ) );
		self::sql( "UPDATE {deliveries} SET remote_number = 'SOMETHING ELSE', reference = 'ELSE'" );
		self::assertSame( array( Gap::GONE, Gap::UNKNOWN ), array_column( self::told( self::ask() ), 0 ) );
		self::assertNotNull( $order );
	}

	public function test_the_button_asks_keeps_the_answer_and_shows_it_with_its_time(): void {
		$forgotten = $this->forgotten( 15 );
		$path      = '/wp-admin/admin.php?page=wc-kledo&tab=transactions&section=month&month=' . self::month()->name();
		$manager   = Visitor::of( 'shop_manager' );
		$nonce     = $manager->nonce( 'wc_accounting_kledo_ask_month' );
		$got       = $manager->visit( $path, array( '_wpnonce' => $nonce, 'ask_month' => '1' ) );
		self::assertSame( 302, $got['status'], substr( wp_strip_all_tags( $got['body'] ), 0, 300 ) );

		$requests = count( Sandbox::requests( 'GET' ) );
		$page     = $manager->page( $path );
		self::assertSame( $requests, count( Sandbox::requests( 'GET' ) ), 'a page that is looked at asks nothing' );
		self::assertStringContainsString( 'The list of Kledo was read and compared.', $page );
		self::assertStringContainsString( "WC/SO/$forgotten", $page );
		self::assertStringContainsString( 'It has: Sales order: 1, Invoice: 0', $page );
		self::assertStringContainsString( 'href="https://app.kledo.com/"', $page, 'the way there' );

		wp_cache_flush();
		$kept = Listed::of( self::plugin()->connector->description()->account, self::month() );
		self::assertEqualsWithDelta( time(), $kept->asked_at, 60 );
		$options = $GLOBALS['wpdb']->options;
		$stored  = self::sql( "SELECT autoload FROM $options WHERE option_name LIKE '\_transient\_wc\_accounting\_kledo\_month\_%'" );
		self::assertContains( $stored[0]['autoload'], array( 'off', 'no' ) );
		self::assertNull( Listed::of( self::plugin()->connector->description()->account, self::month()->earlier() ) );
	}

	public function test_a_shop_that_may_not_read_is_told_so_and_nothing_is_concluded(): void {
		$this->delivered( 5 );
		Sandbox::settings( array( 'may_read_documents' => false ) );
		$listed = self::ask();
		self::assertSame( array(), $listed->gaps );
		self::assertSame( 'forbidden', $listed->faults['order']['code'] );
		self::assertNull( self::plugin()->queue->hold(), 'the key is as good as before' );
	}

	/** @return array<string, array{0: int, 1: ?string}> HTTP status, and what the queue is held for. */
	public static function faults(): array {
		return array(
			'asked to slow down' => array( 429, 'rate_limited' ),
			'no right to read'   => array( 403, null ),
			'out of order'       => array( 500, null ),
		);
	}

	/** @dataProvider faults */
	public function test_a_service_that_does_not_answer_as_it_should_is_left_alone( int $status, ?string $hold ): void {
		$this->delivered( 5 );
		Sandbox::fault( 'GET', 'finance/', array( 'kind' => 'status', 'code' => $status ) );
		$listed = self::ask();
		self::assertSame( array(), $listed->gaps );
		self::assertArrayHasKey( 'order', $listed->faults );
		self::assertSame( $hold, self::plugin()->queue->hold()['hold'] ?? null );

		if ( null !== $hold ) {
			Sandbox::heal();
			$asked  = count( Sandbox::requests( 'GET' ) );
			$listed = self::ask();
			self::assertSame( Inventory::HELD, $listed->faults['order']['code'] );
			self::assertCount( $asked, Sandbox::requests( 'GET' ), 'nothing is asked while the queue is held' );
		}
	}

	public function test_nothing_is_asked_without_a_key_or_without_time(): void {
		$this->delivered( 5 );
		$listed = self::plugin()->inventory->ask( self::month(), new Run( 0 ) );
		self::assertSame( Inventory::NO_TIME, $listed->faults['order']['code'] );
		update_option( 'wc_kledo_api_key', '' );
		self::assertSame( 'no_key', self::ask()->faults['order']['code'] );
	}

	// --- A service that a test makes up ---------------------------------------------------------------------------------

	/**
	 * @param list<array<string, mixed>> $answers To the questions for sales orders; invoices there are none.
	 */
	private function ask_one_that_says( array $answers, int $most = Listed::MOST_KEPT ): Listed {
		$connector = $this->createStub( Connector::class );
		$connector->method( 'description' )->willReturn( self::plugin()->connector->description() );
		$connector->method( 'obstacle' )->willReturn( null );
		$connector->method( 'inventory' )->willReturnCallback(
			static function ( array $query ) use ( &$answers ): array {
				$answer = 'order' === $query['kind'] ? array_shift( $answers ) : array();
				return ( $answer ?? array() ) + array(
					'class'       => 'found',
					'documents'   => array(),
					'has_more'    => false,
					'reason'      => null,
					'retry_after' => null,
					'requests'    => 1,
					'left'        => null,
				);
			}
		);
		$plugin      = self::plugin();
		$description = $plugin->connector->description();
		$months      = new MonthStore( $plugin->database, $description->account );
		$known       = new KnownNumbers( $description, $plugin->store );
		$inventory   = new Inventory(
			$connector,
			$months,
			$known,
			$plugin->settings,
			$plugin->queue,
			$plugin->recognition,
			$plugin->logger
		);
		return $inventory->ask( self::month(), new Run( 60 ), $most );
	}

	/** @return array{id: string, number: string, date: ?string, total: ?string, tax: ?string, state: ?string} */
	private static function document( string $id, string $number ): array {
		return array( 'id' => $id, 'number' => $number, 'date' => null, 'total' => null, 'tax' => null, 'state' => null );
	}

	public function test_all_pages_of_a_list_are_read_and_no_more_lines_are_kept_than_can_be(): void {
		$pages = array();
		for ( $page = 0; $page < 7; $page++ ) {
			$one     = static fn ( int $n ): array => self::document( "x$page-$n", sprintf( 'WC/SO/9%d%04d', $page, $n ) );
			$pages[] = array( 'documents' => array_map( $one, range( 1, 100 ) ), 'has_more' => $page < 6 );
		}
		// A page may be empty and others come after it.
		array_splice( $pages, 2, 0, array( array( 'documents' => array(), 'has_more' => true ) ) );
		$listed = $this->ask_one_that_says( $pages );
		self::assertSame( array( 700, 500, 200 ), array( $listed->documents['order'], count( $listed->gaps ), $listed->more ) );
		self::assertCount( 700, $this->ask_one_that_says( $pages, PHP_INT_MAX )->gaps );

		$account = self::plugin()->connector->description()->account;
		$this->ask_one_that_says( $pages, PHP_INT_MAX )->keep( $account, self::month() );
		$kept = Listed::of( $account, self::month() );
		self::assertSame( array( 500, 200 ), array( count( $kept->gaps ), $kept->more ) );
	}

	public function test_a_list_that_breaks_off_says_nothing(): void {
		$this->delivered( 5 );
		$listed = $this->ask_one_that_says(
			array(
				array( 'documents' => array( self::document( '1', 'WC/SO/999999' ) ), 'has_more' => true ),
				array( 'class' => 'unavailable' ),
			)
		);
		self::assertSame( array( array(), 'unavailable' ), array( $listed->gaps, $listed->faults['order']['code'] ) );
	}

	/** A prefix may end in a digit, and a number may be anything at all. */
	public function test_a_number_is_found_by_its_end_whatever_the_prefix_is(): void {
		$this->option( 'wc_kledo_order_prefix', 'SHOP2' );
		$order  = $this->delivered( 5 );
		$number = 'SHOP2' . $order->get_id();
		self::assertSame( $number, self::row( $order )->reference );
		self::sql( "UPDATE {deliveries} SET dated_on = '" . self::month()->earlier()->days()[0] . "', remote_id = 'elsewhere'" );
		$hostile = array( '', '0', '000', "\xff\xfe", str_repeat( '9', 100000 ), '<b>1</b>', "WC/SO/1'; DROP TABLE x" );
		$all     = array( self::document( 'a', $number ) );
		foreach ( $hostile as $place => $one ) {
			$all[] = self::document( "h$place", $one );
		}
		$listed = $this->ask_one_that_says( array( array( 'documents' => $all ) ) );
		self::assertTrue( $listed->is_complete(), (string) wp_json_encode( $listed->faults ) );
		self::assertSame( count( $hostile ), count( $listed->gaps ) );
		self::assertNotContains( $number, array_column( self::told( $listed ), 2 ) );
		$listed->keep( self::plugin()->connector->description()->account, self::month() );
		wp_cache_flush();
		self::assertCount( count( $hostile ), Listed::of( self::plugin()->connector->description()->account, self::month() )->gaps );
	}
}
