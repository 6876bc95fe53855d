<?php
/**
 * A shop whose month is closed.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Delivery\Month;
use WcAccounting\Delivery\Run;
use WcAccounting\Delivery\Status;
use WcAccounting\Delivery\Tally;

/** Makes the month that ended last. Orders of other tests are out of the way: they are of today. */
abstract class MonthTestCase extends MoneyTestCase {

	protected function setUp(): void {
		parent::setUp();
		$this->forget_earlier_orders();
		$this->option( 'woocommerce_calc_taxes', 'yes' );
		$this->option( 'woocommerce_prices_include_tax', 'no' );
		$this->rates->add( '11' );
		self::kledo_taxes( 'exclusive' );
		$this->orders_count_from( 0 );
		self::sql( "DELETE FROM {$GLOBALS['wpdb']->options} WHERE option_name LIKE '\_transient%\_month\_%'" );
		wp_cache_flush();
	}

	/** Those of tests before this one, in the months that are looked at. */
	private function forget_earlier_orders(): void {
		$period = array( 'date_created' => self::month()->earlier()->begins() . '...' . self::month()->later()->ends() );
		$types  = array( 'shop_order', 'shop_order_refund' );
		foreach ( wc_get_orders( $period + array( 'type' => $types, 'limit' => -1, 'status' => 'any', 'return' => 'ids' ) ) as $id ) {
			$order = wc_get_order( $id );
			// A refund goes with its order.
			if ( false !== $order ) {
				$order->delete( true );
			}
		}
		self::sql( 'TRUNCATE TABLE {deliveries}' );
		self::sql( 'TRUNCATE TABLE {books}' );
	}

	protected static function month(): Month {
		return Month::last();
	}

	/** Ten in the morning of a day of that month; the last one where it has fewer days. */
	protected static function on( int $day ): int {
		$days = self::month()->days();
		$day  = $days[ min( $day, count( $days ) ) - 1 ];
		return ( new \DateTimeImmutable( "$day 10:00:00", wp_timezone() ) )->getTimestamp();
	}

	/** @param 'exclusive'|'inclusive'|'none' $mode What Kledo makes of has_tax. */
	protected static function kledo_taxes( string $mode ): void {
		Sandbox::settings( array( 'tax' => array( 'mode' => $mode, 'percent' => '11', 'shipping' => true, 'decimals' => 2 ) ) );
	}

	protected function order_made_at( int $time ): \WC_Order {
		$order = $this->order();
		$order->set_date_created( $time );
		$order->save();
		return $order;
	}

	protected function processing_on( int $day ): \WC_Order {
		$order = $this->order_made_at( self::on( $day ) );
		$order->update_status( 'processing' );
		return $order;
	}

	/** A status that nobody of ours hears of. */
	protected function silently( \WC_Order $order, string $status ): void {
		$this->option( 'wc_kledo_enable_api_connection', 'no' );
		$order->update_status( $status );
		$this->option( 'wc_kledo_enable_api_connection', 'yes' );
	}

	/** Its hook was lost. */
	protected function missed( int $time ): int {
		$order = $this->order_made_at( $time );
		$this->silently( $order, 'processing' );
		self::assertNull( self::row( $order ) );
		return $order->get_id();
	}

	/** What waits arrives, and its total is read back. */
	protected function arrive(): void {
		self::run_worker();
		self::pass( 2 * self::MINUTE );
		self::run_worker();
		self::plugin()->read_back->run( new Run( 20 ) );
	}

	protected function delivered( int $day ): \WC_Order {
		$order = $this->processing_on( $day );
		$this->arrive();
		self::assertSame( Status::Confirmed, self::row( $order )->status );
		return self::reread( $order );
	}

	/**
	 * Two orders whose documents agree, and one of each kind of difference that the shop knows by itself.
	 *
	 * @return array<string, int> Ids of orders.
	 */
	protected function made_up_month(): array {
		$made = array(
			'first'  => $this->delivered( 3 )->get_id(),
			'second' => $this->delivered( 20 )->get_id(),
		);
		self::kledo_taxes( 'none' );
		$made['differs'] = $this->delivered( 5 )->get_id();
		self::kledo_taxes( 'exclusive' );
		$changed = $this->delivered( 6 );
		$changed->set_total( '111000' );
		$changed->save();
		self::end_request_and_run_cron();
		$made['changed'] = $changed->get_id();
		$failed          = $this->processing_on( 8 );
		Sandbox::fault( 'POST', 'woocommerce/order', array( 'kind' => 'status', 'code' => 422 ), 1 );
		self::run_worker();
		Sandbox::heal();
		self::assertSame( Status::Failed, self::row( $failed )->status );
		$made['failed'] = $failed->get_id();
		$this->option( 'wc_kledo_hold_differences', 'yes' );
		$held = $this->order_made_at( self::on( 9 ) );
		$held->set_total( '150000' );
		$held->save();
		$held->update_status( 'processing' );
		self::run_worker();
		self::assertTrue( self::row( $held )->is_held() );
		$made['held']    = $held->get_id();
		$made['waiting'] = $this->processing_on( 10 )->get_id();
		// Pages that are looked at send what is overdue.
		self::sql( "UPDATE {deliveries} SET next_attempt_at = UTC_TIMESTAMP() + INTERVAL 1 HOUR WHERE status = 'pending'" );
		$made['missing'] = $this->missed( self::on( 11 ) );
		$marked          = wc_get_order( $this->missed( self::on( 12 ) ) );
		self::mark( $marked );
		$made['marked'] = $marked->get_id();
		$made['older']  = $this->missed( self::on( 1 ) );
		$this->orders_count_from( self::on( 2 ) );
		return $made;
	}

	/**
	 * @return list<array{0: string, 1: int}> Kind of difference and id of the order.
	 */
	protected static function walk( ?Month $month = null ): array {
		$found = array();
		foreach ( self::plugin()->reconciliation->walk( $month ?? self::month(), new Run( 60 ) ) as $gap ) {
			$found[] = array( $gap->kind, (int) $gap->order_id );
		}
		self::assertTrue( self::plugin()->reconciliation->is_complete() );
		return $found;
	}

	/**
	 * @param list<array{0: string, 1: int}> $found
	 * @param list<string>                   $kinds
	 * @return list<array{0: string, 1: int}>
	 */
	protected static function sorted_like( array $found, array $kinds ): array {
		$place = static fn ( array $one ): int => (int) array_search( $one[0], $kinds, true );
		usort( $found, static fn ( array $one, array $other ): int => $place( $one ) <=> $place( $other ) );
		return $found;
	}

	/** @return list<Tally> */
	protected static function tallies(): array {
		return self::plugin()->reconciliation->tallies();
	}

	/** Of the only kind and currency there is. */
	protected static function sums(): Tally {
		self::assertCount( 1, self::tallies() );
		return self::tallies()[0];
	}
}
