<?php
/**
 * The closing page, its export and its command (13.4).
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\MonthCsv;
use WcAccounting\Admin\MonthPage;
use WcAccounting\Admin\MonthWords;
use WcAccounting\Cli\Action;
use WcAccounting\Cli\ReconcileCommand;
use WcAccounting\Cli\Runner;
use WcAccounting\Cli\Scope;
use WcAccounting\Delivery\Gap;
use WcAccounting\Delivery\Listed;

/**
 * @group woocommerce
 */
final class MonthPageTest extends MonthTestCase {

	private static function path( string $more = '' ): string {
		return '/wp-admin/admin.php?page=wc-kledo&tab=transactions&section=month&month=' . self::month()->name() . $more;
	}

	private static function action( string $what ): string {
		return "wc_accounting_kledo_{$what}_month";
	}

	/**
	 * @param array<string, string> $more
	 * @return array{status: int, location: string, body: string}
	 */
	private static function press( string $what, string $role = 'shop_manager', array $more = array() ): array {
		$form = $more + array( "{$what}_month" => '1', '_wpnonce' => Visitor::of( $role )->nonce( self::action( $what ) ) );
		return Visitor::of( $role )->visit( self::path(), $form );
	}

	/** @return list<list<string>> */
	private static function export(): array {
		$got = self::press( 'export' );
		self::assertSame( 200, $got['status'] );
		return self::parsed( $got['body'] );
	}

	/** @return list<list<string>> */
	private static function parsed( string $csv ): array {
		self::assertStringStartsWith( MonthCsv::BEGINNING, $csv );
		self::assertTrue( mb_check_encoding( $csv, 'UTF-8' ) );
		$file = fopen( 'php://memory', 'w+' );
		fwrite( $file, substr( $csv, strlen( MonthCsv::BEGINNING ) ) );
		rewind( $file );
		$rows = array();
		while ( false !== ( $row = fgetcsv( $file, null, ',', '"', '' ) ) ) {
			$rows[] = $row;
		}
		return $rows;
	}

	private static function text( string $html ): string {
		$text = html_entity_decode( wp_strip_all_tags( (string) preg_replace( '/<(\/?(td|th|tr|p|h3))/', ' <$1', $html ) ) );
		return (string) preg_replace( '/[\s\x{a0}]+/u', ' ', $text );
	}

	/** @return array{0: string, 1: int} What it said, and its status. */
	private static function command( array $options ): array {
		$terminal = new RecordingTerminal();
		$scope    = new Scope( static fn (): array => array( self::plugin() ), static fn (): array => array() );
		$status   = Runner::run( static fn (): Action => new ReconcileCommand( $scope, $terminal ), $terminal, array(), $options );
		return array( $terminal->said(), $status );
	}

	public function test_the_page_shows_sums_and_each_difference_with_the_way_to_its_mend(): void {
		$made = $this->made_up_month();
		$page = Visitor::of( 'shop_manager' )->page( self::path() );
		$text = self::text( $page );

		self::assertStringContainsString( '7 differences between shop and books.', $text );
		$sums = 'Sales order, IDR 10 5 Rp1.648.500 Rp165.000 Rp649.500 Rp49.500 −Rp832.500';
		self::assertStringContainsString( $sums, str_replace( 'Rp ', 'Rp', $text ) );
		self::assertStringContainsString( 'The order comes to Rp111.000 now.', str_replace( 'Rp ', 'Rp', $text ) );
		self::assertStringContainsString( '1 (Sales order, IDR) is there by the mark of its order alone', $text );
		$heads = array(
			'Missing (1)' => 'missing',
			'Older than the start day (1)' => 'older',
			'Waits for your decision (1)' => 'held',
			'Failed (1)' => 'failed',
			'Not there yet (1)' => 'waiting',
			'Differs in the books (1)' => 'differs',
			'Changed since it was sent (1)' => 'changed',
		);
		$parts = preg_split( '/(?=<h3 )/', $page );
		foreach ( $heads as $head => $name ) {
			$has  = static fn ( string $part ): bool => str_starts_with( self::text( $part ), $head );
			$part = implode( array_filter( $parts, $has ) );
			self::assertSame( 1, substr_count( $part, '<h3 ' ), $head );
			$order = wc_get_order( $made[ $name ] );
			self::assertStringContainsString( esc_url( $order->get_edit_order_url() ), $part, $head );
		}
		foreach ( array( 'failed', 'held', 'waiting', 'differs', 'changed' ) as $sent ) {
			self::assertStringContainsString( "tab=transactions&#038;number={$made[ $sent ]}", $page );
		}
		self::assertStringNotContainsString( "number={$made['missing']}", $page );
		self::assertStringContainsString( self::month()->earlier()->name(), $page );
		self::assertStringContainsString( 'class="current" aria-current="page">Month</a>', $page );
	}

