<?php
/**
 * Tests inside a real WordPress: that of the rig's site which `tests/rig/php.sh NAME` sets the environment for.
 */

declare(strict_types=1);

foreach ( array( 'SITE_PATH', 'SITE_URL', 'SANDBOX_URL', 'SANDBOX_KEY', 'STORAGE' ) as $variable ) {
	if ( '' === (string) getenv( $variable ) ) {
		fwrite( STDERR, "$variable is not set: run tests/rig/php.sh SITE /usr/bin/phpunit -c tests/wordpress/phpunit.xml\n" );
		exit( 1 );
	}
}

require getenv( 'SITE_PATH' ) . '/wp-load.php';

if ( null === \WcAccounting\Shell::runtime( 'kledo' ) ) {
	fwrite( STDERR, "The plugin does not run on this site; see its notices in wp-admin.\n" );
	exit( 1 );
}

// As after an update: the site may be older than the tables are.
\WcAccounting\Shell::runtime( 'kledo' )->bring_up_to_date();

// A notice, warning or deprecation of our own code is a failure.
set_error_handler(
	static function ( int $level, string $message, string $file, int $line ): bool {
		$plugin  = realpath( dirname( __DIR__, 2 ) . '/php-plugin' );
		$path    = (string) realpath( $file );
		$is_ours = str_starts_with( $path, "$plugin/" ) || str_starts_with( $path, __DIR__ . '/' );
		if ( $is_ours && 0 !== ( error_reporting() & $level ) ) {
			throw new ErrorException( $message, 0, $level, $file, $line );
		}
		return false;
	}
);

// Nothing is delivered behind a test's back; tests of it take this away.
add_filter( 'wc_accounting_after_response_seconds', array( \WcAccounting\Tests\ShopTestCase::class, 'after_response_seconds' ) );

spl_autoload_register(
	static function ( string $class ): void {
		$file = __DIR__ . '/support/' . str_replace( 'WcAccounting\\Tests\\', '', $class ) . '.php';
		str_starts_with( $class, 'WcAccounting\\Tests\\' ) && is_file( $file ) && require $file;
	}
);
