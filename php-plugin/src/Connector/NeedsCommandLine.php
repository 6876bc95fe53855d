<?php
/**
 * Something that only the command line can do.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * Thrown where the web server's PHP has no extension and the command line's has one. Its message is for the person who asked.
 */
final class NeedsCommandLine extends \DomainException {

	public static function here(): self {
		return new self(
			__(
				'The PHP of this web server has no extension wc_accounting, so this cannot be done in the browser. The command line of the server can do it: wp accounting.',
				'wc-accounting'
			),
			409
		);
	}
}
