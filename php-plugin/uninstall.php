<?php
/**
 * Removes what this plugin has made, on every site.
 *
 * Settings and the marks on orders are those of the official Kledo plugin as well, and an order without its mark would be
 * sent again after a new installation: they stay, unless `define( 'WC_KLEDO_REMOVE_ALL_DATA', true );` is in wp-config.php.
 *
 * @package WcKledo
 */

declare(strict_types=1);

use WcKledo\Admin\ConnectionCheck;
use WcKledo\Admin\Flash;
use WcKledo\Autoloader;
use WcKledo\Connector\KeyRing;
use WcKledo\Delivery\Cron;
use WcKledo\Delivery\Database;
use WcKledo\Delivery\Removal;
use WcKledo\Delivery\Schema;
use WcKledo\Environment\CommandLine;
use WcKledo\Environment\Site;
use WcKledo\Order\Consent;
use WcKledo\Order\StartDay;
use WcKledo\Order\Sweeper;
use WcKledo\Upgrade\OfficialQueue;

if ( ! defined( 'WP_UNINSTALL_PLUGIN' ) ) {
	exit;
}

require_once __DIR__ . '/src/Autoloader.php';
Autoloader::register();

( static function (): void {
	$everything = defined( 'WC_KLEDO_REMOVE_ALL_DATA' ) && true === WC_KLEDO_REMOVE_ALL_DATA;
	$remove     = static function () use ( $everything ): void {
		$database = new Database();
		$removal  = new Removal( $database );
		Cron::clear();
		$removal->drop( ( new Schema( $database ) )->tables() );
		array_map(
			'delete_option',
			array(
				Schema::OPTION,
				Schema::INSTALLED_OPTION,
				Schema::STEPS_OPTION,
				Sweeper::OPTION,
				StartDay::OPTION,
				StartDay::OPEN_OPTION,
				KeyRing::SUCCESSOR_OPTION,
				OfficialQueue::DONE_OPTION,
				ConnectionCheck::OPTION,
				Cron::RAN_AT,
				Site::OPTION,
				CommandLine::OPTION,
			)
		);
		$removal->delete_user_option( Flash::OPTION );
		if ( $everything ) {
			array_map( 'delete_option', $removal->option_names( 'wc_kledo_' ) );
			array_map(
				$removal->delete_order_meta( ... ),
				array(
					'_wc_kledo_order_synced',
					'_wc_kledo_order_synced_id',
					'_wc_kledo_invoice_synced',
					'_wc_kledo_invoice_synced_id',
					Consent::META,
				)
			);
		}
	};
	if ( ! is_multisite() ) {
		$remove();
		return;
	}
	foreach ( get_sites(
		array(
			'fields' => 'ids',
			'number' => 0,
		)
	) as $site ) {
		switch_to_blog( (int) $site );
		$remove();
		restore_current_blog();
	}
} )();
