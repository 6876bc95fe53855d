<?php
/**
 * Closing a month whose books are in Xero (13.4).
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Cli\Reconcile;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Gap;
use WcAccounting\Delivery\Month;
use WcAccounting\Delivery\Run;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Tally;
use WcAccounting\Order\StartDay;

/** An invoice for each order, a credit note for each refund: pounds, without tax. */
final class MonthTest extends XeroTestCase {

	protected function setUp(): void {
		parent::setUp();
		$period = array( 'date_created' => self::month()->begins() . '...' . self::month()->ends(), 'limit' => -1, 'return' => 'ids' );
		foreach ( wc_get_orders( $period + array( 'type' => array( 'shop_order', 'shop_order_refund' ), 'status' => 'any' ) ) as $id ) {
			wc_get_order( $id )?->delete( true );
		}
		$kinds   = array( 'invoice', 'payment', 'credit_note', 'allocation', 'refund_payment', 'void' );
		$account = self::xero()->connector->description()->account->id();
		$always  = array( 'from' => 0, 'asks' => false );
		$this->option( Name::of( 'xero', StartDay::OPTION ), array( $account => array_fill_keys( $kinds, $always ) ) );
	}

	private static function month(): Month {
		return Month::last();
	}

	private static function on( int $day ): int {
		return ( new \DateTimeImmutable( self::month()->days()[ $day - 1 ] . ' 10:00:00', wp_timezone() ) )->getTimestamp();
	}

	private function placed_on( int $day ): \WC_Order {
		$order = $this->order();
		$order->set_date_created( self::on( $day ) );
		$order->set_payment_method( 'cod' );
		$order->save();
		return $order;
	}

	/** Its invoice is there; it is not paid. */
	private function invoiced_on( int $day ): \WC_Order {
		$order = $this->placed_on( $day );
		$this->leave_unpaid( $order );
		self::send_until_settled( 2 );
		self::assert_delivered( 'invoice', $order );
		return wc_get_order( $order->get_id() );
	}

	/**
	 * @return list<array{0: string, 1: string, 2: ?int}> Kind of difference, kind of document, order.
	 */
	private static function walk(): array {
		$found = array();
		foreach ( self::xero()->reconciliation->walk( self::month(), new Run( 60 ) ) as $gap ) {
			$found[] = array( $gap->kind, $gap->document, $gap->order_id );
		}
		return $found;
	}

	private static function sums( string $kind ): Tally {
		$tallies = array_filter( self::xero()->reconciliation->tallies(), static fn ( Tally $tally ): bool => $kind === $tally->document );
		self::assertCount( 1, $tallies );
		return array_values( $tallies )[0];
	}

	/** @return array{0: array<string, mixed>, 1: int} What the command says as JSON, and its status. */
	private static function reconcile(): array {
		$said   = '';
		$write  = static function ( string $text ) use ( &$said ): void {
			$said .= $text;
		};
		$status = ( new Reconcile( self::xero(), $write ) )->run( self::month(), 'json' );
		return array( (array) json_decode( $said, true, 512, JSON_THROW_ON_ERROR ), $status );
	}

	public function test_invoices_and_credit_notes_of_a_month_agree_with_xero(): void {
		$this->invoiced_on( 3 );
		$order  = $this->invoiced_on( 4 );
		$refund = $this->refund( $order, '50000' );
		$refund->set_date_created( self::on( 5 ) );
		$refund->save();
		self::send_until_settled( 3 );
		self::assert_delivered( 'credit_note', $refund );

		list( $said, $status ) = self::reconcile();

		self::assertSame( array(), $said['not_asked'], (string) wp_json_encode( $said ) );
		self::assertSame( array( 'invoice' => 2, 'credit_note' => 1 ), $said['listed'] );
		self::assertSame( array( array(), Reconcile::AGREES ), array( $said['differences'], $status ) );
		$sums = array_column( $said['sums'], null, 'document' );
		self::assertSame( array( 2, '300000', '300000', '0' ), self::figures( $sums['invoice'] ) );
		self::assertSame( array( 1, '50000', '50000', '0' ), self::figures( $sums['credit_note'] ) );
		self::assertSame( 'GBP', $sums['invoice']['currency'] );
	}

	/**
	 * @param array<string, int|string> $sum
	 * @return list<int|string>
	 */
	private static function figures( array $sum ): array {
		return array( $sum['there'], $sum['shop_total'], $sum['books_total'], $sum['difference'] );
	}

