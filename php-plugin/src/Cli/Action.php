<?php
/**
 * A command.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

/**
 * What a command does, without WP-CLI. What it may be given stands in the docblocks that WP-CLI reads, in Looking and Doing.
 */
interface Action {

	/**
	 * @param list<string> $arguments What was said without a name.
	 * @return int One of ExitCode.
	 * @throws Stop When it cannot go on.
	 */
	public function run( array $arguments, Options $options ): int;
}
