<?php
/**
 * A worker, which tells what it did. It can be asked to wait where it begins, and where its first document is about to leave.
 *
 * deliver.php [ready] [sending], of the service that SERVICE names (kledo)
 */

declare(strict_types=1);

require __DIR__ . '/load.php';

$first = true;
add_action(
	'wc_accounting_http_request',
	static function () use ( &$first ): void {
		if ( $first ) {
			$first = false;
			meet( 'sending' );
		}
	}
);
meet( 'ready' );
$service = \WcAccounting\Shell::runtime( getenv( 'SERVICE' ) ?: 'kledo' );
echo wp_json_encode( $service->worker->run( new \WcAccounting\Delivery\Run( 60 ) )->counts() );
