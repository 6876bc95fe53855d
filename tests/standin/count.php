<?php
/**
 * Enough for PHPUnit to list the tests: their classes, and the plugin's, which some sets of data name.
 *
 * @package WcAccounting\Standin
 */

declare(strict_types=1);

require dirname( __DIR__, 2 ) . '/php-plugin/src/Autoloader.php';
\WcAccounting\Autoloader::register();

spl_autoload_register(
	static function ( string $name ): void {
		$file = dirname( __DIR__ ) . '/wordpress/support/' . str_replace( 'WcAccounting\\Tests\\', '', $name ) . '.php';
		str_starts_with( $name, 'WcAccounting\\Tests\\' ) && is_file( $file ) && require $file;
	}
);
