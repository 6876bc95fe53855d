<?php
/**
 * An example of docs/hooks.md.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

// Every document of Kledo has the payment method in its memo.
add_filter(
	'wc_accounting_document',
	static function ( array $document, WC_Order $order ): array {
		$memo = trim( ( $document['payload']['memo'] ?? '' ) . ' ' . $order->get_payment_method_title() );

		$document['payload']['memo'] = mb_substr( $memo, 0, 1000 );
		return $document;
	},
	10,
	2
);
