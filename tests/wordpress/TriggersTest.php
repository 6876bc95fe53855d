<?php
/**
 * Statuses that want a document.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Connector\Settings;
use WcAccounting\Delivery\Status;

final class TriggersTest extends ShopTestCase {

	protected function setUp(): void {
		parent::setUp();
		foreach ( array( 'packed' => 'Packed', 'paid-later' => 'Paid later' ) as $status => $label ) {
			register_post_status( "wc-$status", array( 'label' => $label ) );
			$this->hook(
				'wc_order_statuses',
				static fn ( array $statuses ): array => $statuses + array( "wc-$status" => $label )
			);
		}
	}

	/** Issue 10.7: the row was dropped when the order left the status that triggered it, before it was delivered. */
	public function test_an_order_that_goes_on_to_another_status_keeps_what_waits(): void {
		$order = $this->processing_order();
		$order->update_status( 'packed' );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );

		$order = $this->processing_order();
		$order->update_status( 'packed' );
		$order->update_status( 'completed' );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	/** Issue 10.7. */
	public function test_an_order_that_is_over_or_goes_back_loses_what_waits(): void {
		foreach ( array( 'cancelled', 'refunded', 'failed' ) as $status ) {
			$order = $this->processing_order();
			$order->update_status( $status );
			self::run_worker();
			self::assertNull( self::row( $order ), $status );
		}
		$order = $this->order();
		$order->update_status( 'completed' );
		$order->update_status( 'processing' );
		self::run_worker();
		self::assertNull( self::row( $order, 'invoice' ) );
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	/** Issue 10.7. */
	public function test_the_owner_chooses_the_statuses(): void {
		$this->option( 'wc_kledo_order_statuses', 'packed,paid-later' );
		self::assertSame( array( 'completed', 'packed', 'paid-later' ), $this->sorted_triggers() );
		self::assertSame( array( 'order' ), $this->kinds_wanted_at( 'packed' ) );
		self::assertSame( array(), $this->kinds_wanted_at( 'processing' ) );
		self::assertStringContainsString( 'Packed / Paid later', $this->box_of( $this->order() ) );

		$order = $this->order();
		$order->update_status( 'packed' );
		self::plugin()->listener->reached( 'packed', $order->get_id(), $order );
		$order->update_status( 'on-hold' );
		self::run_worker();
		self::assertSame( Status::Accepted, self::row( $order )->status );
	}

	/** Issue 10.7: the sweep looks for all of them. */
	public function test_the_sweep_finds_what_was_missed_in_each_of_the_statuses(): void {
		self::hide_earlier_orders();
		$this->option( 'wc_kledo_order_statuses', 'processing,packed' );
		$packed = $this->order();
		$packed->update_status( 'packed' );
		self::assertNull( self::row( $packed ), 'this process has set its hooks before' );

		self::assertSame( 1, self::plugin()->sweeper->sweep()['queued'] );
		self::assertNotNull( self::row( $packed ) );
	}

	/** What every page of the shop has to know is there without a query. */
	public function test_the_lists_are_stored_where_wordpress_loads_them_by_itself(): void {
		self::plugin()->settings->store_defaults();
		wp_cache_flush();
		$loaded = wp_load_alloptions();
		self::assertSame( 'processing', $loaded['wc_kledo_order_statuses'] ?? null );
		self::assertSame( 'completed', $loaded['wc_kledo_invoice_statuses'] ?? null );
	}

	/** In a shop whose owner has said what is sent: what was never saved beside that is not asked for each time. */
	public function test_a_change_of_status_costs_one_query(): void {
		self::plugin()->bring_up_to_date();
		foreach ( array( 'enable_order' => 'yes', 'enable_invoice' => 'yes', 'order_first' => 'no' ) as $setting => $value ) {
			$this->option( "wc_kledo_$setting", $value );
		}
		$order = $this->order();
		wp_cache_flush();
		wp_load_alloptions();
		global $wpdb;
		$before = $wpdb->num_queries;
		self::plugin()->listener->reached( 'processing', $order->get_id(), $order );
		$asked = $wpdb->num_queries - $before;
		self::assertNotNull( self::row( $order ) );
		self::assertSame( 1, $asked );
	}

	/** @return list<string> */
	private function sorted_triggers(): array {
		$triggers = Settings::essentials( 'kledo' )['statuses'];
		sort( $triggers );
		return $triggers;
	}

	/** @return list<string> */
	private function kinds_wanted_at( string $status ): array {
		return array_column( self::plugin()->triggers->wanted_at( $status ), 'kind' );
	}
}
