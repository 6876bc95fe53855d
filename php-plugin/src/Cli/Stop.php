<?php
/**
 * A command that cannot go on.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Cli;

/**
 * Thrown by a command; its message is for the person, its code what the process ends with.
 */
final class Stop extends \RuntimeException {

	/** The question was wrong. */
	public static function usage( string $message ): self {
		return new self( $message, ExitCode::USAGE );
	}

	/** The service may not work now. */
	public static function obstacle( string $message ): self {
		return new self( $message, ExitCode::OBSTACLE );
	}

	/** It could not be done to the end. */
	public static function incomplete( string $message ): self {
		return new self( $message, ExitCode::INCOMPLETE );
	}
}
