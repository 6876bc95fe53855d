<?php
/**
 * A run as cron's, which brings over old orders. It can be killed where so many requests have left.
 *
 * bring-over.php [REQUESTS]
 */

declare(strict_types=1);

require __DIR__ . '/load.php';

$left = (int) ( $argv[1] ?? 0 );
add_action(
	'wc_kledo_http_request',
	static function ( $method ) use ( &$left ): void {
		if ( 'POST' === $method && 0 === --$left ) {
			posix_kill( getmypid(), SIGKILL );
		}
	}
);
$run = new \WcAccounting\Delivery\Run( 60, brings_over: true );
echo wp_json_encode( \WcAccounting\Shell::runtime( 'kledo' )->worker->run( $run )->counts() );
