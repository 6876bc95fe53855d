<?php
/**
 * kill -9 at the worst moments.
 */

declare(strict_types=1);

namespace WcAccounting\Tests\Xero;

use WcAccounting\Tests\Process;

/** Issue 12: nothing is lost and nothing is doubled. */
final class KillTest extends XeroTestCase {

	/** How often a worker dies at each moment. */
	private const TIMES = 3;

	/**
	 * Moment, and the request it belongs to.
	 *
	 * @return array<string, array{0: string, 1: string}>
	 */
	public static function moments(): array {
		$moments = array( 'after the claim' => array( 'claim', '' ), 'before the row is finished' => array( 'finish', '' ) );
		foreach ( array( 'Contacts', 'Invoices', 'Payments' ) as $path ) {
			$moments[ "before $path leaves" ]      = array( 'sending', $path );
			$moments[ "after $path was answered" ] = array( 'answer', $path );
		}
		return $moments;
	}

	/**
	 * @dataProvider moments
	 */
	public function test_a_worker_killed( string $moment, string $path ): void {
		$orders = array();
		for ( $time = 0; $time < self::TIMES; $time++ ) {
			// Its payment leaves in the same run, once the invoice is there.
			$orders[] = $this->paid_order( "customer-$time@example.test" );
			$of_xero = array( 'SERVICE' => 'xero', 'METHOD' => 'PUT' );
			Process::start( 'die-at-request.php', array( $moment, $path ), $of_xero )->assert_killed();
			wp_cache_flush();
			self::pass( 15 * self::MINUTE );
		}

		self::send_until_settled( 8 );

		self::assert_delivered( 'invoice', ...$orders );
		self::assert_delivered( 'payment', ...$orders );
		$count = static fn ( string $what ): int => count( Books::all( $what ) );
		self::assertSame( array( 3, 3, 3 ), array_map( $count, array( 'contacts', 'invoices', 'payments' ) ) );
	}
}
