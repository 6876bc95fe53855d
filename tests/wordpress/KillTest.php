<?php
/**
 * kill -9 at the worst moments, twenty times each: nothing is lost and nothing is doubled.
 */

declare(strict_types=1);

namespace WcKledo\Tests;

use WcKledo\Delivery\Status;

final class KillTest extends ShopTestCase {

	private const TIMES = 20;

	/**
	 * @return array<string, array{0: string}>
	 */
	public function moments(): array {
		return array(
			'after the insert'                => array( 'insert' ),
			'after the claim'                 => array( 'claim' ),
			'after sending is written'        => array( 'sending' ),
			'after the request left'          => array( 'request' ),
			'after the answer came'           => array( 'answer' ),
			'before the row is finished'      => array( 'finish' ),
			'between two deliveries of a run' => array( 'between' ),
		);
	}

	/**
	 * @dataProvider moments
	 */
	public function test_a_worker_killed( string $moment ): void {
		// A worker claims two at a time, and takes the lease of both with it.
		$product = $this->product();
		$orders  = array();
		for ( $number = 0; $number < 2 * self::TIMES; $number++ ) {
			$order = $this->order( array( array( $product, 1 ) ) );
			if ( 'insert' !== $moment ) {
				$order->update_status( 'processing' );
			}
			$orders[] = $order;
		}
		if ( 'insert' === $moment ) {
			$orders = array_slice( $orders, 0, self::TIMES );
		}
		Sandbox::settings( array( 'latency_ms' => 'request' === $moment ? 2000 : 0 ) );
		self::assertSame( self::TIMES, $this->kill_a_worker_for_each( $moment, $orders ), 'each process must die at its moment' );
		Sandbox::settings( array( 'latency_ms' => 0 ) );

		for ( $run = 0; $run < 5; $run++ ) {
			self::pass( 20 * self::MINUTE );
			self::run_worker();
		}
		foreach ( $orders as $order ) {
			self::assertSame( Status::Confirmed, self::row( $order )?->status, 'order ' . $order->get_id() );
			self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
		}
		self::assertCount( count( $orders ), Sandbox::documents() );
	}

	/**
	 * @param list<\WC_Order> $orders
	 * @return int Processes that died as they should.
	 */
	private function kill_a_worker_for_each( string $moment, array $orders ): int {
		$killed = 0;
		foreach ( array_chunk( array_slice( $orders, 0, self::TIMES ), 2 ) as $pair ) {
			$processes = array();
			foreach ( $pair as $order ) {
				$processes[] = Process::start( 'die-at.php', array( $moment, (string) $order->get_id() ) );
			}
			foreach ( $processes as $process ) {
				$killed += str_contains( $process->output(), 'survived' ) ? 0 : 1;
			}
		}
		return $killed;
	}
}
