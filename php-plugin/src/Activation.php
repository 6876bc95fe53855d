<?php
/**
 * Activation and deactivation.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting;

use WcAccounting\Connector\Installation;
use WcAccounting\Database\Database;
use WcAccounting\Delivery\Cron;
use WcAccounting\Delivery\Schema;
use WcAccounting\Environment\Plugins;
use WcAccounting\Environment\Roles;
use WcAccounting\Environment\Site;
use WcAccounting\Order\StartDay;

/**
 * What happens once, when a plugin of ours is switched on or off, on one site or on all of a network.
 */
final class Activation {

	/**
	 * Whatever is missing, tables and events are made: they are needed once it is there.
	 *
	 * @param string                      $key     Of the service.
	 * @param string                      $file    Main file of its plugin.
	 * @param \Closure(): ?ServiceRuntime $runtime Made when the tables are there.
	 */
	public static function activate( string $key, string $file, bool $network_wide, \Closure $runtime ): void {
		Plugins::activated( $file );
		// This request began without us.
		add_filter( 'cron_schedules', Cron::add_schedule( ... ) );
		self::on_each_site(
			$network_wide,
			static function () use ( $key ): void {
				( new Schema( new Database() ) )->install();
				Installation::begin( $key );
				( new Site() )->settle();
				Roles::ensure();
				Cron::ensure();
			}
		);
		// Where a key is there already, orders count from now on; each site of a network notices it by itself.
		$made = $runtime();
		$made?->settings->store_defaults();
		$made?->start_day->notice();
	}

	/**
	 * What waits stays in the table and goes on after the next activation.
	 *
	 * @param string $key  Of the service.
	 * @param string $file Main file of its plugin.
	 */
	public static function deactivate( string $key, string $file, bool $network_wide ): void {
		Plugins::deactivated( $file );
		$left = Plugins::services_left();
		self::on_each_site(
			$network_wide,
			static function () use ( $key, $left ): void {
				// Of other services the events go on. On a site of a network that has others than this one, they come back with a page of
				// its wp-admin.
				if ( array() === $left ) {
					Cron::clear();
				}
				if ( ! in_array( $key, $left, true ) ) {
					StartDay::pause( $key );
				}
			}
		);
	}

	private static function on_each_site( bool $network_wide, callable $work ): void {
		if ( ! $network_wide || ! is_multisite() ) {
			$work();
			return;
		}
		foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site ) {
			switch_to_blog( (int) $site );
			$work();
			restore_current_blog();
		}
	}
}
