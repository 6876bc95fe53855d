<?php
/**
 * What a document comes to in the books, read back and compared with the shop (13.1).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Account;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Books;
use WcAccounting\Delivery\Delivery;
use WcAccounting\Delivery\ReadBack;
use WcAccounting\Delivery\Run;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\TransactionFilter;
use WcAccounting\Delivery\Transactions;

/**
 * What a document comes to in the books. Taxes and refunds are WooCommerce's own.
 *
 * @group woocommerce
 */
final class ReadBackTest extends MoneyTestCase {

	private const PATH = 'finance/orders/';

	private static function read_back(): void {
		self::plugin()->read_back->run( new Run( 20 ) );
	}

	private static function books( \WC_Order $order ): ?Books {
		$row = self::row( $order );
		return self::plugin()->book_store->of( array( $row ) )[ $row->id ] ?? null;
	}

	private static function pattern(): ?string {
		wp_cache_delete( 'alloptions', 'options' );
		return ReadBack::pattern( 'kledo' );
	}

	/** @return list<array<string, mixed>> Questions for what stands in the books. */
	private static function questions(): array {
		return array_values(
			array_filter(
				Sandbox::requests( 'GET' ),
				static fn ( array $request ): bool => 1 === preg_match( '~finance/(orders|invoices)/\d~', (string) $request['path'] )
			)
		);
	}

	/** @return list<int> Ids of orders in the view of Transactions. */
	private static function differing(): array {
		$transactions = new Transactions( self::plugin()->database, new Account( 'kledo' ) );
		$filter       = new TransactionFilter( Status::VIEW_DIFFERS );
		$found        = $transactions->find( $filter, 'created', false, 50, 0 );
		self::assertSame( count( $found ), $transactions->count( $filter, 50 ) );
		return array_map( static fn ( Delivery $delivery ): int => $delivery->order_id, $found );
	}

	/** Prices without tax, and 11 % on top: 150,000 and 16,500. */
	private function charge_tax(): void {
		$this->option( 'woocommerce_calc_taxes', 'yes' );
		$this->option( 'woocommerce_prices_include_tax', 'no' );
		$this->rates->add( '11' );
	}

	/** @param 'exclusive'|'inclusive'|'none'|'12' $mode What Kledo makes of has_tax; a number is the percents that prices hold. */
	private static function kledo_taxes( string $mode ): void {
		$tax = is_numeric( $mode ) ? array( 'mode' => 'inclusive', 'percent' => $mode ) : array( 'mode' => $mode, 'percent' => '11' );
		Sandbox::settings( array( 'tax' => $tax + array( 'shipping' => true, 'decimals' => 2 ) ) );
	}

	private static function text( string $html ): string {
		return str_replace( "\u{a0}", ' ', html_entity_decode( wp_strip_all_tags( $html ) ) );
	}

	public function test_what_stands_in_the_books_is_read_once_and_shown_beside_the_order(): void {
		$this->charge_tax();
		self::kledo_taxes( 'exclusive' );
		$order = $this->order_in_kledo();
		self::assertNull( self::books( $order )->total, 'nobody has asked yet' );

		self::read_back();
		self::read_back();

		$books = self::books( $order );
		self::assertEquals( 166500, $books->total );
		self::assertEquals( 16500, $books->tax );
		self::assertEquals( 16500, $books->shop_tax );
		self::assertEquals( 166500, $books->due );
		self::assertSame( array( 'open', false ), array( $books->state, $books->differs ) );
		self::assertCount( 1, self::questions(), 'at most one more call a document' );
		$shown = self::text( $this->box_of( $order ) );
		self::assertMatchesRegularExpression( '/In Kledo: Rp166[.,]500\S*, of which tax Rp16[.,]500\S*, as in the shop\./', $shown );
		self::assertSame( array(), self::differing() );
	}

	public function test_a_document_that_comes_to_something_else_is_shown_with_both(): void {
		$this->charge_tax();
		self::kledo_taxes( 'none' );
		$order = $this->order_in_kledo();

		self::read_back();

		self::assertTrue( self::books( $order )->differs );
		self::assertSame( array( $order->get_id() ), self::differing() );
		$said = '/Differs: in Kledo it comes to Rp150[.,]000\S*, in the shop to Rp166[.,]500/';
		self::assertMatchesRegularExpression( $said, self::text( $this->box_of( $order ) ) );
		self::assertNull( self::pattern(), 'one is an accident' );
	}