	public function test_a_month_without_anything_and_one_in_which_all_is_well(): void {
		$look = static fn (): string => self::text( Visitor::of( 'shop_manager' )->page( self::path() ) );
		self::assertStringContainsString( 'Nothing belongs to this month.', $look() );
		$this->delivered( 4 );
		$text = $look();
		self::assertStringContainsString( 'Shop and books agree, as far as the shop knows.', $text );

		$account = self::plugin()->connector->description()->account;
		$listed  = static fn ( int $at ): Listed => new Listed( $at, array( 'order' => 1 ), array(), array(), 0 );
		$listed( self::month()->ends() - 1 )->keep( $account, self::month() );
		self::assertStringContainsString( 'before the month was over: compare again when it is.', $look() );
		$listed( self::month()->ends() )->keep( $account, self::month() );
		self::assertStringContainsString( 'Shop and books agree.', $look() );
	}

	public function test_a_document_that_is_there_twice_is_shown_with_its_order_and_what_to_do(): void {
		$order  = $this->delivered( 4 );
		$row    = self::row( $order );
		$nulls  = array_fill_keys( array( 'reference', 'date', 'total', 'tax', 'state' ), null );
		$again  = Gap::of_list( 'order', array( 'id' => '4711', 'number' => (string) $row->remote_number ) + $nulls, $row );
		$listed = new Listed( time(), array( 'order' => 2 ), array(), array( $again ), 0 );
		$listed->keep( self::plugin()->connector->description()->account, self::month() );
		$text = self::text( Visitor::of( 'shop_manager' )->page( self::path() ) );
		self::assertStringContainsString( 'Twice in the books', $text );
		self::assertStringContainsString( 'delete or void the one that is too much', $text );
		self::assertStringContainsString( '#' . $order->get_order_number(), $text );
	}

	public function test_no_more_than_50_of_a_kind_are_shown_and_the_export_has_all(): void {
		$this->option( 'wc_kledo_enable_api_connection', 'no' );
		for ( $made = 0; $made <= MonthPage::SHOWN; $made++ ) {
			$this->order_made_at( self::on( 7 ) )->update_status( 'processing' );
		}
		$this->option( 'wc_kledo_enable_api_connection', 'yes' );
		$text = self::text( Visitor::of( 'shop_manager' )->page( self::path() ) );
		self::assertStringContainsString( 'Missing (51)', $text );
		self::assertStringContainsString( 'Only the first 50 are shown', $text );
		self::assertCount( 52, self::export() );
	}

	// --- Rights -------------------------------------------------------------------------------------------------------

	public function test_only_who_may_manage_the_shop_sees_a_month_or_gets_it(): void {
		$this->missed( self::on( 3 ) );
		foreach ( array( 'subscriber', 'editor', Visitor::ANONYMOUS ) as $role ) {
			self::assertNotSame( 200, Visitor::of( $role )->visit( self::path() )['status'], $role );
			foreach ( array( 'export', 'ask' ) as $what ) {
				$got = self::press( $what, $role );
				self::assertNotSame( 200, $got['status'], "$role $what" );
				self::assertStringNotContainsString( 'Missing', $got['body'] );
			}
		}
		foreach ( array( 'export', 'ask' ) as $what ) {
			$other = array( '_wpnonce' => Visitor::of( 'shop_manager' )->nonce( self::action( 'other' ) ) );
			self::assertSame( 403, self::press( $what, 'shop_manager', $other )['status'], 'a nonce of something else' );
			self::assertSame( 403, self::press( $what, 'shop_manager', array( '_wpnonce' => '' ) )['status'] );
			$nonce = Visitor::of( 'shop_manager' )->nonce( self::action( $what ) );
			$read  = Visitor::of( 'shop_manager' )->visit( self::path( "&{$what}_month=1&_wpnonce=$nonce" ) );
			self::assertSame( 200, $read['status'], 'asked for by an address: it is a page, and nothing is done' );
			self::assertStringContainsString( '</html>', $read['body'] );
		}
		self::assertNull( Listed::of( self::plugin()->connector->description()->account, self::month() ) );
	}

