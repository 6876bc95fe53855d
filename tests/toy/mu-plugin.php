<?php
/**
 * Plugin Name: Toy Books' sandbox
 * Description: Where the toy service is in the tests: both of its hosts are one sandbox.
 */

declare(strict_types=1);

add_filter( 'wc_accounting_allowed_endpoints', static fn ( $origins ) => array( ...(array) $origins, getenv( 'TOY_URL' ) ) );
add_filter(
	'wc_accounting_hosts',
	static fn ( $hosts, $service ) => 'toy' === $service ? array( 'identity' => getenv( 'TOY_URL' ) ) : $hosts,
	10,
	2
);