	public function test_each_kind_of_difference_is_told(): void {
		$good   = $this->invoiced_on( 3 );
		$voided = $this->invoiced_on( 4 );
		$id     = (string) self::delivery( 'invoice', $voided->get_id() )->remote_id;
		Books::act( 'POST', "Invoices/$id", array( 'InvoiceID' => $id, 'Status' => 'VOIDED' ) );
		$stranger = $this->invoiced_on( 6 )->get_id();
		wc_get_order( $stranger )->delete( true );
		self::sql( "DELETE FROM {deliveries} WHERE order_id = $stranger" );
		$missing = $this->placed_on( 7 );
		$option = self::xero()->connector->description()->connection['enabled_option'];
		$this->option( $option, 'no' );
		$this->leave_unpaid( $missing );
		$this->option( $option, 'yes' );
		self::assertNull( self::delivery( 'invoice', $missing->get_id() ) );
		$refunded = $this->invoiced_on( 8 );
		$this->option( $option, 'no' );
		$refund = $this->refund( $refunded, '20000' );
		$this->option( $option, 'yes' );
		$refund->set_date_created( self::on( 9 ) );
		$refund->save();
		$waiting = $this->placed_on( 10 );
		$this->leave_unpaid( $waiting );
		self::assertSame( Status::Pending, self::delivery( 'invoice', $waiting->get_id() )->status );

		list( $said, $status ) = self::reconcile();

		self::assertSame( Reconcile::DIFFERS, $status );
		$short = static fn ( array $gap ): array => array( $gap['kind'], $gap['document'], $gap['order_id'] );
		$found = array_map( $short, $said['differences'] );
		self::assertEqualsCanonicalizing(
			array(
				array( Gap::MISSING, 'invoice', $missing->get_id() ),
				array( Gap::WAITING, 'invoice', $waiting->get_id() ),
				array( Gap::MISSING, 'credit_note', $refunded->get_id() ),
				array( Gap::GONE, 'invoice', $voided->get_id() ),
				array( Gap::UNKNOWN, 'invoice', null ),
			),
			$found
		);
		self::assertSame( 'WC-' . $stranger, array_column( $said['differences'], 'number', 'kind' )[ Gap::UNKNOWN ] );
		$sums = array_column( $said['sums'], null, 'document' );
		// Good, refunded; and one that was voided there, one that is missing, one that is on its way.
		self::assertSame( array( 5, 2 ), array( $sums['invoice']['should'], $sums['invoice']['there'] ) );
		self::assertSame( array( '750000', '-450000' ), array( $sums['invoice']['shop_total'], $sums['invoice']['difference'] ) );
		$notes = $sums['credit_note'];
		self::assertSame( array( 1, 0, '20000' ), array( $notes['should'], $notes['there'], $notes['shop_total'] ) );
		self::assertNotNull( $good );
	}

	/** What the shop itself took back is gone by right. */
	public function test_an_invoice_that_a_cancelled_order_voided_is_no_difference(): void {
		$this->settings( array( 'enable_void' => 'yes' ) );
		$order = $this->invoiced_on( 3 );
		$order->update_status( 'cancelled' );
		self::send_until_settled( 2 );
		self::assert_delivered( 'void', $order );
		self::assertSame( array(), self::walk(), 'before anybody asks' );
		self::assertSame( array(), self::xero()->reconciliation->tallies() );
		list( $said, $status ) = self::reconcile();
		self::assertSame( array( array(), Reconcile::AGREES ), array( $said['differences'], $status ), (string) wp_json_encode( $said ) );
		self::assertSame( array(), $said['sums'], 'it counts on neither side' );
	}

	/** Its bookkeeper may edit an invoice in Xero: 150,000 become 120,000, and later 150,000 again. */
	public function test_an_invoice_that_was_edited_in_xero_is_found_out_with_the_list(): void {
		$order = $this->invoiced_on( 3 );
		$id    = (string) self::delivery( 'invoice', $order->get_id() )->remote_id;
		self::edit( $id, 120000 );
		list( $said, $status ) = self::reconcile();
		$differs = array_column( $said['differences'], null, 'kind' )[ Gap::DIFFERS ];
		self::assertSame( $order->get_id(), $differs['order_id'] );
		self::assertEquals( array( 150000, 120000 ), array( $differs['shop_total'], $differs['books_total'] ) );
		self::assertSame( Reconcile::DIFFERS, $status );
		self::assertSame( array( 1, '150000', '120000', '-30000' ), self::figures( $said['sums'][0] ) );

		self::edit( $id, 150000 );
		list( $said, $status ) = self::reconcile();
		self::assertSame( array( array(), Reconcile::AGREES ), array( $said['differences'], $status ), (string) wp_json_encode( $said ) );
	}

	private static function edit( string $id, int $amount ): void {
		$line = array( 'Description' => 'Edited', 'Quantity' => 1, 'UnitAmount' => $amount, 'AccountCode' => '200', 'TaxType' => 'NONE' );
		Books::act( 'POST', "Invoices/$id", array( 'InvoiceID' => $id, 'LineItems' => array( $line ) ) );
	}

	/** Where Xero gives the numbers, it is the reference that names the order. */
	public function test_an_invoice_whose_answer_was_lost_is_no_stranger_whatever_its_number(): void {
		$this->settings( array( 'numbers' => 'xero' ) );
		$order = $this->invoiced_on( 3 );
		$row   = self::delivery( 'invoice', $order->get_id() );
		self::sql( "UPDATE {deliveries} SET remote_id = NULL, remote_number = NULL, status = 'unconfirmed' WHERE id = $row->id" );
		list( $said ) = self::reconcile();
		self::assertSame( array( Gap::WAITING ), array_column( $said['differences'], 'kind' ), (string) wp_json_encode( $said ) );
	}

	public function test_a_shop_that_xero_does_not_let_in_any_more_ends_with_two(): void {
		$this->invoiced_on( 3 );
		Books::disconnect();
		list( $said, $status ) = self::reconcile();
		self::assertSame( Reconcile::INCOMPLETE, $status );
		self::assertArrayHasKey( 'invoice', $said['not_asked'] );
		self::assertFalse( $said['is_complete'] );
		self::assertSame( array(), self::walk() );
		self::assertSame( 1, self::sums( 'invoice' )->there );
	}
}