	// --- Export -------------------------------------------------------------------------------------------------------

	public function test_the_export_has_a_line_for_each_difference(): void {
		$made = $this->made_up_month();
		$rows = self::export();
		self::assertSame(
			'Difference,Document,Order,Reference,Number in Kledo,Date,Currency,'
				. 'Total in the shop,Tax in the shop,Total in Kledo,Tax in Kledo,Status,Reason',
			implode( ',', $rows[0] )
		);
		self::assertCount( 8, $rows );
		$by_kind = array_column( $rows, null, 0 );
		$id      = $made['differs'];
		$day     = self::month()->days()[4];
		$name    = "WC/SO/$id";
		self::assertSame(
			array( 'Differs in the books', 'Sales order', (string) $id, $name, $name, $day, 'IDR', '166500', '16500', '150000', '0' ),
			array_map( self::number( ... ), array_slice( $by_kind['Differs in the books'], 0, 11 ) )
		);
		self::assertSame( 'Failed', $by_kind['Failed'][11] );
		self::assertStringContainsString( 'Kledo refused the document', $by_kind['Failed'][12] );
	}

	/** Without zeros behind the point. */
	private static function number( string $cell ): string {
		return 1 === preg_match( '/^\d+\.\d+$/', $cell ) ? rtrim( rtrim( $cell, '0' ), '.' ) : $cell;
	}

	/** @return array<string, array{0: string, 1: string}> */
	public static function hostile(): array {
		$long = str_repeat( 'A', 100000 );
		return array(
			'a formula'               => array( '=cmd|\' /C calc\'!A0', "'=cmd|' /C calc'!A0" ),
			'plus'                    => array( '+1+1', "'+1+1" ),
			'minus'                   => array( '-1+1', "'-1+1" ),
			'at'                      => array( '@SUM(1)', "'@SUM(1)" ),
			'a tab'                   => array( "\t=1", "'=1" ),
			'a line'                  => array( "\r\n=1", "'=1" ),
			'blanks'                  => array( '  =1', "'=1" ),
			'what cannot be seen'     => array( "\u{200B}=1", "'=1" ),
			'a wide sign'             => array( '＝1', "'＝1" ),
			'behind a semicolon'      => array( 'a;=1', "a;'=1" ),
			'quotes'                  => array( 'say "hi", friend', 'say "hi", friend' ),
			'a number'                => array( '-12.50', '-12.50' ),
			'a number and a line'     => array( "-12\n", '-12' ),
			'two numbers'             => array( "-12\n-13", "'-12 -13" ),
			'HTML'                    => array( '<script>alert(1)</script>', '<script>alert(1)</script>' ),
			'no UTF-8'                => array( "A\xff\xfeB", 'A??B' ),
			'very long'               => array( $long, str_repeat( 'A', 191 ) ),
		);
	}

	/** @dataProvider hostile */
	public function test_a_number_of_the_service_is_never_a_formula_and_never_a_tag( string $number, string $expected ): void {
		$nulls  = array_fill_keys( array( 'reference', 'date', 'tax' ), null );
		$listed = array( 'id' => '1', 'number' => $number, 'total' => '1', 'state' => $number ) + $nulls;
		$gap    = Gap::of_list( 'order', $listed );
		$words  = new MonthWords( self::plugin()->connector->description(), self::plugin()->messages );
		$csv    = new MonthCsv( $words, 'Kledo' );
		$row    = self::parsed( MonthCsv::BEGINNING . $csv->of( $gap ) )[0];

		self::assertCount( 13, $row );
		self::assertSame( $expected, $row[4] );
		self::assertSame( $expected, $row[11] );

		// And kept for the page, which shows it as text.
		$kept = new Listed( time(), array( 'order' => 1 ), array(), array( $gap ), 0 );
		$kept->keep( self::plugin()->connector->description()->account, self::month() );
		$page = Visitor::of( 'shop_manager' )->page( self::path() );
		self::assertStringContainsString( 'In the books, not in the shop', $page );
		self::assertStringNotContainsString( '<script>alert', $page );
		self::assertLessThan( 200000, strlen( $page ) );
	}

