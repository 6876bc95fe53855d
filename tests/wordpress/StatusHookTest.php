<?php
/**
 * What happens inside the request that changes an order's status.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Status;

final class StatusHookTest extends ShopTestCase {

	protected function setUp(): void {
		parent::setUp();
		self::make_mails();
	}

	public function test_a_status_change_makes_one_row_with_one_insert_and_no_request(): void {
		$order   = $this->order();
		$inserts = 0;
		$this->hook(
			'query',
			static function ( string $query ) use ( &$inserts ): string {
				$inserts += str_contains( $query, 'wc_accounting' ) && str_contains( $query, 'INSERT INTO' ) ? 1 : 0;
				return $query;
			}
		);

		$order->update_status( 'processing' );

		self::assertSame( 1, $inserts );
		self::assertCount( 1, self::rows() );
		self::assertSame( Status::Pending, self::row( $order )->status );
		self::assertSame( 0, self::row( $order )->attempts );
		self::assertLessThanOrEqual( 0, self::seconds_until_due( self::row( $order ) ) );
		self::assertSame( array(), Sandbox::requests() );
	}

	public function test_each_document_is_queued_by_its_own_status(): void {
		$order = $this->processing_order();
		self::assertSame( array( 'order' ), array_column( self::rows(), 'document' ) );

		$order->update_status( 'completed' );
		self::assertSame( array( 'order', 'invoice' ), array_column( self::rows(), 'document' ) );
	}

	/**
	 * @dataProvider toggles
	 * @param list<string> $expected
	 */
	public function test_toggles_are_obeyed( string $option, array $expected ): void {
		$this->option( $option, 'no' );

		$this->processing_order()->update_status( 'completed' );

		self::assertSame( $expected, array_column( self::rows(), 'document' ) );
	}

	public static function toggles(): array {
		return array(
			'connection'  => array( 'wc_kledo_enable_api_connection', array() ),
			'sales order' => array( 'wc_kledo_enable_order', array( 'invoice' ) ),
			'invoice'     => array( 'wc_kledo_enable_invoice', array( 'order' ) ),
		);
	}

	public function test_an_order_that_the_official_plugin_has_sent_is_not_queued(): void {
		$order = $this->order();
		$this->is_older_than_ours( $order );
		$order->update_meta_data( '_wc_kledo_order_synced', 'yes' );
		$order->save();

		$order->update_status( 'processing' );

		self::assertSame( array(), self::rows() );
	}

	public function test_other_code_hears_of_what_is_queued_and_only_then(): void {
		$heard = array();
		$this->hook(
			'wc_kledo_create_order',
			static function ( $order_id ) use ( &$heard ): void {
				$heard[] = array( 'order', $order_id );
			}
		);
		$this->hook(
			'wc_kledo_create_invoice',
			static function ( $order_id, $order ) use ( &$heard ): void {
				$heard[] = array( 'invoice', $order_id, $order::class );
			},
			10,
			2
		);

		$order = $this->processing_order();
		$order->update_status( 'on-hold' );
		$order->update_status( 'processing' );
		$order->update_status( 'completed' );

		self::assertSame( array( array( 'order', $order->get_id() ), array( 'invoice', $order->get_id(), $order::class ) ), $heard );
	}

	/**
	 * @group woocommerce
	 */
	public function test_an_error_in_the_listener_stops_neither_mails_nor_later_hooks(): void {
		$mails_without = $this->mails_of_a_status_change();
		$this->hook( 'wc_kledo_create_order', static fn () => throw new \Error( 'broken code of somebody else' ) );
		$later = 0;
		$this->hook(
			'woocommerce_order_status_processing',
			static function () use ( &$later ): void {
				++$later;
			},
			99
		);

		$mails = $this->mails_of_a_status_change();

		self::assertSame( 1, $later );
		self::assertSame( $mails_without, $mails );
		self::assertCount( 2, $mails, 'to the customer and to the shop' );
		self::assertStringContainsString( 'broken code of somebody else', self::log() );
	}

	/**
	 * @group woocommerce
	 */
	public function test_a_missing_table_stops_neither_mails_nor_later_hooks(): void {
		$mails_without = $this->mails_of_a_status_change();
		$later         = 0;
		$this->hook(
			'woocommerce_order_status_changed',
			static function () use ( &$later ): void {
				++$later;
			}
		);
		self::sql( 'RENAME TABLE {deliveries} TO {deliveries_away}' );
		try {
			$GLOBALS['wpdb']->suppress_errors( true );
			$mails = $this->mails_of_a_status_change();
		} finally {
			$GLOBALS['wpdb']->suppress_errors( false );
			self::sql( 'RENAME TABLE {deliveries_away} TO {deliveries}' );
		}

		self::assertSame( 1, $later );
		self::assertSame( $mails_without, $mails );
		self::assertCount( 2, $mails, 'to the customer and to the shop' );
		self::assertStringContainsString( 'tried again when the request ends', self::log() );
	}

	/**
	 * @return list<string>
	 */
	private function mails_of_a_status_change(): array {
		$before = self::count_mails();
		$order  = $this->processing_order();
		self::assertSame( 'processing', self::reread( $order )->get_status() );
		return str_replace( (string) $order->get_id(), '#', self::mails( $before ) );
	}

	public function test_a_command_line_script_delivers_when_it_ends(): void {
		$order = $this->order();

		Process::start( 'process-at-shutdown.php', array( (string) $order->get_id(), 'processing' ) )->output();

		self::assertSame( Status::Accepted, self::row( $order )->status );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}

	public function test_a_process_killed_between_insert_and_send_loses_nothing(): void {
		$order = $this->order();
		Process::start( 'die-after-hook.php', array( (string) $order->get_id() ) )->assert_killed();
		self::assertSame( Status::Pending, self::row( $order )->status );
		self::assertSame( array(), Sandbox::requests() );

		$output = Process::cron();

		self::assertSame( Status::Accepted, self::row( $order )->status, $output );
		self::assertCount( 1, Sandbox::documents( $order->get_id() ) );
	}
}
