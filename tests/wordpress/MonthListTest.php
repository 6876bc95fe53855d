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
		// As if somebody had deleted it there: the list has another document, which nobody knows.
		self::sql( "UPDATE {deliveries} SET remote_id = '99999999', remote_number = NULL, reference = 'WC/SO/0' WHERE order_id = $gone" );
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
				array( Gap::UNKNOWN, null, "WC/SO/$forgotten" ),
				array( Gap::UNKNOWN, null, "WC/SO/$gone" ),
			),
			self::told( $listed )
		);
		$walked = self::walk();
		self::assertSame( array( $gone ), self::orders_of( Gap::GONE, $walked ) );
		self::assertSame( array( $made['differs'] ), self::orders_of( Gap::DIFFERS, $walked ) );
		// Four of the made-up month left, of which none is missing there, and four here; no invoices.
		self::assertSame( array( 'order' => 8, 'invoice' => 0 ), $listed->documents );
		$stranger = $listed->gaps[0];
		self::assertEquals( array( 166500, self::month()->days()[14] ), array( $stranger->books_total, $stranger->date ) );
		self::assertNotContains( $made['first'], array_column( self::told( $listed ), 1 ) );
	}

	public function test_a_number_is_enough_where_no_id_is_known(): void {
		$order = $this->delivered( 5 );
		self::sql( 'UPDATE {deliveries} SET remote_id = NULL' );
		self::assertSame( array(), self::told( self::ask() ) );
		self::sql( "UPDATE {deliveries} SET remote_number = 'SOMETHING ELSE', reference = 'ELSE'" );
		self::assertSame( array( Gap::UNKNOWN ), array_column( self::told( self::ask() ), 0 ) );
		self::assertSame( array( $order->get_id() ), self::orders_of( Gap::GONE, self::walk() ) );
	}

	/**
	 * @param list<array{0: string, 1: int}> $walked
	 * @return list<int>
	 */
	private static function orders_of( string $kind, array $walked ): array {
		return array_values( array_column( array_filter( $walked, static fn ( array $one ): bool => $kind === $one[0] ), 1 ) );
	}

	/** Two of 166,500. */
	public function test_what_was_edited_in_the_books_since_differs_and_agrees_again_once_it_is_mended(): void {
		$orders = array( $this->delivered( 5 ), $this->delivered( 6 ) );
		$good   = array_map( self::listed_as( ... ), $orders );
		self::assertSame( array(), self::walk() );

		$edited = array( array( 'total' => '150000', 'tax' => '0', 'state' => 'paid' ) + $good[0], array( 'tax' => '17000' ) + $good[1] );
		self::assertSame( array(), self::told( $this->ask_one_that_says( array( array( 'documents' => $edited ) ) ) ) );
		$differ = array( $orders[0]->get_id(), $orders[1]->get_id() );
		self::assertSame( $differ, self::orders_of( Gap::DIFFERS, self::walk() ) );
		self::assertSame( array( '333000', '316500', '-16500' ), self::totals() );
		self::assertSame( '17000', self::sums()->books_tax );

		$this->ask_one_that_says( array( array( 'documents' => $good ) ) );
		self::assertSame( array(), self::walk() );
		self::assertSame( array( '333000', '333000', '0' ), self::totals() );
	}

	/** @return array{0: string, 1: string, 2: string} In the shop, in the books, difference; of what was walked through last. */
	private static function totals(): array {
		$sums = self::sums();
		return array( $sums->shop_total, $sums->books_total, $sums->difference() );
	}

	/** Nobody has read it back; the list tells what it comes to. */
	public function test_the_list_is_read_back_from_too(): void {
		$order = $this->delivered( 5 );
		self::sql( 'DELETE FROM {books}' );
		self::walk();
		self::assertSame( 1, self::sums()->unread );
		self::ask();
		self::walk();
		self::assertSame( array( 0, '166500' ), array( self::sums()->unread, self::sums()->books_total ) );
		self::assertNotNull( $order );
	}

	/** One of two of 166,500 is gone: it is missing in the books, and counted so. */
	public function test_what_is_gone_is_not_there_and_comes_back_with_the_list(): void {
		$here = self::listed_as( $this->delivered( 5 ) );
		$gone = $this->delivered( 6 );
		$both = array( $here, self::listed_as( $gone ) );

		self::assertSame( array(), self::told( $this->ask_one_that_says( array( array( 'documents' => array( $here ) ) ) ) ) );
		self::assertSame( array( array( Gap::GONE, $gone->get_id() ) ), self::walk() );
		self::assertSame( array( 2, 1 ), array( self::sums()->should, self::sums()->there ) );
		self::assertSame( array( '333000', '166500', '-166500' ), self::totals() );

		self::assertSame( array(), self::told( $this->ask_one_that_says( array( array( 'documents' => $both ) ) ) ) );
		self::assertSame( array(), self::walk() );
		self::assertSame( array( '333000', '333000', '0' ), self::totals() );
	}

	/** A person was told to take it out of the books, and did. */
	public function test_what_was_taken_out_because_the_order_ended_is_missed_on_neither_side(): void {
		$stays = self::listed_as( $this->delivered( 5 ) );
		$ended = $this->delivered( 6 );
		$ended->update_status( 'cancelled' );
		self::end_request_and_run_cron();
		self::plugin()->by_hand->settle( self::row( $ended ) );

		$this->ask_one_that_says( array( array( 'documents' => array( $stays ) ) ) );
		self::assertSame( array(), self::walk() );
		self::assertSame( array( 1, 1 ), array( self::sums()->should, self::sums()->there ) );
		self::assertSame( array( '166500', '166500', '0' ), self::totals() );

		// Whatever it came to there, and whichever day it carries.
		self::sql( 'UPDATE {books} SET differs = 1 WHERE absent IS NOT NULL' );
		self::assertSame( array(), self::walk() );
		$id = $ended->get_id();
		$on = self::row( $ended )->dated_on;
		self::sql( "UPDATE {deliveries} SET dated_on = NULL WHERE order_id = $id" );
		self::assertSame( array(), self::walk() );
		self::assertSame( array( '166500', '166500', '0' ), self::totals() );
		self::sql( "UPDATE {deliveries} SET dated_on = '$on' WHERE order_id = $id" );

		// It was sent again since: that it ended then says nothing of this one.
		self::sql( 'UPDATE {deliveries} SET attempts = attempts + 1 WHERE order_id = ' . $ended->get_id() );
		self::sql( 'UPDATE {books} SET absent = NULL' );
		$this->ask_one_that_says( array( array( 'documents' => array( $stays ) ) ) );
		self::assertSame( array( $ended->get_id() ), self::orders_of( Gap::GONE, self::walk() ) );
	}

	public function test_the_same_document_twice_is_told(): void {
		$order  = $this->delivered( 5 );
		$first  = self::listed_as( $order );
		$second = array( 'id' => '99999991' ) + $first;
		foreach ( array( array( $first, $second ), array( $second, $first ) ) as $documents ) {
			$listed = $this->ask_one_that_says( array( array( 'documents' => $documents ) ) );
			self::assertSame( array( array( Gap::TWICE, $order->get_id(), $first['number'] ) ), self::told( $listed ) );
			self::assertSame( '99999991', $listed->gaps[0]->remote_id );
			self::assertSame( array(), self::walk() );
		}
		self::sql( 'UPDATE {deliveries} SET remote_id = NULL' );
		$listed = $this->ask_one_that_says( array( array( 'documents' => array( $first, $second ) ) ) );
		self::assertSame( array( Gap::TWICE ), array_column( self::told( $listed ), 0 ), 'by the number alone' );
		// Deleted there and made anew.
		self::sql( "UPDATE {deliveries} SET remote_id = '4711'" );
		$listed = $this->ask_one_that_says( array( array( 'documents' => array( $first ) ) ) );
		self::assertSame( array( array(), array() ), array( self::told( $listed ), self::walk() ) );
	}

	/** Where a service gives the numbers, the reference says which order it is of. */
	public function test_a_document_is_known_by_its_reference_whatever_its_number_says(): void {
		$sent  = $this->delivered( 5 );
		$other = $this->delivered( 6 );
		$row   = self::row( $sent );
		// Its answer was lost: neither id nor number is known.
		self::sql( "UPDATE {deliveries} SET remote_id = NULL, remote_number = NULL, status = 'unconfirmed' WHERE id = $row->id" );
		$number = sprintf( 'INV-%06d', $other->get_id() );
		$listed = array( 'id' => 'x', 'number' => $number, 'reference' => 'shop.test #' . $sent->get_id() ) + self::document( 'x', '' );
		$told   = self::told( $this->ask_one_that_says( array( array( 'documents' => array( $listed, self::listed_as( $other ) ) ) ) ) );
		self::assertSame( array(), $told );
		$told = self::told( $this->ask_one_that_says( array( array( 'documents' => array( array( 'reference' => null ) + $listed ) ) ) ) );
		self::assertSame( array( Gap::UNKNOWN ), array_column( $told, 0 ) );
	}

	public function test_documents_of_a_prefix_that_was_changed_since_are_not_gone(): void {
		$order = $this->delivered( 5 );
		$this->option( 'wc_kledo_order_prefix', 'TOKO/SO/' );
		self::assertSame( array(), self::told( self::ask() ) );
		self::assertSame( array(), self::walk() );
		self::assertNotNull( $order );
	}

	/** @return array<string, ?string> As the list has it. */
	private static function listed_as( \WC_Order $order ): array {
		$row = self::row( $order );
		return array(
			'id'     => (string) $row->remote_id,
			'number' => (string) $row->remote_number,
			'total'  => '166500',
			'tax'    => '16500',
		) + self::document( '', '' );
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
			$plugin->book_store,
			$plugin->read_back,
			$plugin->settings,
			$plugin->queue,
			$plugin->recognition,
			$plugin->logger
		);
		return $inventory->ask( self::month(), new Run( 60 ), $most );
	}

	/** @return array<string, ?string> Of which no list tells more. */
	private static function document( string $id, string $number ): array {
		return array( 'id' => $id, 'number' => $number ) + array_fill_keys( array( 'reference', 'date', 'total', 'tax', 'state' ), null );
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
