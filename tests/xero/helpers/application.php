<?php
/**
 * Prints the application as this process knows it.
 */

declare(strict_types=1);

require dirname( __DIR__, 2 ) . '/wordpress/helpers/load.php';

echo wp_json_encode( \WcAccounting\Shell::runtime( 'xero' )->application->to_array() );
