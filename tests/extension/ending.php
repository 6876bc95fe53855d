<?php
/**
 * A run whose callback ends the process: `ending.php ORIGIN WHERE HOW`. Says what went on after that, if anything did.
 */

declare(strict_types=1);

use WcAccounting\Extension;
use WcAccounting\Extension\Client;
use WcAccounting\Tests\Extension\Keys;
use WcAccounting\Tests\Extension\Snapshots;

require __DIR__ . '/SandboxProcess.php';
require __DIR__ . '/Keys.php';
require __DIR__ . '/Snapshots.php';

list( , $origin, $where, $how ) = $argv;

register_shutdown_function( static fn () => print( "shut down\n" ) );

$end    = static function ( string $here ) use ( $where, $how ): void {
	if ( $here !== $where ) {
		return;
	}
	if ( 'exit' === $how ) {
		exit( 3 );
	}
	ini_set( 'memory_limit', '8M' );
	str_repeat( 'x', 64 << 20 );
};
$keys   = new class( $end ) {
	public function __construct( private \Closure $end ) {}

	public function current(): string {
		( $this->end )( 'key' );
		return \WcAccounting\Tests\Extension\SandboxProcess::KEY;
	}
};
$config = array(
	'endpoint'          => "$origin/api/v1",
	'allowed_endpoints' => array( $origin ),
	'user_agent'        => 'Kledo/2.0.0 (WooCommerce/8.2.2; WordPress/6.8)',
);
$order  = 0;
$next   = static function () use ( &$order, $end ): ?array {
	2 === ++$order && $end( 'next' );
	return $order > 3 ? null : array(
		'id'       => $order,
		'document' => Extension\map( 'kledo', 'order', Snapshots::order( $order ), array() )['document'],
	);
};
$told   = static function () use ( $end ): void {
	$end( 'outcome' );
	echo "told\n";
};
try {
	( new Client( 'kledo', $config, $keys ) )->deliver( $next, $told, array( 'concurrency' => 2 ) );
} catch ( \Throwable $caught ) {
	echo 'caught ' . get_class( $caught ) . "\n";
} finally {
	echo "finally\n";
}
echo "went on\n";
