<?php
/**
 * Prints the deliveries as the table holds them.
 */

declare(strict_types=1);

require __DIR__ . '/bootstrap.php';

global $wpdb;
$rows = $wpdb->get_results( "SELECT * FROM {$wpdb->prefix}wc_accounting_deliveries ORDER BY id", ARRAY_A );
printf( "\n  %-6s %-8s %-12s %-9s %-24s %s\n", 'Order', 'Document', 'Status', 'Attempts', 'Next attempt', 'Last error' );
foreach ( $rows as $row ) {
	$next = null === $row['next_attempt_at'] ? '-' : get_date_from_gmt( $row['next_attempt_at'], 'j M Y H:i:s' );
	printf(
		"  %-6s %-8s %-12s %-9s %-24s %s\n",
		$row['order_id'],
		$row['document'],
		$row['status'],
		$row['attempts'],
		$next,
		mb_strimwidth( (string) $row['last_error'], 0, 100, '…' )
	);
}
