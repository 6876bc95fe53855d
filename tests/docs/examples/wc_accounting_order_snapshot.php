<?php
/**
 * An example of docs/hooks.md.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

// Lines are called by their SKU in the books.
add_filter(
	'wc_accounting_order_snapshot',
	static function ( array $snapshot ): array {
		foreach ( $snapshot['lines'] as &$line ) {
			$line['name'] = trim( ( $line['sku'] ?? '' ) . ' ' . $line['name'] );
		}
		return $snapshot;
	}
);
