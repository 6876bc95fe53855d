<?php
/**
 * kill -9 at the worst moments, twenty times each: nothing is lost and nothing is doubled.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Status;

final class KillTest extends ShopTestCase {

	private const TIMES = 20;

	/** How many processes run at once. */
	private const AT_ONCE = 4;

	/**
	 * Moment; what the dead leave behind of each of the TIMES deliveries that they had in hand: the status of its row, and
	 * whether Kledo has it.
	 *
	 * @return array<string, array{0: string, 1: string, 2: bool}>
	 */
	public static function moments(): array {
		return array(
			'after the insert'                => array( 'insert', 'pending', false ),
			'after the claim'                 => array( 'claim', 'pending', false ),
			'after sending is written'        => array( 'sending', 'sending', false ),
			'after the request left'          => array( 'request', 'sending', true ),
			'after the answer came'           => array( 'answer', 'sending', true ),
			'before the row is finished'      => array( 'finish', 'sending', true ),
			'between two deliveries of a run' => array( 'between', 'sending', false ),
		);
	}

	/**
	 * @dataProvider moments
	 */
	public function test_a_worker_killed( string $moment, string $status, bool $is_there ): void {
		$ids = $this->orders( $moment );
		if ( 'request' === $moment ) {
			Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'hang', 'create' => true ) );
		}
		foreach ( array_chunk( array_slice( $ids, 0, self::TIMES ), self::AT_ONCE ) as $some ) {
			$processes = array_map(
				static fn ( int $id ): Process => Process::start( 'die-at.php', array( $moment, (string) $id ) ),
				$some
			);
			array_walk( $processes, static fn ( Process $process ) => $process->assert_killed() );
		}
		// Between two deliveries the first is done; else the second of the two that a worker had claimed is as it was.
		$others = array(
			'insert' => array(),
			'between' => array( 'accepted' => self::TIMES ),
		)[ $moment ] ?? array( 'pending' => self::TIMES );
		self::assertEquals(
			self::sums( array( $status => self::TIMES ), $others ),
			self::plugin()->store->counts(),
			'where each has died'
		);
		self::assertCount( ( $is_there ? self::TIMES : 0 ) + ( $others['accepted'] ?? 0 ), Sandbox::documents() );
		Sandbox::heal();

		for ( $run = 0; $run < 5; $run++ ) {
			self::pass( 20 * self::MINUTE );
			self::run_worker( 60 );
		}
		self::assertSame( array( Status::Confirmed->value => count( $ids ) ), self::plugin()->store->counts() );
		self::assertEqualsCanonicalizing(
			array_map( 'strval', $ids ),
			array_column( Sandbox::documents(), 'order_id' ),
			'one document for each order'
		);
	}

	/**
	 * A worker claims two at a time, and takes the lease of both with it. Who dies after the insert has claimed none.
	 *
	 * @return list<int>
	 */
	private function orders( string $moment ): array {
		$order = $this->order();
		if ( 'insert' !== $moment ) {
			$order->update_status( 'processing' );
		}
		$number = 'insert' === $moment ? self::TIMES : 2 * self::TIMES;
		return array( $order->get_id(), ...OrderCopies::of( $order, $number - 1 ) );
	}

	/**
	 * @param array<string, int> $one
	 * @param array<string, int> $other
	 * @return array<string, int>
	 */
	private static function sums( array $one, array $other ): array {
		foreach ( $other as $key => $number ) {
			$one[ $key ] = ( $one[ $key ] ?? 0 ) + $number;
		}
		return $one;
	}
}
