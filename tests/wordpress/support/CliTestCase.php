<?php
/**
 * The command line.
 */

declare(strict_types=1);

namespace WcAccounting\Tests;

use WcAccounting\Cli\Action;
use WcAccounting\Cli\Runner;
use WcAccounting\Cli\Scope;
use WcAccounting\Connector\Service;
use WcAccounting\ServiceRuntime;

/** Runs commands in this process, without WP-CLI. */
abstract class CliTestCase extends ShopTestCase {

	protected RecordingTerminal $terminal;

	/** @var list<Service> Those that cannot work. */
	protected array $broken = array();

	protected function setUp(): void {
		parent::setUp();
		$this->terminal = new RecordingTerminal();
		// As WP-CLI: nobody is logged in.
		wp_set_current_user( 0 );
	}

	/** @return list<ServiceRuntime> */
	protected function at_work(): array {
		return array( self::plugin() );
	}

	/**
	 * @param class-string<Action>       $command
	 * @param list<string|int>           $arguments
	 * @param array<string, string|bool> $options
	 * @param ?RecordingTerminal         $terminal  A fresh one that nobody answers at where none is given.
	 * @return int What the process would end with.
	 */
	protected function command(
		string $command,
		array $arguments = array(),
		array $options = array(),
		?RecordingTerminal $terminal = null
	): int {
		$this->terminal = $terminal ?? new RecordingTerminal();
		$scope          = new Scope( $this->at_work( ... ), fn (): array => $this->broken );
		return Runner::run( fn (): Action => new $command( $scope, $this->terminal ), $this->terminal, $arguments, $options );
	}

	/** An order whose sales order the service refuses, and that failed for it. */
	protected function refused_order(): \WC_Order {
		$fault = array( 'kind' => 'status', 'code' => 422, 'body' => array( 'message' => 'Kontak tidak dikenal' ) );
		Sandbox::fault( 'POST', 'woocommerce/order', $fault, 1 );
		$order = $this->processing_order();
		self::run_worker();
		Sandbox::heal();
		self::assertSame( 'failed', self::row( $order )->status->value );
		return $order;
	}
}
