<?php
/**
 * What a check of the site found.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Admin;

/**
 * One line of Tools > Site Health, plain text.
 */
final class Finding {

	private function __construct(
		/** `good`, `recommended` or `critical`, as Site Health calls them. */
		public readonly string $status,
		public readonly string $label,
		public readonly string $description,
		/** Where it can be mended; empty when there is nothing to mend. */
		public readonly string $url = '',
	) {}

	public static function good( string $label, string $description = '' ): self {
		return new self( 'good', $label, $description );
	}

	public static function worth_a_look( string $label, string $description, string $url ): self {
		return new self( 'recommended', $label, $description, $url );
	}

	public static function bad( string $label, string $description, string $url ): self {
		return new self( 'critical', $label, $description, $url );
	}
}
