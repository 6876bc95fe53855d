<?php
/**
 * A worker that is killed when the answer has come, before it can be stored.
 */

declare(strict_types=1);

require __DIR__ . '/load.php';

add_action( 'wc_kledo_http_response', static fn () => posix_kill( getmypid(), SIGKILL ) );
\WcAccounting\Shell::runtime( 'kledo' )->worker->run( new \WcAccounting\Delivery\Run( 20 ) );
