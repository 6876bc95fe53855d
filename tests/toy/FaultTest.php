<?php
/**
 * Every fault at every write of a service that makes documents at once.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Toy;

/** Issue 11: whatever fails once, there is one contact, one invoice, one payment and one credit note in the end. */
final class FaultTest extends ToyTestCase {

	/**
	 * @return array<string, array{0: string, 1: array<string, mixed>}>
	 */
	public static function faults(): array {
		$faults = array(
			'answer lost after it was made'        => array( 'kind' => 'created_answer_lost' ),
			'reset before the body'                => array( 'kind' => 'reset', 'when' => 'before_body' ),
			'reset after the body, and made'       => array( 'kind' => 'reset', 'when' => 'after_body', 'create' => true ),
			'hang after the body, and made'        => array( 'kind' => 'hang', 'when' => 'after_body', 'create' => true ),
			'cut body'                             => array( 'kind' => 'cut_body' ),
			'502, and made'                        => array( 'kind' => 'status', 'code' => 502, 'create' => true ),
			'500'                                  => array( 'kind' => 'status', 'code' => 500 ),
			'429 with seconds'                     => array( 'kind' => 'status', 'code' => 429, 'retry_after' => 30 ),
			'wrong JSON'                           => array( 'kind' => 'wrong_json', 'body' => array( 'foo' => 1 ) ),
			'redirect, and made'                   => array(
				'kind'     => 'redirect',
				'location' => '/invoices/1',
				'code'     => 303,
				'create'   => true,
			),
		);
		$all    = array();
		foreach ( array( 'contacts', 'invoices', 'payments', 'credit-notes' ) as $path ) {
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
		Books::fault( 'POST', $path, $fault, 1 );
		$order  = $this->paid_order();
		$refund = $this->refund( $order, '1000' );
		// Who never answers is waited for until the end.
		self::send( 'hang' === $fault['kind'] ? 3 : 20 );

		self::send_until_settled( 12 );

		self::assertCount( 1, Books::contacts() );
		self::assert_in_the_books( 'invoice', $order );
		self::assert_in_the_books( 'payment', $order );
		self::assert_in_the_books( 'credit_note', $refund );
	}
}
