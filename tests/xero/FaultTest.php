<?php
/**
 * Every fault at every write.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

/** Issue 12: whatever fails once, there is one of each in the end, and the totals are those of the order. */
final class FaultTest extends XeroTestCase {

	private const FAULTS = array(
		'answer lost after it was made'  => array( 'kind' => 'created_answer_lost' ),
		'reset before the body'          => array( 'kind' => 'reset', 'when' => 'before_body' ),
		'reset after the body, and made' => array( 'kind' => 'reset', 'when' => 'after_body', 'create' => true ),
		'cut body'                       => array( 'kind' => 'cut_body' ),
		'502, and made'                  => array( 'kind' => 'status', 'code' => 502, 'create' => true ),
		'500'                            => array( 'kind' => 'status', 'code' => 500 ),
		'429 with seconds'               => array( 'kind' => 'status', 'code' => 429, 'retry_after' => 30 ),
		'wrong JSON'                     => array( 'kind' => 'wrong_json', 'body' => array( 'foo' => 1 ) ),
		'wrong JSON, and made'           => array( 'kind' => 'wrong_json', 'body' => array( 'foo' => 1 ), 'create' => true ),
		'a web page, and made'           => array( 'kind' => 'html', 'create' => true ),
	);

	/**
	 * @return array<string, array{0: string, 1: array<string, mixed>}>
	 */
	public static function faults(): array {
		$all = array();
		foreach ( array( 'Contacts', 'Items', 'Invoices', 'Payments', 'CreditNotes', 'Allocations' ) as $path ) {
			foreach ( self::FAULTS as $name => $fault ) {
				$all[ "$path: $name" ] = array( $path, $fault );
			}
		}
		return $all;
	}

	/**
	 * @dataProvider faults
	 * @param array<string, mixed> $fault
	 */
	public function test_a_fault_once( string $path, array $fault ): void {
		$this->settings( array( 'item_codes' => 'yes', 'make_items' => 'yes' ) );
		Books::fault( 'PUT', $path, $fault, 1 );
		// One that is paid, and one that is not: its refund is allocated.
		$paid   = $this->paid_order();
		$unpaid = $this->unpaid_order();
		$refund = $this->refund_of_one( $unpaid );

		self::send_until_settled( 12 );

		self::assert_delivered( 'invoice', $paid, $unpaid );
		self::assert_delivered( 'payment', $paid );
		self::assert_delivered( 'credit_note', $refund );
		self::assert_delivered( 'allocation', $refund );
		$once = array( 'contacts' => 1, 'items' => 1, 'invoices' => 2, 'credit_notes' => 1, 'allocations' => 1, 'payments' => 1 );
		self::assertSame( $once, self::counts() );
		$due = array_column( Books::all( 'invoices' ), 'AmountDue', 'InvoiceNumber' );
		self::assertSame( 0.0, (float) $due[ 'WC-' . $paid->get_id() ] );
		self::assertSame( 75000.0, (float) $due[ 'WC-' . $unpaid->get_id() ] );
	}

	/**
	 * @return array<string, array{0: array<string, mixed>}>
	 */
	public static function faults_of_one_write(): array {
		return array_map( static fn ( array $fault ): array => array( $fault ), self::FAULTS );
	}

	/**
	 * It is a payment like that of the order, and comes last.
	 *
	 * @dataProvider faults_of_one_write
	 * @param array<string, mixed> $fault
	 */
	public function test_a_fault_once_at_what_is_paid_back( array $fault ): void {
		$order = $this->paid_order();
		self::send_until_settled( 1 );
		self::assert_delivered( 'payment', $order );
		Books::fault( 'PUT', 'Payments', $fault, 1 );
		$refund = $this->refund_of_one( $order );

		self::send_until_settled( 12 );

		self::assert_delivered( 'credit_note', $refund );
		self::assert_delivered( 'refund_payment', $refund );
		self::assertSame( array( 'contacts' => 1, 'invoices' => 1, 'credit_notes' => 1, 'payments' => 2 ), self::counts() );
		self::assertSame( array( 150000.0, 75000.0 ), array_map( 'floatval', array_column( Books::all( 'payments' ), 'Amount' ) ) );
		self::assertSame( 0.0, (float) Books::all( 'credit_notes' )[0]['RemainingCredit'] );
	}

	/**
	 * @dataProvider faults_of_one_write
	 * @param array<string, mixed> $fault
	 */
	public function test_a_fault_once_at_a_quote( array $fault ): void {
		$this->settings( array( 'document' => 'quote' ) );
		Books::fault( 'PUT', 'Quotes', $fault, 1 );
		$order = $this->paid_order();
		self::send_until_settled( 12 );
		self::assert_delivered( 'quote', $order );
		self::assertSame( array( 'contacts' => 1, 'quotes' => 1 ), self::counts() );
		self::assertSame( 150000.0, (float) Books::all( 'quotes' )[0]['Total'] );
	}

	/**
	 * @dataProvider faults_of_one_write
	 * @param array<string, mixed> $fault
	 */
	public function test_a_fault_once_at_a_void( array $fault ): void {
		$this->settings( array( 'enable_void' => 'yes' ) );
		$order = $this->unpaid_order();
		self::send_until_settled( 1 );
		Books::fault( 'POST', 'Invoices', $fault, 1 );
		$order->update_status( 'cancelled' );
		self::send_until_settled( 12 );
		self::assert_delivered( 'void', $order );
		self::assertSame( array( 'VOIDED' ), array_column( Books::all( 'invoices' ), 'Status' ) );
	}

	private function refund_of_one( \WC_Order $order ): \WC_Order_Refund {
		return $this->refund( $order, '75000', array( (int) array_key_first( $order->get_items() ) => 1 ) );
	}
}
