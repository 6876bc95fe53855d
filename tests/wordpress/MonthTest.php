<?php
/**
 * Closing a month: what should be there, what is, and every difference (13.4).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Gap;
use WcAccounting\Delivery\Month;
use WcAccounting\Delivery\Run;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Tally;

/**
 * A made-up month, with figures that were worked out by hand. Each order is two pieces of 75,000 and 11 % tax on top: 166,500, of
 * which 16,500 tax.
 *
 * @group woocommerce
 */
final class MonthTest extends MonthTestCase {

	private const KINDS = array(
		Gap::DIFFERS,
		Gap::CHANGED,
		Gap::FAILED,
		Gap::OLDER,
		Gap::MISSING,
		Gap::HELD,
		Gap::WAITING,
	);

	public function test_a_month_with_one_of_each_kind_of_difference_is_told_to_the_rupiah(): void {
		$made = $this->made_up_month();

		$found = self::walk();

		self::assertSame(
			array(
				array( Gap::DIFFERS, $made['differs'] ),
				array( Gap::CHANGED, $made['changed'] ),
				array( Gap::FAILED, $made['failed'] ),
				array( Gap::OLDER, $made['older'] ),
				array( Gap::MISSING, $made['missing'] ),
				array( Gap::HELD, $made['held'] ),
				array( Gap::WAITING, $made['waiting'] ),
			),
			self::sorted_like( $found, self::KINDS )
		);
		// Two that agree, one of another total, one that was changed, one by its mark are there; five are not.
		$sums = self::sums();
		self::assertSame( array( 10, 5, 1, 1 ), array( $sums->should, $sums->there, $sums->marked, $sums->unread ) );
		// Nine of 166,500 and the one that was held, which somebody set to 150,000.
		self::assertSame( array( '1648500', '165000' ), array( $sums->shop_total, $sums->shop_tax ) );
		// Two and the changed one as sent, and one without tax.
		self::assertSame( array( '649500', '49500' ), array( $sums->books_total, $sums->books_tax ) );
		self::assertSame( '166500', $sums->unread_total );
		// 649,500 less 1,648,500 less the 166,500 that nobody asked the books about.
		self::assertSame( '-832500', $sums->difference() );
		self::assertSame( 'IDR', $sums->currency );
	}

	public function test_a_month_in_which_all_is_well_has_no_differences(): void {
		$this->delivered( 3 );
		$this->delivered( 31 );
		self::assertSame( array(), self::walk() );
		self::assertSame( array( 2, 2, '0' ), array( self::sums()->should, self::sums()->there, self::sums()->difference() ) );
	}

	/** 23:30 on the last day in Jakarta is 16:30 in Greenwich, and half an hour after midnight is still the last day there. */
	public function test_a_month_is_that_of_the_shop_and_not_of_greenwich(): void {
		$month = self::month();
		$this->option( 'timezone_string', 'Asia/Jakarta' );
		$late  = $this->missed( $month->ends() - 30 * self::MINUTE );
		$next  = $this->missed( $month->ends() + 30 * self::MINUTE );
		$first = $this->missed( $month->begins() + 30 * self::MINUTE );
		$before = $this->missed( $month->begins() - 30 * self::MINUTE );

		self::assertEqualsCanonicalizing( array( $late, $first ), array_column( self::walk(), 1 ) );
		self::assertSame( array( $next ), array_column( self::walk( $month->later() ), 1 ) );
		self::assertSame( array( $before ), array_column( self::walk( $month->earlier() ), 1 ) );

		$named = Month::named( $month->name() );
		self::assertSame( array( $month->begins(), $month->ends() ), array( $named->begins(), $named->ends() ) );

		// The same of what left: the day that it carries is the shop's.
		$order = $this->order_made_at( $month->ends() - 30 * self::MINUTE );
		$order->update_status( 'processing' );
		$this->arrive();
		self::assertSame( array_reverse( $month->days() )[0], self::row( $order )->dated_on );
		self::assertSame( 3, self::walk() === array() ? 0 : self::sums()->should );
	}

