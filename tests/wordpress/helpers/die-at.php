<?php
/**
 * A worker that is killed at a moment.
 *
 * die-at.php insert|claim|sending|request|answer|finish|between ORDER
 */

declare(strict_types=1);

require __DIR__ . '/load.php';

$die = static function () {
	posix_kill( getmypid(), SIGKILL );
};

/** Dies before a statement that matches. */
$die_at_statement = static function ( string $pattern ) use ( $die ): void {
	add_filter(
		'query',
		static function ( $sql ) use ( $pattern, $die ) {
			1 === preg_match( $pattern, $sql ) && $die();
			return $sql;
		}
	);
};

/** Whether Kledo has made the document of an order, which it does before it answers. */
$is_there = static function ( string $order ): bool {
	$state = json_decode( file_get_contents( getenv( 'SANDBOX_URL' ) . '/_sandbox/state' ), true );
	return in_array( $order, array_column( $state['documents'], 'order_id' ), true );
};

list( , $moment, $order ) = $argv;
switch ( $moment ) {
	case 'insert':
		wc_get_order( (int) $order )->update_status( 'processing' );
		$die();
		break;
	case 'claim':
		add_filter( 'wc_accounting_order_snapshot', $die );
		break;
	case 'sending':
		add_action( 'wc_kledo_http_request', $die );
		break;
	case 'request':
		// This is told right before it leaves; a child kills us when it has arrived. The answer never comes.
		add_action(
			'wc_kledo_http_request',
			static function ( $method, $url, $request ) use ( $is_there ): void {
				if ( 0 === pcntl_fork() ) {
					parse_str( $request['body'], $form );
					for ( $tries = 0; $tries < 3000 && ! $is_there( $form['ref_number'] ); $tries++ ) {
						usleep( 10_000 );
					}
					posix_kill( posix_getppid(), SIGKILL );
					posix_kill( getmypid(), SIGKILL );
				}
			},
			10,
			3
		);
		break;
	case 'answer':
		add_action( 'wc_kledo_http_response', $die );
		break;
	case 'finish':
		$die_at_statement( "/^UPDATE .*status = 'accepted'/s" );
		break;
	case 'between':
		$requests = 0;
		add_action(
			'wc_kledo_http_request',
			static function () use ( &$requests, $die ): void {
				++$requests > 1 && $die();
			}
		);
		break;
}
add_filter(
	'wc_accounting_concurrency',
	static fn () => array(
		'min_concurrency' => 1,
		'max_concurrency' => 1,
	)
);
\WcAccounting\Shell::runtime( 'kledo' )->worker->run( new \WcAccounting\Delivery\Run( 60 ) );
