<?php
/**
 * How far it is, on the standard output.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

/**
 * WP-CLI's own bar, which WP-CLI makes of nothing where nobody looks.
 */
final class ProgressBar implements Progress {

	/** @param object $bar Of WP-CLI: has tick( int ) and finish(). */
	public function __construct( private readonly object $bar ) {}

	public function advance( int $steps = 1 ): void {
		if ( $steps > 0 ) {
			$this->bar->tick( $steps );
		}
	}

	public function end(): void {
		$this->bar->finish();
	}
}