	public function test_what_a_person_has_corrected_counts_with_what_it_was_corrected_to(): void {
		$order = $this->delivered( 12 );
		self::sql( "UPDATE {books} SET shop_total = '111000', shop_tax = '11000', total = '111000', tax = '11000', differs = 0" );
		self::assertSame( array(), self::walk() );
		$sums = self::sums();
		self::assertSame( array( '111000', '11000', '0' ), array( $sums->shop_total, $sums->shop_tax, $sums->difference() ) );

		// What was read of an earlier sending is not what stands there now.
		self::sql( 'UPDATE {books} SET sent_at = sent_at - INTERVAL 1 HOUR, differs = 1' );
		self::assertSame( array(), self::walk() );
		self::assertSame( array( '166500', 1 ), array( self::sums()->shop_total, self::sums()->unread ) );
		self::assertNotNull( $order );
	}

	public function test_what_was_dated_in_another_month_belongs_to_that_one_only(): void {
		$order = $this->delivered( 12 );
		$later = self::month()->later();
		self::sql( "UPDATE {deliveries} SET dated_on = '{$later->days()[2]}'" );
		self::assertSame( array( array(), array() ), array( self::walk(), self::tallies() ) );
		self::assertSame( array(), self::walk( $later ) );
		self::assertSame( 1, self::sums()->there );
		self::assertNotNull( self::row( $order ) );
	}

	public function test_what_was_delivered_before_the_day_was_known_counts_in_the_month_of_its_order(): void {
		$this->delivered( 12 );
		self::sql( 'UPDATE {deliveries} SET dated_on = NULL, currency = NULL' );
		self::assertSame( array(), self::walk() );
		$sums = self::sums();
		self::assertSame( array( 1, '166500', '166500' ), array( $sums->there, $sums->shop_total, $sums->books_total ) );

		// Found in the service, and never sent by us.
		self::sql( 'UPDATE {deliveries} SET sent_as = NULL, order_total = NULL, sent_at = NULL' );
		self::assertSame( array(), self::walk() );
		$sums = self::sums();
		self::assertSame( array( 1, 1, '166500' ), array( $sums->there, $sums->unread, $sums->shop_total ) );

		// And its order was cancelled since.
		$order = wc_get_order( (int) self::rows()[0]['order_id'] );
		$order->update_status( 'cancelled' );
		self::assertSame( 1, ( self::walk() === array() ? self::sums()->there : 0 ) );
	}

	public function test_orders_that_make_no_document_are_no_difference(): void {
		$empty = wc_create_order();
		$empty->set_date_created( self::on( 12 ) );
		$empty->save();
		$this->silently( $empty, 'processing' );
		self::assertSame( array(), self::walk(), 'it holds nothing' );

		$queued = wc_create_order();
		$queued->set_date_created( self::on( 12 ) );
		$queued->save();
		$queued->update_status( 'processing' );
		self::sql( 'UPDATE {deliveries} SET created_at = created_at - INTERVAL 1 HOUR' );
		self::run_worker();
		self::assertSame( 'nothing_to_bill', self::row( $queued )->reason['code'] );
		self::assertSame( array(), self::walk() );

		$withheld = $this->missed( self::on( 13 ) );
		$order    = wc_get_order( $withheld );
		$order->update_meta_data( '_wc_accounting_do_not_send', 'yes' );
		$order->save();
		self::assertSame( array(), self::walk(), 'its owner said no' );

		$filtered = $this->missed( self::on( 14 ) );
		self::assertSame( array( $filtered ), array_column( self::walk(), 1 ) );
		$keep = static fn ( $send, $order ): bool => $send && $order->get_id() !== $filtered;
		$this->hook( 'wc_accounting_send_order', $keep, 10, 2 );
		self::assertSame( array(), self::walk(), 'the code of the shop said no' );

		$cancelled = $this->processing_on( 15 );
		self::assertSame( array( array( Gap::WAITING, $cancelled->get_id() ) ), self::walk() );
		$cancelled->update_status( 'cancelled' );
		self::assertSame( array(), self::walk(), 'it does not want it any more' );
	}

	public function test_a_kind_that_is_switched_off_is_missed_by_nobody(): void {
		$this->missed( self::on( 12 ) );
		$this->option( 'wc_kledo_enable_order', 'no' );
		self::assertSame( array(), self::walk() );
	}

