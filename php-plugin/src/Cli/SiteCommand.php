<?php
/**
 * `wp accounting site`.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

use WcAccounting\Connector\Installation;
use WcAccounting\Delivery\Relocation;
use WcAccounting\Environment\Site;
use WcAccounting\ServiceRuntime;

/**
 * Says what happened to this site: whether it is the live shop or a copy of it, or that an older database was put back. For every
 * service.
 */
final class SiteCommand implements Action {

	private const RESTORED = 'restored';

	public function __construct( private readonly Scope $scope, private readonly Terminal $terminal ) {}

	public function run( array $arguments, Options $options ): int {
		$which = $arguments[0] ?? '';
		if ( ! in_array( $which, array( Site::LIVE, Site::COPY, self::RESTORED ), true ) ) {
			throw Stop::usage( 'Say live, copy or restored.' );
		}
		$runtimes = $this->scope->all();
		if ( self::RESTORED === $which ) {
			array_map( static fn ( ServiceRuntime $one ) => Installation::note_restored( $one->service->key() ), $runtimes );
			$this->terminal->success( 'What older orders have not sent by now is looked for in the books before it leaves.' );
			return ExitCode::OK;
		}
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
