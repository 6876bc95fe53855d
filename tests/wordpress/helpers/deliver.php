<?php
/**
 * A worker, which tells what it did. It can be asked to wait where it begins, and where its first document is about to leave.
 *
 * deliver.php [ready] [sending]
 */

declare(strict_types=1);

require __DIR__ . '/load.php';

$first = true;
add_action(
	'wc_kledo_http_request',
	static function () use ( &$first ): void {
		if ( $first ) {
			$first = false;
			meet( 'sending' );
		}
	}
);
meet( 'ready' );
echo wp_json_encode( \WcAccounting\Shell::runtime( 'kledo' )->worker->run( new \WcAccounting\Delivery\Budget( 60 ) )->to_array() );
