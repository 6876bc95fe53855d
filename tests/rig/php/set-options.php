<?php
/**
 * Sets options of the site: set-options.php name=value…
 *
 * @package WcAccounting\Rig
 */

declare(strict_types=1);

require getenv( 'SITE_PATH' ) . '/wp-load.php';

foreach ( array_slice( $argv, 1 ) as $assignment ) {
	list( $name, $value ) = explode( '=', $assignment, 2 );
	update_option( $name, $value, false );
}
