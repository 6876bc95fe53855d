<?php
/**
 * A refusal.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

/**
 * A request that is not granted: a sentence for the person who asked, and an HTTP status.
 */
final class Refusal extends \RuntimeException {

	/** Something broke; what it was is in the log. */
	public static function fault(): self {
		return new self( __( 'That did not work. The log under WooCommerce > Status > Logs says why.', 'wc-accounting' ), 500 );
	}
}
