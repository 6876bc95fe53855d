<?php
/**
 * What cron does beside delivering. WP-CLI's `wp cron event run` fires the events as this process does: nothing said that it is cron
 * when the plugins were loaded.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\ConnectionCheck;
use WcAccounting\Admin\Lookups;
use WcAccounting\Connector\Name;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Schema;

final class CronTest extends ShopTestCase {

	protected function setUp(): void {
		parent::setUp();
		self::assertFalse( wp_doing_cron() );
	}

	/**
	 * @dataProvider events
	 */
	public function test_whoever_fires_an_event_the_tables_are_up_to_date_then( string $event ): void {
		update_option( Schema::OPTION, '0' );

		do_action( $event );

		self::assertNotSame( '0', get_option( Schema::OPTION ) );
	}

	public static function events(): array {
		return array(
			'regular' => array( Cron::DELIVER ),
			'soon'    => array( Cron::SOON ),
			'sweep'   => array( Cron::SWEEP ),
		);
	}

	/** Xero's refresh token ends unless it is used, and locked days are told by the same question. */
	public function test_whoever_fires_the_hourly_event_the_connection_is_tested_once_a_day(): void {
		$option = Name::of( 'kledo', ConnectionCheck::OPTION );
		$tested = array( 'ok' => true, 'class' => 'connected', 'message' => '', 'company' => '', 'rows' => array(), 'expires_at' => null );
		update_option( $option, array( 'tested_at' => time() - 25 * self::HOUR ) + $tested );

		do_action( Cron::SWEEP );
		self::assertEqualsWithDelta( time(), get_option( $option )['tested_at'], 10 );

		$before = count( Sandbox::requests() );
		do_action( Cron::SWEEP );
		self::assertCount( $before, Sandbox::requests() );
	}

	public function test_whoever_fires_an_event_what_a_page_wanted_is_fetched(): void {
		$wanted = Name::of( 'kledo', Lookups::WANTED );
		foreach ( array( Cron::DELIVER, Cron::SOON ) as $event ) {
			update_option( $wanted, array( 'warehouses' => true ) );

			do_action( $event );

			self::assertFalse( get_option( $wanted ) );
		}
	}

	public function test_what_fails_beside_it_does_not_keep_cron_from_delivering(): void {
		$order = $this->processing_order();
		$wrong = static fn () => throw new \Error( 'broken code of somebody else' );
		$this->hook( 'pre_option_' . Name::of( 'kledo', Lookups::WANTED ), $wrong );

		do_action( Cron::DELIVER );

		self::assertSame( 'accepted', self::row( $order )->status->value );
		self::assertStringContainsString( 'broken code of somebody else', self::log() );
	}
}
