<?php
/**
 * WordPress, for the helpers that run in a process of their own. CONSTANTS are what wp-config.php would have, as JSON.
 */

declare(strict_types=1);

foreach ( json_decode( getenv( 'CONSTANTS' ) ?: '[]', true ) as $name => $value ) {
	define( $name, $value );
}
require getenv( 'SITE_PATH' ) . '/wp-load.php';

/** Tells the test that this process has come to a place, and stays there until the test says so; if it was asked to. */
function meet( string $place ): void {
	if ( in_array( $place, $GLOBALS['argv'], true ) ) {
		echo "at $place\n";
		fgets( STDIN );
	}
}
