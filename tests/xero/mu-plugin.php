<?php
/**
 * Plugin Name: Xero's sandbox
 * Description: Where Xero is in the tests: all of its hosts are one sandbox, whose address is in the file beside this one.
 */

declare(strict_types=1);

$xero = trim( (string) file_get_contents( __DIR__ . '/xero-sandbox.url' ) );
add_filter( 'wc_accounting_allowed_endpoints', static fn ( $origins ) => array( ...(array) $origins, $xero ) );
add_filter(
	'wc_accounting_hosts',
	static fn ( $hosts, $service ) => 'xero' !== $service
		? $hosts
		: array(
			'api'      => $xero,
			'identity' => $xero,
			'login'    => $xero,
		),
	10,
	2
);
