<?php
/**
 * What WooCommerce's status report says of us.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Admin\DiagnosticReport;
use WcAccounting\Admin\StatusReport;
use WcAccounting\Delivery\Cron;
use WcAccounting\Environment\Fault;

final class StatusReportTest extends ShopTestCase {

	/** @var array<string, \WP_Hook> */
	private array $filters = array();

	protected function setUp(): void {
		parent::setUp();
		$this->filters = array_map( static fn ( \WP_Hook $hook ): \WP_Hook => clone $hook, $GLOBALS['wp_filter'] );
		remove_all_actions( 'woocommerce_system_status_report' );
	}

	protected function tearDown(): void {
		$GLOBALS['wp_filter'] = $this->filters;
		parent::tearDown();
	}

	private static function report(): string {
		ob_start();
		do_action( 'woocommerce_system_status_report' );
		return (string) ob_get_clean();
	}

	/** @return array<string, string> What is told under each label. */
	private static function told( string $html ): array {
		preg_match_all( '~<td data-export-label="([^"]*)">[^<]*</td><td class="help"></td><td>([^<]*)</td>~', $html, $found );
		return array_combine( $found[1], $found[2] );
	}

	public function test_it_tells_versions_states_the_last_run_and_the_tables(): void {
		update_option( Cron::RAN_AT, 1767225600, false );
		$this->processing_order();
		( new \WcAccounting\Admin\Screens( self::plugin() ) )->register();
		$told = self::told( self::report() );

		self::assertSame( '2.0.0', $told['Versions: Plugin'] );
		self::assertStringContainsString( 'kledo', $told['Versions: Services'] );
		self::assertStringContainsString( 'interface', $told['Versions: Extension'] );
		self::assertMatchesRegularExpression( '/^version \d+$/', $told['Versions: Tables'] );
		self::assertSame( '1', $told['Deliveries: pending'] );
		self::assertSame( '0', $told['Deliveries: failed'] );
		self::assertSame( '2026-01-01T00:00:00+00:00', $told['Cron: Last run'] );
		self::assertArrayHasKey( 'Cron: ' . Cron::DELIVER, $told );
		self::assertStringNotContainsString( 'sandboxkey', implode( $told ) );
	}

	public function test_it_is_there_where_the_service_cannot_work(): void {
		$facts = self::plugin()->service->facts();
		$told  = DiagnosticReport::of_faults( array( Fault::ExtensionMissing, Fault::OfficialPlugin ), $facts );
		( new StatusReport( 'Kledo', static fn (): array => $told ) )->register();
		$told = self::told( self::report() );
		self::assertStringContainsString( Fault::ExtensionMissing->value, $told['Versions: Faults'] );
		self::assertArrayHasKey( 'Cron: Last run', $told );
	}

	public function test_what_it_tells_is_escaped(): void {
		$bad = array( 'A "<b>"' => array( '<i>"name"' => '<script>alert( 1 )</script>' ) );
		( new StatusReport( '<u>Books</u>', static fn (): array => $bad ) )->register();
		$html = self::report();
		self::assertStringContainsString( '&lt;script&gt;alert( 1 )&lt;/script&gt;', $html );
		foreach ( array( '<script', '<b>', '<i>', '<u>' ) as $tag ) {
			self::assertStringNotContainsString( $tag, $html );
		}
	}
}
