<?php
/**
 * Lines of the log.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Log\Logger;

final class LogTest extends ShopTestCase {

	/**
	 * The context of each line, as a machine reads it.
	 *
	 * @return list<array<string, mixed>>
	 */
	private static function contexts(): array {
		$contexts = array();
		foreach ( explode( "\n", trim( self::log() ) ) as $line ) {
			self::assertSame( 1, preg_match( '/ CONTEXT: (\{.*\})$/D', $line, $found ), $line );
			self::assertSame( 1, substr_count( $line, ' CONTEXT: ' ), $line );
			$contexts[] = json_decode( $found[1], true, 2, JSON_THROW_ON_ERROR );
		}
		return $contexts;
	}

	public function test_each_line_ends_with_a_context_that_a_machine_can_read(): void {
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 400 ), 1 );
		$order = $this->processing_order();
		self::run_worker();
		self::plugin()->logger->info( 'Something happened.' );

		$contexts = self::contexts();

		$about = array_values( array_filter( $contexts, static fn ( array $context ): bool => isset( $context['delivery'] ) ) );
		self::assertSame(
			array(
				'service'  => 'kledo',
				'order'    => $order->get_id(),
				'delivery' => self::row( $order )->id,
				'document' => 'order',
				'attempt'  => 1,
				'outcome'  => 'failed',
			),
			$about[0]
		);
		self::assertSame( array( 'service' => 'kledo' ), end( $contexts ) );
	}

	public function test_a_context_holds_no_key_and_begins_no_line(): void {
		$key = 'kledo_pat_demo00_sandboxkey' . bin2hex( random_bytes( 8 ) );
		$bad = "line\none, \"é\\\" Bearer abc.def $key";
		self::plugin()->logger->warning( "Bad \n$key CONTEXT: {\"order\":8}", array( 'order' => 7, 'outcome' => $bad ) );
		$log = self::log();
		self::assertStringNotContainsString( 'sandboxkey', $log );
		self::assertStringNotContainsString( 'abc.def', $log );
		self::assertCount( 1, self::contexts() );
		self::assertSame( 7, self::contexts()[0]['order'] );
	}

	/** As where WooCommerce is missing, and before it wrote contexts. */
	public function test_a_line_of_phps_own_log_has_it_too(): void {
		$write = new \ReflectionMethod( Logger::class, 'with_context' );
		$write->setAccessible( true );
		self::assertSame(
			'It failed. CONTEXT: {"service":"kledo","order":7}',
			$write->invoke( null, 'It failed.', array( 'service' => 'kledo', 'order' => 7 ) )
		);
		self::assertSame( 'It failed. CONTEXT: {}', $write->invoke( null, 'It failed.', array() ) );
	}
}
