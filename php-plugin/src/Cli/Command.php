<?php
/**
 * WP-CLI.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Connector\Service;
use WcAccounting\ServiceRuntime;

/**
 * Sends the orders of the shop to its accounting services, and says how that stands.
 *
 * Every command ends with a status that scripts can use: 0 all is well, 1 something is wrong with deliveries or books, 2 it could not
 * be done to the end, 3 the question was wrong, 4 the service may not work now. An option that a command does not have is refused by
 * WP-CLI, with 1.
 */
final class Command {

	use Looking;
	use Doing;

	private readonly Scope $scope;

	/**
	 * @param \Closure(): list<ServiceRuntime> $runtimes The services at work; made when a command runs.
	 * @param \Closure(): list<Service>        $broken   Those whose plugin is active and that cannot work.
	 */
	public function __construct( \Closure $runtimes, \Closure $broken ) {
		$this->scope = new Scope( $runtimes, $broken );
	}

	private function end( \Closure $make, array $arguments, array $options ): void {
		$terminal = new WpCliTerminal();
		$code     = Runner::run( fn (): Action => $make( $this->scope, $terminal ), $terminal, $arguments, $options );
		if ( ExitCode::OK !== $code ) {
			\WP_CLI::halt( $code );
		}
	}
}
