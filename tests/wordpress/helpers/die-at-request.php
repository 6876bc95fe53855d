<?php
/**
 * A worker that is killed at a moment. SERVICE is whose, METHOD that of its writes.
 *
 * die-at-request.php claim|sending|answer|finish PATH: the path of the request that it dies of, e.g. invoices
 */

declare(strict_types=1);

require __DIR__ . '/load.php';

list( , $moment, $path ) = $argv;

$die        = static function (): void {
	posix_kill( getmypid(), SIGKILL );
};
$is_of_path = static function ( string $method, string $url ) use ( $path ): bool {
	return getenv( 'METHOD' ) === $method && str_contains( (string) strtok( $url, '?' ), "/$path" );
};

switch ( $moment ) {
	case 'claim':
		add_filter( 'wc_accounting_order_snapshot', $die );
		break;
	case 'sending':
		add_action(
			'wc_accounting_http_request',
			static function ( $method, $url ) use ( $is_of_path, $die ): void {
				$is_of_path( $method, $url ) && $die();
			},
			10,
			2
		);
		break;
	case 'answer':
		add_action(
			'wc_accounting_http_response',
			static function ( $response, $ms, $method, $url ) use ( $is_of_path, $die ): void {
				$is_of_path( $method, $url ) && $die();
			},
			10,
			4
		);
		break;
	case 'finish':
		add_filter(
			'query',
			static function ( $sql ) use ( $die ) {
				1 === preg_match( "/^UPDATE .*status = 'confirmed'/s", $sql ) && $die();
				return $sql;
			}
		);
		break;
}
\WcAccounting\Shell::runtime( (string) getenv( 'SERVICE' ) )->worker->run( new \WcAccounting\Delivery\Run( 60 ) );
