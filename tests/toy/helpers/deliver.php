<?php
/**
 * A worker of the toy service. It can be asked to wait where it begins.
 *
 * deliver.php [ready]
 */

declare(strict_types=1);

require dirname( __DIR__, 2 ) . '/wordpress/helpers/load.php';

meet( 'ready' );
echo wp_json_encode( \WcAccounting\Shell::runtime( 'toy' )->worker->run( new \WcAccounting\Delivery\Budget( 60 ) )->to_array() );
