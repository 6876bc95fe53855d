<?php
/**
 * Tests with Xero's sandbox inside a real WordPress: that of the rig's site which run.sh has set up.
 */

declare(strict_types=1);

if ( '' === (string) getenv( 'XERO_URL' ) ) {
	fwrite( STDERR, "XERO_URL is not set: run tests/xero/run.sh\n" );
	exit( 1 );
}

require dirname( __DIR__ ) . '/wordpress/bootstrap.php';

if ( null === \WcAccounting\Shell::runtime( 'xero' ) ) {
	fwrite( STDERR, "Xero's plugin does not run on this site.\n" );
	exit( 1 );
}

spl_autoload_register(
	static function ( string $class ): void {
		$file = __DIR__ . '/support/' . str_replace( 'WcAccounting\\Tests\\Xero\\', '', $class ) . '.php';
		str_starts_with( $class, 'WcAccounting\\Tests\\Xero\\' ) && is_file( $file ) && require $file;
	}
);
