<?php
/**
 * The screens of a service that cannot work.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

use WcAccounting\Connector\Service;
use WcAccounting\Environment\Fault;
use WcAccounting\Environment\Halves;

/**
 * Where something that a service needs is missing, wp-admin says what and how to get it, and nothing else of the service is there.
 */
final class ScreensOfFaults {

	/** @param \Closure(): void $on_trouble Called when a page begins. */
	public static function register( Service $service, \Closure $on_trouble ): void {
		$facts  = $service->facts();
		$faults = $facts->faults();
		if ( array( Fault::ExtensionMissing ) === $faults ) {
			Halves::ask_for_the_other();
		}
		if ( ! wp_doing_ajax() ) {
			add_action( 'admin_init', $on_trouble );
		}
		( new InstallPage( $service, $faults, $facts ) )->register();
		$report = static fn (): array => DiagnosticReport::of_faults( $faults, $facts );
		( new StatusReport( $service->name(), $report ) )->register();
		$page   = Page::of( $service );
		$checks = HealthChecks::of_faults( $faults, $facts, $page );
		( new SiteHealth( $page, $service->name(), static fn (): array => $checks, static fn (): array => array() ) )->register();
	}
}