	public function test_amounts_are_shown_with_all_their_digits(): void {
		$shown = static fn ( string $amount ): string => str_replace( "\u{a0}", '', MonthWords::money( $amount, 'IDR' ) );
		self::assertSame( 'Rp9.007.199.254.740.993,01', $shown( '9007199254740993.01' ) );
		self::assertSame( '−Rp1.000,125', $shown( '-1000.125' ) );
		self::assertSame( 'Rp0', $shown( '0.00' ) );
	}

	// --- Command ------------------------------------------------------------------------------------------------------

	public function test_the_command_wants_a_month_and_a_form_that_there_are(): void {
		self::assertStringContainsString( 'Say which month', self::command( array() )[0] );
		self::assertStringContainsString( 'Say which month', self::command( array( 'month' => '2026-13' ) )[0] );
		self::assertStringContainsString( 'Say --format', self::command( array( 'month' => '2026-10', 'format' => 'xml' ) )[0] );
	}

	public function test_the_command_says_the_same_as_the_page_in_three_forms_and_ends_with_1(): void {
		$made  = $this->made_up_month();
		$month = array( 'month' => self::month()->name() );

		list( $table, $status ) = self::command( $month );
		self::assertSame( 1, $status );
		self::assertSame( 7, substr_count( $table, "#" ) );
		self::assertStringContainsString( 'Sales order, IDR: 10 should be there, 5 are.', $table );
		self::assertStringContainsString( 'In the shop 1648500, in Kledo 649500, difference -832500.', $table );

		list( $csv, $status ) = self::command( $month + array( 'format' => 'csv' ) );
		self::assertSame( 1, $status );
		self::assertEquals( self::export(), self::parsed( $csv ) );

		list( $json, $status ) = self::command( $month + array( 'format' => 'json' ) );
		$said                  = json_decode( $json, true, 512, JSON_THROW_ON_ERROR );
		self::assertSame( array( 1, true, 7 ), array( $status, $said['is_complete'], count( $said['differences'] ) ) );
		self::assertSame( array( 'kledo', self::month()->name() ), array( $said['service'], $said['month'] ) );
		$by_kind = array_column( $said['differences'], 'order_id', 'kind' );
		self::assertSame( array( $made['missing'], $made['older'] ), array( $by_kind[ Gap::MISSING ], $by_kind[ Gap::OLDER ] ) );
		self::assertSame( '-832500', $said['sums'][0]['difference'] );
	}

	public function test_the_command_ends_with_0_when_all_agree_and_with_2_when_the_service_cannot_be_asked(): void {
		$this->delivered( 4 );
		$month = array( 'month' => self::month()->name() );
		self::assertSame( 0, self::command( $month )[1] );

		Sandbox::settings( array( 'may_read_documents' => false ) );
		foreach ( array( 'table', 'csv', 'json' ) as $format ) {
			list( $said, $status ) = self::command( $month + array( 'format' => $format ) );
			self::assertSame( 2, $status, $format );
			self::assertStringContainsString( 'json' === $format ? 'forbidden' : 'The API key may not do this in Kledo.', $said );
		}

		$this->missed( self::on( 5 ) );
		self::assertSame( 1, self::command( $month )[1], 'what differs is told all the same' );
	}

	/** A run that has no memory left ends early: its figures are those of a part. */
	public function test_the_command_says_that_it_told_a_part(): void {
		$this->missed( self::on( 4 ) );
		$limit = ini_get( 'memory_limit' );
		try {
			foreach ( array( 'table', 'csv' ) as $format ) {
				ini_set( 'memory_limit', (string) ( memory_get_usage( true ) + 1048576 ) );
				list( $said, $status ) = self::command( array( 'month' => self::month()->name(), 'format' => $format ) );
				self::assertStringContainsString( 'no memory, to look at all of this month', $said );
				self::assertSame( 2, $status );
			}
		} finally {
			ini_set( 'memory_limit', (string) $limit );
		}
	}
}
