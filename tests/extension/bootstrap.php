<?php
/**
 * Tests of the built extension: what PHP sees of it.
 */

declare(strict_types=1);

if ( ! extension_loaded( 'wc_accounting' ) ) {
	fwrite( STDERR, "The extension wc_accounting is not loaded: run make test-extension.\n" );
	exit( 1 );
}

require __DIR__ . '/SandboxProcess.php';
require __DIR__ . '/Keys.php';
require __DIR__ . '/Snapshots.php';
