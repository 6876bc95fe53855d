<?php
/**
 * `wp accounting site`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Delivery\Relocation;
use WcAccounting\Environment\Site;
use WcAccounting\ServiceRuntime;

/**
 * Says whether this site is the live shop or a copy of it: for every service.
 */
final class SiteCommand implements Action {

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$which = $arguments[0] ?? '';
		if ( ! in_array( $which, array( Site::LIVE, Site::COPY ), true ) ) {
			throw Stop::usage( 'Say live or copy.' );
		}
		$runtimes = $this->scope->all();
		Relocation::answer( $which, new Site(), array_map( static fn ( ServiceRuntime $one ): Relocation => $one->relocation, $runtimes ) );
		foreach ( $runtimes as $runtime ) {
			$runtime->cron->come_back_in_time();
		}
		$this->terminal->success(
			Site::LIVE === $which
				? 'This is the live shop: what waits is sent.'
				: 'This is a copy: nothing is sent until a key of its own is saved in its settings.'
		);
		return ExitCode::OK;
	}
}
