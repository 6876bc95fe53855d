<?php
/**
 * Every fault at every write.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

/** Issue 12: whatever fails once, there is one of each in the end, and the totals are those of the order. */
final class FaultTest extends XeroTestCase {

	/**
	 * @return array<string, array{0: string, 1: array<string, mixed>}>
	 */
	public static function faults(): array {
		$faults = array(
			'answer lost after it was made'  => array( 'kind' => 'created_answer_lost' ),
			'reset before the body'          => array( 'kind' => 'reset', 'when' => 'before_body' ),
			'reset after the body, and made' => array( 'kind' => 'reset', 'when' => 'after_body', 'create' => true ),
			'cut body'                       => array( 'kind' => 'cut_body' ),
			'502, and made'                  => array( 'kind' => 'status', 'code' => 502, 'create' => true ),
			'500'                            => array( 'kind' => 'status', 'code' => 500 ),
			'429 with seconds'               => array( 'kind' => 'status', 'code' => 429, 'retry_after' => 30 ),
			'wrong JSON'                     => array( 'kind' => 'wrong_json', 'body' => array( 'foo' => 1 ) ),
		);
		$all    = array();
		foreach ( array( 'Contacts', 'Items', 'Invoices', 'Payments', 'CreditNotes', 'Allocations' ) as $path ) {
			foreach ( $faults as $name => $fault ) {
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
		$refund = $this->refund( $unpaid, '75000', array( (int) array_key_first( $unpaid->get_items() ) => 1 ) );

		self::send_until_settled( 12 );

		self::assert_delivered( 'invoice', $paid, $unpaid );
		self::assert_delivered( 'payment', $paid );
		self::assert_delivered( 'credit_note', $refund );
		self::assert_delivered( 'allocation', $refund );
		$count = static fn ( string $what ): int => count( Books::all( $what ) );
		self::assertSame(
			array( 1, 1, 2, 1, 1, 1 ),
			array_map( $count, array( 'contacts', 'items', 'invoices', 'payments', 'credit_notes', 'allocations' ) )
		);
		$due = array_column( Books::all( 'invoices' ), 'AmountDue', 'InvoiceNumber' );
		self::assertSame( 0.0, (float) $due[ 'WC-' . $paid->get_id() ] );
		self::assertSame( 75000.0, (float) $due[ 'WC-' . $unpaid->get_id() ] );
	}
}
