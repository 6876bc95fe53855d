<?php
/**
 * Tests of the toy service inside a real WordPress: that of the rig's site which run.sh has set up.
 */

declare(strict_types=1);

if ( '' === (string) getenv( 'TOY_URL' ) ) {
	fwrite( STDERR, "TOY_URL is not set: run tests/toy/run.sh\n" );
	exit( 1 );
}

require dirname( __DIR__ ) . '/wordpress/bootstrap.php';

if ( null === \WcAccounting\Shell::runtime( 'toy' ) ) {
	fwrite( STDERR, "The toy service does not run on this site.\n" );
	exit( 1 );
}

spl_autoload_register(
	static function ( string $class ): void {
		$file = __DIR__ . '/support/' . str_replace( 'WcAccounting\\Tests\\Toy\\', '', $class ) . '.php';
		str_starts_with( $class, 'WcAccounting\\Tests\\Toy\\' ) && is_file( $file ) && require $file;
	}
);
