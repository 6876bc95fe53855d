<?php
/**
 * What a service bears in a minute and in a day.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Connector;
use WcAccounting\Delivery\Queue;
use WcAccounting\Delivery\QueueStore;

/** Issue 11.4: the extension counts, the table remembers, and all processes of the shop read it. */
final class PaceTest extends ShopTestCase {

	private const NOTHING = array(
		'minute' => array(),
		'day'    => array(),
	);

	/** A service that bears a hundred requests a day, and a queue of each of two processes. */
	private function queue(): Queue {
		$connector = $this->createStub( Connector::class );
		$connector->method( 'description' )->willReturn( self::plugin()->connector->description() );
		$connector->method( 'pace' )->willReturnCallback(
			static function ( array $queue, array $event, int $now ): array {
				if ( 'outcome' === $event['type'] ) {
					$queue['spent']['day'][] = array(
						'at'       => $now,
						'requests' => $event['requests'],
						'left'     => $event['left'],
					);
				}
				if ( array_sum( array_column( $queue['spent']['day'], 'requests' ) ) >= 100 ) {
					$queue = array(
						'hold'       => 'day_used_up',
						'held_until' => $now + self::HOUR,
					) + $queue;
				}
				return array(
					'queue'   => $queue,
					'may_run' => null === $queue['hold'],
					'at_most' => null,
					'test'    => false,
				);
			}
		);
		$plugin = self::plugin();
		return new Queue( new QueueStore( $plugin->database ), $connector, $plugin->keys, $plugin->witness, $plugin->store );
	}

	private static function spent(): array {
		return ( new QueueStore( self::plugin()->database ) )->read( 'kledo' )['spent'];
	}

	public function test_what_two_processes_use_up_holds_both(): void {
		$answer = array(
			'class'    => 'made',
			'requests' => 50,
			'left'     => array(
				'minute' => 10,
				'day'    => 50,
			),
		);
		list( $one, $other ) = array( $this->queue(), $this->queue() );
		self::assertTrue( $one->begin()['may_run'] );
		self::assertTrue( $other->begin()['may_run'] );

		self::assertTrue( $one->answered( $answer ) );
		self::assertFalse( $other->answered( $answer ) );

		self::assertFalse( $one->begin()['may_run'] );
		self::assertSame( 'day_used_up', $one->hold()['hold'] );
		self::assertSame( array( 50, 50 ), array_column( self::spent()['day'], 'requests' ) );
		self::assertSame( $answer['left'], self::spent()['day'][0]['left'] );
	}

	public function test_a_day_that_is_used_up_is_said_until_it_is_over(): void {
		wp_set_current_user( 1 );
		$until = 2_000_000_000;
		$held  = array(
			'hold'       => 'day_used_up',
			'held_until' => $until,
		);
		$store = new QueueStore( self::plugin()->database );
		$store->change( 'kledo', static fn ( array $queue ): array => $held + $queue );

		$notices = self::notices();
		self::assertStringContainsString( 'Kledo takes no more requests from this shop for now', $notices );
		self::assertStringContainsString( wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), $until ), $notices );

		self::sql( 'UPDATE {queues} SET held_until = UTC_TIMESTAMP()' );
		self::assertStringNotContainsString( 'takes no more requests', self::notices() );
	}

	public function test_kledo_has_no_limit_that_is_known_and_nothing_is_counted(): void {
		$this->processing_order();
		self::run_worker();
		self::assertCount( 1, Sandbox::requests( 'POST' ) );
		self::assertSame( self::NOTHING, self::spent() );
		self::assertNull( self::plugin()->queue->hold() );
	}

	private static function notices(): string {
		$plugin  = self::plugin();
		$notices = new \WcAccounting\Admin\Notices(
			new \WcAccounting\Admin\Page( 'kledo', 'wc-kledo' ),
			$plugin->connector,
			$plugin->settings,
			$plugin->store,
			$plugin->queue,
			$plugin->messages,
			$plugin->logger
		);
		ob_start();
		$notices->show();
		return (string) ob_get_clean();
	}
}
