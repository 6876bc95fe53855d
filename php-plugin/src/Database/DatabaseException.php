<?php
/**
 * A fault of the database.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Database;

/**
 * A statement could not be run. The code is the server's error number.
 */
final class DatabaseException extends \RuntimeException {

	public function __construct(
		string $message,
		int $number,
		/** Whether the same statement may work in a moment. */
		public readonly bool $passes,
	) {
		parent::__construct( '' === $message ? 'The database did not answer.' : $message, $number );
	}

	/** The server does not understand the statement. */
	public function is_syntax_error(): bool {
		return 1064 === $this->getCode();
	}
}
