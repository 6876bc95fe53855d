<?php
/**
 * An example of docs/hooks.md.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

// Notes how long the service takes. The bodies hold data of customers: do not log them.
add_action(
	'wc_accounting_http_response',
	static function ( $response, int $ms, string $method, string $url, string $service ): void {
		$code = is_wp_error( $response ) ? $response->get_error_message() : $response['response']['code'];
		wc_get_logger()->info( "$service: $method, $code, $ms ms", array( 'source' => 'accounting-times' ) );
	},
	10,
	5
);