	/**
	 * @return array<string, array{0: string, 1: string, 2: string}>
	 */
	public static function otherwise(): array {
		return array(
			'no tax at all'                    => array( 'no', 'none', 'tax_missing' ),
			'tax on prices that hold it'       => array( 'yes', 'exclusive', 'tax_twice' ),
			'prices are taken for gross ones'  => array( 'no', 'inclusive', 'tax_missing' ),
			'no tax in prices that hold it'    => array( 'yes', 'none', 'tax_unrecorded' ),
			'another rate in the same prices'  => array( 'yes', '12', 'tax_otherwise' ),
		);
	}

	/**
	 * A Kledo that computes tax otherwise than assumed is found out within its first ten documents.
	 *
	 * @dataProvider otherwise
	 */
	public function test_ten_documents_that_differ_in_one_way_make_one_notice_that_names_the_setting(
		string $includes_tax,
		string $mode,
		string $expected
	): void {
		$this->charge_tax();
		$this->option( 'woocommerce_prices_include_tax', $includes_tax );
		self::kledo_taxes( $mode );
		$orders = array();
		for ( $made = 0; $made < ReadBack::LATEST; $made++ ) {
			$orders[] = $this->processing_order();
		}
		self::run_worker();
		self::pass( 2 * self::MINUTE );
		self::run_worker();
		self::assertCount( ReadBack::LATEST, array_filter( $orders, static fn ( $order ): bool => null !== self::books( $order ) ) );

		self::read_back();

		self::assertCount( ReadBack::LATEST, self::differing() );
		self::assertSame( $expected, self::pattern() );
		foreach ( array( 'index.php' => 1, 'admin.php?page=wc-kledo&tab=invoice' => 1, 'edit.php' => 0 ) as $page => $times ) {
			$html = Visitor::of( 'shop_manager' )->page( "/wp-admin/$page" );
			self::assertSame( $times, substr_count( $html, 'Compare WooCommerce &gt; Settings &gt; Tax' ), $page );
			self::assertSame( $times, substr_count( $html, 'view=differs' ), $page );
		}

		// The setting is mended: the next document agrees, and the notice goes.
		self::kledo_taxes( 'yes' === $includes_tax ? 'inclusive' : 'exclusive' );
		$this->order_in_kledo();
		self::read_back();
		self::assertNull( self::pattern() );
	}

	/** 150,000 hold 14,864.86 of 11 %: the total is the same, whatever Kledo makes of the tax. */
	public function test_a_tax_that_differs_within_the_same_total_is_shown_with_both(): void {
		$this->charge_tax();
		$this->option( 'woocommerce_prices_include_tax', 'yes' );
		self::kledo_taxes( 'none' );
		$order = $this->order_in_kledo();
		self::read_back();

		self::assertTrue( self::books( $order )->differs );
		$shown = self::text( $this->box_of( $order ) );
		$taxes = 'Differs: it comes to Rp150[.,]000\S* in both, of which tax Rp0\S* in Kledo and Rp14[.,]86[45]\S* in the shop';
		self::assertMatchesRegularExpression( "/$taxes/", $shown );
		self::assertStringNotContainsString( 'as in the shop', $shown );
	}

	/** Who asks whether it is there wants to know what it comes to: somebody may have corrected it there. */
	public function test_a_check_by_hand_reads_it_again(): void {
		$order = $this->order_in_kledo();
		self::read_back();
		// As it was before somebody corrected it there.
		self::sql( "UPDATE {books} SET total = '140000', differs = 1" );
		self::read_back();
		self::assertSame( array( $order->get_id() ), self::differing(), 'nobody asks by itself' );
		self::plugin()->by_hand->check_now( array( self::row( $order )->id ) );
		self::assertFalse( self::books( $order )->differs );
		self::assertSame( array(), self::differing() );
	}

	/** What an impatient person's check finds is compared as what the schedule finds. */
	public function test_what_a_check_by_hand_confirms_is_read_back(): void {
		$this->charge_tax();
		self::kledo_taxes( 'none' );
		$order = $this->processing_order();
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::plugin()->by_hand->check_now( array( self::row( $order )->id ) );
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		self::assertTrue( self::books( $order )?->differs );
	}

