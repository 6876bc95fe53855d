<?php
/**
 * Data providers of tests are static: PHPUnit 9, which `make test` runs on, takes others too, and later ones drop their tests. Run by
 * tests/lint.sh.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

$faults = 0;
$count  = 0;
foreach ( array( 'extension', 'toy', 'wordpress', 'xero' ) as $folder ) {
	foreach ( glob( __DIR__ . "/$folder/*.php" ) as $file ) {
		$code = (string) file_get_contents( $file );
		preg_match_all( '/@dataProvider (\w+)/', $code, $found );
		foreach ( array_unique( $found[1] ) as $name ) {
			++$count;
			if ( 1 !== preg_match( "/public static function $name\(/", $code ) ) {
				++$faults;
				echo substr( $file, strlen( dirname( __DIR__ ) ) + 1 ), ": the data provider $name() is not public and static here\n";
			}
		}
	}
}
if ( 0 === $faults ) {
	echo "providers: $count, all of them static\n";
}
exit( 0 === $faults ? 0 : 1 );