	public function test_3000_documents_are_walked_through_in_few_statements_and_flat_memory(): void {
		$this->seed( 300, 28 );
		list( $few, $small ) = $this->cost();
		// More of a day than are counted by one statement.
		$this->seed( 3000, 2 );
		list( $many, $large ) = $this->cost();

		self::assertSame( 3000, self::sums()->there );
		self::assertSame( '333000000', self::sums()->shop_total );
		self::assertLessThanOrEqual( $few, $many );
		self::assertCount( 30, self::walk(), 'one in a hundred' );
		self::assertLessThan( 2 * MB_IN_BYTES, $large - $small );
	}

	/** @return array{0: int, 1: int} Statements about deliveries and books, and bytes. */
	private function cost(): array {
		$this->statements = array();
		$this->note_statements_about( 'deliveries' );
		self::walk();
		memory_reset_peak_usage();
		$before = memory_get_usage();
		$gaps   = 0;
		$this->statements = array();
		foreach ( self::plugin()->reconciliation->walk( self::month(), new Run( 60 ) ) as $gap ) {
			++$gaps;
		}
		return array( count( array_unique( $this->statements ) ), memory_get_peak_usage() - $before );
	}

	/** Deliveries of orders that are gone, one in a hundred of another total. */
	private function seed( int $number, int $days ): void {
		self::sql( 'TRUNCATE TABLE {deliveries}' );
		self::sql( 'TRUNCATE TABLE {books}' );
		$account = self::account();
		$name    = self::month()->name();
		self::sql(
			"INSERT INTO {deliveries} ( connector, account, document, order_id, subject_id, status, created_at, sent_at, updated_at,
				order_total, dated_on, currency, remote_id )
			SELECT 'kledo', '$account', 'order', 9000000 + seq, 9000000 + seq, 'confirmed', '2026-01-01', '2026-01-01', '2026-01-01',
				'111000', CONCAT( '$name-', LPAD( 1 + seq % $days, 2, '0' ) ), 'IDR', seq FROM seq_1_to_$number"
		);
		self::sql(
			"INSERT INTO {books} ( delivery_id, connector, account, sent_at, shop_total, shop_tax, total, tax, differs, read_at )
			SELECT id, connector, account, sent_at, '111000', '11000', IF( id % 100 = 7, '100000', '111000' ), '11000',
				id % 100 = 7, sent_at FROM {deliveries}"
		);
	}

	public function test_a_day_of_a_shop_with_a_long_past_is_read_by_its_index(): void {
		$this->seed( 3000, 28 );
		$store = new \WcAccounting\Delivery\MonthStore( self::plugin()->database, new \WcAccounting\Connector\Account( 'kledo' ) );
		$this->note_statements_about( 'deliveries' );
		$day = self::month()->days()[3];
		$store->streams( $day, array( 'order', 'invoice' ) );
		$store->sums( $day, 'order', 0, 1000 );
		$store->differing( $day, 'order', 0, PHP_INT_MAX );
		$store->page( $day, 'order', Status::Failed, 0, 200 );
		self::assertCount( 4, $this->statements );
		foreach ( $this->statements as $statement ) {
			$steps = self::explain( $statement );
			$keys  = array_column( $steps, 'key', 'table' );
			self::assertSame( 'dated', $keys['d'] ?? $keys[ array_key_last( $keys ) ], (string) wp_json_encode( $steps ) );
		}
	}

	public function test_there_is_no_time_without_end(): void {
		$this->delivered( 12 );
		$walk = self::plugin()->reconciliation->walk( self::month(), new Run( 0 ) );
		self::assertSame( array(), iterator_to_array( $walk, false ) );
		self::assertFalse( self::plugin()->reconciliation->is_complete() );
	}

	public function test_a_month_is_named_as_people_write_it_and_nothing_else_is_one(): void {
		foreach ( array( '2026-13', '2026-00', '1999-01', '2026-1', "2026-10\n", '../2026-10', '' ) as $none ) {
			self::assertNull( Month::named( $none ), $none );
		}
		$february = Month::named( '2028-02' );
		self::assertSame( array( '2028-01', '2028-02-29' ), array( $february->earlier()->name(), $february->days()[28] ) );
		self::assertNull( Month::current()->later(), 'it has not begun' );
	}

	public function test_sums_are_exact_however_large(): void {
		$tally = new Tally( 'order', 'IDR' );
		foreach ( array( '9007199254740993.01', '0.02', '0.10' ) as $amount ) {
			$tally->has( $amount, '0', null );
		}
		self::assertSame( '9007199254740993.13', $tally->shop_total );
		self::assertSame( '0', $tally->difference() );
	}
}
