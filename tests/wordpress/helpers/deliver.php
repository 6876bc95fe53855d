<?php
/**
 * A worker. Starts at the time given, so that several start together.
 */

declare(strict_types=1);

require __DIR__ . '/load.php';

time_sleep_until( max( microtime( true ) + 0.001, (float) $argv[1] ) );
echo wp_json_encode( \WcKledo\Plugin::running()->worker->run( new \WcKledo\Delivery\Budget( 60 ) )->to_array() );