	public function test_documents_that_were_deleted_there_do_not_speak_for_all(): void {
		$orders = array_map( fn () => $this->processing_order(), range( 1, 4 ) );
		self::run_worker();
		self::pass( 2 * self::MINUTE );
		self::run_worker();
		Sandbox::fault( 'GET', self::PATH, array( 'kind' => 'status', 'code' => 404 ), 3 );
		self::read_back();
		Sandbox::heal();
		$last = $this->order_in_kledo();
		self::read_back();
		self::assertFalse( self::books( $last )->differs, 'it is asked on' );
		self::assertStringNotContainsString( 'asked once a day', self::log() );
		self::assertNotEmpty( $orders );
	}

	public function test_a_shop_that_may_not_read_asks_three_times_and_then_once_a_day(): void {
		Sandbox::settings( array( 'may_read_documents' => false ) );
		$orders = array_map( fn () => $this->processing_order(), range( 1, 6 ) );
		self::run_worker();
		self::pass( 2 * self::MINUTE );
		self::run_worker();

		self::read_back();
		self::read_back();

		// The fourth was under way when the third was answered.
		$asked = count( self::questions() );
		self::assertContains( $asked, array( 3, 4 ) );
		self::assertNull( self::plugin()->queue->hold(), 'the key is as good as before' );
		self::assertStringContainsString( 'asked once a day from now on', self::log() );

		$this->a_day_later();
		self::read_back();
		self::read_back();
		self::assertCount( $asked + 1, self::questions() );

		// Somebody gave the right.
		Sandbox::settings( array( 'may_read_documents' => true ) );
		$this->a_day_later();
		self::read_back();
		foreach ( $orders as $order ) {
			self::assertNotNull( self::books( $order )->total );
		}
	}

	private function a_day_later(): void {
		self::pass( DAY_IN_SECONDS );
		$option  = Name::of( 'kledo', ReadBack::REFUSED_OPTION );
		$refused = (array) get_option( $option );
		update_option( $option, array( 'at' => $refused['at'] - DAY_IN_SECONDS ) + $refused );
	}

	public function test_a_service_that_asks_for_less_is_left_alone_and_nothing_is_lost(): void {
		$orders = array( $this->order_in_kledo(), $this->order_in_kledo() );
		Sandbox::fault( 'GET', self::PATH, array( 'kind' => 'status', 'code' => 429 ) );

		self::read_back();
		self::read_back();

		self::assertLessThanOrEqual( 2, count( self::questions() ) );
		self::assertSame( 'rate_limited', self::plugin()->queue->hold()['hold'] );
		Sandbox::heal();
		self::pass( 10 * self::MINUTE );
		self::read_back();
		foreach ( $orders as $order ) {
			self::assertFalse( self::books( $order )->differs );
		}
	}

	public function test_an_answer_that_makes_no_sense_is_asked_for_again_later(): void {
		$order = $this->order_in_kledo();
		Sandbox::fault( 'GET', self::PATH, array( 'kind' => 'status', 'code' => 500 ), 1 );
		self::read_back();
		self::read_back();
		self::assertNull( self::books( $order )->total );
		self::assertCount( 1, self::questions() );
		self::pass( self::HOUR );
		self::read_back();
		self::assertFalse( self::books( $order )->differs );
	}

	public function test_what_is_sent_anew_is_read_anew_and_what_was_read_before_is_not_shown(): void {
		$order = $this->order_in_kledo();
		self::read_back();
		self::assertNotNull( self::books( $order )->total );

		$order = self::reread( $order );
		$order->set_total( '120000' );
		$order->save();
		self::sql( 'UPDATE {deliveries} SET sent_at = sent_at + INTERVAL 7 SECOND' );

		self::assertNull( self::books( $order ) );
		self::sql( 'UPDATE {books} SET read_next_at = UTC_TIMESTAMP()' );
		self::read_back();
		self::assertCount( 1, self::questions(), 'a row of an earlier sending asks nothing' );
		self::assertSame( array(), self::sql( 'SELECT * FROM {books}' ) );
	}

	public function test_cron_reads_after_it_has_sent(): void {
		$order = $this->order_in_kledo();
		do_action( \WcAccounting\Delivery\Cron::DELIVER );
		self::assertFalse( self::books( $order )->differs );
	}
}
