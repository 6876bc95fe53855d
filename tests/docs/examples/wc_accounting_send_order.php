<?php
/**
 * An example of docs/hooks.md.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

// No order of the wholesale role, in no service.
add_filter(
	'wc_accounting_send_order',
	static fn ( bool $send, WC_Order $order, string $document, string $service ): bool =>
		$send && ! user_can( $order->get_customer_id(), 'wholesale' ),
	10,
	4
);
